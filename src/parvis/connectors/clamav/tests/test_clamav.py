"""Files are scanned over a real socket, as clamd speaks on it."""

import io
import socket
import socketserver
from collections.abc import Iterator
from threading import Thread

import pytest
from django.utils.translation import override

from parvis.connectors import clamav
from parvis.connectors.clamav import scanner
from parvis.connectors.clamav.scanner import ClamAv, ScannerFailed
from parvis.connectors.clamav.twin import EICAR, DemoScanner
from parvis.core import files
from parvis.core.files import scanning

LIMIT = 300_000


class Clamd(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        command = self.read_to_zero()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        content = b""
        while size := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(size)
        self.server.seen.append(content)
        self.wfile.write(self.verdict(content))

    def verdict(self, content: bytes) -> bytes:
        if content == b"hang up":
            return b""
        if len(content) > LIMIT:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Eicar-Signature FOUND\0" if EICAR in content else b"stream: OK\0"

    def read_to_zero(self) -> bytes:
        said = b""
        while (char := self.rfile.read(1)) not in {b"\0", b""}:
            said += char
        return said


@pytest.fixture
def clamd() -> Iterator[socketserver.ThreadingTCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Clamd) as server:
        server.seen = []
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def unix_clamd(tmp_path) -> Iterator[str]:
    path = str(tmp_path / "clamd.ctl")
    with socketserver.ThreadingUnixStreamServer(path, Clamd) as server:
        server.seen = []
        Thread(target=server.serve_forever, daemon=True).start()
        yield path
        server.shutdown()


def address(server: socketserver.ThreadingTCPServer) -> str:
    return f"127.0.0.1:{server.server_address[1]}"


def test_a_clean_file_arrives_whole(clamd):
    content = bytes(range(256)) * 700
    assert ClamAv(address(clamd)).scan(io.BytesIO(content)).threat == ""
    assert clamd.seen == [content]


def test_an_infected_file_is_named(clamd):
    verdict = ClamAv(address(clamd)).scan(io.BytesIO(b"x" * 70_000 + EICAR))
    assert verdict.threat == "Eicar-Signature"


@pytest.mark.parametrize("content", [bytes(LIMIT + 1), b"hang up"])
def test_a_scanner_that_cannot_tell_says_so(clamd, content):
    with pytest.raises(ScannerFailed):
        ClamAv(address(clamd)).scan(io.BytesIO(content))


def test_a_scanner_that_is_away():
    with pytest.raises(ScannerFailed):
        ClamAv("127.0.0.1:1", timeout=1).scan(io.BytesIO(b"x"))
    with pytest.raises(ScannerFailed):
        ClamAv("/nowhere/clamd.ctl", timeout=1).scan(io.BytesIO(b"x"))


def test_a_scanner_that_hangs():
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(ScannerFailed):
        ClamAv(f"127.0.0.1:{silent.getsockname()[1]}", timeout=0.1).scan(io.BytesIO(b"x"))


def test_a_unix_socket(unix_clamd, settings):
    assert ClamAv(unix_clamd).scan(io.BytesIO(EICAR)).threat
    settings.CLAMAV = unix_clamd
    with override("en"):
        assert scanner.check().message == "ClamAV answers."


@pytest.mark.parametrize(
    ("setting", "kind"), [("", None), ("demo", DemoScanner), ("127.0.0.1:3310", ClamAv)]
)
def test_the_setting_chooses_the_scanner(settings, monkeypatch, setting, kind):
    monkeypatch.setattr(scanning, "_scanner", None)
    monkeypatch.setattr(clamav.health, "_checks", {})
    settings.CLAMAV = setting
    clamav.register()
    assert files.scanner_is_configured() is (kind is not None)
    assert kind is None or isinstance(scanning._scanner, kind)
