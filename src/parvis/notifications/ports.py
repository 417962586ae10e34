"""What we expect of what carries messages. One sender per channel, registered by a connector.

A sender returns when the next hop has taken the message over, and raises otherwise: Refused when
trying again is useless, anything else when it may help. It must answer within LEASE.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, Protocol, TypeVar

LEASE = timedelta(minutes=5)


class Refused(Exception):
    """The next hop will never take this message (unknown address, malformed number)."""


class Unreachable(Exception):
    """The next hop cannot take it now."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that travels with a mail."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Mail:
    """`message_id` is the same at every attempt: a message sent twice is recognised as one.
    `unsubscribe`: the address at which one POST stops such messages (RFC 8058); empty for others.
    """

    message_id: str
    to: str
    subject: str
    text: str
    html: str
    files: tuple[File, ...] = ()
    unsubscribe: str = ""


@dataclass(frozen=True, slots=True)
class Sms:
    """At most 160 GSM-7 characters; `message_id` is the same at every attempt."""

    message_id: str
    to: str
    text: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A ready page, addressed for a window envelope."""

    message_id: str
    to: str
    subject: str
    pdf: bytes


M = TypeVar("M", Mail, Sms, Letter, contravariant=True)


class Sender(Protocol, Generic[M]):
    def send(self, message: M) -> None:
        """Raises Refused, Unreachable, or anything else (tried again)."""


_senders: dict[str, object] = {}


def register_mail(sender: Sender[Mail]) -> None:
    _senders["mail"] = sender


def register_sms(sender: Sender[Sms]) -> None:
    _senders["sms"] = sender


def register_letter(sender: Sender[Letter]) -> None:
    """Without one, letters wait for somebody to print them."""
    _senders["letter"] = sender


def channels() -> list[str]:
    """Channels that something carries."""
    return list(_senders)


def sender_of(channel: str) -> object:
    """The sender registered for a channel; raises Unreachable when there is none."""
    try:
        return _senders[channel]
    except KeyError:
        raise Unreachable(f"no sender for {channel}") from None
