"""Who does something, in words that outlive the account (erasure under GDPR art. 17)."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["resident", "agent", "helper", "partner", "visitor", "guest", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` and `key` name who; `label` is what people read; `institution` a SIREN or empty.

    A "guest" has no account and was asked something by a link. A "helper" acts for somebody else,
    under that person's mandate: the label names both."""

    kind: ActorKind
    key: str
    label: str
    institution: str = ""
    role: str = ""


SYSTEM = Actor("system", "parvis", "Parvis")
