"""The folder of files: what could not be written whole leaves nothing behind."""

import errno
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class NoRoom(OSError):
    """The disk is full, or the account may keep no more. Nothing was kept."""


class Folder(FileSystemStorage):
    """`save` raises NoRoom."""

    def _save(self, name: str, content: Any) -> str:
        try:
            return str(super()._save(name, content))  # type: ignore[misc]
        except OSError as error:
            if error.errno not in FULL:
                raise
            # The name was free until now: whatever lies there is a part of this file.
            Path(self.path(name)).unlink(missing_ok=True)
            raise NoRoom(*error.args) from error
