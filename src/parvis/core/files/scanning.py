"""Looking for malware with a scanner, when the installation has one. A connector registers it.

A file is kept apart by its domain until `FileScanned` says that it is clean.
"""

from dataclasses import dataclass
from typing import BinaryIO, Protocol, cast

from django.core.files.storage import default_storage
from django.db import transaction

from parvis.core import jobs
from parvis.core.events import Event, announce

SCAN = "core.scan_file"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`threat` names what was found, empty when the file is clean."""

    threat: str = ""


class Scanner(Protocol):
    def scan(self, content: BinaryIO) -> Verdict:
        """Raises anything when it cannot tell: it is asked again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileScanned(Event):
    """A file was scanned. `key` is what its domain gave to `ask_scan`; `threat` is empty when it is
    clean; `gone` when the file was erased meanwhile."""

    key: str
    storage_name: str
    threat: str = ""
    gone: bool = False


_scanner: Scanner | None = None


def register_scanner(scanner: Scanner | None) -> None:
    """Called by a connector when the program starts."""
    global _scanner
    _scanner = scanner


def scanner_is_configured() -> bool:
    return _scanner is not None


def ask_scan(storage_name: str, key: str) -> None:
    """Have a stored file scanned once the transaction commits; `FileScanned` tells the outcome."""
    jobs.defer(SCAN, storage_name=storage_name, key=key)


def scan_stored(storage_name: str, key: str) -> None:
    """Scan a stored file and announce the outcome. Raises what the scanner raises."""
    if not default_storage.exists(storage_name):
        _announce(FileScanned(key=key, storage_name=storage_name, gone=True))
        return
    if _scanner is None:
        raise RuntimeError("no scanner is configured any more: see PARVIS_CLAMAV")
    with default_storage.open(storage_name) as content:
        verdict = _scanner.scan(cast(BinaryIO, content))
    _announce(FileScanned(key=key, storage_name=storage_name, threat=verdict.threat[:200]))


def _announce(outcome: FileScanned) -> None:
    with transaction.atomic():
        announce(outcome)
