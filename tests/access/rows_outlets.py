"""The same as `rows`, of what leaves a consultation: open data, feeds, frames, API."""

from collections.abc import Callable
from typing import Any

from tests.access.kinds import Row
from tests.access.rows_participation import of_the_consultation
from tests.access.world import World


def of_the_api(world: World, **arguments: Any) -> Row:
    return Row({"consultation": world.consultation().slug, **arguments})


OUTLETS: dict[str, Callable[[World], Row]] = {
    "participation:api-consultation": of_the_api,
    "participation:api-ideas": of_the_api,
    "participation:api-idea": lambda w: of_the_api(w, idea=w.idea().pk),
    "participation:api-data": lambda w: of_the_api(w, dataset="idees"),
    "participation:data": of_the_consultation,
    "participation:data-package": of_the_consultation,
    "participation:data-file": lambda w: of_the_consultation(w, name="idees", kind="csv"),
    "participation:news": lambda w: of_the_consultation(w, kind="atom"),
    "participation:days": of_the_consultation,
    "participation:all-news": lambda w: Row({"kind": "rss"}),
    "participation:frame-idea": of_the_consultation,
    "participation:frame-vote": lambda w: Row({"slug": w.vote().phase.consultation.slug}),
    "participation:frame-progress": of_the_consultation,
    "participation:embedding": of_the_consultation,
    "participation:agent-embedding": lambda w: of_the_consultation(w, "agent"),
}
