"""What somebody may do now on a case: the one answer that feeds the buttons and the refusals."""

from dataclasses import dataclass
from typing import Literal

from parvis.catalogue.definition import Field
from parvis.catalogue.definition.texts import FieldTexts


@dataclass(frozen=True, slots=True)
class Move:
    """One thing a party may do. `transition` is the id of a transition, or of a result of an item.

    `correction`: "ask" (choose fields, write what is missing) or "answer" (edit those fields).
    `field_texts`: words of `fields`, by field id.
    """

    transition: str
    label: str
    help: str
    kind: Literal["primary", "secondary", "danger"]
    confirm: bool
    fields: tuple[Field, ...]
    field_texts: dict[str, FieldTexts]
    correction: Literal["ask", "answer"] | None = None
