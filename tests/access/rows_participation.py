"""The same as `rows`, of consultations; each subject adds its own lines."""

from collections.abc import Callable
from typing import Any

from tests.access.kinds import AT_A_DESK, Row, seen_by
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
}
