"""Telling the authors of an idea what becomes of it, each time, and why."""

from collections.abc import Sequence
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.notifications.actions import tell
from parvis.notifications.models import Notification
from parvis.participation.models import Argument, Authorship, Idea, Participant, Remark
from parvis.participation.rules.letters import monday_of


def address_of(idea: Idea) -> str:
    return reverse("participation:idea", args=[idea.consultation.slug, idea.pk])


def authors(idea: Idea) -> list[Participant]:
    """Those an account or a desk knows: others have no address to be told at."""
    known = Participant.objects.filter(
        Q(authorships__idea=idea, authorships__state=Authorship.State.AGREED),
        person__isnull=False,
    )
    return list(known.select_related("person").order_by("pk"))


# What the weekly letter gathers shows in one's space at once and leaves by no other way (0445).
QUIETLY: Final = (Notification.Channel.IN_APP,)


def tell_authors(
    idea: Idea,
    *,
    key: str,
    subject: str,
    text: str,
    besides: Participant | None = None,
    channels: Sequence[Notification.Channel] | None = None,
) -> None:
    """Once per `key`, by the channels each prefers, or by `channels`. Stands or falls with the
    caller's transaction."""
    for participant in authors(idea):
        if participant != besides and participant.person is not None:
            tell(
                person=participant.person,
                key=f"participation.idea.{idea.pk}.{key}",
                subject=subject,
                text=text,
                link=address_of(idea),
                channels=channels,
                about=("participation.idea", str(idea.pk)),
            )


def note_argued(argument: Argument) -> None:
    """An argument is published: one line a week and idea in the space of its authors, however many
    there are; the letter counts them. `argument.idea` is loaded with its consultation."""
    tell_authors(
        argument.idea,
        key=f"argued.{monday_of(clock.today())}",
        subject=_("People speak of your idea “%(title)s”") % {"title": argument.idea.title},
        text=_("Read on its page what is said for and against it."),
        besides=argument.participant,
        channels=QUIETLY,
    )


def tell_writer(written: Argument | Remark, *, key: str, subject: str, text: str) -> None:
    """The same for whoever wrote an argument, a rating or a reply."""
    who, name = written.participant, type(written).__name__.lower()
    if who is not None and who.person is not None:
        tell(
            person=who.person,
            key=f"participation.{name}.{written.pk}.{key}",
            subject=subject,
            text=text,
            link=_where(written),
            about=(f"participation.{name}", str(written.pk)),
        )


def _where(written: Argument | Remark) -> str:
    if isinstance(written, Argument):
        return address_of(written.idea)
    slug = written.consultation.slug
    if written.decision_id:
        return reverse("participation:decision", args=[slug, written.decision_id])
    return reverse("participation:commitment", args=[slug, written.commitment_id])
