"""What actions share: a row held with its consultation, and what the journal is told of it."""

from typing import Any, TypeVar

from parvis.core.actor import Actor
from parvis.journal import actions as journal
from parvis.participation.models import Commitment, Consultation, Election, Panel

InPhase = TypeVar("InPhase", Election, Panel)


def held(row: InPhase) -> InPhase:
    """Read again and locked until the end of the transaction, with its phase and consultation."""
    chosen = type(row).objects.select_for_update(of=("self",))
    return chosen.select_related("phase__consultation").get(pk=row.pk)


def note(
    actor: Actor, about: Commitment | Consultation | Election | Panel, verb: str, **detail: Any
) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.{verb}",
        about=about,
        detail={"title": about.title, **detail},
    )
