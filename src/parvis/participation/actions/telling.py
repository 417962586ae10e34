"""Telling the authors of an idea what becomes of it, each time, and why."""

from django.db.models import Q
from django.urls import reverse

from parvis.notifications.actions import tell
from parvis.participation.models import Argument, Authorship, Idea, Participant, Remark


def address_of(idea: Idea) -> str:
    return reverse("participation:idea", args=[idea.consultation.slug, idea.pk])


def authors(idea: Idea) -> list[Participant]:
    """Those an account or a desk knows: others have no address to be told at."""
    known = Participant.objects.filter(
        Q(authorships__idea=idea, authorships__state=Authorship.State.AGREED),
        person__isnull=False,
    )
    return list(known.select_related("person").order_by("pk"))


def tell_authors(
    idea: Idea, *, key: str, subject: str, text: str, besides: Participant | None = None
) -> None:
    """Once per `key`, by the channels each prefers. Stands or falls with the caller's
    transaction."""
    for participant in authors(idea):
        if participant != besides and participant.person is not None:
            tell(
                person=participant.person,
                key=f"participation.idea.{idea.pk}.{key}",
                subject=subject,
                text=text,
                link=address_of(idea),
                about=("participation.idea", str(idea.pk)),
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
