"""The price by household quotient that applies to a case, and what it rests on (decision 0356).

The day that counts is the tariff's `day`: by default that of the request. What was voted later, or
begins later, changes nothing (CRPA L221-4); the case keeps what gave its amount.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import override

from parvis.cases.engine.facts import Facts
from parvis.cases.engine.live import Live
from parvis.catalogue.definition import Package, Tariff, Transition
from parvis.catalogue.expressions import Known
from parvis.directory.models import Institution
from parvis.eligibility.queries import Scale, of_bands, tariff_on

_GIVEN: ContextVar[Mapping[str, int] | None] = ContextVar("prices of a scenario", default=None)


@dataclass(frozen=True, slots=True)
class Applied:
    """`price`: cents of one unit. `on`: the day that counts. `kept`: what the case keeps of it."""

    price: int
    on: date
    kept: dict[str, Any]


@contextmanager
def given(prices: Mapping[str, int]) -> Iterator[None]:
    """What tariffs come to in a scenario, whose institution has voted nothing."""
    token = _GIVEN.set(prices)
    try:
        yield
    finally:
        _GIVEN.reset(token)


def applied(live: Live, name: str, transition: Transition, facts: Facts) -> Applied | None:
    """None: no tariff of that name holds that day, or the day is not known. Two queries."""
    tariff = live.script.package.process.tariffs[name]
    day = live.script.value(tariff.day, transition, facts)
    on = day.value if isinstance(day, Known) else None
    if not isinstance(on, date):
        return None
    if name in (said := _GIVEN.get() or {}):
        return Applied(said[name], on, {})
    scale = in_force(tariff, institution_of(live.case.lead_unit_id), on)
    quotient = quotient_of(live.script.package, tariff, live.case.answers)
    price = scale.price(quotient) if scale is not None else None
    if scale is None or price is None:
        return None
    kept = {
        "price": price,
        "quotient": quotient,
        "kind": tariff.kind,
        "on": on.isoformat(),
        "text": scale.text,
        "since": scale.since.isoformat() if scale.since else "",
    }
    return Applied(price, on, kept)


def in_force(tariff: Tariff, institution: Institution | None, on: date) -> Scale | None:
    """The institution's own tariff of that name; else that of the package, if it has one."""
    with override(settings.LANGUAGE_CODE):
        own = tariff_on(institution, tariff.code, on) if institution is not None else None
    if own is not None:
        return own if own.kind == tariff.kind else None
    if tariff.otherwise is None:
        return None
    steps = tuple((step.up_to, step.price) for step in tariff.otherwise.steps)
    return of_bands(steps, tariff.otherwise.absent, tariff.kind)


def institution_of(unit_id: int | None) -> Institution | None:
    """Whose unit it is, with its area. One query."""
    if unit_id is None:
        return None
    return Institution.objects.select_related("area").filter(units=unit_id).first()


def quotient_of(package: Package, tariff: Tariff, answers: Mapping[str, Any]) -> int | None:
    """Cents; None when nobody said it."""
    said = answers.get(tariff.quotient)
    if not isinstance(said, int) or isinstance(said, bool):
        return None
    field = package.form.field(tariff.quotient)
    return said if field.type == "amount" else said * 100
