"""What ideas led to, kept beside them, and the thread of what became of each: written once under a
key, told at once or in the weekly letter."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.notifications.actions import tell
from parvis.participation.actions.telling import address_of as address_of_idea
from parvis.participation.models import Commitment, Idea, Participant, Progress
from parvis.participation.queries.lineage import authors_to_tell, led_to, lineage
from parvis.participation.rules.commitments import TOLD_AT_ONCE, furthest


def follow_ideas(keys: Collection[int]) -> None:
    """Say again of these ideas, and of those they were brought together with, how far they came."""
    for key, reached in led_to(lineage(keys)).items():
        Idea.objects.filter(pk=key).exclude(outcome=(far := furthest(reached))).update(outcome=far)


def note_idea(idea: Idea, *, kind: str, text: str, key: str) -> None:
    """Something became of an idea. Once under `key`; `idea.consultation` is loaded."""
    made = _once(idea, {"idea": idea}, kind, text, f"idea.{idea.pk}.{key}")
    if made is not None and kind in TOLD_AT_ONCE:
        _tell(made, authors_to_tell([idea.pk]), address_of_idea(idea))


def note_commitment(commitment: Commitment, *, kind: str, text: str, key: str) -> None:
    """Something became of a commitment. Once under `key`; its consultation is loaded."""
    about = {"commitment": commitment}
    made = _once(commitment, about, kind, text, f"commitment.{commitment.pk}.{key}")
    if made is not None and kind in TOLD_AT_ONCE:
        keys = list(commitment.ideas.values_list("pk", flat=True))
        _tell(made, authors_to_tell(keys), address_of(commitment))


def _once(
    of: Idea | Commitment, about: Mapping[str, Idea | Commitment], kind: str, text: str, key: str
) -> Progress | None:
    """None when it was noted already."""
    made, is_new = Progress.objects.get_or_create(
        key=key,
        defaults={
            **about,
            "consultation": of.consultation,
            "kind": kind,
            "commune_id": of.commune_id,
            "title": of.title,
            "text": text,
            "at": clock.now(),
        },
    )
    return made if is_new else None


def address_of(commitment: Commitment) -> str:
    return reverse("participation:commitment", args=[commitment.consultation.slug, commitment.pk])


def _tell(made: Progress, authors: list[Participant], link: str) -> None:
    said = {"title": made.title, "what": made.get_kind_display()}
    for each in authors:
        assert each.person is not None  # `authors_to_tell` keeps those that an account knows
        tell(
            person=each.person,
            key=f"participation.progress.{made.pk}",
            subject=_("Your idea “%(title)s” %(what)s") % said,
            text=made.text,
            link=link,
            link_label=_("See what became of it"),
            about=("participation.progress", str(made.pk)),
        )
