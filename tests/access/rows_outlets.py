"""The same as `rows`, of what leaves a consultation: open data, feeds, frames."""

from collections.abc import Callable

from tests.access.kinds import Row
from tests.access.rows_participation import of_the_consultation
from tests.access.world import World

OUTLETS: dict[str, Callable[[World], Row]] = {
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
