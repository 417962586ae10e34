"""Taking up a mandate and putting it down: each leaves a trace the helped person reads."""

from parvis.core.actor import Actor
from parvis.trust.actions.telling import write_down
from parvis.trust.models import Mandate


def start_acting(*, mandate: Mandate, actor: Actor) -> None:
    """The helper begins to act for the person."""
    write_down(mandate, "acting_started", actor)


def stop_acting(*, mandate: Mandate, actor: Actor) -> None:
    """The helper acts for themselves again."""
    write_down(mandate, "acting_stopped", actor)


def note_reading(*, mandate: Mandate, actor: Actor, paper: bool = False) -> None:
    """An agent opened a mandate, or the scan of its paper."""
    write_down(mandate, "paper_read" if paper else "mandate_read", actor)
