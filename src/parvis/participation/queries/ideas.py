"""Lists of ideas, one idea with what is said of it, and who wrote it."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.http import Http404

from parvis.core.prepared import Given, Prepared
from parvis.participation.models import (
    Argument,
    Authorship,
    Carry,
    Consultation,
    Gathering,
    Idea,
    Moderation,
    Participant,
    Support,
    Version,
)

PAGE = 20
MOST_ARGUMENTS = 100
State = Idea.State
SORTS = {
    "recentes": "published_at",
    "soutenues": "supports",
    "discutees": "arguments",
}
_LISTED = (
    *("title", "theme", "stage", "place"),
    *("supports", "visitor_supports", "arguments", "published_at"),
    *("former_supports", "former_author"),
)

# An idea and those carried to it, however far; the same condition everywhere.
FAMILY = """
WITH RECURSIVE family(idea) AS (
    SELECT %s::bigint
    UNION
    SELECT carry.source_id FROM family
    JOIN participation_carry carry ON carry.target_id = family.idea
    JOIN participation_gathering gathering
        ON gathering.id = carry.gathering_id AND gathering.state = 'done'
) SELECT idea FROM family"""

# People once, whatever they supported and whichever of their records did.
_COUNT = f"""
SELECT count(DISTINCT who) FILTER (WHERE way <> 'none'),
    count(DISTINCT who) FILTER (WHERE way = 'none')
FROM (
    SELECT coalesce(person.merged_into_id::text, person.id::text, taking.visitor) AS who, taking.way
    FROM participation_support support
    JOIN participation_participant taking ON taking.id = support.participant_id
    LEFT JOIN accounts_person person ON person.id = taking.person_id
    WHERE support.idea_id IN ({FAMILY})
) AS counted"""  # noqa: S608  our own text

_ARGUED = f"""
SELECT count(*) FROM participation_argument
WHERE state = 'shown' AND side <> 'answer' AND idea_id IN ({FAMILY})"""  # noqa: S608  as above


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which ideas, in which order."""

    theme: str = ""
    commune: int | None = None
    stage: str = ""
    sort: str = "recentes"


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of ideas; `after`: the key of the next one, empty at the end."""

    ideas: list[Idea]
    after: str


def listed(consultation: Consultation, wanted: Wanted, after: str = "") -> Listed:
    """Twenty published ones that follow the key `after`. One query. Raises Http404 for a key that
    is none."""
    column = SORTS.get(wanted.sort, "published_at")
    value, key = _read(column, after) if after else (None, None)
    narrowed = bool(wanted.theme), bool(wanted.commune), bool(wanted.stage)
    query = _listed(column, *narrowed, after=bool(after))
    rows = query.all(
        consultation=consultation.pk, theme=wanted.theme, commune=wanted.commune,
        stage=wanted.stage, value=value, key=key,
    )  # fmt: skip
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Listed(rows[:PAGE], _key(column, last) if last else "")


@lru_cache
def _listed(column: str, theme: bool, commune: bool, stage: bool, *, after: bool) -> Prepared[Idea]:
    narrowed = {"theme": theme, "commune": commune, "stage": stage}
    asked = {name: Given(name) for name, is_asked in narrowed.items() if is_asked}
    value, key = Given("value"), Given("key")
    follows = Q(**{f"{column}__lt": value}) | Q(**{column: value, "pk__lt": key})

    def build() -> QuerySet[Idea]:
        found = Idea.objects.filter(consultation=Given("consultation"), state=State.SHOWN, **asked)
        found = found.filter(follows) if after else found
        found = found.select_related("commune").only("commune__name", *_LISTED)
        return _with_authors(found).order_by(f"-{column}", "-pk")[: PAGE + 1]

    return Prepared(build)


def _key(column: str, idea: Idea) -> str:
    value = getattr(idea, column)
    return f"{value.isoformat() if isinstance(value, datetime) else value}_{idea.pk}"


def _read(column: str, after: str) -> tuple[Any, int]:
    at, _, pk = after.rpartition("_")
    try:
        value: Any = datetime.fromisoformat(at) if column == "published_at" else int(at)
        key = int(pk)
    except (ValueError, OverflowError):
        raise Http404 from None
    if abs(key) > 2**62 or (isinstance(value, int) and abs(value) > 2**31 - 1):
        raise Http404
    return value, key


def _with_authors(ideas: QuerySet[Idea]) -> QuerySet[Idea]:
    """With the names that authors chose to show, in the same query."""
    names = (
        Authorship.objects.filter(idea=OuterRef("pk"), state=Authorship.State.AGREED)
        .exclude(participant__shown_name="")
        .order_by("pk")
        .values("participant__shown_name")
    )
    return ideas.annotate(authors_shown=ArraySubquery(names))  # type: ignore[no-redef]


def authors_of(idea: Idea) -> list[int]:
    """Keys of the participants who are its authors. One query."""
    agreed = Authorship.objects.filter(idea=idea, state=Authorship.State.AGREED)
    return [key for key in agreed.values_list("participant", flat=True) if key is not None]


def visible(consultation: Consultation, key: int, participant: Participant | None) -> Idea:
    """A published idea, or one of the participant's own. Raises Http404."""
    mine = Q(pk__in=_written_by(participant)) if participant else Q(pk=None)
    public = Q(state__in=[State.SHOWN, State.GATHERED])
    found = _with_authors(Idea.objects.filter(public | mine, consultation=consultation, pk=key))
    idea = found.select_related("commune", "phase", "entered_by").first()
    if idea is None:
        raise Http404
    return idea


def _written_by(participant: Participant) -> QuerySet[Any]:
    mine = Authorship.objects.filter(participant=participant, state=Authorship.State.AGREED)
    return mine.values("idea")


def mine(participant: Participant) -> list[Idea]:
    """What the participant wrote, drafts included, the newest first."""
    found = Idea.objects.filter(pk__in=_written_by(participant)).select_related("commune")
    return list(found.order_by("-created_at", "-pk")[:100])


def wrote(participant: Participant | None, idea: Idea) -> bool:
    return participant is not None and participant.pk in authors_of(idea)


def family(idea: Idea) -> RawSQL:
    """The idea and those carried to it, for a filter."""
    return RawSQL(FAMILY, [idea.pk])  # noqa: S611  our own text


def has_supported(participant: Participant | None, idea: Idea) -> bool:
    if participant is None:
        return False
    return Support.objects.filter(participant=participant, idea__in=family(idea)).exists()


def arguments_of(idea: Idea, participant: Participant | None = None) -> list[Argument]:
    """Published ones, answers of the authority first, and the reader's own that wait; of the ideas
    brought into this one too. One query."""
    own = Q(participant=participant) & ~Q(state=State.WITHDRAWN) if participant else Q(pk=None)
    found = Argument.objects.filter(Q(state=State.SHOWN) | own, idea__in=family(idea))
    appeals = Moderation.objects.filter(
        argument=OuterRef("pk"), decision=Moderation.Decision.APPEALED
    )
    named = found.select_related("participant", "unit__institution").annotate(
        was_appealed=Exists(appeals)
    )
    rows = list(named.order_by("-at", "-pk")[:MOST_ARGUMENTS])
    return sorted(rows, key=lambda one: one.side != Argument.Side.ANSWER)


def writers_of(idea: Idea) -> list[Authorship]:
    """Its authors, and those who asked to be, with their participants. One query."""
    states = [Authorship.State.AGREED, Authorship.State.ASKED]
    found = Authorship.objects.filter(idea=idea, state__in=states)
    return list(found.select_related("participant").order_by("pk"))


def wordings_of(idea: Idea) -> list[Version]:
    return list(idea.wordings.order_by("-number"))


def counts_of(idea_id: int) -> tuple[int, int, int]:
    """Supporters verified and not, arguments: of the idea and those carried to it, people once."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [idea_id])
        verified, visitors = cursor.fetchone()
        cursor.execute(_ARGUED, [idea_id])
        return verified, visitors, cursor.fetchone()[0]


@dataclass(frozen=True, slots=True)
class Around:
    """What an idea was brought into, what was brought into it, and its groups."""

    into: list[Idea]
    of: list[Idea]
    groups: list[Gathering]
    waiting: list[Gathering]


def around(idea: Idea) -> Around:
    """One query."""
    states = Gathering.State
    carries = Carry.objects.filter(
        Q(source=idea) | Q(target=idea), gathering__state__in=[states.DONE, states.ASKED]
    )
    into, of, groups, waiting = [], [], [], []
    for carry in carries.select_related("gathering", "source", "target").order_by("pk"):
        gathering = carry.gathering
        if gathering.state == states.ASKED:
            waiting.append(gathering)
        elif carry.target is None:
            groups.append(gathering)
        elif carry.target_id == idea.pk:
            of.append(carry.source)
        else:
            into.append(carry.target)
    return Around(into, of, groups, list(dict.fromkeys(waiting)))
