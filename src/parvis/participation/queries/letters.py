"""What a weekly letter would say to whom."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import Person
from parvis.participation.models import (
    Commitment,
    Following,
    Idea,
    LetterChoice,
    LetterWeek,
    Progress,
)
from parvis.participation.queries.letter_lines import (
    Line,
    happened,
    new_ideas,
    replied,
    spoken,
    where,
)
from parvis.participation.queries.lineage import written_by
from parvis.participation.queries.said import (
    Reply,
    Said,
    replies_between,
    said_between,
    writers_of,
)
from parvis.participation.rules.commitments import TOLD_AT_ONCE
from parvis.participation.rules.letters import concerns

AT_ONCE = 200
MOST_LINES = 30


@dataclass(frozen=True, slots=True)
class Heading:
    """A place and a topic of the letter, or one's own ideas, with its lines. `is_said`: what others
    said, which may be stopped alone."""

    title: str
    lines: list[Line]
    is_said: bool = False


@dataclass(frozen=True, slots=True)
class Week:
    """What happened, read once for everybody. `owners`: authors of what each row of `progress` is
    about; `writers`: of each idea; `fresh`: new ideas, by consultation and commune."""

    progress: Sequence[Progress]
    fresh: Sequence[Sequence[Idea]]
    owners: Mapping[int, set[UUID]] = field(default_factory=dict)
    said: Mapping[int, Said] = field(default_factory=dict)
    writers: Mapping[int, set[UUID]] = field(default_factory=dict)
    replies: Mapping[UUID, list[Reply]] = field(default_factory=dict)

    @property
    def authors(self) -> set[UUID]:
        return set(self.replies).union(*self.writers.values())


def week_between(
    first: datetime, last: datetime, person: UUID | None = None, *, with_fresh: bool = True
) -> Week:
    """Seven queries, however many read it. With `person`, only they are among its authors. New
    ideas are for those who follow something (`with_fresh`)."""
    seen = Q(consultation__published_at__isnull=False)
    through = Commitment.ideas.through.objects.filter(commitment=OuterRef("commitment"))
    progress = list(
        Progress.objects.filter(seen, at__gte=first, at__lt=last)
        .annotate(behind=ArraySubquery(through.values("idea")))
        .select_related("consultation", "commune", "commitment")
        .order_by("pk")
    )
    fresh: dict[tuple[int, int | None], list[Idea]] = defaultdict(list)
    ideas = Idea.objects.filter(
        seen, published_at__gte=first, published_at__lt=last, state=Idea.State.SHOWN
    )
    loaded = ideas.defer("text").select_related("consultation", "commune", "author__person")
    for one in loaded.order_by("-pk") if with_fresh else ():
        fresh[one.consultation_id, one.commune_id].append(one)
    about = {one.pk: {one.idea_id} if one.idea_id else set(one.behind) for one in progress}
    mine = written_by(person) if person else None
    said = said_between(first, last, mine)
    if person is None or mine is None:
        wrote = writers_of(set(said).union(*about.values()))
    else:
        wrote = {idea: {person} for idea in mine}
    owners = {
        row: {who for idea in keys for who in wrote.get(idea, ())} for row, keys in about.items()
    }
    replies = replies_between(first, last, person)
    return Week(progress, list(fresh.values()), owners, said, wrote, replies)


def letter_of(
    week: Week, person: UUID, followed: Sequence[Following], *, hears_said: bool = True
) -> list[Heading]:
    """What the letter tells one person: what others said to them, their ideas, then by place and
    topic; empty: nothing, so no letter. Decisions on their own idea were told already. No query."""
    mine, others = [], defaultdict(list)
    for one in week.progress:
        if person in week.owners.get(one.pk, ()):
            if one.kind not in TOLD_AT_ONCE:
                mine.append(happened(one))
        elif concerns(followed, one.commune_id, one.consultation.topic):
            others[where(one)].append(happened(one))
    for ideas in week.fresh if followed else ():
        if concerns(followed, ideas[0].commune_id, ideas[0].consultation.topic):
            theirs = [one for one in ideas if not _is_by(one, person)]
            if theirs:
                others[where(ideas[0])].append(new_ideas(theirs))
    told = [Heading(where, others[where][:MOST_LINES]) for where in sorted(others)]
    if mine:
        told.insert(0, Heading(_("What becomes of your ideas"), mine[:MOST_LINES]))
    if said := _said_to(week, person) if hears_said else []:
        title = ngettext("What was said of your idea", "What was said of your ideas", len(said))
        told.insert(0, Heading(title, said[:MOST_LINES], is_said=True))
    return told


def _said_to(week: Week, person: UUID) -> list[Line]:
    mine = [one for key, one in week.said.items() if person in week.writers.get(key, ())]
    lines = [spoken(one, person) for one in mine if one.is_news_to(person)]
    return lines + [replied(one) for one in week.replies.get(person, ())]


def _is_by(idea: Idea, person: UUID) -> bool:
    writer = idea.author.person
    return writer is not None and person in (writer.pk, writer.merged_into_id)


def readers(week: Week, untold: date) -> Iterator[tuple[Person, list[Following], bool]]:
    """Authors of what happened, and those who follow something, who did not stop the letter nor
    have that of the Monday `untold`, with whether they hear what is said of their ideas; a few
    hundred at a time, in the order of their keys. Who stopped it under a record that was merged
    since, and chose nothing after, stopped it.
    """
    authors, after = week.authors, UUID(int=0)
    stopped = LetterChoice.objects.filter(
        person__merged_into=OuterRef("pk"), stopped_at__isnull=False
    )
    while True:
        wants = Q(pk__in=authors) | Q(followings__isnull=False)
        found = (
            Person.objects.filter(wants, pk__gt=after, merged_into=None)
            .exclude(weekly_letters__monday=untold)
            .exclude(letter_choice__stopped_at__isnull=False)
            .exclude(Q(letter_choice=None) & Exists(stopped))
            .select_related("letter_choice")
            .prefetch_related("followings")
            .distinct()
            .order_by("pk")
        )
        rows = list(found[:AT_ONCE])
        for one in rows:
            choice = getattr(one, "letter_choice", None)
            yield one, list(one.followings.all()), choice is None or choice.hears_said
        if len(rows) < AT_ONCE:
            return
        after = rows[-1].pk


def last_week_done() -> date | None:
    done = LetterWeek.objects.filter(done_at__isnull=False).order_by("-monday").first()
    return done.monday if done else None
