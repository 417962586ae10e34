"""What an agent's units can act on, overdue first."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.translation import get_language

from parvis.cases.engine.hands import NOTHING_PRESSES
from parvis.cases.engine.script import Script, script_of
from parvis.cases.models import Case, Turn
from parvis.cases.rules import shared_fields, shares_identity
from parvis.core import clock

PAGE = 20
_SALT = "parvis.cases.inbox"
_SHOWN = (
    "due_on",
    "case__reference",
    "case__version",
    "case__state",
    "case__channel",
    "case__title",
    "case__applicant_name",
    "case__full_units",
    "case__submitted_at",
    "case__area__name",
    "item__kind",
    "unit__name",
    "assigned_to__display_name",
    "assigned_to__email",
)


@dataclass(frozen=True, slots=True)
class InboxFilters:
    """`installation_id`: one service. `commune`: INSEE code where the case lies. `assigned`: "me"
    needs `account_id`. Nothing set: everything."""

    installation_id: int | None = None
    commune: str = ""
    channel: str = ""
    assigned: Literal["", "me", "nobody"] = ""
    overdue: bool = False
    state: str = ""
    account_id: UUID | None = None


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
    in words. `title` and `applicant` are empty where the unit may not read them."""

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
    assigned_to: str
    assigned_to_id: UUID | None
    submitted_at: datetime


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
    """One page of the turns of these units, by date. One query for one unit, two for several."""
    units = sorted(set(unit_ids))
    if not units:
        return InboxPage()
    turns = _filtered(Turn.objects.all(), filters or InboxFilters())
    if after is not None:
        turns = turns.filter(_is_after(after))
    found = list(_first(turns, units, size + 1))
    rows = [_row(turn) for turn in found[:size]]
    last = found[size - 1] if len(found) > size else None
    return InboxPage(rows, Cursor(last.due_on, last.pk) if last else None)


def count_turns(*, unit_ids: Iterable[int], filters: InboxFilters, most: int = 99) -> int:
    """How many turns of these units match, `most` + 1 standing for more. One query."""
    turns = _filtered(Turn.objects.filter(unit__in=sorted(set(unit_ids))), filters)
    return turns.order_by()[: most + 1].count()


def _first(turns: QuerySet[Turn], units: list[int], count: int) -> QuerySet[Turn]:
    """Each unit's turns lie in order in the index (unit, date, id): the first ones of each are
    read there and merged, instead of sorting all of them."""
    ordered = turns.order_by("due_on", "pk")
    if len(units) > 1:
        firsts = [ordered.filter(unit_id=unit).values("pk")[:count] for unit in units]
        keys = firsts[0].union(*firsts[1:], all=True).values_list("pk", flat=True)
        ordered = Turn.objects.filter(pk__in=list(keys)).order_by("due_on", "pk")
    else:
        ordered = ordered.filter(unit_id=units[0])
    # Answers and computations are long, and no list shows them.
    return ordered.select_related("case__area", "item", "unit", "assigned_to").only(*_SHOWN)[:count]


def _is_after(cursor: Cursor) -> Func:
    """(due_on, id) > (…, …): compared as rows, so that the index starts right there, even among
    thousands of turns of one date."""
    here = Func(F("due_on"), F("pk"), function="ROW", output_field=BooleanField())
    there = Func(
        Value(cursor.due_on), Value(cursor.turn_id), function="ROW", output_field=BooleanField()
    )
    return Func(
        here, there, template="%(expressions)s", arg_joiner=" > ", output_field=BooleanField()
    )


def _filtered(turns: QuerySet[Turn], filters: InboxFilters) -> QuerySet[Turn]:
    if filters.installation_id is not None:
        turns = turns.filter(case__installation_id=filters.installation_id)
    if filters.commune:
        turns = turns.filter(case__area__code=filters.commune)
    if filters.channel:
        turns = turns.filter(case__channel=filters.channel)
    if filters.state:
        turns = turns.filter(case__state=filters.state)
    if filters.overdue:
        turns = turns.filter(due_on__lt=clock.today())
    if filters.assigned == "nobody":
        turns = turns.filter(assigned_to=None)
    elif filters.assigned == "me":
        turns = turns.filter(assigned_to=filters.account_id)
    return turns


def _row(turn: Turn) -> InboxRow:
    case = turn.case
    script = script_of(case.version_id)
    words = script.package.words(get_language() or settings.LANGUAGE_CODE)
    state = words.states[case.state]
    what = words.items[turn.item.kind].label if turn.item else state.agent or state.label
    title, applicant = _readable(script, turn)
    due_on = turn.due_on if turn.due_on != NOTHING_PRESSES else None
    return InboxRow(
        turn_id=turn.pk,
        reference=case.reference,
        service=words.service.name,
        icon=script.package.service.icon,
        title=title,
        applicant=applicant,
        what=what,
        channel=case.channel,
        commune=case.area.name,
        unit_id=turn.unit_id,
        unit=turn.unit.name,
        item_id=turn.item_id,
        due_on=due_on,
        overdue=due_on is not None and due_on < clock.today(),
        assigned_to=str(turn.assigned_to) if turn.assigned_to else "",
        assigned_to_id=turn.assigned_to_id,
        submitted_at=case.submitted_at,
    )


def _readable(script: Script, turn: Turn) -> tuple[str, str]:
    """Title and applicant, as far as the unit sees them."""
    case: Case = turn.case
    if turn.unit_id in case.full_units:
        return case.title, case.applicant_name
    fields = shared_fields(script.package, [turn.item.kind]) if turn.item else frozenset()
    title = case.title if _summary_fields(script) <= fields else ""
    return title, case.applicant_name if shares_identity(script.package, fields) else ""


def _summary_fields(script: Script) -> set[str]:
    return {field.id for field in script.package.form.all_fields() if field.summary}
