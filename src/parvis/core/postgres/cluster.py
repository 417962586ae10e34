"""One PostgreSQL data folder: made once, launched, halted, even after kill -9."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

from parvis.core.postgres.binaries import Binaries, find
from parvis.core.postgres.layout import PORT, Layout
from parvis.core.postgres.refusal import PostgresRefused, explain

_STARTS_WITHIN = 120  # seconds: recovery after a crash replays the log first
_OLD_PROCESSES_LEAVE_WITHIN = 20  # seconds: backends notice that their postmaster was killed

# Rewritten at each start: the folder may have been moved.
_CONFIGURATION = """\
listen_addresses = ''
port = {port}
unix_socket_directories = '{sockets}'
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 128MB
jit = off
log_min_messages = warning
log_checkpoints = off
log_line_prefix = '%m [%p] '
timezone = 'UTC'
{extra}"""
_WITHOUT_CARE = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n"

# After a crash: one call for the whole disk instead of one for each file.
_QUICK_RECOVERY = "recovery_init_sync_method = syncfs\n"
_ON_LINUX = Path("/proc/self").exists()


class Cluster:
    """Commands on the data folder of `layout`; the caller holds the lock."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout

    def binaries(self) -> Binaries:
        """The programs for this data, copied near it when the account cannot reach them."""
        written_by = self.layout.data / "PG_VERSION"
        major = int(written_by.read_text()) if written_by.exists() else None
        binaries = find(major)
        account = self.layout.account
        if account.entry is None or account.may_run(binaries.program("postgres")):
            return binaries
        return binaries.copied_to(self.layout.folder / f"program-{binaries.major}")

    def make(self) -> None:
        """Make the data folder once; a creation cut short leaves nothing that counts."""
        if (self.layout.data / "PG_VERSION").exists():
            return
        binaries = self.binaries()
        unfinished = self.layout.folder / "data.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        done = self.layout.account.run(
            [
                binaries.program("initdb"),
                f"--pgdata={unfinished}",
                "--username=postgres",
                "--auth=trust",  # the socket's folder is closed to other accounts
                "--encoding=UTF8",
                *_locale(binaries.major),
            ]
        )
        if done.returncode != 0:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise explain("creating its data folder", done.stdout + done.stderr)
        with (unfinished / "postgresql.conf").open("a") as main:
            main.write("\ninclude 'parvis.conf'\n")
        unfinished.rename(self.layout.data)

    def launch(self, *, durable: bool) -> None:
        """Start the server and wait until it answers. Raises PostgresRefused."""
        self._configure(durable)
        self._forget_stale_pid()
        binaries = self.binaries()
        log = self.layout.log
        give_up = time.monotonic() + _OLD_PROCESSES_LEAVE_WITHIN
        while True:
            said_before = log.stat().st_size if log.exists() else 0
            command = [binaries.program("pg_ctl"), "start", "-s", "-w", "-t", str(_STARTS_WITHIN)]
            command += ["-D", str(self.layout.data), "-l", str(log)]
            done = self.layout.account.run(command, timeout=_STARTS_WITHIN + 30)
            if done.returncode == 0:
                return
            said = log.read_text(errors="replace")[said_before:] if log.exists() else ""
            if "pre-existing shared memory block" not in said or time.monotonic() > give_up:
                raise explain("starting", said + done.stdout + done.stderr, log)
            time.sleep(0.3)

    def halt(self) -> None:
        """Stop the server: politely, then at once (the log is replayed at the next start)."""
        binaries = self.binaries()
        for mode, patience in (("fast", 30), ("immediate", 10)):
            if self.pid() is None:
                return
            command = [binaries.program("pg_ctl"), "stop", "-s", "-w", "-t", str(patience)]
            command += ["-m", mode, "-D", str(self.layout.data)]
            self.layout.account.run(command, timeout=patience + 30)
        pid = self.pid()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)

    def pid(self) -> int | None:
        """The living postmaster of this data folder."""
        pid = self._noted_pid()
        return pid if pid is not None and self._is_ours(pid) else None

    def _is_ours(self, pid: int) -> bool:
        # By its command line: numbers are given again, even to another PostgreSQL.
        return str(self.layout.data) in _command_line(pid)

    def _noted_pid(self) -> int | None:
        try:
            return int((self.layout.data / "postmaster.pid").read_text().split("\n")[0])
        except (FileNotFoundError, ValueError):
            return None
        except PermissionError as error:
            raise PostgresRefused(
                f"{self.layout.data} belongs to another account. Start as that account, "
                "or choose another folder with PARVIS_DATA_DIR."
            ) from error

    def _forget_stale_pid(self) -> None:
        # In a container the noted number soon belongs to another program, or to a dead process
        # that nobody has buried: PostgreSQL would take either for itself and refuse.
        pid = self._noted_pid()
        if pid is None or self._is_ours(pid) or not _is_alive(pid):
            return
        (self.layout.data / "postmaster.pid").unlink(missing_ok=True)
        (self.layout.sockets / f".s.PGSQL.{PORT}.lock").unlink(missing_ok=True)

    def _configure(self, durable: bool) -> None:
        target = self.layout.data / "parvis.conf"
        text = _CONFIGURATION.format(
            port=PORT,
            sockets=str(self.layout.sockets).replace("'", "''"),
            extra=(_QUICK_RECOVERY if _ON_LINUX else "") + ("" if durable else _WITHOUT_CARE),
        )
        try:
            target.write_text(text)
        except OSError as error:
            raise explain("writing its settings", f"error: {error}") from error
        self.layout.account.own(target)


def _locale(major: int) -> list[str]:
    """Characters by Unicode, order by code point: the same on every system and for ever."""
    ctype = "C.UTF-8" if _ON_LINUX else "en_US.UTF-8"
    libc = ["--locale=C", f"--lc-ctype={ctype}"]
    return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", *libc] if major >= 17 else libc


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _command_line(pid: int) -> str:
    """Empty for a process that is gone, or dead and not yet buried."""
    if _ON_LINUX:
        try:
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        except OSError:
            return ""
    command = ["/bin/ps", "-ww", "-p", str(pid), "-o", "args="]
    return subprocess.run(command, capture_output=True, text=True).stdout
