"""What carries a webhook outside: `connectors.webhooks` registers itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """`status`: what the address answered, 0 when it did not; `error`: what went wrong."""

    status: int
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return 200 <= self.status < 300


Send = Callable[[str, Mapping[str, str], bytes], Answer]


def _nobody(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    return Answer(0, "no connector sends webhooks")


_send: Send = _nobody


def register(send: Send) -> None:
    """Replaces what was registered before."""
    global _send
    _send = send


def send(url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Post once; never raises for what the other side does."""
    return _send(url, headers, body)
