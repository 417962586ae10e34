"""A workshop from its draft to its minutes, by its organisers.

Whether the agent may is for the caller (`rules.may_organise`).
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Place
from parvis.journal import actions as journal
from parvis.participation.actions.workshop_places import (
    free_places,
    locked,
    promote,
    reminded,
    tell_cancelled,
    tell_changed,
)
from parvis.participation.models import Consultation, Registration, Workshop
from parvis.participation.rules.workshops import modes_of

State = Workshop.State
# What those registered must hear of when it changes.
TOLD = ("format", "place_id", "address", "video_url", "starts_at", "ends_at")


class WrongWorkshop(Refused):
    """The message says what is missing, or what does not fit."""


class WorkshopSettled(Refused):
    message = _("This workshop was cancelled or held: it does not change any more.")


class Told(TypedDict, total=False):
    """What organisers say of a workshop."""

    kind: str
    format: str
    title: str
    purpose: str
    place: Place | None
    address: str
    video_url: str
    starts_at: datetime
    ends_at: datetime
    seats: int
    remote_seats: int
    opens_at: datetime
    closes_at: datetime
    other_hosts: str


@transaction.atomic
def create_workshop(
    *,
    actor: Actor,
    consultation: Consultation,
    hosts: Collection[Account] = (),
    **told: Unpack[Told],
) -> Workshop:
    """A draft that its organisers and facilitators alone see. Raises WrongWorkshop."""
    made = Workshop(
        consultation=consultation, created_at=clock.now(), changed_at=clock.now(), **told
    )
    _check(made)
    made.save()
    made.hosts.set(hosts)
    note(actor, made, "created")
    return made


@transaction.atomic
def edit_workshop(
    *,
    actor: Actor,
    workshop: Workshop,
    hosts: Collection[Account] | None = None,
    **told: Unpack[Told],
) -> Workshop:
    """Change it; those registered are told, once, when the day, the hour or the place changes.
    Seats added go to those who wait. Raises WrongWorkshop, WorkshopSettled."""
    found = locked(workshop)
    if found.state in {State.CANCELLED, State.HELD}:
        raise WorkshopSettled
    before = [getattr(found, name) for name in TOLD]
    for name, value in told.items():
        setattr(found, name, value)
    _check(found)
    _refuse_too_few_seats(found)
    moved = before != [getattr(found, name) for name in TOLD]
    found.changed_at = clock.now()
    if moved:
        found.sequence += 1
    found.save()
    if hosts is not None:
        found.hosts.set(hosts)
    note(actor, found, "edited")
    if found.state == State.PUBLISHED:
        if moved:
            found.registrations.update(reminded_at=reminded(found))
            tell_changed(found)
        promote(found)
    return found


@transaction.atomic
def publish_workshop(*, actor: Actor, workshop: Workshop) -> Workshop:
    """Show it to everybody. Raises WrongWorkshop, WorkshopSettled."""
    found = locked(workshop)
    if found.state != State.DRAFT:
        raise WorkshopSettled
    if found.starts_at <= clock.now():
        raise WrongWorkshop(_("It begins in the past: change its day first."))
    found.state, found.changed_at = State.PUBLISHED, clock.now()
    found.save(update_fields=["state", "changed_at"])
    note(actor, found, "published")
    return found


@transaction.atomic
def cancel_workshop(*, actor: Actor, workshop: Workshop, why: str) -> Workshop:
    """Call it off; everybody registered or waiting is told why. Raises WorkshopSettled."""
    found = locked(workshop)
    if found.state != State.PUBLISHED:
        raise WorkshopSettled
    found.state, found.why_cancelled, found.changed_at = State.CANCELLED, why, clock.now()
    found.sequence += 1
    found.save()
    tell_cancelled(found)
    note(actor, found, "cancelled", what=why[:120])
    return found


@transaction.atomic
def write_steps(
    *, actor: Actor, workshop: Workshop, steps: Sequence[dict[str, Any]], needed: str
) -> Workshop:
    """The facilitator's sheet: `steps` of title, minutes, method, material; what is needed."""
    found = locked(workshop)
    found.steps, found.needed = list(steps), needed
    found.save(update_fields=["steps", "needed"])
    note(actor, found, "edited")
    return found


def _check(workshop: Workshop) -> None:
    """Empty what the format has no use for; raise WrongWorkshop where something is missing."""
    if not workshop.is_on_site:
        workshop.place, workshop.address, workshop.seats = None, "", 0
    if not workshop.is_remote:
        workshop.video_url, workshop.remote_seats = "", 0
    if workshop.ends_at <= workshop.starts_at:
        raise WrongWorkshop(_("A workshop ends after it begins."))
    if not workshop.opens_at < workshop.closes_at <= workshop.starts_at:
        raise WrongWorkshop(
            _("Registration opens before it closes, and closes before the workshop begins.")
        )
    if workshop.is_on_site and not (workshop.where and workshop.seats):
        raise WrongWorkshop(_("Say where it is held, and how many places there are."))
    if workshop.is_remote and not (workshop.video_url and workshop.remote_seats):
        raise WrongWorkshop(_("Give the video link, and how many people may follow it."))


def _refuse_too_few_seats(workshop: Workshop) -> None:
    for mode in Registration.Mode:
        coming = workshop.registrations.filter(mode=mode, state=Registration.State.REGISTERED)
        if mode in modes_of(workshop):
            fits = free_places(workshop, mode) >= 0
        else:
            fits = not coming.exists()
        if not fits:
            raise WrongWorkshop(
                _("More people are registered already: their places stay. Cancel it, or keep them.")
            )


def note(actor: Actor, about: Workshop, verb: str, **detail: Any) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.workshop_{verb}",
        about=about,
        detail={"title": about.title, **detail},
    )
