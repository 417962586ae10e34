"""The day of a workshop: notes and ideas on one screen, who was there, then the minutes."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.taking_part import NotAllowed
from parvis.participation.actions.workshop_places import locked
from parvis.participation.actions.workshop_sessions import note
from parvis.participation.actions.workshops import Sheet, enter_workshop
from parvis.participation.models import (
    Idea,
    Phase,
    Registration,
    Workshop,
    WorkshopMinutes,
    WorkshopNote,
)
from parvis.participation.rules.taking_part import Why

State = Registration.State


class NotBegun(Refused):
    message = _("This waits until the day of the workshop.")


class NothingToPublish(Refused):
    message = _("Write the minutes first.")


@transaction.atomic
def take_notes(
    *,
    workshop: Workshop,
    actor: Actor,
    unit: Unit,
    step: str = "",
    notes: Sequence[str] = (),
    sheets: Sequence[Sheet] = (),
    phase: Phase | None = None,
    theme: str = "",
) -> tuple[int, list[Idea]]:
    """Notes under a step, and ideas of sheets in `phase`, all or none; how many notes, and the
    ideas. Raises NotAllowed where the phase takes no idea now."""
    if sheets and phase is None:
        raise NotAllowed(Why.OVER)
    made = WorkshopNote.objects.bulk_create(
        WorkshopNote(workshop=workshop, step=step, text=text, at=clock.now()) for text in notes
    )
    ideas = []
    if sheets and phase is not None:
        ideas = enter_workshop(
            phase=phase,
            actor=actor,
            unit=unit,
            workshop=workshop.title,
            sheets=sheets,
            held=workshop,
            theme=theme,
        )
    return len(made), ideas


@transaction.atomic
def strike_note(*, note: WorkshopNote) -> None:
    """Take a note away that was mistyped; what is published stays."""
    note.delete()


@transaction.atomic
def tick_attendance(
    *, actor: Actor, workshop: Workshop, present: Collection[int], walk_ins: int
) -> None:
    """Who was there, among those registered or waiting (`present`: their keys); the others
    registered did not come. Ticked again, it replaces what was. Raises NotBegun."""
    found = locked(workshop)
    if found.starts_at > clock.now():
        raise NotBegun
    for one in found.registrations.exclude(state=State.CANCELLED):
        state = State.ATTENDED if one.pk in present else State.ABSENT
        if state == State.ABSENT and one.state == State.WAITING:
            continue  # who had no place is not absent
        if one.state != state:
            one.state = state
            one.save(update_fields=["state"])
    found.walk_ins = walk_ins
    found.save(update_fields=["walk_ins"])
    note(actor, found, "attended")


@transaction.atomic
def keep_minutes(*, workshop: Workshop, text: str) -> None:
    """A draft that organisers and facilitators alone see."""
    Workshop.objects.filter(pk=workshop.pk).update(minutes_draft=text)


@transaction.atomic
def publish_minutes(*, actor: Actor, workshop: Workshop, text: str) -> WorkshopMinutes:
    """A new version that everybody reads; earlier ones stay. The workshop is held. The same text
    again makes no version. Raises NotBegun, NothingToPublish."""
    found = locked(workshop)
    if found.starts_at > clock.now() or found.state == Workshop.State.CANCELLED:
        raise NotBegun
    if not text.strip():
        raise NothingToPublish
    last = found.minutes.order_by("-version").first()
    if last is not None and last.text == text:
        return last
    made = WorkshopMinutes.objects.create(
        workshop=found,
        version=last.version + 1 if last else 1,
        text=text,
        published_at=clock.now(),
    )
    found.state, found.minutes_draft = Workshop.State.HELD, text
    found.save(update_fields=["state", "minutes_draft"])
    note(actor, found, "minutes", what=made.version)
    return made


@transaction.atomic
def note_reading(
    *, actor: Actor, workshop: Workshop, registrations: Collection[Registration]
) -> None:
    """An agent reads who is registered: each of them can see that. One insert."""
    journal.record_each(
        actor=actor,
        verb="participation.workshop_read",
        about=(
            (workshop, str(one.participant.person_id or ""), {"title": workshop.title})
            for one in registrations
        ),
    )
