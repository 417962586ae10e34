"""Who sits: accepting, declining, also by telephone; what was paid; what is then forgotten."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.core.refusals import Refused
from parvis.journal import actions as journal
from parvis.participation.actions.panels import NotReady, locked, note, tell_member, withdraw
from parvis.participation.models import Attendance, Panel, Volunteer
from parvis.participation.queries.panels import SEATED, members

KEPT_FOR = timedelta(days=90)


class NotSeated(Refused):
    message = gettext_lazy("This person is not a member of the panel.")


@transaction.atomic
def accept(*, volunteer: Volunteer) -> Volunteer:
    """A member says that they will sit. Raises NotSeated."""
    found = Volunteer.objects.select_for_update().filter(SEATED, pk=volunteer.pk).first()
    if found is None:
        raise NotSeated
    if found.accepted_at is None:
        found.accepted_at = clock.now()
        found.save(update_fields=["accepted_at"])
    return found


@transaction.atomic
def answered_to_agent(*, actor: Actor, panel: Panel, pseudonym: str, accepts: bool) -> None:
    """A member answered by telephone, by post or at a desk, or never answered: an agent notes it.
    Who leaves is told so, and the next by the draw takes their place. Raises NotSeated."""
    found = members(panel).filter(pseudonym=pseudonym).first()
    if found is None:
        raise NotSeated
    person = found.participant.person_id if found.participant else None
    verb = "accepted_for" if accepts else "declined_for"
    journal.record(
        actor=actor,
        verb=f"participation.panel_{verb}",
        about=panel,
        person=str(person or ""),
        detail={"title": panel.title, "what": pseudonym},
    )
    if accepts:
        accept(volunteer=found)
        return
    tell_member(
        found,
        panel,
        key=f"declined.{found.pk}",
        subject=_("You no longer sit in the panel: %(title)s") % {"title": panel.title},
        text=_(
            "An agent noted that you will not sit. The next person by the draw takes your place. If"
            " this is a mistake, tell us at once."
        ),
    )
    withdraw(volunteer=found)


@transaction.atomic
def note_paid(*, actor: Actor, panel: Panel, on: date) -> int:
    """The stipends that were due were paid that day; how many."""
    due = Attendance.objects.filter(session__panel=panel, paid_on=None, stipend__gt=0)
    paid = due.update(paid_on=on)
    if paid:
        note(actor, panel, "paid", what=str(paid))
    return paid


@transaction.atomic
def end_panel(*, actor: Actor, panel: Panel) -> Panel:
    """Its work is over: what the strata knew of volunteers is erased, and who volunteered without
    being drawn. Members keep their page. What was published stays. Raises NotReady."""
    found = locked(panel)
    if found.state != Panel.State.DRAWN or found.ended_at is not None:
        raise NotReady
    _forget(found)
    note(actor, found, "ended")
    return found


def _forget(panel: Panel) -> None:
    panel.volunteers.update(profile={}, address="", salt="")
    panel.volunteers.filter(member_since=None).update(participant=None)
    panel.ended_at = clock.now()
    panel.save(update_fields=["ended_at"])


def end_forgotten() -> int:
    """Panels that nobody ended, ninety days after their phase and their last session: how many."""
    over = Greatest("phase__closes_at", Coalesce(Max("sessions__ends_at"), "phase__closes_at"))
    found = Panel.objects.filter(ended_at=None).annotate(over=over)
    ended = 0
    for panel in found.filter(over__lt=clock.now() - KEPT_FOR):
        with transaction.atomic():
            one = locked(panel)
            if one.ended_at is None:
                _forget(one)
                note(SYSTEM, one, "ended")
                ended += 1
    return ended
