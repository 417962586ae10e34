"""What cannot be true of a household, whatever is still unknown of it."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from parvis.eligibility.plausible import value
from parvis.eligibility.situation import Situation
from parvis.territory import queries as territory

_OLDEST: Final = date(1900, 1, 1)
_MONTHS: Final = 10


def faults_of(situation: Situation, on: date) -> dict[str, str]:
    """Messages by path, in the active language; none when all may be true. At most one query."""
    return dict(
        (*_births(situation, on), *_parents(situation), *_due_dates(situation, on),
         *_commune(situation))
    )  # fmt: skip


def _births(situation: Situation, on: date) -> Iterator[tuple[str, str]]:
    for who in situation.members:
        path = f"{who}.birth_date"
        born = value(situation, path)
        if born is not None and born > on:
            yield path, _("This birth date is in the future. A child to be born is a due_date.")
        if born is not None and born < _OLDEST:
            yield path, _("This birth date is too long ago.")


def _parents(situation: Situation) -> Iterator[tuple[str, str]]:
    births = [value(situation, f"{who}.birth_date") for who in situation.adults]
    if None in births:
        return
    for child in situation.children:
        born = value(situation, f"{child}.birth_date")
        if born is not None and born <= min(births):
            yield f"{child}.birth_date", _("A child cannot be older than the parents.")


def _due_dates(situation: Situation, on: date) -> Iterator[tuple[str, str]]:
    for who in situation.members:
        due = value(situation, f"{who}.due_date")
        if due is None:
            continue
        months = (due.year - on.year) * 12 + due.month - on.month
        if not 0 <= months <= _MONTHS:
            yield f"{who}.due_date", _("A birth is expected within the ten months to come.")


def _commune(situation: Situation) -> Iterator[tuple[str, str]]:
    code = value(situation, "home.commune")
    if code is not None and territory.commune(code) is None:
        yield "home.commune", _("No commune has this code of the official geographic code (INSEE).")
