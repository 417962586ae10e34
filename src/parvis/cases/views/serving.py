"""Sending a file: always as a download, never interpreted by the browser."""

from typing import cast

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse

from parvis.cases.models import Attachment, IssuedDocument


def attachment(given: Attachment) -> HttpResponse:
    """A file somebody gave. Raises Http404 while it waits for the scanner, or when it failed."""
    if given.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        raise Http404
    return _download(given.storage_name, given.name, given.mime)


def issued(document: IssuedDocument, name: str) -> HttpResponse:
    """A letter or receipt made by the process."""
    return _download(document.storage_name, name, "application/pdf")


def _download(storage_name: str, name: str, mime: str) -> HttpResponse:
    if not default_storage.exists(storage_name):
        raise Http404
    response = FileResponse(
        default_storage.open(storage_name), as_attachment=True, filename=name, content_type=mime
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    # Views are typed as answering HttpResponse, which a streamed answer is in all but name.
    return cast(HttpResponse, response)
