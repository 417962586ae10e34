"""What one may book, where, and who receives."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
)
from django.http import HttpRequest

from parvis.appointments.models import Absence, Agenda, Kind, Opening
from parvis.appointments.rules import OPEN, Agent
from parvis.core import clock
from parvis.core.kept import Kept
from parvis.directory.models import Place


def _is_given() -> Exists:
    """Somebody receives for it, today or later."""
    today = clock.today() - timedelta(days=1)
    return Exists(
        Opening.objects.filter(kinds=OuterRef("pk"), part="").filter(
            Q(ends_on=None) | Q(ends_on__gte=today)
        )
    )


def _open() -> QuerySet[Kind]:
    """Kinds that somebody receives for, today or later."""
    return (
        Kind.objects.filter(_is_given(), is_open=True)
        .select_related("unit__institution")
        .order_by("unit__institution__name", "name", "pk")
    )


def for_residents() -> QuerySet[Kind]:
    """What residents book alone."""
    return _open().filter(is_for_agents_only=False)


@dataclass(frozen=True, slots=True)
class ForCase:
    """A kind of appointment as a case sees it: whether residents can book it, and the appointment
    taken for the case, None without."""

    kind: Kind
    is_offered: bool
    taken_id: UUID | None
    taken_at: datetime | None
    taken_place: str


def for_case(named: Collection[tuple[int, str]], case_reference: str) -> list[ForCase]:
    """The kinds given as (unit id, slug), the nearest appointment first. Whoever asks has checked
    the case. One query."""
    asked = Q(pk=None)
    for unit_id, slug in named:
        asked |= Q(unit=unit_id, slug=slug)
    of_case = Q(bookings__case_reference=case_reference, bookings__status__in=OPEN)
    found: QuerySet[Any] = (
        Kind.objects.filter(asked)
        .annotate(
            is_offered=ExpressionWrapper(
                Q(_is_given(), is_open=True, is_for_agents_only=False), BooleanField()
            ),
            taken=FilteredRelation("bookings", condition=of_case),
            taken_id=F("taken__pk"),
            taken_at=F("taken__starts_at"),
            taken_place=F("taken__place__name"),
        )
        .order_by("taken_at", "pk")
    )
    return [
        ForCase(one, one.is_offered, one.taken_id, one.taken_at, one.taken_place or "")
        for one in found
    ]


_offered: Kept[bool] = Kept(seconds=60)


def is_anything_offered(request: HttpRequest) -> bool:
    """Whether residents can book anything here. For menus: kept for a minute."""
    return _offered.get("any", lambda: for_residents().exists())


def for_agent(agent: Agent) -> QuerySet[Kind]:
    """What this agent may book for somebody (`rules.may_book`)."""
    if not agent.units:
        return Kind.objects.none()
    within = Q(unit__institution__in=agent.institutions)
    return _open().filter(Q(is_for_agents_only=False) | within)


def matching(kinds: QuerySet[Kind], text: str) -> QuerySet[Kind]:
    """Those whose name, institution or place each word names, accents aside."""
    for word in text.replace("\x00", " ").split()[:5]:
        places = Place.objects.filter(
            Q(name__unaccent__icontains=word) | Q(commune__name__unaccent__icontains=word),
            openings__kinds=OuterRef("pk"),
            openings__part="",
        )
        kinds = kinds.filter(
            Q(name__unaccent__icontains=word)
            | Q(unit__institution__name__unaccent__icontains=word)
            | Q(Exists(places))
        )
    return kinds


def at_place(kinds: QuerySet[Kind], place_id: int) -> QuerySet[Kind]:
    here = Opening.objects.filter(kinds=OuterRef("pk"), place=place_id, part="")
    return kinds.filter(Exists(here))


def places_of(kind: Kind) -> QuerySet[Place]:
    """Where one is received for it, by name."""
    today = clock.today() - timedelta(days=1)
    current = Opening.objects.filter(kinds=kind, part="").filter(
        Q(ends_on=None) | Q(ends_on__gte=today)
    )
    return (
        Place.objects.filter(pk__in=current.values("place"))
        .select_related("commune")
        .order_by("name", "pk")
    )


def bookable_places(place_ids: Collection[int]) -> set[int]:
    """Which of these places receive residents by appointment. One query."""
    kinds = for_residents()
    found = Opening.objects.filter(place__in=place_ids, kinds__in=kinds, part="")
    return {pk for pk in found.values_list("place", flat=True).order_by("pk") if pk}


def kinds_of_units(unit_ids: Collection[int]) -> QuerySet[Kind]:
    """Everything these units defined, closed kinds included."""
    return (
        Kind.objects.filter(unit__in=unit_ids)
        .select_related("unit__institution")
        .order_by("unit__name", "name", "pk")
    )


def openings_of_units(unit_ids: Collection[int]) -> QuerySet[Opening]:
    """Openings of these units that are not over, with all a list shows."""
    return (
        Opening.objects.filter(unit__in=unit_ids)
        .filter(Q(ends_on=None) | Q(ends_on__gte=clock.today()))
        .select_related("agenda__account", "agenda__place", "place__commune", "unit__institution")
        .prefetch_related(Prefetch("kinds", Kind.objects.order_by("name")))
        .order_by("unit__name", "agenda", "pk")
    )


def rooms_of_units(unit_ids: Collection[int]) -> QuerySet[Agenda]:
    """Desks and rooms in use by these units."""
    ours = Opening.objects.filter(agenda=OuterRef("pk"), unit__in=unit_ids)
    return (
        Agenda.objects.exclude(place=None)
        .filter(Exists(ours))
        .select_related("place", "account")
        .order_by("place__name", "name", "pk")
    )


def unanswered(kinds: Collection[Kind], openings: Collection[Opening]) -> list[tuple[Kind, str]]:
    """Open kinds that nothing can be offered for: a need that none of these openings answers."""
    answered = {(kind.pk, one.part) for one in openings for kind in one.kinds.all()}
    return [
        (kind, need)
        for kind in kinds
        for need in kind.needs
        if kind.is_open and (kind.pk, need) not in answered
    ]


def agendas_of(agent: Agent) -> QuerySet[Agenda]:
    """Agendas whose absences the agent may write: their own, those of the units they set up."""
    ours = Opening.objects.filter(agenda=OuterRef("pk"), unit__in=agent.set_up)
    return (
        Agenda.objects.filter(Q(account=agent.account_id) | Exists(ours))
        .select_related("account", "place")
        .order_by("account__display_name", "place__name", "name", "pk")
    )


def absences_of(agendas: Collection[Agenda]) -> QuerySet[Absence]:
    """Those that are not over, the nearest first."""
    return (
        Absence.objects.filter(agenda__in=agendas, ends_at__gt=clock.now())
        .select_related("agenda__account")
        .order_by("starts_at", "pk")
    )
