"""`kill -9` of web, worker and PostgreSQL while people submit and agents decide.

What was acknowledged is there once, no effect ran twice, no notification is lost.
"""

import itertools
import os
import random
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.types.json import Jsonb

from parvis.cases.tests.factories import ANSWERS
from parvis.core import postgres
from tests.faults.walker import Walker
from tests.running import Site, site

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

REQUESTS = 8
MOST = 2.0  # seconds between recovery and the next kill
SERVICE = "/demarches/composteur-partage/"
QUIET_WITHIN = 200  # seconds: jobs of a killed worker are taken up again within two minutes


@pytest.fixture
def running() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)
    with site(folder) as started:
        yield started
    postgres.stop(folder / "var")
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def kills(running: Site) -> Iterator[list[str]]:
    """One kill after the other, in turn, until the block ends."""
    over, killed = threading.Event(), []
    victims = {
        "a web process": lambda: running.pids("serve") - running.children("serve"),
        "PostgreSQL": lambda: {postgres.status(running.folder / "var").pid or 0} - {0},
        "the worker": lambda: running.children("worker"),
        "the web server": lambda: running.children("serve"),
    }

    def hunt() -> None:
        for name in itertools.cycle(victims):
            # Each blow meets a site that works: the next one waits until it has recovered.
            while not over.is_set() and not running.answers():
                time.sleep(0.2)
            if over.wait(random.uniform(0, MOST)):
                return
            for pid in list(victims[name]())[:1]:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
                    killed.append(name)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield killed
    finally:
        over.set()
        hunter.join()


def ask(running: Site, query: str, *values: Any) -> list[tuple[Any, ...]]:
    with psycopg.connect(postgres.url(running.folder / "var"), autocommit=True) as connection:
        cursor = connection.execute(query, values)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []


def drafts(running: Site, resident: Walker) -> list[str]:
    """One draft filled in, and as many copies as needed."""
    first = resident.post(f"{SERVICE}demande/", resident.get(SERVICE)).split("/")[2]
    theirs = {k: v for k, v in ANSWERS.items() if k not in {"identite", "adresse", "courriel"}}
    ask(
        running,
        "UPDATE cases_draft SET answers = answers || %s WHERE id = %s",
        Jsonb(theirs),
        first,
    )
    [columns] = zip(
        *ask(
            running,
            "SELECT column_name FROM information_schema.columns "
            "WHERE table_name = 'cases_draft' AND column_name <> 'id'",
        ),
        strict=True,
    )
    named = ", ".join(columns)
    copies = ask(
        running,
        f"INSERT INTO cases_draft (id, {named}) SELECT gen_random_uuid(), {named} "
        "FROM cases_draft, generate_series(2, %s) WHERE id = %s RETURNING id",
        REQUESTS,
        first,
    )
    return [first, *(str(key) for (key,) in copies)]


def waiting(running: Site) -> list[tuple[Any, ...]]:
    """Jobs, facts and messages that still have to be done, delivered, sent."""
    with suppress(psycopg.OperationalError):
        return ask(
            running,
            "SELECT 'job', task_name, status::text FROM procrastinate_jobs "
            "WHERE status IN ('todo', 'doing') AND (scheduled_at IS NULL OR scheduled_at < now()) "
            "UNION ALL SELECT 'fact', name, '' FROM core_outboxevent WHERE delivered_at IS NULL "
            "UNION ALL SELECT 'message', key, last_error FROM notifications_notification "
            "WHERE status = 'waiting' AND channel IN ('mail', 'sms')",
        )
    return [("PostgreSQL", "", "")]


def settle(running: Site) -> None:
    give_up = time.monotonic() + QUIET_WITHIN
    while left := waiting(running):
        assert time.monotonic() < give_up, left
        time.sleep(1)


def test_submissions_and_transitions_survive(running: Site) -> None:
    resident, agent = Walker(running, "Camille"), Walker(running, "Nadia")
    keys = drafts(running, resident)
    with kills(running) as killed:
        for number, key in enumerate(keys):
            running.wait(lambda so_far=number: len(killed) >= so_far)
            page = resident.get(f"/demande/{key}/verifier/")
            done = resident.post(f"/demande/{key}/envoyer/", page)
            assert done == f"/demande/{key}/envoyee/"
        for (reference,) in ask_patiently(running, "SELECT reference FROM cases_case"):
            move = f"/agent/demandes/{reference}/faire/prendre_en_charge/"
            agent.post(move, agent.get(move))
    assert len(set(killed)) == 4, killed
    running.wait(running.answers)
    settle(running)

    assert ask(running, "SELECT draft_key::text FROM cases_case ORDER BY 1") == [
        (key,) for key in sorted(keys)
    ]
    once = [(1,)] * REQUESTS
    per_case = "SELECT count({}) FROM cases_case c LEFT JOIN {} ON {} GROUP BY c.id"
    for what, table, when in (
        ("e.id", "cases_caseevent e", "e.case_id = c.id AND e.kind = 'submitted'"),
        ("e.id", "cases_caseevent e", "e.case_id = c.id AND e.subject = 'prendre_en_charge'"),
        ("w.id", "cases_workitem w", "w.case_id = c.id AND w.kind = 'terrain'"),
        ("w.id", "cases_workitem w", "w.case_id = c.id AND w.kind = 'formation'"),
        ("d.id", "cases_issueddocument d", "d.case_id = c.id AND d.kind = 'receipt'"),
    ):
        assert ask(running, per_case.format(what, table, when)) == once, when
    told = ask(
        running,
        "SELECT count(*), count(DISTINCT (key, channel)) FROM notifications_notification "
        "WHERE channel = 'mail'",
    )
    [(messages, distinct)] = told
    assert messages == distinct >= 2 * REQUESTS
    assert ask(
        running, "SELECT count(*) FROM notifications_notification WHERE status = 'failed'"
    ) == [(0,)]
    [(left,)] = ask(running, "SELECT count(*) FROM notifications_democopy WHERE channel = 'mail'")
    assert left >= messages


def ask_patiently(running: Site, query: str) -> list[tuple[Any, ...]]:
    """As `ask`, while PostgreSQL is being killed."""
    while True:
        with suppress(psycopg.OperationalError):
            return ask(running, query)
