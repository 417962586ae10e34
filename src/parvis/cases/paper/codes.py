"""The code printed on a form: which service, which version, which sheet."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any, TypeAlias

import pypdfium2
import zxingcpp
from django.conf import settings
from django.core.files import File
from PIL import Image, ImageOps, UnidentifiedImageError

from parvis.core import references

Content: TypeAlias = "IO[bytes] | File[Any]"
LENGTH = 8
PREFIX = "F"
MOST_PAGES = 40
DPI = 200
SCANS = "@papier"
"""Where scans stand among the files of a request; no question can be named so."""
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
_READ = re.compile(r"/papier/([a-z0-9-]{1,80})/([0-9A-Za-z.+-]{1,40})/([0-9A-Z-]{8,16})/?$")


@dataclass(frozen=True, slots=True)
class Code:
    """`reference` is the sheet's: every page and every scan of it belong together."""

    slug: str
    version: str
    reference: str

    @property
    def url(self) -> str:
        """What the QR code holds: on a telephone, it opens the page of the service."""
        return f"{settings.BASE_URL}/papier/{self.slug}/{self.version}/{self.reference}/"


def code_of(slug: str, version: str, reference: str = "") -> Code:
    """The code of a sheet; without a reference, that of a blank one printed now."""
    return Code(slug, version, reference or references.new_reference(PREFIX, LENGTH))


def read_codes(content: Content, mime: str) -> list[Code]:
    """The codes found on the pages of a scan or a photograph, each once, in order.

    A file that cannot be drawn has none.
    """
    found: dict[str, Code] = {}
    try:
        for page in _pages(content, mime):
            for seen in zxingcpp.read_barcodes(page, formats=_QR):
                code = parse(seen.text)
                if code is not None:
                    found.setdefault(code.reference, code)
    except (UnidentifiedImageError, OSError, pypdfium2.PdfiumError, Image.DecompressionBombError):
        return list(found.values())
    return list(found.values())


def page_image(content: Content, mime: str, number: int) -> bytes:
    """One page as PNG, upright, to be read on a screen. Raises LookupError when there is none."""
    drawn = io.BytesIO()
    for at, page in enumerate(_pages(content, mime)):
        if at == number:
            page.thumbnail((1600, 2300))
            page.save(drawn, "PNG")  # writes: an image in memory
            return drawn.getvalue()
    raise LookupError(number)


def page_count(content: Content, mime: str) -> int:
    """How many pages can be drawn; none of a PDF that is damaged or locked."""
    if mime != "application/pdf":
        return 1
    content.seek(0)
    try:
        document = pypdfium2.PdfDocument(content.read())
    except pypdfium2.PdfiumError:
        return 0
    try:
        return min(len(document), MOST_PAGES)
    finally:
        document.close()


def parse(text: str) -> Code | None:
    """What a code says; None for somebody else's."""
    match = _READ.search(text)
    reference = references.normalise(match[3], LENGTH) if match else None
    return Code(match[1], match[2], reference) if match and reference else None


def _pages(content: Content, mime: str) -> Iterator[Image.Image]:
    content.seek(0)
    if mime != "application/pdf":
        with Image.open(content) as image:
            yield ImageOps.exif_transpose(image).convert("L")
        return
    document = pypdfium2.PdfDocument(content.read())
    try:
        for number in range(min(len(document), MOST_PAGES)):
            yield document[number].render(scale=DPI / 72, grayscale=True).to_pil()
    finally:
        document.close()
