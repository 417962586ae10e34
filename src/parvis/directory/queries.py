"""Who works where, and which institution holds which powers."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, Prefetch, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, JSONObject, Lower, NullIf
from django.http import HttpRequest
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.health import Health
from parvis.core.maps import Point
from parvis.core.prepared import Given, Prepared
from parvis.core.site import Site
from parvis.directory import hours as opening
from parvis.directory import rules
from parvis.directory.models import Absence, AbsenceQuerySet, Institution, Membership, Place, Unit
from parvis.territory import queries as territory
from parvis.territory.models import Area

Kind = Institution.Kind
_POWERS = (Kind.COMMUNE, Kind.EPCI, Kind.DEPARTEMENT, Kind.REGION)
_MEMBERSHIPS = "_parvis_memberships"
MOST_PLACES = 1000
_LISTED = (Kind.EPCI, Kind.COMMUNE, Kind.DEPARTEMENT, Kind.REGION, Kind.STATE)


class NotAMember(LookupError):
    """The account does not work in that unit today."""


def memberships_of(account: Account, on: date | None = None) -> QuerySet[Membership]:
    """Active that day (today, by default), with unit, institution and who the agent stands in for
    there. One query."""
    active = _active(Membership.objects.filter(account=account), on)
    return _with_absent(active, on or clock.today()).select_related("unit__institution")


def units_of(account: Account, on: date | None = None) -> QuerySet[Unit]:
    """The units in which the account works that day, in whatever role, with their institution."""
    active = _active(Membership.objects.filter(account=account), on)
    units = Unit.objects.filter(pk__in=active.values("unit")).select_related("institution")
    return units.order_by("institution__name", "name")


def agents_of(unit: Unit, on: date | None = None) -> QuerySet[Account]:
    """Accounts that can sign in and work in the unit that day, by name."""
    active = _active(Membership.objects.filter(unit=unit), on)
    return Account.objects.filter(pk__in=active.values("account"), is_active=True).order_by(
        "display_name", "pk"
    )


def handlers_of(unit_ids: Iterable[int], on: date | None = None) -> QuerySet[Account]:
    """Accounts that can sign in and handle cases that day in one of these units, by name."""
    handling = Membership.objects.filter(unit__in=list(unit_ids)).exclude(role=Membership.Role.DESK)
    return Account.objects.filter(
        pk__in=_active(handling, on).values("account"), is_active=True
    ).order_by("display_name", "pk")


def managers_of(unit: Unit, on: date | None = None) -> QuerySet[Account]:
    """Accounts that can sign in and answer for the unit that day, by name."""
    managing = Membership.objects.filter(unit=unit, role=Membership.Role.MANAGER)
    return Account.objects.filter(
        pk__in=_active(managing, on).values("account"), is_active=True
    ).order_by("display_name", "pk")


def _active(memberships: QuerySet[Membership], on: date | None) -> QuerySet[Membership]:
    return _on(memberships, on or clock.today())


def _on(memberships: QuerySet[Membership], day: date | Given) -> QuerySet[Membership]:
    return memberships.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


def _with_absent(memberships: QuerySet[Membership], day: date | Given) -> QuerySet[Membership]:
    """With the colleagues who named the agent for their absence, as `stands_in`."""
    away = Absence.objects.on(day).filter(delegate=OuterRef("account"), unit=OuterRef("unit"))
    told = away.order_by("account").values(
        told=JSONObject(account=Cast("account", TextField()), name=_name("account"))
    )
    return memberships.annotate(stands_in=ArraySubquery(told))  # type: ignore[no-redef]


def _name(account: str) -> Coalesce:
    """As an account writes itself."""
    return Coalesce(NullIf(f"{account}__display_name", Value("")), f"{account}__email")


def absence_of(account: str, unit: str, day: date | Given) -> QuerySet[Absence, Any]:
    """To annotate a row that has these two columns: {until, name} of the absence, and of who stands
    in (empty: the whole unit)."""
    away = Absence.objects.on(day).filter(account=OuterRef(account), unit=OuterRef(unit))
    name = Coalesce(_name("delegate"), Value(""))
    return away.values(told=JSONObject(until="ends_on", name=name))[:1]


def absences_in(unit_ids: Iterable[int]) -> AbsenceQuerySet:
    """Those of today and to come in these units, the first to begin first, with their people."""
    coming = Absence.objects.filter(unit__in=list(unit_ids), ends_on__gte=clock.today())
    named = coming.select_related("account", "delegate", "unit__institution")
    return named.order_by("starts_on", "account__display_name", "pk")


def actor_of(account: Account, unit: Unit) -> Actor:
    """The account in the journal's words, acting for the unit's institution.

    Raises NotAMember when it does not work there today.
    """
    if not memberships_of(account).filter(unit=unit).exists():
        raise NotAMember(f"{account} in {unit}")
    return Actor(
        "agent",
        str(account.pk),
        str(account),
        institution=unit.institution.siren,
        role=unit.name[:60],
    )


def institution_for(area: Area, kind: str) -> Institution | None:
    """The institution holding the powers of a level over `area`: for a commune of the métropole
    of Lyon and "departement", the métropole. None when none is registered.

    Other kinds (State services, associations…) are those whose own area is `area`: the first.
    """
    if kind not in _POWERS:
        return Institution.objects.filter(kind=kind, area=area).order_by("pk").first()
    holder = territory.authority_area(area, kind) if area.level == Area.Level.COMMUNE else area
    if holder is None:
        return None
    # An authority that holds two levels' powers is registered once, under one kind.
    registered = Institution.objects.filter(area=holder, kind__in=_POWERS)
    return min(registered, key=lambda one: one.kind != kind, default=None)


def institution(siren: str) -> Institution | None:
    return Institution.objects.filter(siren=siren).first()


def unit(siren: str, slug: str) -> Unit | None:
    """A unit by its institution's SIREN and its own slug, with its institution."""
    units = Unit.objects.select_related("institution")
    return units.filter(institution__siren=siren, slug=slug).first()


def names_of(sirens: set[str]) -> dict[str, str]:
    """SIREN → name, for journal entries, in one query."""
    return dict(Institution.objects.filter(siren__in=sirens).values_list("siren", "name"))


def expected_agent(siren: str, email: str) -> UUID | None:
    """The agent account that this institution opened for this address and that works there today:
    what `accounts` asks before it lets a ProConnect identity in for the first time."""
    active = _active(Membership.objects.filter(unit__institution__siren=siren), None)
    return (
        Account.objects.filter(
            email=email.lower(),
            kind=Account.Kind.AGENT,
            is_active=True,
            pk__in=active.values("account"),
        )
        .values_list("pk", flat=True)
        .first()
    )


def listed(text: str = "", after: str = "") -> QuerySet[Institution]:
    """Institutions with their places, those nearest to people first, by name of their area; those
    whose name, commune or postal code `text` names, accents aside; only those that follow the one
    with the SIREN `after`, if any. Three queries at most, however many there are."""
    found = Institution.objects.all()
    for word in text.replace("\x00", " ").split()[:5]:
        found = found.filter(
            Q(name__unaccent__icontains=word)
            | Q(area__postal_codes__contains=[word[:5]])
            | Q(places__commune__name__unaccent__icontains=word)
        )
    # A subquery, since the joins over places would give an institution once for each place.
    ordered = Institution.objects.filter(pk__in=found.values("pk")).annotate(
        rank=Case(
            *(When(kind=kind, then=rank) for rank, kind in enumerate(_LISTED)),
            default=len(_LISTED),
        ),
        key=Coalesce("area__folded", Lower("name")),
    )
    if after.isascii() and after.isdigit():
        last = ordered.filter(siren=after).values_list("rank", "key", "pk").first()
        if last:
            rank, key, pk = last
            ordered = ordered.filter(
                Q(rank__gt=rank) | Q(rank=rank, key__gt=key) | Q(rank=rank, key=key, pk__gt=pk)
            )
    return (
        ordered.order_by("rank", "key", "pk")
        .select_related("area")
        .prefetch_related(
            Prefetch("places", Place.objects.select_related("commune").order_by("name"))
        )
    )


def unit_shown(request: HttpRequest) -> str:
    """Where the signed-in agent works, for the head of the agent's pages: "État civil, Commune de
    Pau", the first of several. One query."""
    units = [membership.unit for membership in memberships_at(request)]
    first = min(units, key=lambda unit: (unit.institution.name, unit.name), default=None)
    return f"{first.name}, {first.institution.name}" if first else ""


def memberships_at(request: HttpRequest) -> list[Membership]:
    """Where the signed-in agent works today; empty for others. One query a request, however often
    the page and its frame ask."""
    account = request.user
    if not isinstance(account, Account) or not account.is_agent:
        return []
    kept: tuple[Account, list[Membership]] | None = getattr(request, _MEMBERSHIPS, None)
    if kept is None or kept[0] != account:
        kept = account, _memberships.all(account=account.pk, day=clock.today())
        setattr(request, _MEMBERSHIPS, kept)
    return kept[1]


_memberships = Prepared(
    lambda: (
        _with_absent(
            _on(Membership.objects.filter(account=Given("account")), Given("day")), Given("day")
        )
        .select_related("unit__institution")
        .order_by("pk")
    )
)


def host_site() -> Site:
    """The site as the institution that hosts it wants it; Parvis's own when none does."""
    host = Institution.objects.filter(hosts_site=True).first()
    if host is None:
        return Site()
    return Site(
        name=host.theme.get("name", host.name),
        tagline=host.theme.get("tagline", ""),
        logo_url=host.theme.get("logo", ""),
        theme=host.theme,
        publisher=host.name,
        address=host.address,
        phone=host.phone,
        email=host.email,
        website=host.website,
    )


def open_intervals(
    hours: str, start: datetime, end: datetime, *, zone: ZoneInfo, commune: str = ""
) -> list[tuple[datetime, datetime]]:
    """When opening hours (OpenStreetMap syntax) certainly hold between two instants: in UTC, in
    order, none touching another; empty hours hold never. Holidays are those of the commune with
    that INSEE code. Raises InvalidHours (a ValueError that says what is wrong)."""
    if not hours.strip():
        return []
    off = opening.DaysOff(commune)
    return opening.open_intervals(opening.parse(hours), start, end, zone=zone, off=off)


def asked_of_health() -> dict[str, QuerySet[Institution]]:
    known = Institution.objects.all()
    return {"known": known, "hosts": known.filter(hosts_site=True)}


def health(known: int, hosts: int) -> Health:
    """Whether the site has institutions, one of which gives it its name."""
    if not known:
        return Health(
            "warning",
            _("No institution is known yet."),
            _("Say who works here in a file: parvis directory load (guide for administrators)."),
        )
    if not hosts:
        return Health(
            "warning",
            _("No institution gives the site its name."),
            _("Write hosts_site: true for one of them, and load the file again."),
        )
    return Health("good", _("One of the institutions gives the site its name."))


def landmarks() -> list[Point]:
    """Town halls, to find one's way on the maps of the site. One query."""
    known = Place.objects.filter(
        kind=Place.Kind.TOWN_HALL, latitude__isnull=False, longitude__isnull=False
    ).select_related("commune")
    return [
        Point(
            place.latitude or 0.0,
            place.longitude or 0.0,
            place.commune.name if place.is_roughly_located else place.name,
        )
        for place in known.order_by("-commune__population", "pk")
    ]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which places somebody looks for. `at`: open at that instant."""

    text: str = ""
    kind: str = ""
    commune: str = ""
    language: str = ""
    access: tuple[str, ...] = ()
    at: datetime | None = None


def places(wanted: Wanted, most: int = MOST_PLACES) -> list[Place]:
    """Those that are wanted, by commune and name: the first `most`. One query.

    Whether a place is open is not something a database knows: hours are evaluated here, some
    20 000 a second.
    """
    found = Place.objects.select_related("commune", "institution")
    for word in wanted.text.replace("\x00", " ").split()[:5]:
        found = found.filter(
            Q(name__unaccent__icontains=word)
            | Q(commune__name__unaccent__icontains=word)
            | Q(commune__postal_codes__contains=[word[:5]])
            | Q(tasks__icontains=word)
        )
    exact = {"kind": wanted.kind, "commune__code": wanted.commune}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if wanted.language:
        found = found.filter(languages__contains=[wanted.language])
    if wanted.access:
        found = found.filter(access__contains=list(wanted.access))
    listed = found.order_by("commune__folded", "name", "pk")
    if wanted.at is None:
        return list(listed[:most])
    return [one for one in listed[:most] if _is_open(one, wanted.at)]


def _is_open(place: Place, at: datetime) -> bool:
    now = now_at(place, at)
    return now is not None and now.is_open


def hours_of(place: Place) -> opening.Hours | None:
    """None when they are not known, or were written before they were checked."""
    try:
        return opening.parse(place.opening_hours)
    except opening.InvalidHours:
        return None


def now_at(place: Place, at: datetime) -> opening.Now | None:
    """Open or closed at that instant, in words; None when the hours are not known."""
    hours = hours_of(place)
    if hours is None:
        return None
    zone, off = ZoneInfo(place.commune.time_zone), opening.DaysOff(place.commune.code)
    return opening.now_in_words(hours, at, zone=zone, off=off)


def communes_with_places() -> list[tuple[str, str]]:
    """Code and name, by name."""
    found = Area.objects.filter(places__isnull=False).order_by("folded")
    return list(found.values_list("code", "name").distinct())


def editable_places(account: Account) -> tuple[list[Institution], list[Place]]:
    """The institutions whose places the agent keeps, and these places. Two queries."""
    memberships = list(memberships_of(account))
    mine = {
        one.unit.institution_id: one.unit.institution
        for one in memberships
        if rules.may_edit_places([one], one.unit.institution)
    }
    kept = Place.objects.filter(institution__in=mine).select_related("commune", "institution")
    institutions = sorted(mine.values(), key=lambda one: one.name)
    return institutions, list(kept.order_by("institution__name", "name"))


def keeps_places(request: HttpRequest) -> bool:
    """Whether the signed-in agent describes places. No query of its own."""
    memberships = memberships_at(request)
    return any(rules.may_edit_places([one], one.unit.institution) for one in memberships)
