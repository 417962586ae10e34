"""What a manager sees of a unit: figures, never a name of those who asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import CharField, Count, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.timezone import make_aware

from parvis.cases.models import Case, Conversation, ExportTemplate, Turn
from parvis.catalogue.definition.process import APPLICANT
from parvis.catalogue.models import Binding, Installation
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.core.kept import Kept

AGES = (15, 30, 60, 180)
"""Days: bounds of the bands in which open cases are counted."""
MONTHS = 12
_EMPTY = Value("")


@dataclass(frozen=True, slots=True)
class Load:
    """What waits for one agent; `name` is empty for what nobody has taken."""

    name: str
    waiting: int
    overdue: int


@dataclass(frozen=True, slots=True)
class Month:
    """Cases submitted that month. `days`: median from submission to decision, of those decided."""

    first: date
    received: int
    decided: int
    days: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one unit in charge, when they were counted: they lag five minutes at most.

    `ages`: open cases by band of `AGES`, one more than its bounds. `channels` and `services`: of
    the last twelve months, the most first; `conversations`: calls and visits noted without a
    request, by channel. `overdue`: turns whose date passed.
    """

    at: datetime
    open: int
    with_applicant: int
    overdue: int
    ages: tuple[int, ...]
    channels: tuple[tuple[str, int], ...]
    services: tuple[tuple[str, int], ...]
    conversations: tuple[tuple[str, int], ...]
    loads: tuple[Load, ...]
    months: tuple[Month, ...]


_figures: Kept[Figures] = Kept(seconds=300)


def figures_of(unit_id: int) -> Figures:
    return _figures.get(unit_id, lambda: _count(unit_id))


def services_led(unit_id: int) -> list[Installation]:
    """Services in which a function of the unit sees whole cases, by name."""
    bound = (
        Binding.objects.filter(unit=unit_id)
        .select_related("installation")
        .order_by("installation__name", "function")
    )
    found: dict[int, Installation] = {}
    for binding in bound:
        functions = package_of(binding.installation.version_id).service.functions
        if binding.function in functions and functions[binding.function].sees == "all":
            found.setdefault(binding.installation_id, binding.installation)
    return list(found.values())


def versions_of(installation: Installation) -> list[int]:
    """Versions its cases were submitted with, the one offered today last."""
    used = (
        Case.objects.filter(installation=installation)
        .order_by("version_id")
        .values_list("version_id", flat=True)
        .distinct()
    )
    return [key for key in used if key != installation.version_id] + [installation.version_id]


def templates_of(unit_id: int) -> QuerySet[ExportTemplate]:
    return (
        ExportTemplate.objects.filter(unit=unit_id).select_related("installation").order_by("name")
    )


def _count(unit_id: int) -> Figures:
    now, today = clock.now(), clock.today()
    opened = Case.objects.filter(lead_unit=unit_id, closed_at=None)
    lately = Case.objects.filter(
        lead_unit=unit_id, submitted_at__gte=midnight(months_until(today)[0])
    )
    totals = opened.aggregate(
        all=Count("pk"),
        with_applicant=Count("pk", filter=Q(hand=APPLICANT)),
        **{f"band{i}": Count("pk", filter=band) for i, band in enumerate(_bands(today))},
    )
    loads = _loads(unit_id, today)
    return Figures(
        at=now,
        open=totals["all"],
        with_applicant=totals["with_applicant"],
        overdue=sum(load.overdue for load in loads),
        ages=tuple(totals[f"band{i}"] for i in range(len(AGES) + 1)),
        channels=_most(lately, "channel"),
        services=_most(lately, "installation__name"),
        conversations=_most(
            Conversation.objects.filter(unit=unit_id, at__gte=midnight(months_until(today)[0])),
            "channel",
        ),
        loads=loads,
        months=_by_month(unit_id, today),
    )


def _bands(today: date) -> list[Q]:
    """From the youngest cases to the oldest, leaving none out."""
    edges = [midnight(today - timedelta(days=days)) for days in AGES]
    return [
        (Q(submitted_at__gte=younger) if younger else Q())
        & (Q(submitted_at__lt=older) if older else Q())
        for younger, older in zip([*edges, None], [None, *edges], strict=True)
    ]


def _most(rows: QuerySet[Any], column: str) -> tuple[tuple[str, int], ...]:
    counted = rows.order_by().values_list(column).annotate(many=Count("pk"))
    return tuple((str(value), many) for value, many in counted.order_by("-many", column))


def _loads(unit_id: int, today: date) -> tuple[Load, ...]:
    rows = (
        Turn.objects.filter(unit=unit_id)
        .order_by()
        .values_list(
            Coalesce(
                NullIf("assigned_to__display_name", _EMPTY),
                F("assigned_to__email"),
                _EMPTY,
                output_field=CharField(),
            ),
            "assigned_to",
        )
        .annotate(waiting=Count("pk"), overdue=Count("pk", filter=Q(due_on__lt=today)))
        .order_by("-waiting")
    )
    return tuple(Load(name, waiting, overdue) for name, _key, waiting, overdue in rows)


_MONTHLY = """
SELECT date_trunc('month', submitted_at AT TIME ZONE %s)::date, count(*), count(decided_at),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY decided_at - submitted_at)
FROM cases_case WHERE lead_unit_id = %s AND submitted_at >= %s GROUP BY 1"""


def _by_month(unit_id: int, today: date) -> tuple[Month, ...]:
    firsts = months_until(today)
    start = midnight(firsts[0])
    with connection.cursor() as cursor:
        cursor.execute(_MONTHLY, [str(start.tzinfo), unit_id, start])
        found: dict[date, Sequence[Any]] = {row[0]: row[1:] for row in cursor.fetchall()}
    return tuple(_month(first, found.get(first, (0, 0, None))) for first in firsts)


def _month(first: date, row: Sequence[Any]) -> Month:
    received, decided, median = row
    return Month(first, received, decided, None if median is None else median.days)


def months_until(today: date) -> list[date]:
    """The first days of the last twelve months, this one included."""
    this = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(this - MONTHS + 1, this + 1)]


def midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))
