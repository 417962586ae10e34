"""What an agent's units can act on, overdue first."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import connection
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases.engine.hands import NOTHING_PRESSES
from parvis.cases.engine.script import Script, script_of
from parvis.cases.rules import shares_identity, shares_of
from parvis.core import clock

PAGE = 20
LOOKED_AT = 5_000
WEEK = timedelta(days=7)
_SALT = "parvis.cases.inbox"


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """`installation_id`: one service. `areas`: communes where the case lies, by key. `assigned`:
    "me" needs `account_id`, and takes in those of `stands_in` (unit and account). `holder_id`:
    entrusted to that account. Nothing set: everything."""

    installation_id: int | None = None
    areas: tuple[int, ...] | None = None
    channel: str = ""
    assigned: Literal["", "me", "nobody"] = ""
    overdue: bool = False
    account_id: UUID | None = None
    stands_in: frozenset[tuple[int, str]] = frozenset()
    holder_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in the list; `str()` of it goes in an address, signed."""

    due_on: date
    turn_id: int

    def __str__(self) -> str:
        return signing.dumps([self.due_on.isoformat(), self.turn_id], salt=_SALT)

    @classmethod
    def read(cls, text: str) -> "Cursor | None":
        """None when it is forged or cut."""
        try:
            due_on, turn_id = signing.loads(text, salt=_SALT)
        except signing.BadSignature:
            return None
        return cls(date.fromisoformat(due_on), turn_id)


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One thing to act on: the case itself, or one of its items. `what`: its state, or the item,
    in words. `title` and `applicant` are empty where the unit may not read them. `absent_until`: of
    whom it is entrusted to; `stand_in`: who then stands in, empty for the whole unit."""

    turn_id: int
    reference: str
    service: str
    icon: str
    title: str
    applicant: str
    what: str
    channel: str
    commune: str
    unit_id: int
    unit: str
    item_id: int | None
    due_on: date | None
    overdue: bool
    is_escalated: bool
    assigned_to: str
    assigned_to_id: UUID | None
    submitted_at: datetime
    absent_until: date | None
    stand_in: str
    stand_in_id: UUID | None


@dataclass(frozen=True, slots=True)
class InboxPage:
    rows: list[InboxRow] = field(default_factory=list)
    next: Cursor | None = None


def inbox(
    *,
    unit_ids: Iterable[int],
    filters: InboxFilters | None = None,
    after: Cursor | None = None,
    size: int = PAGE,
) -> InboxPage:
    """One page of the turns of these units, by date. One query, however many units."""
    units = sorted(set(unit_ids))
    if not units:
        return InboxPage()
    where, values = _narrowed(filters or InboxFilters(), after)
    first = _FIRST.format(where=where, most=size + 1)
    sql = _LISTED.format(firsts=" UNION ALL ".join([first] * len(units)), most=size + 1)
    with connection.cursor() as cursor:
        firsts = [value for unit in units for value in (unit, *values)]
        cursor.execute(sql, [*firsts, clock.today()])
        found = [_Turn(*row) for row in cursor.fetchall()]
    rows = [_row(turn) for turn in found[:size]]
    last = found[size - 1] if len(found) > size else None
    return InboxPage(rows, Cursor(last.due_on, last.id) if last else None)


@dataclass(frozen=True, slots=True)
class SavedFilters:
    """A view kept under a name. `unit_id`: shared with that unit."""

    id: int
    name: str
    filters: str
    unit_id: int | None


@dataclass(frozen=True, slots=True)
class Pressing:
    """Beside the list. `late`: turns overdue; `mine`: those of this agent and of whom they stand in
    for, of which `mine_late` overdue and `mine_soon` due within a week; `views`: by name."""

    late: int
    mine: int
    mine_late: int
    mine_soon: int
    views: tuple[SavedFilters, ...]


def count_pressing(
    *,
    unit_ids: Iterable[int],
    account_id: UUID,
    all_unit_ids: Iterable[int],
    stands_in: Iterable[tuple[int, str]] = (),
    most: int = 99,
) -> Pressing:
    """How many turns of these units are overdue, and how many are this agent's, `most` + 1 standing
    for more; and the views of the agent and of `all_unit_ids`. One query."""
    units, today = sorted(set(unit_ids)), clock.today()
    condition, whose = is_theirs(account_id, stands_in)
    sql = _PRESSING.format(most=most + 1, mine=condition)
    values: list[Any] = [units, today, account_id, sorted(all_unit_ids)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*values, today, today, today + WEEK, units, *whose])
        late, mine, mine_late, mine_soon, views = cursor.fetchone()
    kept = tuple(SavedFilters(*one) for one in json.loads(views))
    return Pressing(late, mine, mine_late, mine_soon, kept)


def is_theirs(
    account_id: UUID | None, stands_in: Iterable[tuple[int, str]]
) -> tuple[str, list[Any]]:
    """The condition that a turn is this agent's, or of whom they stand in for."""
    absent = [f"{unit_id}:{account}" for unit_id, account in stands_in]
    if not absent:
        return "turn.assigned_to_id = %s", [account_id]
    either = "(turn.assigned_to_id = %s OR turn.unit_id || ':' || turn.assigned_to_id = ANY(%s))"
    return either, [account_id, absent]


def count_found(
    asked: Sequence[tuple[frozenset[int], InboxFilters]],
    *,
    most: int = 99,
    looked_at: int = LOOKED_AT,
) -> list[tuple[int, bool]]:
    """How many turns of some units each of these filters finds, `most` at most, and whether there
    may be more: only `looked_at` turns of a large unit are looked at. One query."""
    if not asked:
        return []
    texts: list[str] = []
    values: list[Any] = []
    for unit_ids, filters in asked:
        where, wanted = _narrowed(filters, None)
        texts.append(_FOUND.format(where=where, most=most + 1, looked=looked_at))
        units = sorted(unit_ids)
        values += [units, *wanted, units]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), values)
        rows = cursor.fetchall()
    return [(min(many, most), many > most or looked > looked_at) for many, looked in rows]


# Django writes its SQL anew for each page, which costs more than what the statement does; written
# once, it is also prepared once. Each unit's turns lie in order in the index (unit, date, id): the
# first ones of each are read there and merged, instead of sorting all of them. How many is written
# in the text: PostgreSQL would not plan once a list that it cannot tell from a long one. Answers
# and computations are long, and no list shows them.
# The first ones are sought in the index alone, which holds what lists are narrowed by: a unit with
# hundreds of thousands of turns reads none of them in vain.
_FIRST = """(
SELECT turn.id, turn.due_on FROM cases_turn turn
WHERE turn.unit_id = %s {where} ORDER BY turn.due_on, turn.id LIMIT {most})"""
# Names are sought for the rows shown, instead of joined: PostgreSQL may plan this statement each
# time, and the time to plan doubles with each table joined (8 ms with all of them).
_LISTED = """
SELECT turn.id, turn.due_on, turn.unit_id,
    (SELECT name FROM directory_unit unit WHERE unit.id = turn.unit_id),
    turn.item_id, item.kind,
    (item.asked -> 'shares')::text, item.sent_back_at IS NOT NULL, turn.is_escalated,
    turn.assigned_to_id, coalesce((SELECT coalesce(nullif(display_name, ''), email)
        FROM accounts_account account WHERE account.id = turn.assigned_to_id), ''),
    told.reference, told.version_id, told.state, told.channel, told.title, told.applicant_name,
    turn.unit_id = ANY(told.full_units), told.submitted_at,
    (SELECT name FROM territory_area area WHERE area.id = told.area_id),
    away.ends_on, coalesce((SELECT coalesce(nullif(display_name, ''), email)
        FROM accounts_account account WHERE account.id = away.delegate_id), ''), away.delegate_id
FROM ({firsts}) first
JOIN cases_turn turn ON turn.id = first.id
JOIN cases_case told ON told.id = turn.case_id
LEFT JOIN cases_workitem item ON item.id = turn.item_id
LEFT JOIN directory_absence away ON away.account_id = turn.assigned_to_id
    AND away.unit_id = turn.unit_id AND %s BETWEEN away.starts_on AND away.ends_on
ORDER BY turn.due_on, turn.id LIMIT {most}"""
_PRESSING = """
SELECT (SELECT count(*) FROM (SELECT FROM cases_turn
    WHERE unit_id = ANY(%s) AND due_on < %s LIMIT {most}) a),
mine.*,
(SELECT coalesce(json_agg(json_build_array(id, name, filters, unit_id)
    ORDER BY unit_id NULLS FIRST, name), '[]')::text FROM cases_savedview
    WHERE account_id = %s OR unit_id = ANY(%s))
FROM (SELECT count(*), count(*) FILTER (WHERE due_on < %s),
    count(*) FILTER (WHERE due_on BETWEEN %s AND %s)
    FROM (SELECT due_on FROM cases_turn turn
        WHERE unit_id = ANY(%s) AND {mine} LIMIT {most}) b) mine"""
_FOUND = """
SELECT (SELECT count(*) FROM (SELECT FROM (
    SELECT unit_id, due_on, assigned_to_id, installation_id, area_id, channel
    FROM cases_turn
    WHERE unit_id = ANY(%s) LIMIT {looked}) turn WHERE true {where} LIMIT {most}) found),
(SELECT count(*) FROM (SELECT FROM cases_turn WHERE unit_id = ANY(%s) LIMIT {looked} + 1) held)"""


class _Turn(NamedTuple):
    """One row of `_LISTED`, in its order."""

    id: int
    due_on: date
    unit_id: int
    unit: str
    item_id: int | None
    item_kind: str | None
    item_shares: str | None
    sent_back: bool
    is_escalated: bool
    assigned_to_id: UUID | None
    assigned_to: str
    reference: str
    version_id: int
    state: str
    channel: str
    title: str
    applicant_name: str
    sees_all: bool
    submitted_at: datetime
    area: str
    absent_until: date | None
    stand_in: str
    stand_in_id: UUID | None


def _narrowed(filters: InboxFilters, after: Cursor | None) -> tuple[str, list[Any]]:
    """Conditions and their values; every text here is a constant."""
    asked: list[tuple[str, Any]] = [
        ("turn.installation_id = %s", filters.installation_id),
        ("turn.area_id = ANY(%s)", None if filters.areas is None else list(filters.areas)),
        ("turn.channel = %s", filters.channel or None),
        ("turn.due_on < %s", clock.today() if filters.overdue else None),
        ("turn.assigned_to_id = %s", filters.holder_id),
    ]
    kept = [(text, [value]) for text, value in asked if value is not None]
    if filters.assigned == "me":
        kept.append(is_theirs(filters.account_id, filters.stands_in))
    elif filters.assigned == "nobody":
        kept.append(("turn.assigned_to_id IS NULL", []))
    if after is not None:
        # Compared as rows, so that the index starts right there, even among thousands of one date.
        kept.append(("(turn.due_on, turn.id) > (%s, %s)", [after.due_on, after.turn_id]))
    where = "".join(f" AND {text}" for text, _values in kept)
    return where, [value for _text, values in kept for value in values]


def _row(turn: _Turn) -> InboxRow:
    script = script_of(turn.version_id)
    words = script.package.words(get_language() or settings.LANGUAGE_CODE)
    state = words.states[turn.state]
    what = words.items[turn.item_kind].label if turn.item_kind else state.agent or state.label
    if turn.sent_back:
        what = _("Whose is it? %(task)s") % {"task": what}
    title, applicant = _readable(script, turn)
    due_on = turn.due_on if turn.due_on != NOTHING_PRESSES else None
    return InboxRow(
        turn_id=turn.id,
        reference=turn.reference,
        service=words.service.name,
        icon=script.package.service.icon,
        title=title,
        applicant=applicant,
        what=what,
        channel=turn.channel,
        commune=turn.area,
        unit_id=turn.unit_id,
        unit=turn.unit,
        item_id=turn.item_id,
        due_on=due_on,
        overdue=due_on is not None and due_on < clock.today(),
        is_escalated=turn.is_escalated,
        assigned_to=turn.assigned_to,
        assigned_to_id=turn.assigned_to_id,
        submitted_at=turn.submitted_at,
        absent_until=turn.absent_until,
        stand_in=turn.stand_in,
        stand_in_id=turn.stand_in_id,
    )


def _readable(script: Script, turn: _Turn) -> tuple[str, str]:
    """Title and applicant, as far as the unit sees them."""
    if turn.sees_all:
        return turn.title, turn.applicant_name
    chosen = json.loads(turn.item_shares) if turn.item_shares else None
    kind = turn.item_kind
    fields = frozenset(shares_of(script.package, kind, chosen) if kind else ())
    title = turn.title if _summary_fields(script) <= fields else ""
    return title, turn.applicant_name if shares_identity(script.package, fields) else ""


def _summary_fields(script: Script) -> set[str]:
    return {field.id for field in script.package.form.all_fields() if field.summary}
