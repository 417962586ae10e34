"""What makes cases go on when something outside them stopped. Done twice, it does no more."""

from datetime import timedelta

from django.db import connection, transaction

from parvis.cases.actions import bulk
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Attachment, BulkRun
from parvis.core import clock, files, jobs

CLOCK, RETENTION, TURNS = "cases.run_clock", "cases.run_retention", "cases.find_turns"
MOST = 1_000
# A unit has a turn on each open item, and on the case while its function has the hand.
NOBODYS_TURN = """
SELECT held.id FROM cases_case held
WHERE held.closed_at IS NULL AND held.bindings ? held.hand AND NOT EXISTS (
    SELECT FROM cases_turn turn WHERE turn.case_id = held.id AND turn.item_id IS NULL)
UNION
SELECT item.case_id FROM cases_workitem item
JOIN cases_case held ON held.id = item.case_id AND held.closed_at IS NULL
WHERE item.done_at IS NULL AND NOT EXISTS (
    SELECT FROM cases_turn turn WHERE turn.item_id = item.id)"""


def run_clock() -> int:
    """Have the worker see to the dates that passed; returns 1 when it was asked now."""
    return jobs.defer(CLOCK, once=CLOCK, lock=CLOCK, timestamp=0)


def end_keeping() -> int:
    """Have the worker end what is kept too long; returns 1 when it was asked now."""
    return jobs.defer(RETENTION, once=RETENTION, lock=RETENTION, timestamp=0)


def find_turns() -> int:
    """Have the worker put lost cases back into inboxes; returns 1 when it was asked now."""
    return jobs.defer(TURNS, once=TURNS)


def restore_turns() -> int:
    """Write again whose turn it is, for cases that stand in no inbox; returns how many. Each is a
    transaction of its own; one that somebody holds is left as it is."""
    with connection.cursor() as cursor:
        cursor.execute(f"{NOBODYS_TURN} LIMIT {MOST}")
        keys = [key for (key,) in cursor.fetchall()]
    return sum(_restore(key) for key in keys)


@transaction.atomic
def _restore(case_id: int) -> bool:
    try:
        live = Live.lock(case_id, SYSTEM_PARTY, skip_locked=True)
    except NotFound:
        return False
    live.forget_turns()
    live.save()
    return True


def scan_again() -> int:
    """Ask the antivirus again about files that have waited for an hour; returns how many."""
    before = clock.now() - timedelta(hours=1)
    waiting = Attachment.objects.filter(scan=Attachment.Scan.WAITING, uploaded_at__lt=before)
    found = list(waiting.order_by("uploaded_at").values_list("storage_name", "pk")[:MOST])
    for name, key in found:
        files.ask_scan(name, str(key))
    return len(found)


def go_on_with_runs() -> int:
    """Have the worker take up bulk runs that have not ended; returns how many were asked now."""
    before = clock.now() - timedelta(minutes=15)
    begun = BulkRun.objects.filter(confirmed_at__lt=before, ended_at=None)
    return sum(
        jobs.defer(bulk.RUN, lock=f"{bulk.RUN}.{key}", once=f"{bulk.RUN}.{key}", run=str(key))
        for key in begun.values_list("pk", flat=True)
    )
