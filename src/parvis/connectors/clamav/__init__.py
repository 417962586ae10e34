"""ClamAV scans what people attach (PARVIS_CLAMAV: host:port, or the path of its socket)."""

from django.conf import settings
from django.utils.translation import gettext_noop

from parvis.connectors.clamav.scanner import ClamAv, check
from parvis.connectors.clamav.twin import DemoScanner
from parvis.core import files, health

TWIN = "demo"


def register() -> None:
    """Called when the program starts. "demo" registers a twin that knows one harmless "virus"."""
    if settings.CLAMAV == TWIN:
        files.register_scanner(DemoScanner())
    elif settings.CLAMAV:
        files.register_scanner(ClamAv(settings.CLAMAV))
        health.register(gettext_noop("Antivirus"), check)
