"""What the worker does for cases: time passing, questions to outside systems."""

import logging
from typing import Any
from uuid import UUID

from parvis.cases import actions, ports
from parvis.cases.actions import (
    alerts,
    bulk,
    conversations,
    drafts,
    retention,
    unsticking,
    versions,
)
from parvis.cases.engine.lookups import ASK
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case
from parvis.core import jobs

log = logging.getLogger(__name__)


@jobs.periodic(name="cases.run_clock", cron="*/5 * * * *")
def run_clock() -> None:
    """Dates past and reminders; each is a transaction of its own."""
    actions.run_clock()


@jobs.periodic(name="cases.purge_drafts", cron="41 2 * * *")
def purge_drafts() -> None:
    """Drafts and files that nobody came back for."""
    drafts.purge_drafts()


@jobs.periodic(name="cases.run_retention", cron="23 3 * * *", queue=jobs.LONG)
def run_retention() -> None:
    """Cases whose keeping time ends: told, then erased or made anonymous."""
    retention.run_retention()


@jobs.task(name=unsticking.TURNS)
def find_turns() -> None:
    """Asked by an administrator, for cases that stand in nobody's list."""
    unsticking.restore_turns()


@jobs.periodic(name="cases.forget_conversations", cron="31 3 * * *")
def forget_conversations() -> None:
    """What was said at desks, a year later."""
    conversations.forget_conversations()


@jobs.periodic(name="cases.send_alerts", cron="*/5 * * * *")
def send_alerts() -> None:
    """Mails to agents about what waits for them, to whom it is time to write."""
    alerts.send_alerts()


@jobs.periodic(name="cases.purge_alerts", cron="53 2 * * *")
def purge_alerts() -> None:
    """What agents were told long ago."""
    alerts.purge_told()


@jobs.task(name=ASK, queue="connectors", attempts=6)
def ask_lookup(case_id: int, lookup: str, given: dict[str, Any]) -> None:
    """Ask an outside system, then keep what it answered. Tried again when it cannot be reached.

    Where no connector serves that source the facts stay unknown, and somebody decides.
    """
    case = Case.objects.get(pk=case_id)
    asked = script_of(case.version_id).package.process.lookups.get(lookup)
    # The case may have been carried, meanwhile, to a version that does not ask it.
    if asked is None or lookup in case.facts:
        return
    try:
        source = ports.source_named(asked.source)
    except ports.UnknownSource:
        log.warning("no connector answers for %s", asked.source)
        return
    actions.record_facts(case=case, lookup=lookup, facts=source.fetch(given))


@jobs.task(name=bulk.RUN, attempts=6)
def run_bulk(run: str) -> None:
    """The rest of a bulk run; a line done is done once, wherever the worker is killed."""
    bulk.carry_on(UUID(run))


@jobs.task(name=versions.REHEARSE, attempts=6, queue=jobs.LONG)
def rehearse_versions(run: str) -> None:
    """The next cases of a rehearsal: carried to another version, and undone."""
    versions.rehearse(UUID(run))


@jobs.task(name=versions.RUN, attempts=6, queue=jobs.LONG)
def run_versions(run: str) -> None:
    """The next cases carried to another version; each once, wherever the worker is killed."""
    versions.carry_on(UUID(run))


@jobs.periodic(name="cases.purge_version_runs", cron="49 2 * * *")
def purge_version_runs() -> None:
    """Moves to another version prepared, and never confirmed."""
    versions.purge_prepared()


@jobs.periodic(name="cases.purge_bulk_runs", cron="47 2 * * *")
def purge_bulk_runs() -> None:
    """Bulk runs prepared, and never confirmed."""
    bulk.purge_prepared()
