"""What a file really is, by its content. The name people gave it proves nothing."""

import zipfile
from dataclasses import dataclass
from typing import BinaryIO, Literal

Kind = Literal["image", "pdf", "document"]
HEAD = 4096


@dataclass(frozen=True, slots=True)
class Type:
    """A type we accept; the first suffix is the one given to a file that bears a wrong one."""

    kind: Kind
    mime: str
    suffixes: tuple[str, ...]


PDF = Type("pdf", "application/pdf", ("pdf",))
JPEG = Type("image", "image/jpeg", ("jpg", "jpeg", "jpe"))
PNG = Type("image", "image/png", ("png",))
WEBP = Type("image", "image/webp", ("webp",))
ODT = Type("document", "application/vnd.oasis.opendocument.text", ("odt",))
ODS = Type("document", "application/vnd.oasis.opendocument.spreadsheet", ("ods",))
_OPENXML = "application/vnd.openxmlformats-officedocument."
DOCX = Type("document", f"{_OPENXML}wordprocessingml.document", ("docx",))
XLSX = Type("document", f"{_OPENXML}spreadsheetml.sheet", ("xlsx",))
TEXT = Type("document", "text/plain", ("txt",))


def type_of(content: BinaryIO, name: str) -> Type | None:
    """The accepted type whose signature the content bears, or None."""
    head = content.read(HEAD)
    content.seek(0)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-"):
        return PDF
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return WEBP
    if head.startswith(b"PK\x03\x04"):
        return _office_type(content)
    return TEXT if name.lower().endswith(".txt") and _is_text(head) else None


def _office_type(content: BinaryIO) -> Type | None:
    try:
        with zipfile.ZipFile(content) as archive:
            names = set(archive.namelist())
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 100:
                mime = archive.read("mimetype").decode("ascii", "replace").strip()
                return next((known for known in (ODT, ODS) if known.mime == mime), None)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, ValueError, OSError):
        return None
    finally:
        content.seek(0)
    if "[Content_Types].xml" not in names:
        return None
    if "word/document.xml" in names:
        return DOCX
    return XLSX if "xl/workbook.xml" in names else None


def _is_text(head: bytes) -> bool:
    # A character cut at the end of the head is no fault; markup is not plain text.
    text = head.decode("utf-8", "ignore") if _is_utf8(head) else head.decode("cp1252", "replace")
    return not text.lstrip().startswith("<") and all(
        char >= " " or char in "\t\r\n\f" for char in text
    )


def _is_utf8(head: bytes) -> bool:
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return True
    return False
