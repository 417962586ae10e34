"""Appointments taken: those of a person, those that an agent may see."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from parvis.appointments.models import Agenda, Booking
from parvis.appointments.rules import OPEN, Agent, Span
from parvis.core import clock

KEPT_IN_FEEDS = timedelta(days=30)


class _Among(Func):
    """key = ANY (keys): by the index, where `@>` would read every agenda."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY ("
    output_field: Any = BooleanField()


def in_agenda_of(account_id: UUID) -> Q:
    """Received in the agent's own agenda, or taking it besides."""
    own = ArraySubquery(Agenda.objects.filter(account=account_id).order_by("pk").values("pk"))
    return Q(agenda__account=account_id) | Q(also__overlap=own)


def _whole() -> QuerySet[Booking]:
    """With what a page shows, the names and accounts of the agendas taken besides included."""
    taken = Agenda.objects.filter(_Among("pk", OuterRef("also"))).order_by("pk")
    name = Coalesce(NullIf("name", Value("")), "account__display_name")
    also: dict[str, ArraySubquery] = {
        "also_names": ArraySubquery(taken.values_list(name)),
        "also_accounts": ArraySubquery(taken.exclude(account=None).values_list("account")),
    }
    return Booking.objects.select_related(
        "kind__unit__institution", "agenda__account", "place", "person"
    ).annotate(**also)


def of_persons(person_keys: Collection[UUID]) -> QuerySet[Booking]:
    """Every appointment of a person, under every row proven to be theirs."""
    return _whole().filter(person__in=person_keys)


def to_come(person_keys: Collection[UUID]) -> QuerySet[Booking]:
    """Those still expected, the nearest first."""
    return (
        of_persons(person_keys)
        .filter(status__in=OPEN, ends_at__gt=clock.now())
        .order_by("starts_at", "pk")
    )


def past(person_keys: Collection[UUID]) -> QuerySet[Booking]:
    """Those over or cancelled, the latest first."""
    over = Q(ends_at__lte=clock.now()) | ~Q(status__in=OPEN)
    return of_persons(person_keys).filter(over).order_by("-starts_at", "pk")


def visible_to(agent: Agent) -> QuerySet[Booking]:
    """What `rules.may_see` lets an agent see."""
    units = list(agent.units)
    return _whole().filter(
        Q(kind__unit__in=units) | Q(booked_by_unit__in=units) | in_agenda_of(agent.account_id)
    )


def received_by(agent: Agent, span: Span) -> QuerySet[Booking]:
    """What the agent and the units they work in receive in that time, cancelled ones left out, by
    agenda and hour."""
    return (
        _whole()
        .filter(Q(kind__unit__in=list(agent.units)) | in_agenda_of(agent.account_id))
        .filter(starts_at__lt=span.end, starts_at__gte=span.start)
        .exclude(status=Booking.Status.CANCELLED)
        .order_by("starts_at", "agenda", "pk")
    )


def of_agenda_in(agenda_id: int, span: Span) -> QuerySet[Booking]:
    """Appointments to come in an agenda that meet that time: those an absence leaves stranded."""
    return (
        _whole()
        .filter(Q(agenda=agenda_id) | Q(also__contains=[agenda_id]))
        .filter(status__in=OPEN, starts_at__lt=span.end, ends_at__gt=span.start)
        .order_by("starts_at", "pk")
    )


def for_feed_of_person(person_keys: Collection[UUID]) -> QuerySet[Booking]:
    """The last month and what is to come, cancelled ones included: calendars must learn it."""
    since = clock.now() - KEPT_IN_FEEDS
    return of_persons(person_keys).filter(starts_at__gte=since).order_by("starts_at", "pk")


def for_feed_of_agent(account_id: UUID) -> QuerySet[Booking]:
    """What is in the agent's own agenda: the last month and what is to come."""
    since = clock.now() - KEPT_IN_FEEDS
    mine = _whole().filter(in_agenda_of(account_id), starts_at__gte=since)
    return mine.order_by("starts_at", "pk")


def for_feed_of_agenda(agenda_id: int) -> QuerySet[Booking]:
    """What takes a desk or a room: the last month and what is to come."""
    since = clock.now() - KEPT_IN_FEEDS
    here = _whole().filter(Q(agenda=agenda_id) | Q(also__contains=[agenda_id]))
    return here.filter(starts_at__gte=since).order_by("starts_at", "pk")


def of_case(case_reference: str) -> QuerySet[Booking]:
    """Appointments taken for a case, the nearest first. Whoever asks has checked the case."""
    return _whole().filter(case_reference=case_reference).order_by("starts_at", "pk")
