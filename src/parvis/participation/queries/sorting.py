"""What organisers sort: ideas with tags, criteria, proposals of a machine; what moderators read."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from parvis.core.typed import whole
from parvis.participation.likeness import cosine, idf
from parvis.participation.models import (
    Argument,
    Assessment,
    Consultation,
    Criterion,
    Gathering,
    Idea,
    Moderation,
    Participant,
    Remark,
    Term,
)
from parvis.participation.queries.likeness import ALIKE

State = Idea.State
CLUSTERED = 300
FEW = 30
"""So many ideas may share a word however few there are in all."""
PAGE = 30


@dataclass(frozen=True, slots=True)
class Sorted:
    """What an organiser looks for."""

    tag: str = ""
    theme: str = ""
    stage: str = ""
    text: str = ""


def to_sort(consultation: Consultation, wanted: Sorted, after: int = 0) -> tuple[list[Idea], int]:
    """Thirty published ideas, the newest first, and the key after which others follow (0: none)."""
    found = Idea.objects.filter(consultation=consultation, state=State.SHOWN)
    if wanted.tag:
        found = found.filter(tags__contains=[wanted.tag])
    if wanted.theme:
        found = found.filter(theme=wanted.theme)
    if wanted.stage:
        found = found.filter(stage=wanted.stage)
    for word in wanted.text.replace("\x00", " ").split()[:5]:
        found = found.filter(Q(title__unaccent__icontains=word) | Q(text__unaccent__icontains=word))
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found.select_related("commune").order_by("-pk")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else 0


def chosen(consultation: Consultation, keys: Iterable[str]) -> list[Idea]:
    """The published ideas with these keys, as many as can be read side by side."""
    numbers = [number for key in keys if (number := whole(key)) is not None][:20]
    found = Idea.objects.filter(consultation=consultation, state=State.SHOWN, pk__in=numbers)
    return list(found.select_related("commune").order_by("pk"))


def grid(
    consultation: Consultation, ideas: Collection[Idea]
) -> list[tuple[Criterion, list[Assessment | None]]]:
    """What was found of each idea by each criterion. Two queries."""
    criteria = list(Criterion.objects.filter(consultation=consultation).order_by("pk"))
    found = {
        (one.criterion_id, one.idea_id): one for one in Assessment.objects.filter(idea__in=ideas)
    }
    return [(each, [found.get((each.pk, idea.pk)) for idea in ideas]) for each in criteria]


def gatherings(consultation: Consultation) -> list[Gathering]:
    """The last fifty, with the ideas they are about."""
    found = Gathering.objects.filter(consultation=consultation).order_by("-asked_at", "-pk")
    return list(found.prefetch_related("carries__source", "carries__target")[:50])


def clusters(consultation: Consultation) -> list[list[Idea]]:
    """The newest three hundred ideas that a machine finds close by their action, two or more
    together, the largest first. Two queries. Never a decision."""
    newest = Idea.objects.filter(consultation=consultation, state=State.SHOWN)
    ideas = {one.pk: one for one in newest.order_by("-pk")[:CLUSTERED]}
    actions: dict[int, dict[str, float]] = defaultdict(dict)
    held: dict[str, list[int]] = defaultdict(list)
    terms = Term.objects.filter(idea__in=ideas, is_place=False)
    for key, term, weight in terms.values_list("idea", "term", "weight"):
        actions[key][term] = weight
        held[term].append(key)
    idfs = {term: idf(len(ideas), len(keys)) for term, keys in held.items()}
    near = {
        pair: score
        for pair in _pairs(held, len(ideas))
        if (score := cosine(actions[pair[0]], actions[pair[1]], idfs)) >= ALIKE
    }
    groups = together(near)
    return [[ideas[key] for key in ideas if key in group] for group in groups]


def _pairs(held: Mapping[str, list[int]], count: int) -> set[tuple[int, int]]:
    """Those that share a word which not everybody uses, the smaller key first."""
    most = max(count // 5, FEW)
    return {
        (min(one, other), max(one, other))
        for keys in held.values()
        if len(keys) <= most
        for place, one in enumerate(keys)
        for other in keys[place + 1 :]
    }


def together(near: Mapping[tuple[int, int], float]) -> list[set[int]]:
    """The closest first, groups in which each is close to each: no chain leads from composting to
    cycling. The largest first."""
    group_of: dict[int, set[int]] = {}
    for one, other in sorted(near, key=lambda pair: (-near[pair], pair)):
        mine, theirs = group_of.get(one, {one}), group_of.get(other, {other})
        if mine is theirs or any((min(a, b), max(a, b)) not in near for a in mine for b in theirs):
            continue
        group_of |= dict.fromkeys(mine | theirs, mine | theirs)
    groups = {id(group): group for group in group_of.values()}
    return sorted(groups.values(), key=lambda one: -len(one))


def to_read(consultation: Consultation) -> list[Idea | Argument | Remark]:
    """What waits for a moderator: held, or hidden and appealed against, the oldest first."""
    ideas = _waiting(Idea.objects.filter(consultation=consultation), "idea")
    arguments = _waiting(Argument.objects.filter(idea__consultation=consultation), "argument")
    remarks = _waiting(Remark.objects.filter(consultation=consultation), "remark")
    rows: list[Idea | Argument | Remark] = [
        *ideas.select_related("consultation").order_by("pk")[:50],
        *arguments.select_related("idea__consultation").order_by("pk")[:50],
        *remarks.select_related("consultation").order_by("pk")[:50],
    ]
    return rows


def _waiting(rows: "QuerySet[Any]", column: str) -> "QuerySet[Any]":
    about = Moderation.objects.filter(**{column: OuterRef("pk")}).order_by("-pk")
    last = about.values("decision")[:1]
    known: QuerySet[Any] = rows.annotate(last=last)
    return known.filter(
        Q(state=State.HELD) | Q(state=State.HIDDEN, last=Moderation.Decision.APPEALED)
    )


def log_of(consultation: Consultation, after: int = 0) -> tuple[list[Moderation], int]:
    """Decisions on what people wrote, without the text and without names, the last first."""
    found = Moderation.objects.filter(consultation=consultation).order_by("-pk")
    if after:
        found = found.filter(pk__lt=after)
    rows = list(found.select_related("unit__institution")[: PAGE + 1])
    return rows[:PAGE], rows[PAGE - 1].pk if len(rows) > PAGE else 0


def asked_of(participant: Participant, idea: Idea) -> list[Gathering]:
    """What the participant is asked to agree to about this idea."""
    waiting = Gathering.objects.filter(
        state=Gathering.State.ASKED, consents__participant=participant, consents__agrees=None
    )
    about = Q(carries__source=idea) | Q(carries__target=idea)
    return list(waiting.filter(about).distinct().order_by("pk"))
