"""Gathers the static files when they have changed since the last time."""

import hashlib
from pathlib import Path

from parvis.config.cli._screen import done, working


def gather_static_files() -> None:
    """Compressed and named by their content, into STATIC_ROOT; skipped when nothing changed."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    marker = root / ".gathered"
    present = _fingerprint()
    if marker.exists() and marker.read_text() == present:
        return
    root.mkdir(parents=True, exist_ok=True)
    with working("Gathering static files"):
        call_command("collectstatic", verbosity=0, interactive=False)
    marker.write_text(present)
    done("Static files ready.")


def _fingerprint() -> str:
    from django.contrib.staticfiles.finders import get_finders

    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: str(found[0])):
            file = Path(storage.path(path))
            digest.update(f"{path} {file.stat().st_size} {file.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()
