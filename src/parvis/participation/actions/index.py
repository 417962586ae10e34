"""Keeping the index in which ideas alike are found (`queries.likeness`)."""

from django.db import connection

from parvis.participation.likeness import described
from parvis.participation.models import Idea, Term
from parvis.participation.queries.likeness import place_words


def index(idea: Idea) -> None:
    """Write what a published idea is about, again if need be. In the caller's transaction."""
    unindex(idea)
    told = described(idea.title, idea.text, place_words(idea.consultation))
    Term.objects.bulk_create(
        [
            *(_term(idea, term, weight=weight) for term, weight in told.action.items()),
            *(_term(idea, name[:40], is_place=True) for name in told.places),
        ]
    )
    _count(idea.consultation_id, ["", *told.action], 1)


def unindex(idea: Idea) -> None:
    """An idea that is listed no more is like nothing."""
    held = Term.objects.filter(idea=idea)
    terms = list(held.filter(is_place=False).values_list("term", flat=True))
    if held._raw_delete(held.db) and terms:
        _count(idea.consultation_id, ["", *terms], -1)


def _term(idea: Idea, term: str, *, weight: float = 1.0, is_place: bool = False) -> Term:
    return Term(
        consultation_id=idea.consultation_id,
        idea=idea,
        term=term,
        weight=weight,
        is_place=is_place,
    )


def _count(consultation_id: int, terms: list[str], step: int) -> None:
    # In one order, so that two ideas sent at once never wait for each other.
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [consultation_id, step, sorted(terms), step])


_COUNT = """
INSERT INTO participation_termcount (consultation_id, term, ideas)
SELECT %s, term, greatest(%s, 0) FROM unnest(%s::text[]) AS given(term)
ON CONFLICT (consultation_id, term)
DO UPDATE SET ideas = greatest(participation_termcount.ideas + %s, 0)"""
