"""Registering for a workshop, by oneself or through an agent. `workshop_places` has the rest."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.taking_part import join
from parvis.participation.actions.workshop_places import (
    free_places,
    locked,
    promote,
    reminded,
    tell_registered,
)
from parvis.participation.models import Registration, Way, Workshop
from parvis.participation.rules.workshops import modes_of

State = Registration.State


class RegistrationClosed(Refused):
    message = _("Registration for this workshop is not open.")


class NotThatWay(Refused):
    message = _("One does not come to this workshop in that way: choose another.")


@transaction.atomic
def register(
    *,
    workshop: Workshop,
    person: Person,
    mode: str,
    needs: str = "",
    entered_by: Unit | None = None,
) -> Registration:
    """A place if one is free, else the waiting list; the person is told which. Whoever is in
    already, in that way, stays as they are, but for `needs`; coming in the other way gives the
    first place back and takes its turn for the other.

    `entered_by`: the unit whose agent registers somebody before them. Raises RegistrationClosed,
    NotThatWay, NotAllowed.
    """
    way = Way.COUNTER if entered_by else None
    participant = join(
        consultation=workshop.consultation,
        person=person,
        way=way,
        confirmed_by=entered_by.institution.siren if entered_by else "",
    )
    found = locked(workshop)
    if not (found.takes_registrations or (entered_by and _still_at_the_door(found))):
        raise RegistrationClosed
    if mode not in modes_of(found):
        raise NotThatWay
    known = Registration.objects.filter(workshop=found, participant=participant).first()
    if known and known.is_live and known.mode == mode:
        known.needs = needs
        known.save(update_fields=["needs"])
        return known
    one = known or Registration(workshop=found, participant=participant)
    one.mode, one.needs, one.since, one.entered_by = mode, needs, clock.now(), entered_by
    one.state = State.CANCELLED  # holds no place while places are counted
    one.save()
    # Those who wait come first, even where a place is free for a moment.
    waits = found.registrations.filter(mode=mode, state=State.WAITING).exists()
    one.state = State.WAITING if waits or free_places(found, mode) <= 0 else State.REGISTERED
    one.reminded_at = reminded(found)
    one.save()
    tell_registered(one, found)
    if known:
        promote(found)
    return one


def _still_at_the_door(workshop: Workshop) -> bool:
    """An agent may add somebody until the workshop begins, closed or not."""
    return workshop.state == Workshop.State.PUBLISHED and workshop.starts_at > clock.now()


@transaction.atomic
def register_for(
    *, actor: Actor, unit: Unit, workshop: Workshop, person: Person, mode: str, needs: str = ""
) -> Registration:
    """The same by an agent who has met the person. The journal says who did it."""
    made = register(workshop=workshop, person=person, mode=mode, needs=needs, entered_by=unit)
    journal.record(
        actor=actor,
        verb="participation.workshop_registered",
        about=workshop,
        person=str(person.pk),
        detail={"title": workshop.title},
    )
    return made
