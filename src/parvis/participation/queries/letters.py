"""What a weekly letter would say to whom."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import Person
from parvis.participation.models import (
    Authorship,
    Commitment,
    Following,
    Idea,
    LetterWeek,
    Progress,
)
from parvis.participation.opendata.addresses import absolute
from parvis.participation.queries.lineage import kin_of
from parvis.participation.rules.commitments import TOLD_AT_ONCE
from parvis.participation.rules.letters import concerns

AT_ONCE = 200
MOST_LINES = 30
MOST_IDEAS = 3


@dataclass(frozen=True, slots=True)
class Heading:
    """A place and a topic of the letter, with its lines."""

    title: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class Week:
    """What happened, read once for everybody. `owners`: authors of what each row is about."""

    progress: Sequence[Progress]
    ideas: Sequence[Idea]
    owners: Mapping[int, set[UUID]] = field(default_factory=dict)

    @property
    def authors(self) -> set[UUID]:
        return set().union(*self.owners.values()) if self.owners else set()


def week_between(first: datetime, last: datetime) -> Week:
    """Five queries, however many read it."""
    seen = Q(consultation__published_at__isnull=False)
    progress = list(
        Progress.objects.filter(seen, at__gte=first, at__lt=last)
        .select_related("consultation", "commune", "commitment")
        .order_by("pk")
    )
    ideas = Idea.objects.filter(
        seen, published_at__gte=first, published_at__lt=last, state=Idea.State.SHOWN
    )
    return Week(
        progress,
        list(ideas.select_related("consultation", "commune").order_by("-pk")),
        _owners(progress),
    )


def _owners(progress: Iterable[Progress]) -> dict[int, set[UUID]]:
    """Of each row, the people who wrote the ideas it is about, or ideas these are one with."""
    about: dict[int, set[int]] = {
        one.pk: {one.idea_id} if one.idea_id else set() for one in progress
    }
    promised = {one.commitment_id: one.pk for one in progress if one.commitment_id}
    ideas: dict[int, set[int]] = defaultdict(set)
    through = Commitment.ideas.through.objects.filter(commitment__in=promised)
    for commitment, idea in through.values_list("commitment", "idea"):
        ideas[commitment].add(idea)
    for one in progress:
        if one.commitment_id:
            about[one.pk] = ideas[one.commitment_id]
    kin = kin_of({idea for keys in about.values() for idea in keys})
    wrote: dict[int, set[UUID]] = defaultdict(set)
    agreed = Authorship.objects.filter(
        idea__in=set().union(*kin.values()) if kin else set(),
        state=Authorship.State.AGREED,
        participant__person__isnull=False,
        participant__left_at=None,
    )
    for idea, person, root in agreed.values_list(
        "idea", "participant__person", "participant__person__merged_into"
    ):
        wrote[idea].add(root or person)
    return {
        key: {who for idea in keys for each in kin[idea] for who in wrote[each]}
        for key, keys in about.items()
    }


def letter_of(week: Week, person: UUID, followed: Sequence[Following]) -> list[Heading]:
    """What the letter tells one person, by place and topic; empty: nothing, so no letter. Decisions
    on their own idea were told already. No query."""
    mine, others = [], defaultdict(list)
    for one in week.progress:
        if person in week.owners.get(one.pk, ()):
            if one.kind not in TOLD_AT_ONCE:
                mine.append(_line(one))
        elif concerns(followed, one.commune_id, one.consultation.topic):
            others[_where(one)].append(_line(one))
    fresh: dict[str, list[Idea]] = defaultdict(list)
    for idea in week.ideas if followed else ():
        if concerns(followed, idea.commune_id, idea.consultation.topic):
            fresh[_where(idea)].append(idea)
    for where, ideas in fresh.items():
        others[where].append(_new(ideas))
    found = [Heading(_("Your ideas"), mine[:MOST_LINES])] if mine else []
    return found + [Heading(where, others[where][:MOST_LINES]) for where in sorted(others)]


def _where(one: Progress | Idea) -> str:
    topic = capfirst(one.consultation.get_topic_display())
    return f"{one.commune.name} – {topic}" if one.commune else topic


def _line(one: Progress) -> str:
    text = " ".join(one.text.split())
    told = {"title": one.title, "what": one.get_kind_display(), "text": text}
    line = (_("“%(title)s” %(what)s. %(text)s") % told)[:400]
    if one.kind == Progress.Kind.FIGURES and one.commitment is not None:
        line += " " + absolute(reverse("portal:service-figures", args=[one.commitment.service]))
    return line


def _new(ideas: Sequence[Idea]) -> str:
    many = len(ideas)
    said = ngettext("%(n)d new idea", "%(n)d new ideas", many) % {"n": many}
    names = ", ".join(_("“%(title)s”") % {"title": one.title} for one in ideas[:MOST_IDEAS])
    return f"{said} ({names}{'…' if many > MOST_IDEAS else ''})"


def readers(week: Week) -> Iterator[tuple[Person, list[Following]]]:
    """Authors of what happened, and those who follow something, who did not stop the letter; a few
    hundred at a time, in the order of their keys."""
    authors, after = week.authors, UUID(int=0)
    while True:
        wants = Q(pk__in=authors) | Q(followings__isnull=False)
        found = (
            Person.objects.filter(wants, pk__gt=after, merged_into=None)
            .exclude(letter_choice__stopped_at__isnull=False)
            .prefetch_related("followings")
            .distinct()
            .order_by("pk")
        )
        rows = list(found[:AT_ONCE])
        for one in rows:
            yield one, list(one.followings.all())
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].pk


def last_week_done() -> date | None:
    done = LetterWeek.objects.filter(done_at__isnull=False).order_by("-monday").first()
    return done.monday if done else None
