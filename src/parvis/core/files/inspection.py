"""Looking into a file before it is kept: its true type, its size, and what could harm a reader."""

import hashlib
import threading
import warnings
import zipfile
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image
from pypdf import PdfReader

from parvis.core.files import kinds
from parvis.core.files.names import safe_name

MOST_PIXELS = 60_000_000
MOST_ENTRIES = 2000
MOST_UNPACKED = 200 * 1024 * 1024
TAIL = 64 * 1024
# A picture of a few kilobytes may open into 240 MB: one at a time in each process, or a handful of
# visitors fill the memory of a small town's server.
_OPENING = threading.Lock()


class FileRefused(Exception):
    """The file cannot be kept; `str()` says why and what to do, in the active language."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was found. `name` is safe to show; `size` in bytes; `sha256` of the whole content."""

    name: str
    kind: kinds.Kind
    mime: str
    size: int
    sha256: str


def inspect(upload: "File[Any]") -> FileFacts:
    """Look into an upload and rewind it. Raises FileRefused.

    Refused: empty, larger than UPLOAD_MAX_BYTES, of a type that is not accepted, damaged, protected
    by a password, two types at once, with macros, or unpacking to something enormous.
    """
    name = str(upload.name or "")
    size = int(upload.size or 0)
    if size == 0:
        raise FileRefused(_("“%(name)s” is empty.") % {"name": name})
    if size > settings.UPLOAD_MAX_BYTES:
        most = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise FileRefused(
            _("“%(name)s” is too large: %(most)d MB at most.") % {"name": name, "most": most}
        )
    content: Any = upload
    content.seek(0)
    type_ = kinds.type_of(content, name)
    if type_ is None:
        raise FileRefused(
            _("“%(name)s” cannot be read here. Give a photo (JPEG, PNG), a PDF or a text document.")
            % {"name": name}
        )
    _LOOK[type_.kind](content, name)
    content.seek(0)
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    content.seek(0)
    return FileFacts(safe_name(name, type_), type_.kind, type_.mime, size, digest.hexdigest())


def _damaged(name: str) -> FileRefused:
    return FileRefused(
        _("“%(name)s” is damaged or incomplete: open it, save it again, then add it.")
        % {"name": name}
    )


def _locked(name: str) -> FileRefused:
    return FileRefused(
        _("“%(name)s” is protected by a password: remove the protection, then add it.")
        % {"name": name}
    )


def _refuse_two_in_one(content: BinaryIO, name: str) -> None:
    if zipfile.is_zipfile(content):
        raise _damaged(name)
    content.seek(0)


def _look_at_image(content: BinaryIO, name: str) -> None:
    _refuse_two_in_one(content, name)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(content, formats=["JPEG", "PNG", "WEBP"])
            if image.width * image.height > MOST_PIXELS:
                raise Image.DecompressionBombError
            # A JPEG is decoded at a reduced size: enough to see that it is whole.
            image.draft("RGB", (64, 64))
            with _OPENING:
                image.load()
                del image  # its memory is free before the next one is opened
    except Image.DecompressionBombError as error:
        raise FileRefused(
            _("“%(name)s” has too many pixels: reduce it, then add it.") % {"name": name}
        ) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise _damaged(name) from error


def _look_at_pdf(content: BinaryIO, name: str) -> None:
    whole = content.read()
    content.seek(0)
    end = whole.rfind(b"%%EOF")
    if end == -1 or end < len(whole) - TAIL:
        raise _damaged(name)
    # An archive behind the end: two files in one, of which a reader sees only the harmless one.
    if b"PK\x05\x06" in whole[end:]:
        raise _damaged(name)
    if b"/Encrypt" in whole:
        _refuse_locked_pdf(content, name)


def _refuse_locked_pdf(content: BinaryIO, name: str) -> None:
    # Many official PDFs are encrypted with an empty password, only to forbid changes: they open.
    try:
        reader = PdfReader(content)
        opens = not reader.is_encrypted or bool(reader.decrypt(""))
    except Exception as error:
        raise _damaged(name) from error
    finally:
        content.seek(0)
    if not opens:
        raise _locked(name)


def _look_at_document(content: BinaryIO, name: str) -> None:
    if not zipfile.is_zipfile(content):
        content.seek(0)
        return
    with zipfile.ZipFile(content) as archive:
        entries = archive.infolist()
        if any(entry.flag_bits & 1 for entry in entries):
            raise _locked(name)
        if len(entries) > MOST_ENTRIES or sum(e.file_size for e in entries) > MOST_UNPACKED:
            raise _damaged(name)
        if any(_holds_macros(entry.filename) for entry in entries):
            raise FileRefused(
                _("“%(name)s” contains macros: save it as PDF, then add it.") % {"name": name}
            )
        manifest = "META-INF/manifest.xml"
        if manifest in archive.namelist() and b"encryption-data" in _read(archive, manifest, name):
            raise _locked(name)
    content.seek(0)


def _read(archive: zipfile.ZipFile, member: str, name: str) -> bytes:
    try:
        with archive.open(member) as opened:
            return opened.read(1024 * 1024)
    except (zipfile.BadZipFile, OSError, RuntimeError, ValueError) as error:
        raise _damaged(name) from error


def _holds_macros(member: str) -> bool:
    lowered = member.lower()
    return lowered.endswith("vbaproject.bin") or lowered.startswith(("basic/", "scripts/"))


_LOOK = {"image": _look_at_image, "pdf": _look_at_pdf, "document": _look_at_document}
