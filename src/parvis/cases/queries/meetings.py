"""Appointments that a case's items call for: taken, or to take."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from parvis.appointments.access import booking_url
from parvis.appointments.models import Kind
from parvis.appointments.queries.kinds import for_case
from parvis.cases import rules
from parvis.cases.engine import hands
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case, WorkItem
from parvis.cases.queries.moves import items_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """`at`: of the appointment taken, None while none is, with its `place` and the `href` of its
    page; `take_url`: where its person takes it, or the item's unit for them; empty for others and
    when one is taken."""

    label: str
    at: datetime | None = None
    place: str = ""
    href: str = ""
    take_url: str = ""


def meetings_of(case: Case, viewer: Party, language: str) -> list[Meeting]:
    """For the open items whose package names a kind of appointment that their unit gives. Agents
    see those taken with their own unit, and take those of their own items; the desk that filed the
    request, those of its person. One query, and none when no item names one."""
    script = script_of(case.version_id)
    names = script.package.process.items
    is_mine = viewer.kind == "applicant"
    # The desk that filed the request stands in for its person.
    for_person = is_mine or rules.writes_as_applicant(case, viewer)
    wanted = {
        (item.unit_id, names[item.kind].appointment): item
        for item in hands.open_items(items_of(case))
        if names[item.kind].appointment and (for_person or item.unit_id in viewer.all_unit_ids)
    }
    if not wanted:
        return []
    may_take = is_mine or rules.is_told_who_applies(case, viewer, script.package, items_of(case))
    words = script.package.words(language).items
    found: dict[tuple[int, str], Meeting] = {}
    for one in for_case(list(wanted), case.reference):
        key = one.kind.unit_id, one.kind.slug
        item = wanted[key]
        label = words[item.kind].label
        if one.taken_id is not None:
            may_open = is_mine or item.unit_id in viewer.all_unit_ids
            page = _page(one.taken_id, viewer) if may_open else ""
            found.setdefault(key, Meeting(label, one.taken_at, one.taken_place, page))
        elif one.is_offered and may_take and (for_person or item.unit_id in viewer.unit_ids):
            where = _where_to_take(one.kind, case, item, is_mine=is_mine)
            found[key] = Meeting(label, take_url=where)
    return [meeting for _key, meeting in sorted(found.items())]


def kind_for(case: Case, item: WorkItem) -> Kind | None:
    """The kind of appointment that an item calls for, as its unit gives it. One query."""
    slug = script_of(case.version_id).package.process.items[item.kind].appointment
    named = [(item.unit_id, slug)] if slug else []
    return next((one.kind for one in for_case(named, case.reference) if one.is_offered), None)


def _where_to_take(kind: Kind, case: Case, item: WorkItem, *, is_mine: bool) -> str:
    if is_mine:
        return booking_url(kind, case.reference)
    return reverse("cases:agent-book", args=[case.reference, item.pk])


def _page(booking: UUID, viewer: Party) -> str:
    name = "mine-detail" if viewer.kind == "applicant" else "agent-detail"
    return reverse(f"appointments:{name}", args=[booking])
