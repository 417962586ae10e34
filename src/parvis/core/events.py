"""Upward news: a lower domain announces a frozen fact, upper domains subscribe in `apps.py`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every fact. Subclasses hold JSON values only (keys, never model instances)."""
