"""Questions to outside systems: prepared in the transaction, asked by a job after it."""

from parvis.cases.engine.live import Live
from parvis.catalogue.definition import Lookup
from parvis.catalogue.expressions import Known
from parvis.core import jobs

ASK = "cases.ask_lookup"


def ask_all(live: Live) -> None:
    """Defer the questions of the package, once each."""
    for lookup_id, lookup in live.script.package.process.lookups.items():
        given = given_to(live, lookup)
        if given is not None:
            jobs.defer(
                ASK,
                once=f"{live.case.reference}:{lookup_id}",
                case_id=live.case.pk,
                lookup=lookup_id,
                given=given,
            )


def given_to(live: Live, lookup: Lookup) -> dict[str, object] | None:
    """The inputs of the question; None when an answer it needs is missing: it is not asked."""
    facts = live.facts()
    given: dict[str, object] = {}
    for name, text in lookup.given.items():
        outcome = live.script.rule(text).evaluate(facts)
        if not isinstance(outcome, Known) or outcome.value in (None, ""):
            return None
        value = outcome.value
        given[name] = value if isinstance(value, bool | int | float | str) else str(value)
    return given
