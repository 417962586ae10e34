"""Reads, always starting from what one may see."""

from parvis.participation.queries.consultations import (
    consultation_at,
    is_anything_published,
    organised_by,
    page_of,
    participant_at,
    phases_in_order,
    published,
    received_by,
    visitor_hash,
)
from parvis.participation.queries.deliberation import (
    answered_by,
    answers_of,
    map_of,
    next_turn,
    people_in,
    phases_to_draw,
    place_of,
    snapshot,
    statements_of,
    visitors_answers,
    waiting_in,
)

__all__ = [
    "answered_by",
    "answers_of",
    "consultation_at",
    "is_anything_published",
    "map_of",
    "next_turn",
    "organised_by",
    "page_of",
    "participant_at",
    "people_in",
    "phases_in_order",
    "phases_to_draw",
    "place_of",
    "published",
    "received_by",
    "snapshot",
    "statements_of",
    "visitor_hash",
    "visitors_answers",
    "waiting_in",
]
