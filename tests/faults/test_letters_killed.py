"""`kill -9` of the worker in the middle of the weekly letters: each reader gets one, and only one."""

import json
from datetime import timedelta

import pytest

from parvis.core import clock
from parvis.participation.rules.letters import monday_of, told_in
from tests.faults.killing import worker
from tests.faults.ledger import Ledger
from tests.running import Site

pytestmark = pytest.mark.proof
READERS = 500
TASK = "participation.weekly_letters"
MINE = "person_id IN (SELECT id FROM accounts_person WHERE email LIKE 'lettre-%@parvis.example')"
DONE = "SELECT count(*) FROM participation_letterweek WHERE done_at IS NOT NULL"
WRITTEN = f"SELECT count(*) FROM participation_weeklyletter WHERE {MINE}"


def test_each_reader_gets_one_letter_whatever_dies(running: Site) -> None:
    ledger = Ledger(running)
    something_new(ledger)
    add_readers(ledger)
    send(ledger)
    running.wait(lambda: ledger.one(WRITTEN) > 20)
    killed_at = worker(running)
    written = ledger.one(WRITTEN)
    assert written < READERS, "all was written before the worker died: take more readers"
    assert ledger.one(DONE) == 0

    ledger.catch_up(killed_at)  # the job that was held is put back, and taken up again
    running.wait(lambda: ledger.one(DONE) == 1)
    ledger.catch_up(killed_at)
    assert ledger.one(WRITTEN) == READERS
    told = ledger.rows(
        "SELECT person_id, channel, count(*) AS times FROM notifications_notification"
        f" WHERE key LIKE 'participation.letter.%' AND {MINE} GROUP BY 1, 2"
    )
    assert len(told) == 2 * READERS, "in the space and by mail"
    assert {row["times"] for row in told} == {1}
    ledger.assert_nothing_twice_nothing_lost()  # of mails too: one message each

    send(ledger)  # the next morning finds nothing to do
    ledger.catch_up(killed_at)
    assert ledger.one(WRITTEN) == READERS


def something_new(ledger: Ledger) -> None:
    """An idea shown in the week that the letter of this Monday tells."""
    ledger.rows("DELETE FROM participation_letterweek")  # where the tests run in the morning
    first, _last = told_in(monday_of(clock.today()))
    ledger.rows(
        "UPDATE participation_idea SET published_at = %s WHERE id ="
        " (SELECT min(id) FROM participation_idea WHERE state = 'shown')",
        first + timedelta(days=2),
    )


def add_readers(ledger: Ledger) -> None:
    """People who have an address, and follow everything: somebody of the demonstration, copied."""
    own = {"id", "email"}
    columns = ", ".join(
        row["name"]
        for row in ledger.rows(
            "SELECT quote_ident(column_name) AS name FROM information_schema.columns"
            " WHERE table_name = 'accounts_person' AND is_generated = 'NEVER'"
        )
        if row["name"] not in own
    )
    ledger.rows(
        f"INSERT INTO accounts_person (id, email, {columns})"
        f" SELECT gen_random_uuid(), 'lettre-' || n || '@parvis.example', {columns}"
        " FROM (SELECT * FROM accounts_person WHERE email = '' ORDER BY id LIMIT 1) AS one,"
        " generate_series(1, %s) AS n",
        READERS,
    )
    ledger.rows(
        "INSERT INTO participation_following (person_id, topic, since)"
        " SELECT id, '', now() FROM accounts_person WHERE email LIKE 'lettre-%'"
    )


def send(ledger: Ledger) -> None:
    """What the worker does by itself in the morning."""
    ledger.rows(
        "INSERT INTO procrastinate_jobs"
        " (queue_name, task_name, args, lock, queueing_lock) VALUES ('long', %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        TASK,
        json.dumps({"timestamp": 0}),
        TASK,
        TASK,
    )
