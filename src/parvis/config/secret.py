"""The secret that signs sessions and links: given, else drawn once and kept in the data folder."""

import contextlib
import os
import secrets
from pathlib import Path

from parvis.config import env


def secret_key(data_dir: Path) -> str:
    """The installation's secret; the same for every process, readable by its owner only."""
    given = env.SECRET_KEY.value
    if given:
        return given
    path = data_dir / "secret"
    try:
        if not path.exists():
            _draw(path)
        return path.read_text().strip()
    except OSError as error:
        raise env.InvalidSetting(
            f"The secret of this installation cannot be kept in {path} ({error.strerror}). "
            f"Set {env.SECRET_KEY.name}, or {env.DATA_DIR.name} to a folder that may be written."
        ) from error


def _draw(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    mine = path.with_name(f"secret.{os.getpid()}")
    with os.fdopen(os.open(mine, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    # Two processes may draw at once: the first link wins, both then read it.
    with contextlib.suppress(FileExistsError):
        os.link(mine, path)
    mine.unlink()
