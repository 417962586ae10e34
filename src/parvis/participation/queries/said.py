"""What was said in a week, of ideas and to people: arguments, supports, answers."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from parvis.participation.models import Argument, Authorship, Idea, Moderation, Remark, Support, Way
from parvis.participation.queries.lineage import kin_of
from parvis.participation.rules.letters import passed_a_mark

Side = Argument.Side


class Quote(NamedTuple):
    """`unit` signs it."""

    unit: str
    text: str


@dataclass(slots=True)
class Said:
    """Of one idea. `by`: the side and the writer, where an account or a desk knows them, of each
    argument; `gained`: supports of the week, visitors left aside."""

    idea: Idea
    by: list[tuple[str, UUID | None]] = field(default_factory=list)
    answers: list[Quote] = field(default_factory=list)
    gained: int = 0

    def heard_by(self, person: UUID) -> Counter[str]:
        """Arguments by side, without this person's own."""
        return Counter(side for side, writer in self.by if writer != person)

    def is_news_to(self, person: UUID) -> bool:
        """Supports alone are not, until they pass a mark."""
        marked = passed_a_mark(self.idea.supports, self.gained)
        return bool(self.heard_by(person) or self.answers or marked)

    @property
    def path(self) -> str:
        return reverse("participation:idea", args=[self.idea.consultation.slug, self.idea.pk])


@dataclass(frozen=True, slots=True)
class Reply:
    """What the authority answered to somebody's rating of the commitment `about`."""

    about: str
    quote: Quote
    path: str


def said_between(
    first: datetime, last: datetime, ideas: Collection[int] | None = None
) -> dict[int, Said]:
    """By idea; only of `ideas` when given. Two queries. An argument that a moderator read first
    counts in the week it was published."""
    if ideas is not None and not ideas:
        return {}
    mine = Q() if ideas is None else Q(idea__in=ideas)
    argued = list(_arguments(first, last).filter(mine).order_by("pk"))
    week = Support.objects.filter(mine, idea=OuterRef("pk"), at__gte=first, at__lt=last)
    gained = week.exclude(participant__way=Way.NONE).order_by().values("idea")
    rows = Idea.objects.filter(
        Q(pk__in={one.idea_id for one in argued}) | Exists(gained),
        consultation__published_at__isnull=False,
        state__in=(Idea.State.SHOWN, Idea.State.GATHERED),
    ).annotate(gained=Subquery(gained.annotate(count=Count("pk")).values("count")))
    about = rows.defer("text").select_related("consultation")
    found = {one.pk: Said(one, gained=one.gained or 0) for one in about}
    for one in argued:
        said = found.get(one.idea_id)
        if said is None:
            continue
        if one.unit is not None:
            said.answers.append(Quote(one.unit.name, one.text))
        else:
            said.by.append((one.side, _who(one)))
    return found


def _arguments(first: datetime, last: datetime) -> QuerySet[Argument]:
    entries = Moderation.objects.filter(argument=OuterRef("pk"))
    shown = (Moderation.Decision.SHOWN, Moderation.Decision.RESTORED)
    read = entries.filter(decision__in=shown).order_by("pk").values("at")[:1]
    was_held = Exists(entries.filter(decision=Moderation.Decision.HELD))
    # Nothing is told before it is written: what was held is older than the week, or of it.
    rows = Argument.objects.filter(
        idea__consultation__published_at__isnull=False, state=Idea.State.SHOWN, at__lt=last
    ).annotate(since=Case(When(was_held, then=Subquery(read)), default=F("at")))
    return rows.filter(since__gte=first, since__lt=last).select_related(
        "unit", "participant__person"
    )


def _who(one: Argument) -> UUID | None:
    person = one.participant.person if one.participant else None
    return (person.merged_into_id or person.pk) if person else None


def replies_between(
    first: datetime, last: datetime, person: UUID | None = None
) -> dict[UUID, list[Reply]]:
    """By the person whose rating was answered. One query."""
    rows = Remark.objects.filter(
        kind=Remark.Kind.ANSWER,
        state=Idea.State.SHOWN,
        at__gte=first,
        at__lt=last,
        commitment__isnull=False,
        consultation__published_at__isnull=False,
        answers__participant__person__isnull=False,
    )
    if person is not None:
        asked = "answers__participant__person"
        rows = rows.filter(Q(**{asked: person}) | Q(**{f"{asked}__merged_into": person}))
    found: dict[UUID, list[Reply]] = {}
    loaded = rows.select_related(
        "unit", "commitment", "consultation", "answers__participant__person"
    )
    for one in loaded.order_by("pk"):
        asker = one.answers.participant.person if one.answers and one.answers.participant else None
        if asker is None or one.unit is None or one.commitment is None:
            continue
        path = reverse("participation:commitment", args=[one.consultation.slug, one.commitment_id])
        reply = Reply(one.commitment.title, Quote(one.unit.name, one.text), path)
        found.setdefault(asker.merged_into_id or asker.pk, []).append(reply)
    return found


def writers_of(ideas: Collection[int]) -> dict[int, set[UUID]]:
    """By idea, the people who wrote it, or an idea it is one with. Two queries at most."""
    kin = kin_of(ideas)
    if not kin:
        return {}
    agreed = Authorship.objects.filter(
        idea__in=set().union(*kin.values()),
        state=Authorship.State.AGREED,
        participant__person__isnull=False,
        participant__left_at=None,
    )
    wrote: dict[int, set[UUID]] = {}
    for idea, person, root in agreed.values_list(
        "idea", "participant__person", "participant__person__merged_into"
    ):
        wrote.setdefault(idea, set()).add(root or person)
    return {key: {who for each in kin[key] for who in wrote.get(each, ())} for key in kin}
