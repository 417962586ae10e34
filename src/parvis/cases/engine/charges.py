"""Amounts that a process asks of the applicant: what is due stands in `revenue`, and the case keeps
what its guards and pages read of it."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from parvis.cases.engine.facts import Facts
from parvis.cases.engine.live import Live
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Case
from parvis.catalogue.definition import Transition
from parvis.catalogue.expressions import Known
from parvis.revenue import actions as revenue
from parvis.revenue.models import Regie
from parvis.revenue.queries import regie_of

CASE = "cases.case"


def about(case: Case) -> tuple[str, str]:
    """How `revenue` names the case."""
    return CASE, str(case.pk)


def may_ask(live: Live, transition: Transition, facts: Facts) -> bool:
    """Whether every amount of the transition is known, and somebody may receive it."""
    return all(_asked(live, charge, facts) is not None for charge in transition.charges)


def ask(live: Live, transition: Transition, facts: Facts) -> None:
    """Make the amounts of a transition due. Zero is asked of nobody. Raises NotAllowed."""
    for charge in transition.charges:
        asked = _asked(live, charge, facts)
        if asked is None:
            raise NotAllowed(
                _(
                    "The amount cannot be asked: it is not known, or no regie receives money for "
                    "this service. An administrator must enter it."
                )
            )
        cents, regie = asked
        _keep(live, charge, cents, regie)


def _keep(live: Live, charge: str, cents: int, regie: Regie | None) -> None:
    case = live.case
    kept: dict[str, Any] = {"cents": cents, "paid": True, "due": ""}
    if regie is not None:
        label = live.script.package.words(settings.LANGUAGE_CODE).charges[charge].label
        due = revenue.ask(
            regie=regie,
            about=about(case),
            charge=charge,
            amount_cents=cents,
            payer=case.applicant_name,
            person_key=str(case.person_id),
            reference=case.reference,
            label=label,
        )
        paid = due.state == due.State.PAID
        kept = {"cents": due.amount_cents, "paid": paid, "due": str(due.pk)}
    case.charges = {**case.charges, charge: kept}
    live.note("charge_asked", charge, cents=kept["cents"])


def _asked(live: Live, charge: str, facts: Facts) -> tuple[int, Regie | None] | None:
    """(cents, who receives them); None when one of them is missing."""
    rule = live.script.package.process.charges[charge]
    outcome = live.script.rule(rule.amount).evaluate(facts)
    cents = outcome.value if isinstance(outcome, Known) else None
    if not isinstance(cents, int) or isinstance(cents, bool) or cents < 0:
        return None
    if cents == 0:
        return 0, None
    regie = regie_of(live.unit_of(rule.function))
    return (cents, regie) if regie is not None else None


def cancel(live: Live) -> None:
    """A closed case owes nothing any more: what is open is no longer due."""
    case = live.case
    if any(kept["due"] and not kept["paid"] for kept in case.charges.values()):
        revenue.cancel(about=about(case))
        case.charges = {
            name: kept if kept["paid"] else {**kept, "due": ""}
            for name, kept in case.charges.items()
        }
