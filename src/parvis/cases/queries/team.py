"""Who has what to do in a unit: for whoever manages it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count

from parvis.accounts.models import Account
from parvis.cases.models import Turn
from parvis.cases.queries.bulk import MOST
from parvis.core import clock
from parvis.directory import queries as directory
from parvis.directory.models import Absence, Unit

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Load:
    """What waits for one agent; no `account`: for nobody yet. `oldest`: when the oldest of these
    requests was sent. `absence`: the one of today."""

    account: Account | None
    waiting: int = 0
    overdue: int = 0
    week: int = 0
    oldest: datetime | None = None
    absence: Absence | None = None


@dataclass(frozen=True, slots=True)
class Team:
    """`loads`: first what nobody has taken, then agents by name, those with nothing too.
    `absences`: of today and to come."""

    loads: list[Load] = field(default_factory=list)
    absences: list[Absence] = field(default_factory=list)


_COUNTED = """
SELECT counted.*, told.submitted_at FROM (
    SELECT assigned_to_id, count(*), count(*) FILTER (WHERE due_on < %s),
        count(*) FILTER (WHERE due_on BETWEEN %s AND %s), min(case_id) AS oldest
    FROM cases_turn WHERE unit_id = %s GROUP BY assigned_to_id) counted
JOIN cases_case told ON told.id = counted.oldest"""


def team_of(unit: Unit) -> Team:
    """Three queries, whatever there is to do; four when somebody who left still has work there."""
    today = clock.today()
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [today, today, today + WEEK, unit.pk])
        counted: dict[UUID | None, Any] = {row[0]: row[1:] for row in cursor.fetchall()}
    absences = list(directory.absences_in([unit.pk]))
    away = {one.account_id: one for one in absences if one.starts_on <= today}
    agents = list(directory.handlers_of([unit.pk]))
    left = counted.keys() - {None} - {one.pk for one in agents}
    if left:
        agents += Account.objects.filter(pk__in=left).order_by("display_name", "pk")
    loads = [_load(one, counted.get(one.pk), away.get(one.pk)) for one in agents]
    if None in counted:
        loads.insert(0, _load(None, counted[None], None))
    return Team(loads, absences)


def _load(account: Account | None, row: Any, absence: Absence | None) -> Load:
    if row is None:
        return Load(account, absence=absence)
    waiting, overdue, week, _oldest, sent = row
    return Load(account, waiting, overdue, week, sent, absence)


def turns_held(unit_id: int, account_id: UUID | None) -> list[Turn]:
    """What one agent, or nobody yet, has to do in a unit: the most pressing, `MOST` at most."""
    held = Turn.objects.filter(unit=unit_id, assigned_to=account_id).select_related("case")
    return list(held.order_by("due_on", "pk")[:MOST])


def loads_of_present(unit_id: int) -> dict[Account, int]:
    """Those who handle cases in the unit and are there today, by name, with how much each has."""
    away = Absence.objects.on(clock.today()).filter(unit=unit_id).values("account")
    present = list(directory.handlers_of([unit_id]).exclude(pk__in=away))
    held = Turn.objects.filter(unit=unit_id, assigned_to__in=present).order_by()
    counted = dict(held.values_list("assigned_to").annotate(many=Count("pk")))
    return {one: counted.get(one.pk, 0) for one in present}
