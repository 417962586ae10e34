"""What everybody may know of a service: counts of requests, never of fewer than five people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from typing import Final

from django.db import connection

from parvis.cases.queries.steering import midnight, months_until
from parvis.catalogue.models import Installation
from parvis.core import clock
from parvis.core.kept import Kept

FEWEST: Final = 5


@dataclass(frozen=True, slots=True)
class PublicMonth:
    """Requests received that month; None: one to four."""

    first: date
    received: int | None


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Of a service over the last twelve months, ten minutes late at most. None: too few to say.

    `days`: median from a request to its decision. `granted`: wholly or in part; `refused`: per
    cent of the decisions; both or neither.
    """

    slug: str
    received: int | None
    decided: int | None
    days: int | None
    granted: int | None
    refused: int | None
    months: tuple[PublicMonth, ...]

    @property
    def is_anything(self) -> bool:
        return bool(self.received)


_kept: Kept[PublicFigures | None] = Kept(seconds=600)

_TOTALS = """
SELECT count(*), count(decided_at),
    count(*) FILTER (WHERE decided_at IS NOT NULL AND outcome IN ('granted', 'partly_granted')),
    count(*) FILTER (WHERE decided_at IS NOT NULL AND outcome = 'refused'),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY decided_at - submitted_at)
FROM cases_case
WHERE installation_id = %s AND submitted_at >= %s AND duplicate_of_id IS NULL"""
_MONTHS = """
SELECT date_trunc('month', submitted_at AT TIME ZONE %s)::date, count(*)
FROM cases_case
WHERE installation_id = %s AND submitted_at >= %s AND duplicate_of_id IS NULL GROUP BY 1"""


def public_figures(slug: str) -> PublicFigures | None:
    """Figures of the service open under this slug; None without one. Three queries, then kept."""
    return _kept.get(slug, lambda: _read(slug))


def _read(slug: str) -> PublicFigures | None:
    service = Installation.objects.filter(slug=slug, is_open=True).first()
    if service is None:
        return None
    firsts = months_until(clock.today())
    start = midnight(firsts[0])
    with connection.cursor() as cursor:
        cursor.execute(_TOTALS, [service.pk, start])
        received, decided, granted, refused, median = cursor.fetchone()
        cursor.execute(_MONTHS, [str(start.tzinfo), service.pk, start])
        months = dict(cursor.fetchall())
    is_said = may_tell(decided, granted, refused)
    return PublicFigures(
        slug=slug,
        received=_shown(received),
        decided=_shown(decided),
        days=median.days if median is not None and decided >= FEWEST else None,
        granted=granted if is_said else None,
        refused=round(100 * refused / decided) if is_said else None,
        months=shown_months([(first, months.get(first, 0)) for first in firsts]),
    )


def may_tell(decided: int, granted: int, refused: int) -> bool:
    """Whether what was decided may be told: each of its parts, that which is neither included, is
    nobody or five people, or the number of decisions would give it back (decision 0364)."""
    parts = (granted, refused, decided - granted - refused)
    return decided >= FEWEST and all(many == 0 or many >= FEWEST for many in parts)


def shown_months(counts: Sequence[tuple[date, int]]) -> tuple[PublicMonth, ...]:
    """From the first month with a request. Where what is hidden could be found by taking the months
    shown from the whole, the smallest one shown is hidden too."""
    kept = list(dropwhile(lambda one: one[1] == 0, counts))
    hidden = {first for first, many in kept if 0 < many < FEWEST}
    if hidden and sum(many for first, many in kept if first in hidden) < FEWEST:
        others = [(many, first) for first, many in kept if many >= FEWEST]
        hidden |= {min(others)[1]} if others else set()
    return tuple(PublicMonth(first, None if first in hidden else many) for first, many in kept)


def _shown(count: int) -> int | None:
    return count if count == 0 or count >= FEWEST else None
