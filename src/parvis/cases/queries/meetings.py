"""Appointments that a case's items call for: taken, or to take."""

from dataclasses import dataclass

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
from parvis.cases.models import Case
from parvis.cases.queries.moves import items_of


@dataclass(frozen=True, slots=True)
class Meeting:
    """`booking`: the appointment taken, none yet otherwise; `href`: its page, for who may open it;
    `take_url`: where its person takes it, empty for others and when one is taken."""

    label: str
    booking: Booking | None
    href: str
    take_url: str


def meetings_of(case: Case, viewer: Party, language: str) -> list[Meeting]:
    """For the open items whose package names a kind of appointment that their unit gives. Agents
    see those of their unit, or all when they see the whole case. No query when there is none, two
    otherwise."""
    script = script_of(case.version_id)
    wanted = {
        (item.unit_id, kind.appointment): item
        for item in hands.open_items(items_of(case))
        if (kind := script.package.process.items[item.kind]).appointment
    }
    is_whole = viewer.kind == "applicant" or rules.scope_of(case, viewer) == "all"
    keys = [key for key in wanted if is_whole or key[0] in viewer.all_unit_ids]
    if not keys:
        return []
    named = Q()
    for unit_id, slug in keys:
        named |= Q(unit=unit_id, slug=slug)
    taken = {
        one.kind_id: one for one in of_case(case.reference).filter(status__in=OPEN).order_by("pk")
    }
    words = script.package.words(language).items
    return [
        Meeting(
            words[wanted[kind.unit_id, kind.slug].kind].label,
            taken.get(kind.pk),
            _page(taken.get(kind.pk), kind, viewer),
            "" if kind.pk in taken else _take_url(kind, case, viewer),
        )
        for kind in for_residents().filter(named)
    ]


def _page(booking: Booking | None, kind: Kind, viewer: Party) -> str:
    if booking is None:
        return ""
    if viewer.kind == "applicant":
        return reverse("appointments:mine-detail", args=[booking.pk])
    ours = kind.unit_id in viewer.all_unit_ids
    return reverse("appointments:agent-detail", args=[booking.pk]) if ours else ""


def _take_url(kind: Kind, case: Case, viewer: Party) -> str:
    return booking_url(kind, case.reference) if viewer.kind == "applicant" else ""
