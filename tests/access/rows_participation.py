"""The same as `rows`, of consultations; each subject adds its own lines."""

from collections.abc import Callable
from typing import Any

from parvis.participation.actions import invite
from tests.access.kinds import AT_A_DESK, Row, nothing_there, seen_by
from tests.access.world import World


def of_the_consultation(world: World, *who: str, **arguments: Any) -> Row:
    """Published; `who` sees the page, else its whole audience."""
    slug = world.consultation().slug
    return seen_by(*who, slug=slug, **arguments) if who else Row({"slug": slug, **arguments})


LINES: dict[str, Callable[[World], Row]] = {
    # Pages of a consultation; its organisers are the agents of its units
    "participation:consultation": of_the_consultation,
    "participation:phase": lambda w: of_the_consultation(
        w, phase=w.consultation().phases.earliest("pk").pk
    ),
    "participation:taking-part": of_the_consultation,
    "participation:document": lambda w: of_the_consultation(
        w, document=w.consultation().documents.get().pk
    ),
    "participation:agent-list": lambda w: seen_by(*AT_A_DESK),
    "participation:agent-new": lambda w: seen_by(*AT_A_DESK),
    "participation:agent-consultation": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-edit": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-publish": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-new-phase": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-documents": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-phase": lambda w: of_the_consultation(
        w, "agent", phase=w.consultation().phases.earliest("pk").pk
    ),
    # Ideas are public; drafts and what authors do are for their authors.
    "participation:ideas": of_the_consultation,
    "participation:propose": of_the_consultation,
    "participation:near": of_the_consultation,
    "participation:my-ideas": of_the_consultation,
    "participation:idea": lambda w: of_the_consultation(w, idea=w.idea().pk),
    "participation:wordings": lambda w: of_the_consultation(w, idea=w.idea().pk),
    "participation:idea-photo": lambda w: nothing_there(
        slug=w.consultation().slug, idea=w.idea().pk
    ),
    "participation:change-idea": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:before-sending": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:invite": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:invited": lambda w: of_the_consultation(
        w, secret=invite(idea=w.idea(), by=w.idea().author)
    ),
}
