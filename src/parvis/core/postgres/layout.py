"""Where the pieces of one embedded server lie."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from parvis.core.postgres.account import Account, account_for

NAME = "parvis"
PORT = 5432  # only names the socket file: nothing listens on the network
_LONGEST_SOCKET = 103  # sun_path: 104 bytes on macOS, 108 on Linux, one for the end


@dataclass(frozen=True, slots=True)
class Layout:
    """The folder of one server and who owns it."""

    folder: Path
    account: Account

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    @property
    def sockets(self) -> Path:
        """Beside the data, unless the path would be too long for a unix socket."""
        near = self.folder / "run"
        if len(os.fsencode(near / f".s.PGSQL.{PORT}")) <= _LONGEST_SOCKET:
            return near
        return Path("/tmp") / f"{NAME}-{_digest(self.folder)}"  # noqa: S108  folder checked for its owner

    def url(self, user: str = NAME, database: str = NAME) -> str:
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets))}&port={PORT}"


def locate(data_dir: Path) -> Layout:
    """Find the server's folder under `data_dir`, writing nothing."""
    folder = (data_dir / "postgres").resolve()
    return Layout(folder, account_for(data_dir, folder / "data"))


def prepare(data_dir: Path) -> Layout:
    """Make the folder of the server and say where it is.

    Started by root in a home closed to others, the data goes to /var/lib instead, with a link
    left in its place: PostgreSQL's own account could not enter the home.
    """
    layout = locate(data_dir)
    new_for_another = layout.account.entry is not None and not layout.folder.exists()
    if new_for_another and not layout.account.may_enter(data_dir):
        away = Path("/var/lib") / NAME
        away.mkdir(parents=True, exist_ok=True)
        folder = layout.account.folder(away / _digest(data_dir))
        _link(data_dir / "postgres", folder)
        layout = Layout(folder, layout.account)
    layout.account.folder(layout.folder)
    layout.account.folder(layout.sockets)
    return layout


def _link(link: Path, target: Path) -> None:
    if link.is_symlink():
        link.unlink()
    link.symlink_to(target)


def _digest(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]
