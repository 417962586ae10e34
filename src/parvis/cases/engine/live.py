"""A case held under lock, with all that one action changes of it: read once, written once."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from parvis.accounts.models import Person
from parvis.cases.engine import hands
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.facts import Facts, facts_of_case
from parvis.cases.engine.party import SYSTEM_PARTY, Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.engine.script import Script, script_of
from parvis.cases.models import Case, CaseEvent, Deadline, Payment, Suspension, Turn, WorkItem
from parvis.catalogue.definition.process import APPLICANT, SYSTEM
from parvis.core import clock, references
from parvis.core.events import Event, announce
from parvis.core.prepared import Given, Prepared, Together
from parvis.core.rows import Batch, number

Row = TypeVar("Row", bound=Model)
Effect = dict[str, Any]

_CASE_COLUMNS = [
    "state",
    "legal_state",
    "state_before_correction",
    "hand",
    "outcome",
    "answers",
    "facts",
    "charges",
    "correction",
    "automatic",
    "title",
    "due_on",
    "full_units",
    "part_units",
    "bindings",
    "decided_at",
    "closed_at",
    "submitted_at",
    "changed_at",
    "revision",
    "assigned_to_id",
    "assigned_unit_id",
    "duplicate_of_id",
    "person_id",
    "mandate_id",
    "applicant_name",
    "applicant_identity",
    "search_text",
]
_ITEM_COLUMNS = [
    "assigned_to_id",
    "done_at",
    "result",
    "by_silence",
    "cancelled",
    "inputs",
    "done_by",
    "expired_at",
    "reminded_at",
    "unit_id",
    "due_on",
    "due_why",
    "remind_on",
    "escalate_on",
    "escalated_at",
    "sent_back_at",
    "asked",
    "returns",
]
_DEADLINE_COLUMNS = [
    "started_on",
    "due_on",
    "why",
    "suspended_since",
    "met_at",
    "expired_at",
    "remind_on",
    "reminded_at",
    "escalate_on",
    "escalated_at",
]

_CASE = Case.objects.select_related("area", "person").filter(pk=Given("case"))
_HELD = Prepared(lambda: _CASE.select_for_update(of=("self",)))
_HELD_NAMED = Prepared(
    lambda: (
        Case.objects.select_related("area", "person")
        .filter(reference=Given("reference"))
        .select_for_update(of=("self",))
    )
)
_HELD_IF_FREE = Prepared(lambda: _CASE.select_for_update(of=("self",), skip_locked=True))
_WITH_IT = Together(
    lambda: WorkItem.objects.filter(case=Given("case")).order_by("id"),
    lambda: Deadline.objects.filter(case=Given("case")).order_by("id"),
)
_GONE = """
DELETE FROM cases_turn turn
USING json_to_recordset(%s::json) AS gone(unit_id bigint, item_id bigint)
WHERE turn.case_id = %s AND turn.unit_id = gone.unit_id
    AND turn.item_id IS NOT DISTINCT FROM gone.item_id RETURNING 1"""
_AGAIN = """(case_id, unit_id, item_id)
DO UPDATE SET due_on = excluded.due_on, assigned_to_id = excluded.assigned_to_id,
    is_escalated = excluded.is_escalated"""


@dataclass
class Live:
    """Changes are made to the rows in memory and noted here; `save` writes them. `former`: who
    asked, when the case was given to somebody else; `erased`: answers whose files are to go."""

    case: Case
    party: Party
    script: Script
    local: LocalTime
    now: datetime
    items: list[WorkItem]
    deadlines: list[Deadline]
    events: list[CaseEvent] = field(default_factory=list)
    effects: list[tuple[CaseEvent, Effect]] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    suspensions: list[Suspension] = field(default_factory=list)
    former: list[Person] = field(default_factory=list)
    erased: set[str] = field(default_factory=set)
    _changed: set[int] = field(default_factory=set)
    _turns: hands.Turns = field(default_factory=dict)
    _before: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def lock(cls, case_id: int, party: Party, *, skip_locked: bool = False) -> "Live":
        """The case as it is now; nobody else moves it until the transaction ends. Two
        queries.

        Raises NotFound: no such case, or (skip_locked) somebody holds it.
        """
        case = (_HELD_IF_FREE if skip_locked else _HELD).first(case=case_id)
        return cls._held(case, party)

    @classmethod
    def lock_named(cls, reference: str, party: Party) -> "Live":
        """The same by its reference, as people write it."""
        known = references.normalise(reference)
        return cls._held(_HELD_NAMED.first(reference=known) if known else None, party)

    @classmethod
    def _held(cls, case: Case | None, party: Party) -> "Live":
        if case is None:
            raise NotFound
        # Asked once the lock is held: what the one who held it before changed is seen.
        items, deadlines = _WITH_IT.all(case=case.pk)
        return cls.of(case, party, items=items, deadlines=deadlines)

    @classmethod
    def of(
        cls,
        case: Case,
        party: Party,
        *,
        items: list[WorkItem] | None = None,
        deadlines: list[Deadline] | None = None,
    ) -> "Live":
        live = cls(
            case,
            party,
            script_of(case.version_id),
            LocalTime(case.area),
            clock.now(),
            items or [],
            [],
        )
        # Those of a version the case no longer follows have ended.
        rules = live.script.package.process.deadlines
        live.deadlines = [one for one in deadlines or () if one.rule in rules]
        live._turns = live._turns_now()
        live._before = live._columns()
        return live

    def act_in_place(self, unit_id: int | None, account_id: UUID | None) -> None:
        """Name both when the party stands in for whom this is entrusted to."""
        self.party = self.party.in_place_of(unit_id, account_id)

    @property
    def today(self) -> date:
        return self.local.day_of(self.now)

    @property
    def submitted_on(self) -> date:
        return self.local.day_of(self.case.submitted_at)

    def facts(self) -> Facts:
        return facts_of_case(
            self.script.package,
            self.case,
            self.items,
            today=self.today,
            submitted_on=self.submitted_on,
            paid=self.script.reads_payment and is_paid(self.case),
        )

    def as_system(self) -> "Live":
        """The same changes, noted in the name of the system."""
        return replace(self, party=SYSTEM_PARTY)

    def open_items(self) -> list[WorkItem]:
        return hands.open_items(self.items)

    def unit_of(self, who: str) -> int | None:
        """The unit that plays a function on this case."""
        unit_id = self.case.bindings.get(who)
        return int(unit_id) if unit_id is not None else None

    def acting_unit(self, by: Iterable[str]) -> int | None:
        """The unit for which the party acts, among those allowed to."""
        for who in by:
            unit_id = None if who in {APPLICANT, SYSTEM} else self.unit_of(who)
            if unit_id is not None and unit_id in self.party.unit_ids:
                return unit_id
        if self.case.filed_by_unit_id in self.party.all_unit_ids:
            return self.case.filed_by_unit_id
        return None

    def note(
        self,
        kind: str,
        subject: str = "",
        *,
        unit_id: int | None = None,
        audience: str = "all",
        **data: Any,
    ) -> CaseEvent:
        """Add an event to the story, in the party's name."""
        event = CaseEvent(
            case=self.case,
            at=self.now,
            kind=kind,
            subject=subject,
            actor_kind=self.party.actor.kind,
            actor_label=self.party.actor.label[:200],
            unit_id=unit_id,
            audience=audience,
            data=data,
        )
        self.events.append(event)
        return event

    def frozen_effects(self) -> list[Effect]:
        """Each effect with the place of the event it follows among those added."""
        places = {id(event): place for place, event in enumerate(self.events)}
        return [effect | {"nth": places[id(event)]} for event, effect in self.effects]

    def forget_turns(self) -> None:
        """Whatever the inbox holds, `save` writes every turn again."""
        self._turns = {}

    def changed(self, row: Model) -> None:
        """This item or deadline is to be written."""
        self._changed.add(id(row))

    def save(self, *more: Model, fact: Event | None = None) -> None:
        """Write all, recompute who has the hand and whose turn it is, by one statement. `more`:
        rows of other tables; `fact`: what to announce, into whose `event_ids` PostgreSQL puts the
        keys of the new events."""
        self._settle_hand()
        self.case.changed_at = self.now
        batch = Batch()
        batch.update(self._to_write(self.items), _ITEM_COLUMNS)
        batch.update(self._to_write(self.deadlines), _DEADLINE_COLUMNS)
        batch.update([self.case], self._changed_columns())
        events = _new(self.events)
        batch.insert(events)
        # A transition that comes back pays once (`payment_once`).
        batch.insert(self.payments, conflict="DO NOTHING")
        suspended = self._insert_clocks(batch)
        self._write_turns(batch)
        for row in more:
            batch.insert([row])
        if fact is not None:
            announce(fact, batch=batch, keys=("event_ids", events))
        batch.run()
        for suspension, deadline in suspended:
            suspension.deadline = deadline
        self._turns = self._turns_now()

    def _insert_clocks(self, batch: Batch) -> list[tuple[Suspension, Deadline]]:
        """New deadlines, and what suspends them; answers with which suspends which."""
        deadlines, suspensions = _new(self.deadlines), _new(self.suspensions)
        suspended = [(one, one.deadline) for one in suspensions]
        batch.insert(deadlines)
        number(deadlines)
        for suspension, deadline in suspended:
            suspension.deadline_id = deadline.pk
        written_for = batch.key_of(deadlines, "deadline_id")
        batch.insert(suspensions, put={"deadline_id": written_for})
        return suspended

    def _columns(self) -> dict[str, Any]:
        """What may change of the case; JSON values are replaced, never changed in place."""
        return {name: getattr(self.case, name) for name in _CASE_COLUMNS}

    def _changed_columns(self) -> list[str]:
        """An untouched index or document costs nothing."""
        return [name for name, value in self._columns().items() if value != self._before.get(name)]

    def _to_write(self, rows: Iterable[Row]) -> list[Row]:
        return [row for row in rows if id(row) in self._changed and row.pk is not None]

    def _settle_hand(self) -> None:
        case = self.case
        case.hand = hands.hand_of(self.script, case, self.items)
        unit_id = self.unit_of(case.hand)
        if unit_id is not None and case.assigned_unit_id not in (None, unit_id):
            case.assigned_to_id = case.assigned_unit_id = None
        case.due_on = hands.due_of(self.script, case, case.hand, self.items, self.deadlines)
        case.full_units, case.part_units = hands.units_of(self.script, case, case.hand, self.items)

    def _turns_now(self) -> hands.Turns:
        case = self.case
        if not case.hand:
            return {}
        return hands.turns_of(self.script, case, case.hand, case.due_on, self.items, self.deadlines)

    def _write_turns(self, batch: Batch) -> None:
        """New items; rows of turns that went, that came or changed."""
        items = _new(self.items)
        batch.insert(items)
        number(items)
        turns = self._turns_now()
        gone = [asdict(key) for key in self._turns if key not in turns]
        if gone:
            batch.add(_GONE, json.dumps(gone), self.case.pk)
        fresh = [
            Turn(
                case_id=self.case.pk,
                unit_id=key.unit_id,
                item_id=key.item_id,
                due_on=value.due_on,
                assigned_to_id=value.assigned_to_id,
                is_escalated=value.is_escalated,
                installation_id=self.case.installation_id,
                area_id=self.case.area_id,
                channel=self.case.channel,
            )
            for key, value in turns.items()
            if self._turns.get(key) != value
        ]
        batch.insert(fresh, conflict=_AGAIN, put={"item_id": batch.key_of(items, "item_id")})


def _new(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.pk is None]


def is_paid(case: Case) -> bool:
    """Whether transfers were owed on the case and all were carried out by the bank."""
    settled = list(case.payments.values_list("batch__settled_at", flat=True))
    return bool(settled) and None not in settled
