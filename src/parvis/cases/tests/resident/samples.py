"""Small real files."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter


def pdf(name: str = "piece.pdf", *, pages: int = 1) -> SimpleUploadedFile:
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    content = io.BytesIO()
    writer.write(content)
    return SimpleUploadedFile(name, content.getvalue(), "application/pdf")


def photo(name: str = "photo.png", *, size: int = 8) -> SimpleUploadedFile:
    content = io.BytesIO()
    Image.new("RGB", (size, size), "teal").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), "image/png")
