"""Which ballot counts of somebody who voted as two rows, later proven to be one human being."""

from collections.abc import Iterable

from parvis.participation.models.box import RollEntry


def counts(entries: Iterable[RollEntry], *, may_revote: bool) -> RollEntry:
    """A ballot that cannot be taken out again (on paper: it lies among others); else the last one
    where a vote may be changed, the first one where not. The roll knows days, not hours: of one
    day, that of the row that joined first (decision 0414)."""

    def order(entry: RollEntry) -> tuple[bool, int, int]:
        day = entry.voted_on.toordinal()
        return not entry.is_final, -day if may_revote else day, entry.participant_id or 0

    return min(entries, key=order)
