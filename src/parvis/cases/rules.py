"""Who may see what of a case. Writes nothing, asks nothing of the database."""

from collections.abc import Iterable, Mapping
from heapq import heapify, heapreplace
from typing import Literal
from uuid import UUID

from parvis.cases.engine.hands import is_outside, is_signature
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Channel, WorkItem
from parvis.catalogue.definition import Package
from parvis.catalogue.definition.process import APPLICANT

ADVISERS = "advisers"
Scope = Literal["all", "part", "desk", "none"]


def scope_of(case: Case, party: Party) -> Scope:
    """How much of the case this party sees.

    "all": the applicant, and units whose function sees all. "part": units that only see what their
    work items share. "desk": the unit that filed the request for somebody acts in their name, and
    sees what they see. An administrator sees nothing.
    """
    if party.kind == "system" or party.answers_for(case):
        return "all"
    if party.unit_ids.intersection(case.full_units):
        return "all"
    if party.unit_ids.intersection(case.part_units):
        return "part"
    if case.filed_by_unit_id in party.all_unit_ids:
        return "desk"
    return "none"


def writes_as_applicant(case: Case, party: Party) -> bool:
    """The applicant, or the desk that filed the request in their name."""
    return scope_of(case, party) == "desk" or party.answers_for(case)


def may_write(case: Case, party: Party, audience: str) -> bool:
    """Whether the party may write a message ("all", "part:<unit id>") or a note ("agents").

    One contact for the applicant: units that see a part write to those that see all.
    """
    scope = scope_of(case, party)
    applicant = writes_as_applicant(case, party)
    if audience == "all":
        return scope in {"all", "desk"} and party.may_answer
    if audience == "agents":
        return scope == "all" and not applicant
    unit_id = int(audience.removeprefix("part:"))
    if scope == "part":
        return unit_id in party.unit_ids and unit_id in case.part_units
    return scope == "all" and not applicant and unit_id in case.part_units


def may_redate(case: Case, party: Party) -> bool:
    """Whether the party may correct the day on which a request came on paper: whoever handles it,
    or the desk that keyed it in, until it is decided. After that, a reopening comes first."""
    on_paper = case.channel == Channel.POST and case.filed_by_unit_id is not None
    settled = case.legal_state in {Case.LegalState.DECIDED, Case.LegalState.CLOSED}
    sees = party.kind == "agent" and scope_of(case, party) in {"all", "desk"}
    return on_paper and not settled and sees


def share_out(loads: Mapping[UUID, int], many: int) -> list[UUID]:
    """Who receives each of `many` things: each time whoever has the least to do, in the order of
    `loads` among equals. Empty when there is nobody."""
    waiting = [(load, place, key) for place, (key, load) in enumerate(loads.items())]
    heapify(waiting)
    chosen: list[UUID] = []
    while waiting and len(chosen) < many:
        load, place, key = waiting[0]
        heapreplace(waiting, (load + 1, place, key))
        chosen.append(key)
    return chosen


def shared_by(package: Package, items: Iterable[WorkItem]) -> frozenset[str]:
    """The answers that whoever was given these items may read."""
    return frozenset(
        field for item in items for field in shares_of(package, item.kind, item.asked.get("shares"))
    )


def shares_of(package: Package, kind: str, chosen: list[str] | None) -> list[str]:
    """What an item shares: what the package says or, asked freely, what the agent chose of it."""
    item = package.process.items[kind]
    return [one for one in chosen or [] if one in item.shares] if item.asked_by else item.shares


def reads_answer(case: Case, item: WorkItem, party: Party) -> bool:
    """Whether the party may read what an opinion says: whoever gives it, the institution that asked
    and, where it chose so when asking, the others who handle the case and the applicant."""
    if is_signature(item):
        return scope_of(case, party) != "part"
    shown = item.asked.get("shown")
    if shown is None or party.kind == "system" or party.guest_of == item.pk:
        return True
    if writes_as_applicant(case, party):
        return APPLICANT in shown
    givers = set() if is_outside(item) else {item.unit_id}
    if party.unit_ids & {*item.asked["readers"], *givers}:
        return True
    return ADVISERS in shown and (scope_of(case, party) != "none" or party.kind == "guest")


def shares_identity(package: Package, fields: frozenset[str]) -> bool:
    """Whether reading these answers tells who applies: one holds the applicant's identity."""
    return any(
        field.id in fields and field.prefill == "person.identity"
        for field in package.form.all_fields()
    )


def is_told_who_applies(
    case: Case, party: Party, package: Package, items: Iterable[WorkItem]
) -> bool:
    """A unit that sees a part knows the applicant's name only if its items share the identity."""
    scope = scope_of(case, party)
    if scope != "part":
        return scope != "none"
    mine = [item for item in items if item.unit_id in party.unit_ids]
    return shares_identity(package, shared_by(package, mine))
