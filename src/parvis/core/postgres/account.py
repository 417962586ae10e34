"""As whom PostgreSQL runs: it refuses root, so root hands it to an account without privileges."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path

from parvis.core.postgres.refusal import PostgresRefused

_ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Runs programs and owns files; `entry` is None when that is simply ourselves."""

    entry: pwd.struct_passwd | None = None

    def run(self, command: list[str], timeout: float = 180) -> subprocess.CompletedProcess[str]:
        """Run to the end with a plain environment: no PG… variable, English messages."""
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": os.defpath, "LC_MESSAGES": "C", "LANGUAGE": "C", "TZ": "UTC"},
            user=self.entry.pw_uid if self.entry else None,
            group=self.entry.pw_gid if self.entry else None,
            extra_groups=[] if self.entry else None,
        )

    def may_enter(self, folder: Path) -> bool:
        """Whether the account can reach `folder`: asked of the system, which knows ACLs too."""
        return self.run(["/bin/sh", "-c", 'cd "$0"', str(folder)]).returncode == 0

    def may_run(self, program: str) -> bool:
        try:
            return self.run([program, "--version"]).returncode == 0
        except OSError:
            return False

    def own(self, path: Path) -> None:
        if self.entry:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)

    def folder(self, path: Path, mode: int = 0o700) -> Path:
        """Make `path` a folder of this account; refuse one that belongs to somebody else."""
        path.mkdir(mode=mode, exist_ok=True)
        told = path.lstat()
        mine = self.entry.pw_uid if self.entry else os.geteuid()
        if path.is_symlink() or told.st_uid not in {mine, os.geteuid()}:
            raise PostgresRefused(
                f"{path} belongs to another account. Start as that account, "
                "or choose another folder with PARVIS_DATA_DIR."
            )
        self.own(path)
        path.chmod(mode)
        return path


def account_for(data_dir: Path, existing: Path) -> Account:
    """Ourselves; for root the owner of the data, of the folder, else an account made for this."""
    if os.geteuid() != 0:
        return Account()
    for path in (existing, data_dir):
        uid = path.stat().st_uid if path.exists() else 0
        if uid != 0:
            try:
                return Account(pwd.getpwuid(uid))
            except KeyError:
                continue
    for name in _ACCOUNTS_FOR_ROOT:
        try:
            return Account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise PostgresRefused("PostgreSQL does not run as root, and there is no account 'nobody'.")
