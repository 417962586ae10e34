"""Why the embedded PostgreSQL did not start, said so that the reader knows what to do."""

from pathlib import Path

_REMEDIES = (
    ("No space left on device", "The disk is full. Free some space, then start again."),
    ("Disk quota exceeded", "The disk quota is used up. Free some space, then start again."),
    (
        "Permission denied",
        "A folder may not be written. Start as the account that owns it, "
        "or choose another folder with PARVIS_DATA_DIR.",
    ),
    ("Read-only file system", "The folder cannot be written: choose another PARVIS_DATA_DIR."),
    (
        "database files are incompatible with server",
        "The data was written by another major version of PostgreSQL.",
    ),
    (
        "could not create shared memory segment",
        "The system grants no shared memory: see its limits (shmmax, /dev/shm).",
    ),
    (
        "error while loading shared libraries",
        "A system library is missing: install PostgreSQL from your system's packages, "
        "or name a server in DATABASE_URL.",
    ),
)


class PostgresRefused(Exception):
    """The embedded PostgreSQL cannot serve; the message says why and what to do."""


def explain(doing: str, output: str, log: Path | None = None) -> PostgresRefused:
    """Turn what a PostgreSQL program printed into a refusal with a remedy."""
    remedy = next((text for sign, text in _REMEDIES if sign in output), "")
    faults = [
        line for line in output.splitlines() if "FATAL" in line or "error" in line.lower()
    ] or output.splitlines()[-3:]
    lines = [f"PostgreSQL refused while {doing}.", *faults[:4], remedy]
    if log is not None:
        lines.append(f"Its log: {log}")
    return PostgresRefused("\n".join(line for line in lines if line))
