"""The hours that automatic steps give back to agents: figures of a unit, never anybody's.

The method is simple enough to be checked by hand: each step the system made, times the minutes that
its package says it takes an agent. Requests erased since are no longer counted.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from parvis.cases.queries.steering import midnight, months_until, services_led
from parvis.catalogue.models import ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.core.kept import Kept


@dataclass(frozen=True, slots=True)
class Step:
    """An automatic step that a service counts, and what it takes by hand."""

    service: str
    label: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Month:
    """What the system did for one service in one month."""

    first: date
    service: str
    steps: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Hours:
    """Of one unit in charge, over twelve months, the last one first. They lag an hour at most."""

    steps: tuple[Step, ...]
    months: tuple[Month, ...]

    @property
    def minutes(self) -> int:
        return sum(month.minutes for month in self.months)


_hours: Kept[Hours] = Kept(seconds=3600)


def hours_of(unit_id: int, language: str) -> Hours:
    return _hours.get((unit_id, language), lambda: _count(unit_id, language))


def _count(unit_id: int, language: str) -> Hours:
    """One query for all the services, none when no package says minutes."""
    names: dict[int, str] = {}
    minutes: dict[tuple[int, str], int] = {}
    steps: list[Step] = []
    led = {one.service_id: one for one in services_led(unit_id)}
    versions = ServiceVersion.objects.filter(service__in=led).order_by("service", "pk")
    for version_id, service_id in versions.values_list("pk", "service"):
        package = package_of(version_id)
        words = package.words(language)
        for made in package.process.transitions:
            if not made.minutes:
                continue
            names[version_id] = words.service.name
            minutes[version_id, made.id] = made.minutes
            if version_id == led[service_id].version_id:
                label = words.transitions[made.id].label
                steps.append(Step(words.service.name, label, made.minutes))
    return Hours(tuple(steps), _months(unit_id, names, minutes) if minutes else ())


_MADE = """
SELECT date_trunc('month', event.at AT TIME ZONE %s)::date, made.version_id, event.subject, count(*)
FROM cases_case made JOIN cases_caseevent event ON event.case_id = made.id
WHERE made.lead_unit_id = %s AND made.version_id = ANY(%s) AND made.changed_at >= %s
    AND event.at >= %s AND event.kind = 'moved' AND event.actor_kind = 'system'
    AND event.subject = ANY(%s)
GROUP BY 1, 2, 3"""


def _months(
    unit_id: int, names: dict[int, str], minutes: dict[tuple[int, str], int]
) -> tuple[Month, ...]:
    start = midnight(months_until(clock.today())[0])
    subjects = sorted({subject for _version, subject in minutes})
    given: list[Any] = [str(start.tzinfo), unit_id, sorted(names), start, start, subjects]
    found: dict[tuple[date, str], tuple[int, int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_MADE, given)
        for first, version_id, subject, many in cursor.fetchall():
            each = minutes.get((version_id, subject), 0)
            if each:
                key = (first, names[version_id])
                steps, sum_ = found.get(key, (0, 0))
                found[key] = steps + many, sum_ + many * each
    rows = [Month(first, name, *counted) for (first, name), counted in found.items()]
    return tuple(sorted(rows, key=lambda row: (-row.first.toordinal(), row.service)))
