"""Appointments that a case's items call for: taken, or to take."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import Q
from django.urls import reverse

from parvis.appointments.access import booking_url
from parvis.appointments.models import Booking, Kind
from parvis.appointments.queries.bookings import of_case
from parvis.appointments.queries.kinds import for_residents
from parvis.appointments.rules import OPEN
from parvis.cases import rules
from parvis.cases.engine import hands
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case, WorkItem
from parvis.cases.queries.moves import items_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """`booking`: the appointment taken, none yet otherwise, and `href` its page; `take_url`: where
    its person takes it, or the item's unit for them; empty for others and when one is taken."""

    label: str
    booking: Booking | None
    href: str = ""
    take_url: str = ""


def meetings_of(case: Case, viewer: Party, language: str) -> list[Meeting]:
    """For the open items whose package names a kind of appointment that their unit gives. Agents
    see those taken with their own unit, and take those of their own items. No query when no item
    names one; else one, and one more while an appointment is to be taken."""
    script = script_of(case.version_id)
    names = script.package.process.items
    wanted = {
        (item.unit_id, names[item.kind].appointment): item
        for item in hands.open_items(items_of(case))
        if names[item.kind].appointment
    }
    is_mine = viewer.kind == "applicant"
    keys = {key for key in wanted if is_mine or key[0] in viewer.all_unit_ids}
    if not keys:
        return []
    words = script.package.words(language).items
    taken = {_key(one.kind): one for one in of_case(case.reference).filter(status__in=OPEN)}
    found = {key: Meeting("", one, _page(one, viewer)) for key, one in taken.items() if key in keys}
    if not is_mine and not rules.is_told_who_applies(case, viewer, script.package, items_of(case)):
        keys = set()
    for kind in _to_take(
        {key for key in keys if is_mine or key[0] in viewer.unit_ids} - taken.keys()
    ):
        url = (
            booking_url(kind, case.reference)
            if is_mine
            else reverse("cases:agent-book", args=[case.reference, wanted[_key(kind)].pk])
        )
        found[_key(kind)] = Meeting("", None, take_url=url)
    return [
        replace(meeting, label=words[wanted[key].kind].label)
        for key, meeting in sorted(found.items())
    ]


def kind_for(case: Case, item: WorkItem) -> Kind | None:
    """The kind of appointment that an item calls for, as its unit gives it. One query."""
    slug = script_of(case.version_id).package.process.items[item.kind].appointment
    return next(iter(_to_take({(item.unit_id, slug)})), None) if slug else None


def _key(kind: Kind) -> tuple[int, str]:
    return kind.unit_id, kind.slug


def _to_take(keys: set[tuple[int, str]]) -> Iterable[Kind]:
    if not keys:
        return []
    named = Q()
    for unit_id, slug in keys:
        named |= Q(unit=unit_id, slug=slug)
    return for_residents().filter(named)


def _page(booking: Booking, viewer: Party) -> str:
    if viewer.kind == "applicant":
        return reverse("appointments:mine-detail", args=[booking.pk])
    return reverse("appointments:agent-detail", args=[booking.pk])
