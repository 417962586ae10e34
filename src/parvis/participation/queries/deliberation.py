"""Statements of a phase, what one has not answered yet, the rows that a map is drawn from."""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from parvis.core import clock
from parvis.core.codes import hashed
from parvis.participation.models import Act, KeptMap, Participant, Phase, Reaction, Statement, Way
from parvis.participation.opinions.next_statement import next_of
from parvis.participation.opinions.polis import Comment, Vote

SHOWN = Statement.State.SHOWN
Value = Reaction.Value


@dataclass(frozen=True, slots=True)
class Turn:
    """What to answer next (None: everything is answered), and how far one is."""

    statement: Statement | None
    answered: int
    total: int


def next_turn(phase: Phase, participant: Participant | None, luck: str) -> Turn:
    """At most four queries, whatever was answered. The same `luck` draws the same statement until
    it is answered, so that a page loaded again does not change."""
    shown = dict(Statement.objects.filter(phase=phase, state=SHOWN).values_list("pk", "number"))
    mine = {} if participant is None else answered_by(participant, phase)
    unseen = sorted(pk for pk in shown if pk not in mine)
    weights = KeptMap.objects.filter(phase=phase).values_list("weights", flat=True).first() or {}
    weight = {pk: float(weights[str(n)]) for pk, n in shown.items() if str(n) in weights}
    # Not a secret: it only spreads attention.
    drawn = next_of(unseen, weight, random.Random(f"{luck}:{len(mine)}"))  # noqa: S311
    statement = None if drawn is None else Statement.objects.get(pk=drawn)
    return Turn(statement, len(shown) - len(unseen), len(shown))


def answered_by(participant: Participant, phase: Phase) -> dict[int, int]:
    """Statement → answer."""
    found = Reaction.objects.filter(participant=participant, phase=phase)
    return dict(found.values_list("statement", "value"))


def answers_of(participant: Participant, phase: Phase) -> QuerySet[Reaction]:
    """What somebody answered, the last first."""
    found = Reaction.objects.filter(participant=participant, phase=phase)
    return found.select_related("statement").order_by("-reacted_at", "-pk")


def statements_of(phase: Phase) -> QuerySet[Statement]:
    """All of them in order, for organisers."""
    return Statement.objects.filter(phase=phase).order_by("number")


def waiting_in(phases: Iterable[Phase]) -> int:
    return Statement.objects.filter(phase__in=list(phases), state=Statement.State.WAITING).count()


def _counted(phase: Phase) -> QuerySet[Reaction]:
    """Answers of verified people who did not withdraw, to statements that are shown."""
    found = Reaction.objects.filter(phase=phase, statement__state=SHOWN)
    return found.filter(participant__left_at=None).exclude(participant__way=Way.NONE)


def visitors_answers(phase: Phase) -> dict[int, Counter[int]]:
    """Number of a statement → how often visitors, whom nobody verified, gave each answer."""
    found = Reaction.objects.filter(phase=phase, statement__state=SHOWN)
    found = found.filter(participant__left_at=None, participant__way=Way.NONE)
    told: dict[int, Counter[int]] = {}
    for number, value, many in found.values_list("statement__number", "value").annotate(
        many=Count("pk")
    ):
        told.setdefault(number, Counter())[value] = many
    return told


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What is published of a conversation, and `people`: whose number is which (never published).

    Numbers follow a keyed hash, so that they tell nothing of who came first; times are left out,
    since somebody may have been seen at their telephone."""

    comments: tuple[Comment, ...]
    votes: tuple[Vote, ...]
    people: Mapping[int, int]


ORGANISERS = 0


def snapshot(phase: Phase) -> Snapshot:
    """Two queries."""
    rows = list(_counted(phase).values_list("participant", "statement__number", "value"))
    statements = list(Statement.objects.filter(phase=phase, state=SHOWN).order_by("number"))
    people = {row[0] for row in rows} | {one.author_id for one in statements if one.author_id}
    order = sorted(
        people, key=lambda pk: hashed("parvis.participation.opinions", phase.pk, str(pk))
    )
    number = {pk: place for place, pk in enumerate(order, start=1)}
    return Snapshot(
        tuple(
            Comment(
                one.number,
                number[one.author_id] if one.author_id else ORGANISERS,
                one.text,
                moderated=1,
            )
            for one in statements
        ),
        tuple(sorted((Vote(said, number[pk], value) for pk, said, value in rows), key=_place)),
        number,
    )


def _place(vote: Vote) -> tuple[int, int]:
    return vote.voter, vote.comment


def phases_to_draw() -> list[Phase]:
    """Those where somebody answered since the last map, or a statement came or went."""
    # An answer may be committed a little after its time: look a little further back.
    since = OuterRef("opinion_map__drawn_at") - timedelta(seconds=10)
    answers = Reaction.objects.filter(phase=OuterRef("pk"))
    settled = Statement.objects.filter(phase=OuterRef("pk"), settled_at__gt=since)
    late = Q(opinion_map=None) | Exists(answers.filter(reacted_at__gt=since)) | Exists(settled)
    found = Phase.objects.filter(rules__acts__contains=[Act.REACT], opens_at__lte=clock.now())
    return list(found.filter(Exists(answers), late).select_related("consultation"))


def map_of(phase: Phase) -> KeptMap | None:
    """Without anybody's place."""
    return KeptMap.objects.filter(phase=phase).defer("places", "weights").first()


def place_key(participant: int) -> str:
    """In `KeptMap.places`. Not a number alone: PostgreSQL takes that for a place in a list."""
    return f"p{participant}"


def place_of(participant: Participant, phase: Phase) -> list[float | None] | None:
    """[x, y, group] of somebody on the last map, for them alone."""
    found = KeptMap.objects.filter(phase=phase)
    return found.values_list(f"places__{place_key(participant.pk)}", flat=True).first()


def people_in(phase: Phase) -> dict[str, int]:
    """How many answered: `verified` and `visitors`."""
    found = Reaction.objects.filter(phase=phase, participant__left_at=None).aggregate(
        verified=Count("participant", distinct=True, filter=~Q(participant__way=Way.NONE)),
        visitors=Count("participant", distinct=True, filter=Q(participant__way=Way.NONE)),
    )
    return {"verified": found["verified"], "visitors": found["visitors"]}
