"""Photos without what they tell in secret: where and with what they were taken.

Nothing is decoded or compressed again: the parts that carry metadata are left out, the picture
stays the same to the bit. Only the orientation of a photo is kept.
"""

import io
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile, File
from PIL import Image

ORIENTATION = 0x0112
_EXIF, _PHOTOSHOP, _COMMENT = 0xE1, 0xED, 0xFE
_SCAN, _END = 0xDA, 0xD9
_PNG_SECRETS = {b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"tIME"}
_WEBP_SECRETS = {b"EXIF", b"XMP "}


def without_metadata(upload: "File[Any]", mime: str) -> "File[Any]":
    """The same image without EXIF, XMP, IPTC or comments; anything else comes back untouched."""
    strip = _STRIP.get(mime)
    if strip is None:
        return upload
    upload.seek(0)
    original = upload.read()
    upload.seek(0)
    stripped = strip(original)
    return upload if stripped == original else ContentFile(stripped, name=upload.name)


def _strip_jpeg(data: bytes) -> bytes:
    parts = [data[:2]]
    orientation = Image.open(io.BytesIO(data)).getexif().get(ORIENTATION, 1)
    if orientation != 1:
        parts.append(_orientation_only(orientation))
    for marker, segment in _jpeg_segments(data):
        if marker not in (_EXIF, _PHOTOSHOP, _COMMENT):
            parts.append(segment)
    return b"".join(parts)


def _orientation_only(orientation: int) -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    body = exif.tobytes()
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment of the picture, compressed data included. What follows its end (previews, short
    films) may tell as much as EXIF: it is left out."""
    at = 2
    while at + 2 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # padding
            at += 1
            continue
        if marker == _END:
            yield marker, data[at : at + 2]
            return
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == _SCAN:
            end = _end_of_scan(data, end)
        yield marker, data[at:end]
        at = end


def _end_of_scan(data: bytes, at: int) -> int:
    """Where compressed data stops: at a marker that is neither a stuffed byte nor a restart."""
    while (at := data.find(b"\xff", at)) != -1 and at + 1 < len(data):
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)


def _strip_png(data: bytes) -> bytes:
    kept, at = [data[:8]], 8
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + length
        if data[at + 4 : at + 8] not in _PNG_SECRETS:
            kept.append(data[at:end])
        if data[at + 4 : at + 8] == b"IEND":
            break
        at = end
    return b"".join(kept)


def _strip_webp(data: bytes) -> bytes:
    chunks, at = [], 12
    while at + 8 <= len(data):
        name = data[at : at + 4]
        length = int.from_bytes(data[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if name == b"VP8X":
            # Bits 2 and 3 of the flags announce the chunks that are left out.
            chunks.append(data[at : at + 8] + bytes([data[at + 8] & ~0x0C]) + data[at + 9 : end])
        elif name not in _WEBP_SECRETS:
            chunks.append(data[at:end])
        at = end
    body = b"WEBP" + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


_STRIP = {"image/jpeg": _strip_jpeg, "image/png": _strip_png, "image/webp": _strip_webp}
