"""Where the law process listens when nobody says otherwise."""

import hashlib
import tempfile
from pathlib import Path
from typing import Final

_LONGEST: Final = 100  # bytes; the path of a socket holds hardly more


def socket_in(folder: Path) -> str:
    """A path beside the data, or a short one that stands for it."""
    path = folder.absolute() / "law.sock"
    if len(bytes(path)) <= _LONGEST:
        return str(path)
    name = hashlib.sha256(bytes(path)).hexdigest()[:16]
    return str(Path(tempfile.gettempdir()) / f"parvis-law-{name}.sock")
