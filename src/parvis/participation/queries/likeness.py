"""Ideas alike, among those published in a consultation: two short queries, some milliseconds
among ten thousand (`bench`)."""

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import connection

from parvis.core.kept import Kept
from parvis.core.prepared import Given, Prepared
from parvis.participation import ports
from parvis.participation.likeness import Described, cosine, described, idf
from parvis.participation.models import Consultation, Idea
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
_place_words: Kept[frozenset[str]] = Kept(seconds=600)


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

    def make() -> frozenset[str]:
        names = (search_key(one.name) for one in communes_of(consultation))
        return frozenset(word for name in names for word in name.split() if len(word) > 2)

    return _place_words.get(consultation.pk, make)


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
    held = _held(consultation, asked, besides)
    if not held:
        return Alike()
    scored = _scored(asked, held, f"{title}\n{text}")
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


_Held = tuple[int, str, float, bool, int, int]
# The candidates share the most telling words; what is in a third of all ideas tells nothing. With
# all that describes them, in one statement: each more would wait for its turn.
_HELD = """
WITH every AS (
    SELECT ideas FROM participation_termcount WHERE consultation_id = %(town)s AND term = ''
), asked AS MATERIALIZED (
    SELECT given.term, given.weight * rarity.idf AS tells, rarity.idf
    FROM unnest(%(terms)s::text[], %(weights)s::float8[]) WITH ORDINALITY given(term, weight, place)
    CROSS JOIN every
    JOIN participation_termcount counted
        ON counted.consultation_id = %(town)s AND counted.term = given.term
        AND counted.ideas BETWEEN 1 AND greatest(every.ideas * %(common)s::float8, 50)
    CROSS JOIN LATERAL
        (SELECT ln((1 + every.ideas)::float8 / (1 + counted.ideas)) + 1 AS idf) rarity
    ORDER BY tells DESC, given.place LIMIT %(telling)s
), near AS MATERIALIZED (
    SELECT held.idea_id FROM asked JOIN participation_term held
        ON held.consultation_id = %(town)s AND held.term = asked.term AND NOT held.is_place
        AND held.idea_id <> %(besides)s
    GROUP BY held.idea_id
    ORDER BY sum(asked.tells * asked.idf * held.weight) DESC, held.idea_id LIMIT %(most)s
)
SELECT held.idea_id, held.term, held.weight, held.is_place, coalesce(counted.ideas, 1), every.ideas
FROM near JOIN participation_term held ON held.idea_id = near.idea_id CROSS JOIN every
LEFT JOIN participation_termcount counted
    ON counted.consultation_id = %(town)s AND counted.term = held.term"""
_SHOWN = Prepared(
    lambda: (
        Idea.objects.filter(state=Idea.State.SHOWN)
        .select_related("commune")
        .extra(where=["participation_idea.id = ANY(%s)"], params=[Given("keys")])
    )
)


def _held(consultation: Consultation, asked: Described, besides: int | None) -> list[_Held]:
    """Idea, term, weight, is it a place, ideas that hold it, ideas in all; of the candidates."""
    given: dict[str, Any] = {
        "town": consultation.pk,
        "terms": list(asked.action),
        "weights": list(asked.action.values()),
        "common": _COMMON_SHARE,
        "telling": _TELLING,
        "besides": besides or 0,
        "most": _CANDIDATES,
    }
    with connection.cursor() as cursor:
        cursor.execute(_HELD, given)
        rows: list[_Held] = cursor.fetchall()
    return rows


def _scored(
    asked: Described, held: list[_Held], text: str
) -> list[tuple[float, Idea, frozenset[str]]]:
    action: dict[int, dict[str, float]] = defaultdict(dict)
    names: dict[int, set[str]] = defaultdict(set)
    idfs: dict[str, float] = {}
    for key, term, weight, is_place, count, ideas in held:
        if is_place:
            names[key].add(term)
        else:
            action[key][term] = weight
            idfs[term] = idf(ideas, count)
    rows = _SHOWN.all(keys=list(action))
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
