"""Telling voters that their ballot is in the box. What a mail says is kept here with the person:
so it says that they voted, and leads to the receipt, whose number it does not name."""

from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.core.jobs import IsOver, never
from parvis.core.ui.words import when
from parvis.notifications import actions as notifications
from parvis.participation.models.box import RollEntry

A_TURN = 50


def tell_voters(is_over: IsOver = never) -> int:
    """Everybody who voted since the last time, once for each ballot cast. How many were told."""
    told = 0
    while not is_over():
        done = _tell_some()
        if not done:
            break
        told += done
    return told


@transaction.atomic
def _tell_some() -> int:
    waiting = RollEntry.objects.select_for_update(of=("self",), skip_locked=True).filter(
        told__lt=F("times")
    )
    entries = list(
        waiting.select_related("election__phase__consultation", "participant__person").order_by(
            "pk"
        )[:A_TURN]
    )
    for entry in entries:
        _tell(entry)
        entry.told = entry.times
    RollEntry.objects.bulk_update(entries, ["told"])
    return len(entries)


def _tell(entry: RollEntry) -> None:
    person = entry.participant.person if entry.participant else None
    if person is None:
        return
    election = entry.election
    with override(person.language):
        values = {"vote": election.title, "until": when(election.phase.closes_at)}
        text = _("Your ballot for “%(vote)s” is in the box.") % values
        if entry.channel != "paper":
            text += (
                "\n\n"
                + _(
                    "Take your receipt along before %(until)s: after that, nobody can say which"
                    " ballot is yours, and we cannot find it again. It proves that your ballot is"
                    " counted, without showing what you chose."
                )
                % values
            )
        if election.may_revote and not entry.is_final:
            text += "\n\n" + _("Until then you may change your vote: the last ballot counts.")
        text += "\n\n" + _("You did not vote? Tell us at once: somebody did so in your name.")
        subject = _("You have voted: %(vote)s") % values
    page = reverse("participation:vote", args=[election.phase.consultation.slug, election.pk])
    notifications.tell(
        person=person,
        key=f"participation.voted.{entry.pk}.{entry.times}",
        subject=subject,
        text=text,
        link=page,
        about=("participation.election", str(election.pk)),
    )
