"""Reads. A kept situation is its person's: it is found through them only."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from math import inf
from pathlib import Path

from django.db.models import QuerySet

from parvis.accounts.models import Account, Person
from parvis.accounts.rules import root_of
from parvis.core import clock, maps
from parvis.directory import queries as directory
from parvis.directory.models import Institution, Place
from parvis.eligibility import sharing
from parvis.eligibility.interview import Interview
from parvis.eligibility.local import shipped
from parvis.eligibility.local.scale import Scale as Scale
from parvis.eligibility.local.scale import of_bands as of_bands
from parvis.eligibility.local.voted import as_voted, votes
from parvis.eligibility.models import KeptSituation, SharedInterview
from parvis.eligibility.population import margins

NEAR = 6


def kept_of(account: Account | None) -> KeptSituation | None:
    """What a resident keeps; None for a visitor and for an agent. One query."""
    if account is None or account.is_agent or account.person is None:
        return None
    return kept_by(root_of(account.person))


def kept_by(person: Person) -> KeptSituation | None:
    return KeptSituation.objects.filter(person=person).first()


def shared(code: str) -> Interview | None:
    """The interview behind a link; None when the code is wrong or too old."""
    found = SharedInterview.objects.filter(
        digest=sharing.digest(code), expires_at__gt=clock.now()
    ).first()
    opened = sharing.unseal(code, found.sealed) if found is not None else None
    return Interview.from_json(opened) if opened is not None else None


def watched(before: date, after: int, limit: int) -> QuerySet[KeptSituation]:
    """Situations whose people agreed to be told, and that this night did not look at yet."""
    waiting = KeptSituation.objects.filter(tells=True, pk__gt=after).exclude(checked_on=before)
    return waiting.select_related("person").order_by("pk")[:limit]


def places_near(commune: str, kinds: tuple[str, ...]) -> list[Place]:
    """Where somebody can be helped: in the commune first, then the nearest to it; those whose
    position is not known come last, by name. One query."""
    found = [one for one in directory.places(directory.Wanted()) if one.kind in kinds]
    here = [one.position for one in found if one.commune.code == commune and one.position]

    def farness(place: Place) -> tuple[bool, float]:
        metres = inf
        if here and place.position:
            metres = maps.distance(maps.Point(*here[0]), *place.position)
        return place.commune.code != commune, metres

    return sorted(found, key=farness)[:NEAR]


def tariff_on(institution: Institution, code: str, on: date) -> Scale | None:
    """The price by quotient of this name that holds for an institution on a day: a version of its
    benefit's file, or one voted here. `institution`: with its area. One query, or none."""
    if institution.area is None:
        return None
    for benefit in shipped():
        definition = benefit.definition
        grants = definition.institution
        if (
            definition.kind == "price"
            and definition.quotient is not None
            and benefit.id.partition(".")[2] == code
            and (grants.level, grants.code) == (institution.kind, institution.area.code)
        ):
            held = as_voted(benefit, votes([benefit.id])).version_on(on)
            if held is None:
                return None
            text = held.version.text.ref
            return Scale(held, definition.quotient.kind, text, held.version.since)
    return None


def published_strata(codes: Iterable[str]) -> list[margins.Stratum]:
    """How the people of the first of these areas (`epci:200067254`) that is known share out, with
    source and year; none when no file of the library speaks of any. No query."""
    for code in codes:
        path = margins.margins_of(code)
        if path is not None and (found := _strata(path, path.stat().st_mtime)):
            return list(found)
    return []


@lru_cache(maxsize=8)
def _strata(path: Path, changed: float) -> tuple[margins.Stratum, ...]:
    return tuple(margins.read(path).strata)
