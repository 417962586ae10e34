"""What is said on the socket of the law process: four bytes of length, then JSON.

Requests: {"do": "amounts", "rows", "benefits", "month", "within"}, "explain", "web",
"parameters", "reform", "versions", "state". Answers: {"ok": …}, {"refused": [row, reason]} when
the law package cannot compute a row, {"failed": reason}.
"""

import json
import socket
from typing import Any, Final

MOST: Final = 64 * 1024 * 1024  # bytes of one message
_SIZE: Final = 4


class Broken(Exception):
    """The other side hung up, or said what is no message."""


def packed(message: Any) -> bytes:
    text = json.dumps(message, separators=(",", ":")).encode()
    return len(text).to_bytes(_SIZE, "big") + text


def length(head: bytes) -> int:
    """Raises Broken: too long."""
    size = int.from_bytes(head, "big")
    if size > MOST:
        raise Broken("too long")
    return size


def send(peer: socket.socket, message: Any) -> None:
    """Raises OSError."""
    peer.sendall(packed(message))


def receive(peer: socket.socket) -> Any:
    """Raises OSError, Broken."""
    return unpacked(_exactly(peer, length(_exactly(peer, _SIZE))))


def unpacked(text: bytes) -> Any:
    """Raises Broken."""
    try:
        return json.loads(text)
    except ValueError as error:
        raise Broken("not JSON") from error


def _exactly(peer: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = peer.recv(min(count - len(parts), 1 << 16))
        if not part:
            raise Broken("hung up")
        parts += part
    return bytes(parts)
