"""Places of a workshop: who holds one, who gets the one that comes free, who is told.

Every change of places holds the row of the workshop, so that the last seat goes to one person.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Person
from parvis.core import clock, jobs
from parvis.core.jobs import IsOver
from parvis.core.ui.words import when
from parvis.notifications import actions as notifications
from parvis.participation.models import Participant, Registration, Workshop
from parvis.participation.rules.workshops import A_DAY_BEFORE, NEEDS_KEPT, modes_of, seats_of

State = Registration.State
A_TURN = 50


def locked(workshop: Workshop) -> Workshop:
    """The workshop as it is now, held until the transaction ends."""
    rows = Workshop.objects.select_for_update(of=("self",)).select_related("consultation", "place")
    return rows.get(pk=workshop.pk)


def free_places(workshop: Workshop, mode: str) -> int:
    """Of a workshop that is `locked`; below zero when there are more people than places."""
    coming = workshop.registrations.filter(mode=mode, state=State.REGISTERED)
    return seats_of(workshop, mode) - coming.count()


def promote(workshop: Workshop) -> None:
    """Give places that are free to those who waited longest. The workshop is `locked`."""
    if workshop.state != Workshop.State.PUBLISHED or workshop.starts_at <= clock.now():
        return
    for mode in modes_of(workshop):
        free = free_places(workshop, mode)
        if free <= 0:
            continue
        waiting = workshop.registrations.filter(mode=mode, state=State.WAITING)
        first = waiting.select_related("participant__person").order_by("since", "pk")[:free]
        for one in first:
            one.state = State.REGISTERED
            one.reminded_at = reminded(workshop)
            one.save(update_fields=["state", "reminded_at"])
            tell_promoted(one, workshop)


def reminded(workshop: Workshop) -> datetime | None:
    """Whoever hears of their place on the last day needs no reminder."""
    now = clock.now()
    return now if workshop.starts_at <= now + A_DAY_BEFORE else None


@transaction.atomic
def cancel_registration(*, registration: Registration) -> Registration:
    """Give a place back, or stop waiting; the next one on the list is told. Once the workshop has
    begun, or twice, it changes nothing."""
    workshop = locked(registration.workshop)
    one = Registration.objects.get(pk=registration.pk)
    if one.state not in {State.REGISTERED, State.WAITING} or workshop.starts_at <= clock.now():
        return one
    one.state, one.needs = State.CANCELLED, ""
    one.save(update_fields=["state", "needs"])
    promote(workshop)
    return one


def give_up_places(participant: Participant) -> None:
    """Whoever withdraws from a consultation comes to none of its workshops to come."""
    coming = Q(workshop__starts_at__gt=clock.now(), state__in=(State.REGISTERED, State.WAITING))
    for one in participant.workshops.filter(coming).order_by("workshop_id"):
        cancel_registration(registration=one)


def remind(is_over: IsOver = jobs.never) -> int:
    """Tell everybody registered, the day before, once. How many were."""
    told = 0
    while not is_over():
        done = _remind_some()
        if not done:
            break
        told += done
    return told


@transaction.atomic
def _remind_some() -> int:
    now = clock.now()
    rows = Registration.objects.select_for_update(of=("self",), skip_locked=True).filter(
        state=State.REGISTERED,
        reminded_at=None,
        workshop__state=Workshop.State.PUBLISHED,
        workshop__starts_at__gt=now,
        workshop__starts_at__lte=now + A_DAY_BEFORE,
    )
    found = list(
        rows.select_related(
            "workshop__consultation", "workshop__place", "participant__person"
        ).order_by("pk")[:A_TURN]
    )
    for one in found:
        one.reminded_at = now
        _tell(one, one.workshop, f"reminder.{one.workshop.sequence}", _REMINDER)
    Registration.objects.bulk_update(found, ["reminded_at"])
    return len(found)


@transaction.atomic
def forget_needs() -> int:
    """Erase what people needed, so many days after (`NEEDS_KEPT`). How many lines."""
    over = Registration.objects.filter(workshop__ends_at__lte=clock.now() - NEEDS_KEPT)
    return over.exclude(needs="").update(needs="")


def tell_registered(one: Registration, workshop: Workshop) -> None:
    is_in = one.state == State.REGISTERED
    key = f"{'in' if is_in else 'waiting'}.{one.since.isoformat()}"
    _tell(one, workshop, key, _REGISTERED if is_in else _WAITING)


def tell_promoted(one: Registration, workshop: Workshop) -> None:
    _tell(one, workshop, f"promoted.{one.since.isoformat()}", _PROMOTED)


def tell_changed(workshop: Workshop) -> None:
    """Everybody who comes or waits, once for each change (`sequence`)."""
    for one in _concerned(workshop):
        _tell(one, workshop, f"changed.{workshop.sequence}", _CHANGED)


def tell_cancelled(workshop: Workshop) -> None:
    for one in _concerned(workshop):
        _tell(one, workshop, "cancelled", _CANCELLED)


def _concerned(workshop: Workshop) -> list[Registration]:
    live = workshop.registrations.filter(state__in=(State.REGISTERED, State.WAITING))
    return list(live.select_related("participant__person").order_by("pk"))


def _tell(one: Registration, workshop: Workshop, key: str, kind: str) -> None:
    """Once for each `key`, by the channels each prefers; nobody writes to who has no address."""
    person: Person | None = one.participant.person
    if person is None:
        return
    with override(person.language):
        subject, text = _words(kind, workshop)
        where = workshop.where
        if where and one.mode == Registration.Mode.ON_SITE:
            text += "\n\n" + _("Where: %(place)s.") % {"place": where}
        elif one.mode == Registration.Mode.REMOTE and kind != _CANCELLED:
            text += "\n\n" + _("The video link is on the page of the workshop, once signed in.")
    notifications.tell(
        person=person,
        key=f"participation.workshop.{workshop.pk}.{key}",
        subject=subject,
        text=text,
        link=reverse("participation:workshop-page", args=[workshop.consultation.slug, workshop.pk]),
        about=("participation.workshop", str(workshop.pk)),
    )


_REGISTERED, _WAITING, _PROMOTED = "registered", "waiting", "promoted"
_CHANGED, _CANCELLED, _REMINDER = "changed", "cancelled", "reminder"


def _words(kind: str, workshop: Workshop) -> tuple[str, str]:
    """Subject and text."""
    values = {"title": workshop.title, "when": when(workshop.starts_at)}
    values["why"] = workshop.why_cancelled
    words = {
        _REGISTERED: (
            _("You are registered: %(title)s"),
            _("Your place is kept for “%(title)s”, on %(when)s."
              " If you cannot come, say so on its page: somebody is waiting for it."),
        ),
        _WAITING: (
            _("You are on the waiting list: %(title)s"),
            _("“%(title)s” is full. You are told at once if a place comes free before %(when)s."),
        ),
        _PROMOTED: (
            _("A place came free: %(title)s"),
            _("You have a place at “%(title)s”, on %(when)s."
              " If you cannot come any more, say so on its page."),
        ),
        _CHANGED: (
            _("What changes: %(title)s"),
            _("“%(title)s” has changed. It now takes place on %(when)s."
              " Look at its page; give your place back there if you cannot come."),
        ),
        _CANCELLED: (
            _("Cancelled: %(title)s"),
            _("“%(title)s”, which was to be held on %(when)s, is cancelled. %(why)s"),
        ),
        _REMINDER: (
            _("Tomorrow or today: %(title)s"),
            _("“%(title)s” takes place on %(when)s. If you cannot come, say so on its page."),
        ),
    }  # fmt: skip
    subject, text = words[kind]
    return subject % values, text % values
