"""Amounts that a process asks of the applicant: what is due stands in `revenue`, and the case keeps
what its guards and pages read of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.cases.engine import tariffs
from parvis.cases.engine.facts import Facts, charge_of
from parvis.cases.engine.live import Live
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Case
from parvis.catalogue.definition import Transition
from parvis.catalogue.expressions import Known
from parvis.core.ui.words import plaindate
from parvis.revenue import actions as revenue
from parvis.revenue.models import Regie
from parvis.revenue.queries import regie_of

CASE = "cases.case"


@dataclass(frozen=True, slots=True)
class Asked:
    """`regie`: who receives it, None when nothing is due. `on`: the day it is asked for; `tariff`:
    what the case keeps of the tariff that gave it, empty when none did."""

    cents: int
    regie: Regie | None
    on: date
    tariff: Mapping[str, Any]


def about(case: Case) -> tuple[str, str]:
    """How `revenue` names the case."""
    return CASE, str(case.pk)


def may_ask(live: Live, transition: Transition, facts: Facts) -> bool:
    """Whether every amount of the transition is known, and somebody may receive it."""
    return all(_asked(live, charge, transition, facts) for charge in transition.charges)


def ask(live: Live, transition: Transition, facts: Facts) -> None:
    """Make the amounts of a transition due. Zero is asked of nobody. Raises NotAllowed."""
    for charge in transition.charges:
        asked = _asked(live, charge, transition, facts)
        if asked is None:
            raise NotAllowed(
                _(
                    "The amount cannot be asked: it is not known, no tariff is in force, or no "
                    "regie receives money for this service. An administrator must enter it."
                )
            )
        _keep(live, charge, asked)


def _keep(live: Live, charge: str, asked: Asked) -> None:
    case, key = live.case, _key(live, charge)
    kept: dict[str, Any] = {"cents": asked.cents, "paid": True, "due": ""}
    label = live.script.package.words(settings.LANGUAGE_CODE).charges[charge].label
    more: dict[str, Any] = {"tariff": dict(asked.tariff)} if asked.tariff else {}
    if live.script.package.process.charges[charge].repeats:
        more["on"], label = asked.on.isoformat(), f"{label} – {plaindate(asked.on)}"
    if asked.regie is not None:
        due = revenue.ask(
            regie=asked.regie,
            about=about(case),
            charge=key,
            amount_cents=asked.cents,
            payer=case.applicant_name,
            person_key=str(case.person_id),
            reference=case.reference,
            label=label,
        )
        paid = due.state == due.State.PAID
        kept = {"cents": due.amount_cents, "paid": paid, "due": str(due.pk)}
    case.charges = {**case.charges, key: kept | more}
    live.note("charge_asked", key, cents=kept["cents"])


def _key(live: Live, charge: str) -> str:
    """Under which name it is kept: bills of a charge that repeats are numbered from the second."""
    if not live.script.package.process.charges[charge].repeats:
        return charge
    before = sum(charge_of(key) == charge for key in live.case.charges)
    return f"{charge}#{before + 1}" if before else charge


def _asked(live: Live, charge: str, transition: Transition, facts: Facts) -> Asked | None:
    """None when the amount is not known, or nobody may receive it."""
    rule = live.script.package.process.charges[charge]
    amount = live.script.amount(rule.amount, transition)
    parts = [path.split(".") for path in sorted(amount.paths)]
    read = [part[1] for part in parts if part[0] == "tariffs"]
    outcome = amount.evaluate(facts | {"tariffs": {name: {} for name in read}})
    used: dict[str, tariffs.Applied] = {}
    if read and not isinstance(outcome, Known):
        found = {name: tariffs.applied(live, name, transition, facts) for name in read}
        used = {name: one for name, one in found.items() if one is not None}
        prices = {name: {"price": used[name].price} if name in used else {} for name in read}
        outcome = amount.evaluate(facts | {"tariffs": prices})
    cents = outcome.value if isinstance(outcome, Known) else None
    if not isinstance(cents, int) or isinstance(cents, bool) or cents < 0:
        return None
    first = next(iter(used.values()), None)
    on, kept = (first.on, first.kept) if first else (live.today, {})
    if cents == 0:
        return Asked(0, None, on, kept)
    regie = regie_of(live.unit_of(rule.function))
    return Asked(cents, regie, on, kept) if regie is not None else None


def cancel(live: Live) -> None:
    """A closed case owes nothing any more: what is open is no longer due."""
    case = live.case
    if any(kept["due"] and not kept["paid"] for kept in case.charges.values()):
        revenue.cancel(about=about(case))
        case.charges = {
            name: kept if kept["paid"] else {**kept, "due": ""}
            for name, kept in case.charges.items()
        }
