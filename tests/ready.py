"""What is made once and copied after: the empty database of tests, the data of a demonstration."""

import fcntl
import gc
import os
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = "PARVIS_TESTS_READY"
_ONE_AT_A_TIME = 0x7465_7374  # "test": the key of PostgreSQL's advisory lock


def make_folder() -> Path:
    """A place for what this run makes once, named to the processes that it starts."""
    # Not pytest's own: when root runs the tests, PostgreSQL's account must enter it.
    made = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    made.chmod(0o755)
    os.environ[FOLDER] = str(made)
    return made


def copy_demonstration(data_dir: Path) -> None:
    """As if `parvis demo` had been opened there before, and stopped."""
    ready = Path(os.environ[FOLDER])
    with (ready / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (ready / "done").exists():
            _load(ready / "var")
            (ready / "done").touch()
    subprocess.run(["cp", "-a", str(ready / "var"), str(data_dir)], check=True)


def _load(data_dir: Path) -> None:
    unset = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {k: v for k, v in os.environ.items() if k not in unset}
    environment["PARVIS_DATA_DIR"] = str(data_dir)
    command = [sys.executable, "-m", "parvis.config.cli", "demo", "--only-load"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def migrate_template() -> None:
    """Migrate the database that test databases are copied from, unless these very migrations did
    so before. It stays: a run of one test begins at once."""
    from django.core.management import call_command
    from django.db import connection

    usual, name = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["TEMPLATE"]
    present = _migrations()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_ONE_AT_A_TIME])
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            [name],
        )
        if cursor.fetchone() == (present,):
            return
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        connection.close()
        connection.settings_dict["NAME"] = name
        gc.disable()  # a quarter of the time
        try:
            call_command("migrate", verbosity=0, interactive=False)
        finally:
            gc.enable()
            connection.close()
            connection.settings_dict["NAME"] = usual
        cursor.execute(f"COMMENT ON DATABASE \"{name}\" IS '{present}'")


def _migrations() -> str:
    """A digest of all that a migrated database depends on."""
    files = [*(ROOT / "src").glob("parvis/*/migrations/**/*"), ROOT / "requirements-dev.lock"]
    digest = sha256()
    for file in sorted(file for file in files if file.is_file() and file.suffix != ".pyc"):
        digest.update(f"{file.relative_to(ROOT)} ".encode() + sha256(file.read_bytes()).digest())
    return digest.hexdigest()
