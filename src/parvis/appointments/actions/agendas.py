"""Saying what one receives for, when and where, and when one is away."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from parvis.accounts.models import Account
from parvis.appointments.models import Absence, Agenda, Kind, Opening
from parvis.appointments.queries.free import check_hours
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Place, Unit
from parvis.journal import actions as journal


class NoHours(ValueError):
    """Neither the opening nor its place says when it is open."""


class NotNeeded(ValueError):
    """One of the kinds does not need that."""


@transaction.atomic
def define_kind(
    *,
    actor: Actor,
    unit: Unit,
    slug: str,
    name: str,
    minutes: int,
    channels: Sequence[str],
    **more: Any,
) -> Kind:
    """Add a kind of appointment to a unit, or correct the one that has this slug there."""
    fields = {"name": name, "minutes": minutes, "channels": list(channels), **more}
    kind, _created = Kind.objects.update_or_create(unit=unit, slug=slug, defaults=fields)
    _note(actor, kind, name)
    return kind


@transaction.atomic
def open_agenda(
    *, actor: Actor, account: Account | None = None, place: Place | None = None, name: str = ""
) -> Agenda:
    """The agenda of an agent, or of a desk or a room of a place; made at the first call."""
    if account is not None:
        agenda, created = Agenda.objects.get_or_create(account=account)
    else:
        agenda, created = Agenda.objects.get_or_create(place=place, name=name)
    if created:
        _note(actor, agenda, str(agenda))
    return agenda


@transaction.atomic
def receive(
    *,
    actor: Actor,
    agenda: Agenda,
    unit: Unit,
    kinds: Sequence[Kind],
    place: Place | None = None,
    hours: str = "",
    video_url: str = "",
    starts_on: date | None = None,
    ends_on: date | None = None,
    part: str = "",
    opening: Opening | None = None,
) -> Opening:
    """Let an agenda receive for these kinds at these hours (of OpenStreetMap; empty: the place's).

    `part`: the need of these kinds that it answers instead of receiving. `opening`: the one to
    correct. What is booked already stays.
    Raises NoHours, NotNeeded, InvalidHours (a ValueError).
    """
    if part and not all(part in kind.needs for kind in kinds):
        raise NotNeeded
    said = hours or (place.opening_hours if place else "")
    if not said:
        raise NoHours
    check_hours(said)
    opening = opening or Opening(agenda=agenda, unit=unit)
    opening.agenda, opening.place, opening.hours = agenda, place, hours
    opening.video_url, opening.part = video_url, part
    opening.starts_on, opening.ends_on = starts_on or clock.today(), ends_on
    opening.save()
    opening.kinds.set(kinds)
    _note(actor, opening, str(agenda))
    return opening


@transaction.atomic
def be_away(
    *, actor: Actor, agenda: Agenda, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> Absence:
    """Nothing is offered meanwhile. What is booked stays until somebody moves or cancels it."""
    absence = Absence.objects.create(
        agenda=agenda, starts_at=starts_at, ends_at=ends_at, reason=reason[:120]
    )
    _note(actor, absence, str(agenda))
    return absence


@transaction.atomic
def be_back(*, actor: Actor, absence: Absence) -> None:
    """The absence is withdrawn: its hours are offered again."""
    _note(actor, absence, str(absence.agenda))
    absence.delete()


def _note(actor: Actor, about: Kind | Agenda | Opening | Absence, what: str) -> None:
    journal.record(actor=actor, verb="appointments.set_up", about=about, detail={"what": what})
