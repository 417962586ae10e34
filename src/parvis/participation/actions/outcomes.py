"""What ideas led to, kept beside them, and the thread of what became of each: written once under a
key, told at once or in the weekly letter."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.notifications.actions import tell
from parvis.participation.models import Commitment, Idea, Participant, Progress
from parvis.participation.queries.lineage import authors_to_tell, led_to, lineage
from parvis.participation.rules.commitments import TOLD_AT_ONCE, furthest


def follow_ideas(keys: Collection[int]) -> None:
    """Say again of these ideas, and of those they were brought together with, how far they came."""
    for key, reached in led_to(lineage(keys)).items():
        Idea.objects.filter(pk=key).exclude(outcome=(far := furthest(reached))).update(outcome=far)


def note_idea(idea: Idea, *, kind: str, text: str, key: str) -> None:
    """Something became of an idea. Once under `key`; `idea.consultation` is loaded."""
    made, is_new = Progress.objects.get_or_create(
        key=f"idea.{idea.pk}.{key}",
        defaults={
            "consultation": idea.consultation,
            "kind": kind,
            "idea": idea,
            "commune_id": idea.commune_id,
            "title": idea.title,
            "text": text,
            "at": clock.now(),
        },
    )
    if is_new and kind in TOLD_AT_ONCE:
        link = reverse("participation:idea", args=[idea.consultation.slug, idea.pk])
        _tell(made, authors_to_tell([idea.pk]), link)


def note_commitment(commitment: Commitment, *, kind: str, text: str, key: str) -> None:
    """Something became of a commitment. Once under `key`; its consultation is loaded."""
    made, is_new = Progress.objects.get_or_create(
        key=f"commitment.{commitment.pk}.{key}",
        defaults={
            "consultation": commitment.consultation,
            "kind": kind,
            "commitment": commitment,
            "commune_id": commitment.commune_id,
            "title": commitment.title,
            "text": text,
            "at": clock.now(),
        },
    )
    if is_new and kind in TOLD_AT_ONCE:
        keys = list(commitment.ideas.values_list("pk", flat=True))
        _tell(made, authors_to_tell(keys), address_of(commitment))


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
