"""The journal's lines about a situation that is kept."""

from parvis.core.actor import Actor
from parvis.eligibility.models import KeptSituation
from parvis.journal import actions as journal


def note(verb: str, kept: KeptSituation, actor: Actor, **detail: object) -> None:
    """Its person reads it; in the caller's transaction."""
    journal.record(
        actor=actor,
        verb=f"eligibility.{verb}",
        about=kept,
        person=str(kept.person_id),
        detail=detail,
    )
