"""Ideas alike, among those published in a consultation: three short queries, some milliseconds
among ten thousand (`bench`)."""

import logging
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import connection

from parvis.core.kept import Kept
from parvis.participation import ports
from parvis.participation.likeness import Described, cosine, described, idf
from parvis.participation.models import Consultation, Idea, TermCount
from parvis.participation.rules.ideas import Whereabouts, is_here
from parvis.territory import queries as territory
from parvis.territory.models import Area
from parvis.territory.queries import search_key

log = logging.getLogger(__name__)

ALIKE = 0.28
"""Below this two ideas share words by chance."""
MOST_SHOWN = 3
_TELLING = 10
_CANDIDATES = 30
_COMMON_SHARE = 0.3
_communes: Kept[list[Area]] = Kept(seconds=600)


@dataclass(frozen=True, slots=True)
class Found:
    """`score` from 0 to 1, of what is to be done; said by a machine, never a decision."""

    idea: Idea
    score: float


@dataclass(frozen=True, slots=True)
class Alike:
    """`here`: perhaps the same project. `elsewhere`: the same theme at another place."""

    here: list[Found] = field(default_factory=list)
    elsewhere: list[Found] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.here or self.elsewhere)


def communes_of(consultation: Consultation) -> list[Area]:
    """Where an idea may be, by name; `consultation.areas` is prefetched. Ten minutes late at
    most."""

    def make() -> list[Area]:
        found: dict[int, Area] = {}
        for area in consultation.areas.all():
            found |= {one.pk: one for one in territory.communes_of(area)[:600]}
        return sorted(found.values(), key=lambda one: one.folded)

    return _communes.get(consultation.pk, make)


def place_words(consultation: Consultation) -> frozenset[str]:
    """Words that name communes there: they say where, not what."""
    names = (search_key(one.name) for one in communes_of(consultation))
    return frozenset(word for name in names for word in name.split() if len(word) > 2)


def alike(
    consultation: Consultation,
    title: str,
    text: str = "",
    *,
    commune: Area | None = None,
    position: tuple[float, float] | None = None,
    besides: int | None = None,
) -> Alike:
    """Published ideas that ask for the same thing, the most alike first, at this place and at
    others; `besides`: one to leave out."""
    asked = described(title, text, place_words(consultation))
    counts = _counts(consultation, asked)
    idfs = _idfs(counts, counts.get("", 0))
    rows = _candidates(consultation, asked, counts, idfs, besides)
    if not rows:
        return Alike()
    scored = _scored(asked, rows, counts.get("", 0), f"{title}\n{text}")
    where = Whereabouts(commune.pk if commune else None, asked.places, position)
    found = Alike()
    for score, idea, names in sorted(scored, key=lambda one: -one[0]):
        if score < ALIKE:
            break
        there = Whereabouts(idea.commune_id, names, _position(idea))
        side = found.here if is_here(where, there) else found.elsewhere
        if len(side) < MOST_SHOWN:
            side.append(Found(idea, score))
    return found


def alike_to(idea: Idea, consultation: Consultation) -> Alike:
    """The same for an idea already written, itself left out."""
    return alike(
        consultation,
        idea.title,
        idea.text,
        commune=idea.commune,
        position=_position(idea),
        besides=idea.pk,
    )


def _position(idea: Idea) -> tuple[float, float] | None:
    if idea.latitude is None or idea.longitude is None:
        return None
    return idea.latitude, idea.longitude


def _counts(consultation: Consultation, asked: Described) -> dict[str, int]:
    held = TermCount.objects.filter(consultation=consultation, term__in=["", *asked.action])
    return dict(held.values_list("term", "ideas"))


def _idfs(counts: Mapping[str, int], ideas: int) -> dict[str, float]:
    return {term: idf(ideas, count) for term, count in counts.items() if term}


def _candidates(
    consultation: Consultation,
    asked: Described,
    counts: Mapping[str, int],
    idfs: Mapping[str, float],
    besides: int | None,
) -> list[int]:
    """Those that share the most telling words; what is in a third of all ideas tells nothing."""
    most = max(counts.get("", 0) * _COMMON_SHARE, 50)
    known = [term for term in asked.action if 0 < counts.get(term, 0) <= most]
    telling = sorted(known, key=lambda term: -asked.action[term] * idfs[term])[:_TELLING]
    if not telling:
        return []
    weights = [asked.action[term] * idfs[term] ** 2 for term in telling]
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, [telling, weights, consultation.pk, besides or 0, _CANDIDATES])
        return [key for (key,) in cursor.fetchall()]


_NEAREST = """
SELECT held.idea_id FROM unnest(%s::text[], %s::float8[]) AS asked(term, weight)
JOIN participation_term held ON held.consultation_id = %s AND held.term = asked.term
    AND NOT held.is_place AND held.idea_id <> %s
GROUP BY held.idea_id ORDER BY sum(asked.weight * held.weight) DESC, held.idea_id LIMIT %s"""

_HELD = """
SELECT held.idea_id, held.term, held.weight, held.is_place, coalesce(counted.ideas, 1)
FROM participation_term held LEFT JOIN participation_termcount counted
    ON counted.consultation_id = held.consultation_id AND counted.term = held.term
WHERE held.idea_id = ANY(%s)"""


def _scored(
    asked: Described, keys: list[int], ideas: int, text: str
) -> list[tuple[float, Idea, frozenset[str]]]:
    action: dict[int, dict[str, float]] = defaultdict(dict)
    names: dict[int, set[str]] = defaultdict(set)
    idfs: dict[str, float] = {}
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [keys])
        for key, term, weight, is_place, count in cursor.fetchall():
            if is_place:
                names[key].add(term)
            else:
                action[key][term] = weight
                idfs[term] = idf(ideas, count)
    found = Idea.objects.filter(pk__in=keys, state=Idea.State.SHOWN).select_related("commune")
    rows = list(found)
    scores = [cosine(asked.action, action[row.pk], idfs) for row in rows]
    scores = _with_model(text, rows, scores)
    return [(score, row, frozenset(names[row.pk])) for score, row in zip(scores, rows, strict=True)]


def _with_model(text: str, rows: list[Idea], scores: list[float]) -> list[float]:
    """Half by a plugged-in model, where there is one that answers."""
    model = ports.likeness()
    if model is None:
        return scores
    try:
        others = model.scores(text, [f"{row.title}\n{row.text}" for row in rows])
        return [(one + other) / 2 for one, other in zip(scores, others, strict=True)]
    except Exception:
        log.exception("the plugged-in model of likeness failed: words decide")
        return scores
