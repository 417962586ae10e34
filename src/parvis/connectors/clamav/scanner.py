"""Talking to clamd: the INSTREAM and PING commands of its socket (man clamd)."""

import socket
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.core.files import Verdict
from parvis.core.health import Health

CHUNK = 64 * 1024


class ScannerFailed(Exception):
    """clamd could not say: away, too slow, or the file exceeds its StreamMaxLength."""


class ClamAv:
    """`address` is host:port or the path of a unix socket; `timeout` in seconds, per exchange."""

    def __init__(self, address: str, timeout: float = 60.0) -> None:
        self.address = address
        self.timeout = timeout

    def scan(self, content: BinaryIO) -> Verdict:
        """Raises ScannerFailed."""
        try:
            with self._connected() as clamd:
                clamd.sendall(b"zINSTREAM\0")
                while chunk := content.read(CHUNK):
                    clamd.sendall(len(chunk).to_bytes(4, "big") + chunk)
                clamd.sendall(bytes(4))
                said = _answer(clamd)
        except OSError as error:
            raise ScannerFailed(f"{type(error).__name__}: {error}") from error
        if said == "stream: OK":
            return Verdict()
        if said.endswith(" FOUND"):
            return Verdict(said.removeprefix("stream: ").removesuffix(" FOUND"))
        raise ScannerFailed(said or "clamd hung up")

    def ping(self) -> bool:
        """Whether clamd answers; raises OSError."""
        with self._connected() as clamd:
            clamd.sendall(b"zPING\0")
            return _answer(clamd) == "PONG"

    def _connected(self) -> socket.socket:
        host, colon, port = self.address.rpartition(":")
        if colon and port.isdecimal():
            return socket.create_connection((host, int(port)), self.timeout)
        clamd = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        clamd.settimeout(self.timeout)
        try:
            clamd.connect(self.address)
        except OSError:
            clamd.close()
            raise
        return clamd


def _answer(clamd: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < CHUNK:
        part = clamd.recv(4096)
        if not part:
            break
        said += part
    return said.rstrip(b"\0\n").decode("utf-8", "replace")


def check() -> Health:
    """Does clamd answer?"""
    if ClamAv(settings.CLAMAV, timeout=5).ping():
        return Health("good", _("ClamAV answers."))
    return Health("bad", _("ClamAV does not answer as expected."), _("Look at PARVIS_CLAMAV."))
