"""The visits of a day: where one goes, in what order, and what one must know to get there.

What is read here is journalled here, each request under its person's key.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from parvis.accounts.models import Account
from parvis.appointments.actions import note_list
from parvis.appointments.models import Booking, Channel
from parvis.appointments.queries.bookings import in_agenda_of, received_by
from parvis.appointments.queries.free import day_bounds
from parvis.appointments.rules import OPEN
from parvis.appointments.rules import agent as receiving
from parvis.cases import rules
from parvis.cases.answers import Names, one_line, readable
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case, VisitReport, WorkItem
from parvis.catalogue.models import ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core.kept import Kept
from parvis.core.maps import Point
from parvis.core.ui.words import clocktime, longdate
from parvis.directory.models import Membership, Place
from parvis.journal import actions as journal

MOST = 60
"""Visits on one list: more is no day's work."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop. `booking`: none yet for a visit still to be agreed upon; `item`: none for an
    appointment at home that no request calls for. `telephones` as dialled; `notes`: (label, text);
    `is_rough`: `point` is only the middle of the commune."""

    booking: Booking | None
    item: WorkItem | None
    hour: str = ""
    until: str = ""
    label: str = ""
    who: str = ""
    address: str = ""
    telephones: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()
    to_bring: tuple[str, ...] = ()
    commune: str = ""
    point: Point | None = None
    is_rough: bool = False

    @property
    def case(self) -> Case | None:
        return self.item.case if self.item is not None else None

    @property
    def key(self) -> str:
        """What this stop is called within its list."""
        return (
            f"v{self.item.pk}" if self.item is not None else f"r{self.booking and self.booking.pk}"
        )

    @property
    def is_open(self) -> bool:
        """Whether its report is still awaited."""
        return self.item is not None and self.item.done_at is None


@dataclass(frozen=True, slots=True)
class Route:
    """`stops`: with an hour, in order; `unbooked`: visits to agree upon."""

    stops: list[Visit] = field(default_factory=list)
    unbooked: list[Visit] = field(default_factory=list)

    @property
    def visits(self) -> list[Visit]:
        return [*self.stops, *self.unbooked]


def route_of(
    account: Account,
    party: Party,
    memberships: Iterable[Membership],
    day: date,
    zone: ZoneInfo,
    language: str,
    *,
    whole_unit: bool = False,
    reason: str,
) -> Route:
    """The visits at home of an agent, or of their whole units, on that day. Six queries, whatever
    the number of visits; `reason` goes to the journal with each request read."""
    agent = receiving(account, memberships)
    found = received_by(agent, day_bounds(day, zone)).filter(channel=Channel.HOME)
    if not whole_unit:
        found = found.filter(in_agenda_of(account.pk))
    booked = list(found[:MOST])
    items = _items(party, [one.case_reference for one in booked if one.case_reference])
    by_call = {_call(item): item for item in items if item.sent_back_at is None}
    stops = [_stop(one, by_call.get(_called(one)), party, language) for one in booked]
    met = {stop.item.pk for stop in stops if stop.item is not None}
    waiting = [item for item in items if item.done_at is None and item.pk not in met]
    elsewhere = _calls_booked(waiting)
    unbooked = [
        _stop(None, item, party, language)
        for item in waiting
        if _call(item) not in elsewhere and _is_for(item, account, whole_unit=whole_unit)
    ]
    route = _located(Route(stops, unbooked))
    _note(party, route, day, agent.units.values(), reason)
    return route


def visit_kinds() -> frozenset[str]:
    """Names that any published package gives to its visits. Kept for a minute."""
    return _kinds.get("any", _visit_kinds)


_kinds: Kept[frozenset[str]] = Kept(seconds=60)


def _visit_kinds() -> frozenset[str]:
    versions = ServiceVersion.objects.values_list("pk", flat=True)
    items = (package_of(version).process.items for version in versions)
    return frozenset(name for some in items for name, kind in some.items() if kind.kind == "visit")


def reports_to_settle(account: Account) -> list[VisitReport]:
    """What came back of the agent's visits and could not be passed on, the oldest first."""
    wanted = (VisitReport.Status.CONFLICT, VisitReport.Status.WRONG)
    found = VisitReport.objects.filter(account=account, status__in=wanted)
    return list(found.select_related("item__case").order_by("received_at", "pk"))


def _items(party: Party, references: list[str]) -> list[WorkItem]:
    """Visits of the party's units: those still open, and those of appointments of the day."""
    mine = WorkItem.objects.filter(
        unit__in=party.unit_ids, kind__in=visit_kinds(), cancelled=False
    ).select_related("case__person", "case__area", "case__installation", "unit", "assigned_to")
    still = mine.filter(done_at=None).order_by("due_on", "pk")[:MOST]
    today = mine.filter(case__reference__in=references) if references else mine.none()
    items = {item.pk: item for item in (*still, *today)}
    return [
        item
        for item in items.values()
        if _process(item).kind == "visit" and rules.scope_of(item.case, party) != "none"
    ]


def _process(item: WorkItem) -> Any:
    return script_of(item.case.version_id).package.process.items[item.kind]


def _call(item: WorkItem) -> tuple[str, int, str]:
    """What ties an appointment to the item that calls for it."""
    return item.case.reference, item.unit_id, _process(item).appointment


def _called(booking: Booking) -> tuple[str, int, str]:
    return booking.case_reference, booking.kind.unit_id, booking.kind.slug


def _calls_booked(items: list[WorkItem]) -> set[tuple[str, int, str]]:
    references = [item.case.reference for item in items]
    taken = Booking.objects.filter(case_reference__in=references, status__in=OPEN)
    return {_called(one) for one in taken.select_related("kind")} if references else set()


def _is_for(item: WorkItem, account: Account, *, whole_unit: bool) -> bool:
    return whole_unit or item.assigned_to_id in {None, account.pk}


# One stop ----------------------------------------------------------------------------------------


def _stop(booking: Booking | None, item: WorkItem | None, party: Party, language: str) -> Visit:
    visit = _of_item(item, party, language) if item is not None else Visit(None, None)
    if booking is None:
        return visit
    return replace(
        visit,
        booking=booking,
        hour=_hour(booking.starts_at, booking.zone),
        until=_hour(booking.ends_at, booking.zone),
        label=visit.label or booking.kind.name,
        who=booking.person.display_name,
        address=booking.address or visit.address,
        telephones=_distinct(*visit.telephones, booking.person.phone),
        to_bring=_things(booking.kind.to_bring),
        commune=visit.commune or booking.person.commune_code,
    )


def _hour(at: datetime, zone: ZoneInfo) -> str:
    with timezone.override(zone):
        return clocktime(at)


def _things(text: str) -> tuple[str, ...]:
    """One a line, with or without a dash."""
    return tuple(thing for line in text.splitlines() if (thing := line.strip("- \t\r")))


def _distinct(*numbers: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, numbers)))


def _of_item(item: WorkItem, party: Party, language: str) -> Visit:
    """What the package says the list tells: nothing that the visit does not share."""
    case, kind = item.case, _process(item)
    package = package_of(case.version_id)
    words = package.words(language)
    told: dict[str, list[Any]] = {"address": [], "phone": [], "notes": [], "place": []}
    names = Names({name: case.answers.get(name) for name in kind.on_route})
    for name in kind.on_route:
        answer = case.answers.get(name)
        if not answer:
            continue
        asked = package.form.field(name)
        said = one_line(readable(asked, answer, words.fields[name], language, names=names))
        if asked.type == "phone":
            told["phone"].append(answer)
        elif asked.type == "address" and not told["address"]:
            told["address"].append((said, answer.get("commune_code", "")))
        else:
            told["notes"].append((words.fields[name].label, said))
        if asked.type == "place" and answer.get("latitude") is not None:
            told["place"].append(Point(answer["latitude"], answer["longitude"]))
    address, commune = next(iter(told["address"]), ("", ""))
    is_named = rules.is_told_who_applies(case, party, package, [item])
    return Visit(
        booking=None,
        item=item,
        label=words.items[item.kind].label,
        who=case.applicant_name if is_named else "",
        address=address,
        telephones=_distinct(*told["phone"], case.person.phone if is_named else ""),
        notes=tuple(told["notes"]),
        commune=commune or (case.area.code if case.area.level == "commune" else ""),
        point=next(iter(told["place"]), None),
    )


def _located(route: Route) -> Route:
    """Where no pin was put, the town hall of the commune stands for it, and the list says so."""
    missing = {visit.commune for visit in route.visits if visit.point is None and visit.commune}
    halls = _halls(missing) if missing else {}

    def placed(visit: Visit) -> Visit:
        if visit.point is not None or visit.commune not in halls:
            return visit
        return replace(visit, point=halls[visit.commune], is_rough=True)

    return Route([placed(one) for one in route.stops], [placed(one) for one in route.unbooked])


def _halls(communes: Iterable[str]) -> Mapping[str, Point]:
    halls = Place.objects.filter(kind=Place.Kind.TOWN_HALL, commune__code__in=communes).values_list(
        "commune__code", "latitude", "longitude"
    )
    return {
        code: Point(latitude, longitude)
        for code, latitude, longitude in halls
        if latitude is not None and longitude is not None
    }


def _note(party: Party, route: Route, day: date, units: Iterable[Any], reason: str) -> None:
    """Each request that the list tells of is read; appointments alone, as on the list of a day."""
    cases = {visit.case.pk: visit.case for visit in route.visits if visit.case is not None}
    if cases:
        journal.record_each(
            actor=party.actor,
            verb="cases.read",
            about=[
                (case, str(case.person_id), {"reference": case.reference})
                for case in cases.values()
            ],
            reason=reason,
        )
    if any(stop.item is None for stop in route.stops):
        named = ", ".join(sorted(unit.name for unit in units))
        note_list(actor=party.actor, units=named, days=longdate(day))
