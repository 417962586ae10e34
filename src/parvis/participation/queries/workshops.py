"""Workshops as everybody and their facilitators see them."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from parvis.accounts.queries import persons_at
from parvis.core import clock
from parvis.participation.models import (
    Consultation,
    Registration,
    Workshop,
    WorkshopMinutes,
)

State, Mode = Registration.State, Registration.Mode
MOST = 100


def _counted(rows: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """With how many come, on site and by video link, and how many wait."""
    coming = Q(registrations__state__in=(State.REGISTERED, State.ATTENDED))
    return rows.select_related("place").annotate(  # type: ignore[no-redef]
        taken=Count("registrations", filter=coming & Q(registrations__mode=Mode.ON_SITE)),
        remote_taken=Count("registrations", filter=coming & Q(registrations__mode=Mode.REMOTE)),
        waiting=Count("registrations", filter=Q(registrations__state=State.WAITING)),
    )


def workshops_of(consultation: Consultation, *, drafts: bool = False) -> list[Workshop]:
    """In the order of their days; a hundred at most. One query."""
    rows = _counted(Workshop.objects.filter(consultation=consultation))
    if not drafts:
        rows = rows.exclude(state=Workshop.State.DRAFT)
    return list(rows.order_by("starts_at", "pk")[:MOST])


def workshop_at(consultation: Consultation, key: int, *, drafts: bool = False) -> Workshop:
    """One of the consultation, its counts with it. A draft is "not found": raises Http404."""
    rows = _counted(Workshop.objects.filter(consultation=consultation))
    if not drafts:
        rows = rows.exclude(state=Workshop.State.DRAFT)
    found = get_object_or_404(rows.prefetch_related("hosts"), pk=key)
    found.consultation = consultation
    return found


def coming(consultation: Consultation) -> tuple[int, Workshop | None]:
    """How many are shown, and the next one. One query."""
    rows = Workshop.objects.filter(consultation=consultation).exclude(state=Workshop.State.DRAFT)
    found = list(rows.order_by("starts_at", "pk")[:MOST])
    now = clock.now()
    next_ones = (one for one in found if one.starts_at > now and one.state == "published")
    return len(found), next(next_ones, None)


def registration_at(request: HttpRequest, workshop: Workshop) -> Registration | None:
    """That of the signed-in person. One query."""
    persons = persons_at(request)
    if not persons:
        return None
    mine = workshop.registrations.filter(participant__person__in=persons)
    found = mine.select_related("workshop", "participant__person").order_by("pk").first()
    if found is not None:
        found.workshop = workshop
    return found


def registrations_at(request: HttpRequest, consultation: Consultation) -> dict[int, Registration]:
    """Those of the signed-in person in a consultation, by workshop. One query."""
    persons = persons_at(request)
    mine = Registration.objects.filter(
        participant__person__in=persons, participant__consultation=consultation
    )
    return {one.workshop_id: one for one in mine} if persons else {}


def my_workshops(persons: Sequence[UUID]) -> list[Registration]:
    """Where somebody goes, or waits to go, next; for their space. One query."""
    mine = Registration.objects.filter(
        participant__person__in=persons,
        state__in=(State.REGISTERED, State.WAITING),
        workshop__state=Workshop.State.PUBLISHED,
        workshop__ends_at__gt=clock.now(),
    )
    return list(
        mine.select_related("workshop__consultation").order_by("workshop__starts_at", "pk")[:20]
    )


def registered(workshop: Workshop) -> list[Registration]:
    """Those who come, then those who wait, each in their turn, with their names; those who
    cancelled are left out. One query, 500 people at most."""
    rows = workshop.registrations.exclude(state=State.CANCELLED)
    rows = rows.select_related("participant__person").order_by("since", "pk")
    return sorted(rows[:500], key=lambda one: one.state == State.WAITING)


def place_in_line(registration: Registration) -> int:
    """1 for the first of those who wait in the same way."""
    before = Registration.objects.filter(
        workshop=registration.workshop_id, mode=registration.mode, state=State.WAITING
    ).filter(Q(since__lt=registration.since) | Q(since=registration.since, pk__lt=registration.pk))
    return before.count() + 1


def attended(workshop: Workshop) -> tuple[int, int]:
    """How many were there on site, those not registered included, and by video link."""
    told = workshop.registrations.filter(state=State.ATTENDED).aggregate(
        on_site=Count("pk", filter=Q(mode=Mode.ON_SITE)),
        remote=Count("pk", filter=Q(mode=Mode.REMOTE)),
    )
    return told["on_site"] + workshop.walk_ins, told["remote"]


def minutes_of(workshop: Workshop, version: int | None = None) -> WorkshopMinutes:
    """The last version, or that one. Raises Http404."""
    rows = workshop.minutes.order_by("-version")
    found = rows.filter(version=version).first() if version else rows.first()
    if found is None:
        raise Http404
    return found
