"""Files people give: looked into, named, cleaned of what they tell in secret, scanned."""

from parvis.core.files.inspection import FileFacts, FileRefused, inspect
from parvis.core.files.metadata import without_metadata
from parvis.core.files.scanning import (
    FileScanned,
    Scanner,
    Verdict,
    ask_scan,
    register_scanner,
    scanner_is_configured,
)
from parvis.core.files.storage import NoRoom

__all__ = [
    "FileFacts",
    "FileRefused",
    "FileScanned",
    "NoRoom",
    "Scanner",
    "Verdict",
    "ask_scan",
    "inspect",
    "register_scanner",
    "scanner_is_configured",
    "without_metadata",
]
