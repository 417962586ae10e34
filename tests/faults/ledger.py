"""What the database of a running site must show once it has caught up: every effect, once."""

import json
import math
import time
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from typing import Any

import psycopg
from psycopg.rows import dict_row

from parvis.core import postgres
from tests.running import Site

LEASE = timedelta(minutes=5)
STALLED = 120  # seconds in which nothing was done


@dataclass
class Patience:
    """Lasts as long as fewer and fewer things wait: how busy a machine is says nothing."""

    seconds: float = STALLED
    least: float = math.inf
    until: float = 0

    def lasts(self, waiting: int) -> bool:
        if waiting < self.least:
            self.least, self.until = waiting, time.monotonic() + self.seconds
        return time.monotonic() < self.until


class Ledger:
    def __init__(self, site: Site) -> None:
        self.site = site

    def rows(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        url = postgres.url(self.site.folder / "var")
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            cursor = connection.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql: str, *values: Any) -> Any:
        [row] = self.rows(sql, *values)
        return next(iter(row.values()))

    def catch_up(self, killed_at: datetime) -> None:
        """Wait until nothing is left to do. What a killed process held is taken up once its lease
        and its heartbeat are over: as nobody waits for that here, they are said to be over."""
        self.site.wait(self.site.answers)
        self._run("core.deliver_events")
        patience = Patience()
        while left := self._due() + self._held():
            assert patience.lasts(len(left)), left
            if not self._due():
                self._let_go(killed_at)
            time.sleep(0.5)

    def _let_go(self, killed_at: datetime) -> None:
        # An attempt that ended with its process: the next is 10 s later, told by no bell but swept
        # up at the minute.
        self.rows(
            "UPDATE core_outboxdelivery SET retry_at = NULL"
            " WHERE delivered_at IS NULL AND retry_at > now()"
        )
        self._run("core.deliver_events")
        self.rows(
            "UPDATE notifications_notification SET retry_at = now() WHERE status = 'waiting'"
            " AND retry_at > now() AND retry_at < %s",
            killed_at + LEASE,
        )
        self.rows(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
            " WHERE id NOT IN (SELECT id FROM procrastinate_workers ORDER BY id DESC LIMIT 2)"
        )
        self._run("core.requeue_stalled_jobs", timestamp=0)
        self._run("notifications.send_waiting")

    def run_clock(self) -> None:
        """What the worker does by itself every five minutes."""
        self.rows(
            "INSERT INTO procrastinate_jobs"
            " (queue_name, task_name, args, lock, queueing_lock) VALUES ('default', %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            "cases.run_clock",
            json.dumps({"timestamp": 0}),
            "cases.run_clock",
            "cases.run_clock",
        )

    def _run(self, task: str, **arguments: int) -> None:
        self.rows(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args) VALUES ('default', %s, %s)",
            task,
            json.dumps(arguments),
        )

    def _due(self) -> list[dict[str, Any]]:
        """Facts not delivered, messages that may leave, jobs that may run."""
        return self.rows(
            "SELECT 'fact', name, NULL AS at FROM core_outboxevent fact WHERE delivered_at IS NULL"
            " AND NOT EXISTS (SELECT FROM core_outboxdelivery WHERE event_id = fact.id"
            " AND delivered_at IS NULL AND retry_at > now())"
            " UNION ALL SELECT 'message', key || ' ' || last_error, retry_at"
            " FROM notifications_notification"
            " WHERE status = 'waiting' AND channel <> 'letter'"
            " AND (retry_at IS NULL OR retry_at <= now())"
            " UNION ALL SELECT 'job', task_name, scheduled_at FROM procrastinate_jobs"
            " WHERE status = 'todo' AND lock IS NULL"
            " AND (scheduled_at IS NULL OR scheduled_at <= now())"
        )

    def _held(self) -> list[dict[str, Any]]:
        """Facts and messages that have not left, jobs that somebody, maybe dead, holds."""
        return self.rows(
            "SELECT 'fact', name, NULL AS at FROM core_outboxevent WHERE delivered_at IS NULL"
            " UNION ALL SELECT 'message', key || ' ' || last_error, retry_at AS at"
            " FROM notifications_notification"
            " WHERE status = 'waiting' AND channel <> 'letter'"
            " UNION ALL SELECT 'job', task_name, NULL FROM procrastinate_jobs"
            " WHERE status = 'doing'"
        )

    def references(self) -> dict[str, str]:
        return {
            str(row["draft_key"]): row["reference"]
            for row in self.rows("SELECT draft_key, reference FROM cases_case")
        }

    def answers(self) -> dict[str, dict[str, Any]]:
        """By draft, whether it was sent or not."""
        found = self.rows(
            "SELECT id AS key, answers FROM cases_draft"
            " UNION ALL SELECT draft_key, answers FROM cases_case"
        )
        return {str(row["key"]): row["answers"] for row in found}

    def assert_nothing_twice_nothing_lost(self) -> None:
        for told, sql in ODDITIES.items():
            found = self.rows(sql)
            assert not found, (told, found)
        self._assert_mails_left_once()

    def _assert_mails_left_once(self) -> None:
        """Once each; where a sender was killed it may have left again, under the same Message-ID."""
        copies = Counter(
            str(message_from_bytes(bytes(row["raw"]))["Message-ID"])
            for row in self.rows("SELECT raw FROM notifications_democopy WHERE channel = 'mail'")
        )
        for row in self.rows(
            "SELECT id, attempts FROM notifications_notification WHERE channel = 'mail'"
        ):
            [times] = [n for key, n in copies.items() if f"-{row['id']}-" in key]
            assert 1 <= times <= row["attempts"], row


# Each query lists what must not be. Of a case whose time has run out only figures are kept.
ODDITIES = {
    "a case opened other than once": """
        SELECT c.reference FROM cases_case c
        WHERE c.anonymised_at IS NULL AND (SELECT count(*) FROM cases_caseevent e WHERE e.case_id = c.id AND e.kind = 'submitted') <> 1""",
    "a draft that became two cases, or stayed": """
        SELECT draft_key FROM cases_case GROUP BY 1 HAVING count(*) > 1
        UNION SELECT d.id FROM cases_draft d JOIN cases_case c ON c.draft_key = d.id""",
    "a case with other than one receipt": """
        SELECT c.reference FROM cases_case c
        WHERE c.anonymised_at IS NULL AND (SELECT count(*) FROM cases_issueddocument d WHERE d.case_id = c.id AND d.kind = 'receipt') <> 1""",
    "a receipt told other than once a channel": """
        SELECT c.reference, w.channel FROM cases_case c CROSS JOIN (VALUES ('mail'), ('in_app')) w(channel)
        WHERE c.anonymised_at IS NULL AND (SELECT count(*) FROM notifications_notification n WHERE n.about_key = c.id::text
               AND n.channel = w.channel AND n.key LIKE '%:applicant:receipt|%') <> 1""",
    "a case journalled as sent other than once": """
        SELECT c.reference FROM cases_case c
        WHERE c.anonymised_at IS NULL AND (SELECT count(*) FROM journal_entry j WHERE j.about_key = c.id::text
               AND j.about_type = 'cases.case' AND j.verb = 'cases.submitted') <> 1""",
    "a move journalled other than once": """
        SELECT c.reference, e.subject FROM cases_case c JOIN cases_caseevent e ON e.case_id = c.id
        WHERE e.kind = 'moved' AND e.actor_kind = 'agent'
        GROUP BY 1, 2, c.id
        HAVING count(*) <> (SELECT count(*) FROM journal_entry j WHERE j.about_key = c.id::text
               AND j.verb = 'cases.moved' AND j.detail->>'transition' = e.subject)""",
    "a case whose turns do not match its hand": """
        SELECT c.reference, c.hand FROM cases_case c WHERE
        (SELECT count(*) FROM cases_turn t WHERE t.case_id = c.id AND t.item_id IS NULL
            AND t.unit_id = (c.bindings->>c.hand)::int) <> (CASE WHEN c.bindings ? c.hand THEN 1 ELSE 0 END)
        OR (SELECT count(*) FROM cases_turn t WHERE t.case_id = c.id)
           <> (CASE WHEN c.bindings ? c.hand THEN 1 ELSE 0 END)
            + (SELECT count(*) FROM cases_workitem w WHERE w.case_id = c.id AND w.done_at IS NULL
               AND c.legal_state <> 'closed')""",
    "a work item opened twice": """
        SELECT case_id, kind FROM cases_workitem GROUP BY 1, 2 HAVING count(*) > 1""",
    "a work item concluded other than once": """
        SELECT w.case_id, w.kind FROM cases_workitem w WHERE w.done_at IS NOT NULL AND NOT w.cancelled
        AND (SELECT count(*) FROM cases_caseevent e WHERE e.case_id = w.case_id
             AND e.kind = 'item_done' AND e.subject = w.kind) <> 1""",
    "a decision written other than once": """
        SELECT c.reference FROM cases_case c WHERE c.anonymised_at IS NULL AND c.state IN ('acceptee', 'a_payer')
        AND (SELECT count(*) FROM cases_issueddocument d WHERE d.case_id = c.id
             AND d.kind LIKE 'decision%') <> 1""",
    "a transfer owed other than once": """
        SELECT c.reference FROM cases_case c WHERE c.anonymised_at IS NULL AND c.state = 'a_payer'
        AND (SELECT count(*) FROM cases_payment p WHERE p.case_id = c.id) <> 1""",
    "a transition made twice": """
        SELECT case_id, subject FROM cases_caseevent WHERE kind = 'moved' GROUP BY 1, 2
        HAVING count(*) > 1""",
    "a message that failed, or waits": """
        SELECT id, last_error FROM notifications_notification
        WHERE status = 'failed' OR (status = 'waiting' AND channel <> 'letter')""",
    "two subscribers' deliveries, or one that failed for good": """
        SELECT id, last_error FROM core_outboxdelivery WHERE delivered_at IS NULL AND attempts >= 8""",
    "a job that failed": "SELECT task_name FROM procrastinate_jobs WHERE status = 'failed'",
}
