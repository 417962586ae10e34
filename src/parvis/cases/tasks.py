"""What the worker does for cases: time passing, questions to outside systems."""

from typing import Any

from parvis.cases import actions, ports
from parvis.cases.engine.lookups import ASK
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case
from parvis.core import jobs


@jobs.periodic(name="cases.run_clock", cron="*/5 * * * *")
def run_clock() -> None:
    """Dates past and reminders; each is a transaction of its own."""
    actions.run_clock()


@jobs.task(name=ASK, queue="connectors", attempts=6)
def ask_lookup(case_id: int, lookup: str, given: dict[str, Any]) -> None:
    """Ask an outside system, then keep what it answered. Tried again when it cannot be reached."""
    case = Case.objects.get(pk=case_id)
    if lookup in case.facts:
        return
    asked = script_of(case.version_id).package.process.lookups[lookup]
    source = ports.source_named(asked.source)
    actions.record_facts(case=case, lookup=lookup, facts=source.fetch(given))
