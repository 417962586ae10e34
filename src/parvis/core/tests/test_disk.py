"""A disk that fills: what is not whole is not kept, and room that comes back is used."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.base import ContentFile
from django.db import connection

from parvis.core import disk_health, stuck
from parvis.core.files.storage import Folder, NoRoom

FILE = b"x" * 200_000


@contextmanager
def full_after(size: int) -> Iterator[None]:
    """No file grows beyond that, as on a disk with no more room; Python ignores the signal."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_does_not_fit_leaves_nothing(tmp_path: Path) -> None:
    folder = Folder(location=tmp_path)
    with full_after(100_000), pytest.raises(NoRoom):
        folder.save("a/piece", ContentFile(FILE))
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == []
    with full_after(100_000):
        assert folder.save("a/small", ContentFile(b"x")) == "a/small"
    assert folder.save("a/piece", ContentFile(FILE)) == "a/piece"
    assert folder.size("a/piece") == len(FILE)


@pytest.mark.parametrize(
    ("free", "state"), [(40 * 1024**3, "good"), (2 * 1024**3, "warning"), (10_000, "bad")]
)
def test_the_room_that_is_left(free: int, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=free))
    assert disk_health.disk().state == state


@pytest.mark.django_db
def test_a_database_that_refuses_to_write_is_told() -> None:
    assert stuck.why_nothing_is_kept() == ""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE parvis_write ()")
    assert "already exists" in stuck.why_nothing_is_kept()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE parvis_write")
    assert stuck.why_nothing_is_kept() == ""
