"""What an agent has to be told of: what came, what is late, what is due soon."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from parvis.accounts.models import Account
from parvis.cases.engine import party as parties
from parvis.cases.engine.hands import NOTHING_PRESSES
from parvis.cases.engine.script import script_of
from parvis.cases.models import AlertPreference, AlertTold
from parvis.cases.queries.inbox import is_theirs
from parvis.core import calendars, clock

LATE, SOON, GIVEN, MESSAGE, NEW = KINDS = ("late", "soon", "given", "message", "new")
"""The most pressing first: what is several of them is told as the first."""
SOON_DAYS = 3
MARGIN = timedelta(days=7)
Key = tuple[str, int, date | None]


@dataclass(frozen=True, slots=True)
class Alert:
    """One line of a mail: no name, no answer. `keys`: all that it tells."""

    kind: str
    reference: str
    service: str
    due_on: date | None
    keys: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """The last keys drawn."""

    turn: int
    event: int


def marks() -> Marks:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce((SELECT max(id) FROM cases_turn), 0),"
            " coalesce((SELECT max(id) FROM cases_caseevent), 0)"
        )
        return Marks(*cursor.fetchone())


def alerts_for(preference: AlertPreference, calendar: calendars.Calendar) -> list[Alert]:
    """What this agent was not told yet, of what is entrusted to them, to whom they stand in for, or
    to nobody, in the units where they handle cases. Three queries."""
    party = parties.agent(preference.account)
    if not party.unit_ids:
        return []
    today = clock.today()
    until = calendars.add(today, SOON_DAYS, "working_day", calendar)
    mine, whose = is_theirs(preference.account_id, party.stands_in)
    units = sorted(party.unit_ids)
    since = preference.last_on - MARGIN
    values = [preference.event_from, units, *whose, preference.turn_from, since, until]
    with connection.cursor() as cursor:
        cursor.execute(_FOUND.format(mine=mine), values)
        rows = cursor.fetchall()
    told = set(
        AlertTold.objects.filter(account=preference.account_id).values_list("kind", "key", "due_on")
    )
    label = str(preference.account)
    found: list[Alert] = []
    for row in rows:
        one = _alert(row, preference, today, until, told, label)
        if one is not None:
            # What was said concerns every turn of the case, and is told with the first.
            told.update(one.keys)
            found.append(one)
    return sorted(found, key=lambda one: KINDS.index(one.kind))


# A turn is looked at because it is new, because its date is near or past, or because something was
# said or given since.
_FOUND = """
WITH since AS (
    SELECT id, case_id, kind, subject, actor_kind, actor_label, data
    FROM cases_caseevent WHERE id > %s AND (kind = 'assigned'
        OR kind = 'message' AND audience = 'all'
            AND actor_kind IN ('resident', 'visitor', 'helper'))
)
SELECT turn.id, turn.due_on, told.reference, told.version_id, turn.assigned_to_id IS NOT NULL,
    (SELECT json_agg(json_build_array(since.id, since.kind, since.data->>'to', since.actor_label))
        FROM since WHERE since.case_id = turn.case_id
        AND (since.kind = 'message' OR since.subject = coalesce(item.kind, '')))::text
FROM cases_turn turn
JOIN cases_case told ON told.id = turn.case_id
LEFT JOIN cases_workitem item ON item.id = turn.item_id
WHERE turn.unit_id = ANY(%s) AND (turn.assigned_to_id IS NULL OR {mine})
    AND (turn.id > %s OR turn.due_on BETWEEN %s AND %s
        OR turn.case_id IN (SELECT case_id FROM since))
ORDER BY turn.due_on, turn.id"""


def _alert(
    row: Any,
    preference: AlertPreference,
    today: date,
    until: date,
    told: set[Key],
    label: str,
) -> Alert | None:
    turn_id, due_on, reference, version_id, is_held, events = row
    keys = [
        key
        for key in _keys(preference, turn_id, due_on, is_held, events, today, until, label)
        if key not in told
    ]
    if not keys:
        return None
    kind = min((key[0] for key in keys), key=KINDS.index)
    service = script_of(version_id).package.words(settings.LANGUAGE_CODE).service.name
    shown = None if due_on == NOTHING_PRESSES else due_on
    return Alert(kind, reference, service, shown, tuple(keys))


def _keys(
    preference: AlertPreference,
    turn_id: int,
    due_on: date,
    is_held: bool,
    events: str | None,
    today: date,
    until: date,
    label: str,
) -> Iterator[Key]:
    if preference.last_on - MARGIN <= due_on < today:
        yield LATE, turn_id, due_on
    elif today <= due_on <= until:
        yield SOON, turn_id, due_on
    if turn_id > preference.turn_from:
        yield NEW, turn_id, None
    for event_id, kind, to, by in json.loads(events or "[]"):
        if kind == MESSAGE:
            yield MESSAGE, event_id, None
        elif is_held and to == label != by:
            # What one takes oneself is no news.
            yield GIVEN, event_id, None


def preference_of(account: Account) -> AlertPreference | None:
    return AlertPreference.objects.filter(account=account).first()
