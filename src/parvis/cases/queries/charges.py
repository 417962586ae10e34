"""What the applicant of a case owes, as its pages say it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from parvis.cases.engine.facts import charge_of
from parvis.cases.models import Case
from parvis.catalogue.queries import package_of


@dataclass(frozen=True, slots=True)
class Basis:
    """Why this price: `text` and `since`, the vote and its first day ("" and None where the
    service itself sets it); `on`, the day that counts; `quotient`, cents, None when not said."""

    price: int
    quotient: int | None
    kind: str
    on: date
    text: str
    since: date | None


@dataclass(frozen=True, slots=True)
class Owed:
    """`due`: the key of its payment page, empty when nothing is to be paid any more. `on`: the day
    of a bill among others; `basis`: of a price by quotient."""

    label: str
    explain: str
    cents: int
    is_paid: bool
    due: str
    on: date | None = None
    basis: Basis | None = None


def charges_of(case: Case, language: str) -> list[Owed]:
    """In the order of the package. No query: the case keeps what its pages need."""
    if not case.charges:
        return []
    words = package_of(case.version_id).words(language).charges
    found = []
    for key, kept in case.charges.items():
        said = words.get(charge_of(key))
        # A later version of the service may have left it. Of zero, why it is zero is told.
        if said is None or not (kept["due"] if kept["cents"] else kept.get("tariff")):
            continue
        on = date.fromisoformat(kept["on"]) if "on" in kept else None
        basis = _basis(kept.get("tariff"))
        found.append(
            Owed(said.label, said.explain, kept["cents"], kept["paid"], kept["due"], on, basis)
        )
    return found


def _basis(kept: Mapping[str, Any] | None) -> Basis | None:
    if not kept:
        return None
    on = date.fromisoformat(kept["on"])
    since = date.fromisoformat(kept["since"]) if kept["since"] else None
    return Basis(kept["price"], kept["quotient"], kept["kind"], on, kept["text"], since)
