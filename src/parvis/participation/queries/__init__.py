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

__all__ = [
    "consultation_at",
    "is_anything_published",
    "organised_by",
    "page_of",
    "participant_at",
    "phases_in_order",
    "published",
    "received_by",
    "visitor_hash",
]
