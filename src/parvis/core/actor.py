"""Who does something, in words that outlive the account (erasure under GDPR art. 17)."""

from dataclasses import dataclass
from typing import Literal

ActorKind = Literal["resident", "agent", "partner", "visitor", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """`kind` and `key` name who; `label` is what people read; `institution` a SIREN or empty."""

    kind: ActorKind
    key: str
    label: str
    institution: str = ""
    role: str = ""


SYSTEM = Actor("system", "parvis", "Parvis")
