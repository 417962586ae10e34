"""Four workers killed at random under load: `python -m tests.faults.fleet --minutes 10 --write`.

Residents send requests, agents decide them, a partner's program takes events badly. Afterwards every
promise is looked up in the database: nothing lost, nothing twice. A minute costs about a minute.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path

import click

from bench import stand
from parvis.core import postgres
from tests.faults.ledger import Ledger, Patience
from tests.faults.people import COMPOSTER, REFUND, RESIDENTS, Promises
from tests.faults.receiver import Receiver, receiving
from tests.faults.test_killed_at_work import Traffic, asks, at_work, handles
from tests.running import Site, site

DOCUMENT = Path("docs/faults.md")
START, END = "<!-- fleet: written by `python -m tests.faults.fleet --write` -->", "<!-- /fleet -->"
WORKERS = 4
FROZEN_FOR = 45.0  # seconds: longer than a worker may be silent
PAUSES = (3.0, 12.0)
FREED_EVERY = 10.0  # seconds
WHAT = {"killed": 14, "all four killed": 1, "frozen, then woken": 2, "asked to stop": 2}


@dataclass
class Fleet:
    """Three workers beside that of the demonstration, each replaced when it ends."""

    site: Site
    done: Counter[str] = field(default_factory=Counter)
    killed_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    _own: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    _asleep: dict[int, float] = field(default_factory=dict)
    _random: random.Random = field(default_factory=lambda: random.Random(2026))

    def fill(self) -> None:
        """Replace those that ended, wake those that slept enough."""
        self._own = [one for one in self._own if one.poll() is None]
        while len(self._own) < WORKERS - 1:
            with self.site.log.open("ab") as log:
                self._own.append(
                    subprocess.Popen(
                        [*self.site.command, "worker"],
                        env=self.site.environment,
                        stdout=log,
                        stderr=log,
                    )
                )
        for pid, until in list(self._asleep.items()):
            if time.monotonic() > until:
                del self._asleep[pid]
                _send(pid, signal.SIGCONT)

    def strike(self) -> None:
        """One thing happens to one of the four, or to all."""
        what = self._random.choices(list(WHAT), list(WHAT.values()))[0]
        awake = sorted(self._pids() - set(self._asleep))
        if not awake:
            return
        chosen = awake if what.startswith("all") else [self._random.choice(awake)]
        for pid in chosen:
            if what.startswith("frozen"):
                _send(pid, signal.SIGSTOP)
                self._asleep[pid] = time.monotonic() + FROZEN_FOR
            else:
                _send(pid, signal.SIGTERM if what == "asked to stop" else signal.SIGKILL)
        self.done[what] += 1
        self.killed_at = datetime.now(UTC)

    def end(self) -> None:
        """The demonstration's own worker is left to finish the work."""
        for pid in self._asleep:
            _send(pid, signal.SIGCONT)
        for one in self._own:
            one.terminate()
        for one in self._own:
            try:
                one.wait(timeout=60)
            except subprocess.TimeoutExpired:
                self.done["did not end when asked, then killed"] += 1
                one.kill()

    def _pids(self) -> set[int]:
        return {one.pid for one in self._own if one.poll() is None} | self.site.children("worker")


def _send(pid: int, number: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


@dataclass
class Outcome:
    """What was done, and every fault found; none: all promises were kept."""

    seconds: float
    strikes: Counter[str]
    promises: Promises
    decided: list[str]
    receiver: Receiver
    ledger: Ledger
    faults: list[str] = field(default_factory=list)

    def check(self, what: str, found: object) -> None:
        if found:
            self.faults.append(f"{what}: {str(found)[:300]}")


def run(site: Site, seconds: float, *, events: bool = True) -> Outcome:
    """Strike while people work, then let everything settle, then compare. `events`: a partner is
    told of all, which the site must have been started for (`opened`)."""
    promises, decided, ledger = Promises(), list[str](), Ledger(site)
    fleet = Fleet(site)
    with receiving() as receiver:
        if events:
            _subscribe(ledger, receiver)
        people = [
            asks(site, RESIDENTS[0], COMPOSTER, promises),
            asks(site, RESIDENTS[1], REFUND, promises),
            handles(site, RESIDENTS[2], decided),
        ]
        try:
            with at_work(*people) as traffic:
                _strike_until(time.monotonic() + seconds, fleet, traffic)
            receiver.is_kind = True
            _let_settle(fleet, ledger)
        finally:
            fleet.end()
        outcome = Outcome(seconds, fleet.done, promises, decided, receiver, ledger)
        ledger.catch_up(fleet.killed_at)
        _settle_webhooks(ledger)
    _compare(outcome)
    return outcome


def _strike_until(end: float, fleet: Fleet, traffic: Traffic) -> None:
    chance = random.Random(64)
    while time.monotonic() < end:
        fleet.fill()
        fleet.site.wait(lambda: bool(fleet.site.children("worker")))
        fleet.strike()
        pause = time.monotonic() + chance.uniform(*PAUSES)
        while time.monotonic() < min(pause, end):
            for each in traffic.work:
                if each.done():
                    each.result()
            fleet.fill()
            time.sleep(0.2)


def _subscribe(ledger: Ledger, receiver: Receiver) -> None:
    ledger.rows(
        "INSERT INTO partners_subscription (unit_id, url, types, nonce, made_by, made_at)"
        " SELECT DISTINCT unit_id, %s, '{}'::varchar[], 'fleet', 'fleet', now()"
        " FROM catalogue_binding WHERE function IN ('waste', 'trainer')",
        receiver.url,
    )


def _let_settle(fleet: Fleet, ledger: Ledger) -> None:
    """The fleet works in peace. What was killed again and again waits minutes for its next attempt:
    as an administrator would, have all of it go on now."""
    keys = ("effects-waiting", "effects-given-up", "jobs-failed", "jobs-held")
    free = [word for key in keys for word in ("--free", key)]
    patience, freed_at = Patience(), time.monotonic()
    while (waiting := ledger.one(_BACKLOG)) and patience.lasts(waiting):
        fleet.fill()
        if time.monotonic() > freed_at + FREED_EVERY:
            subprocess.run(
                [*ledger.site.command, "stuck", *free],
                env=ledger.site.environment, check=False,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            freed_at = time.monotonic()
        time.sleep(0.5)


_BACKLOG = """
SELECT (SELECT count(*) FROM core_outboxevent WHERE delivered_at IS NULL)
    + (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed' OR status = 'todo'
       AND lock IS NULL AND (scheduled_at IS NULL OR scheduled_at <= now()))"""


def _settle_webhooks(ledger: Ledger) -> None:
    """Every event arrives once its receiver is kind; the pauses between attempts are cut short."""
    patience = Patience()
    count = "SELECT count(*) FROM partners_delivery WHERE delivered_at IS NULL"
    while (waiting := ledger.one(count)) and patience.lasts(waiting):
        ledger.rows(
            "UPDATE partners_delivery SET retry_at = NULL"
            " WHERE delivered_at IS NULL AND retry_at > now() + interval '20 seconds'"
        )
        # An address that hung rests for minutes; its owner says that it answers again.
        ledger.rows("UPDATE partners_subscription SET rests_until = NULL")
        ledger._run("partners.sweep_webhooks", timestamp=0)
        time.sleep(2)


def _compare(outcome: Outcome) -> None:
    ledger, promises = outcome.ledger, outcome.promises
    known, answers = ledger.references(), ledger.answers()
    outcome.check(
        "requests acknowledged and not there",
        [key for key, reference in promises.sent.items() if known.get(key) != reference],
    )
    outcome.check(
        "pages acknowledged and not kept",
        [
            key
            for key, mark in promises.kept.items()
            if answers.get(key, {}).get("presentation", mark) != mark or key not in answers
        ],
    )
    accepted = ledger.rows(
        "SELECT reference FROM cases_case WHERE reference = ANY(%s) AND state <> 'acceptee'",
        outcome.decided,
    )
    outcome.check("decisions acknowledged and not made", accepted)
    try:
        ledger.assert_nothing_twice_nothing_lost()
    except AssertionError as fault:
        outcome.faults.append(str(fault)[:300])
    _compare_webhooks(outcome)


def _compare_webhooks(outcome: Outcome) -> None:
    rows = outcome.ledger.rows(
        "SELECT 'evt_' || event.id AS id, event.case_id, delivery.delivered_at, hook.unit_id"
        " FROM partners_event event JOIN partners_subscription hook USING (unit_id)"
        " LEFT JOIN partners_delivery delivery"
        " ON delivery.event_id = event.id AND delivery.subscription_id = hook.id"
        " ORDER BY event.id"
    )
    first = {key: place for place, key in reversed(list(enumerate(outcome.receiver.taken)))}
    outcome.check(
        "events that never arrived",
        [row["id"] for row in rows if not row["delivered_at"] or row["id"] not in first],
    )
    last: dict[tuple[int, int], int] = {}
    for row in rows:
        about = (row["unit_id"], row["case_id"])
        place = first.get(row["id"])
        if place is None:
            continue  # said above
        if place < last.get(about, -1):
            outcome.faults.append(f"an event overtook another of its case: {row['id']}")
        last[about] = place


def told(outcome: Outcome) -> str:
    """The report, in Markdown."""
    ledger, taken = outcome.ledger, outcome.receiver.taken
    mails = Counter(
        str(message_from_bytes(bytes(row["raw"]))["Message-ID"])
        for row in ledger.rows("SELECT raw FROM notifications_democopy WHERE channel = 'mail'")
    )
    today = date.today().isoformat()  # noqa: DTZ011
    lines = [
        f"{today}, commit `{stand.commit()}`, {stand.machine()}: "
        f"{WORKERS} workers during {outcome.seconds / 60:.1f} minutes.",
        "",
        "| what | how often |",
        "| --- | ---: |",
        *(f"| worker {what} | {many} |" for what, many in sorted(outcome.strikes.items())),
        f"| requests sent and acknowledged | {len(outcome.promises.sent)} |",
        f"| requests decided (four acts, two units beside) | {len(outcome.decided)} |",
        f"| cases in the database | {ledger.one('SELECT count(*) FROM cases_case')} |",
        f"| facts delivered | {ledger.one('SELECT count(*) FROM core_outboxevent')} |",
        f"| attempts of facts beyond the first | {_more_attempts(ledger)} |",
        f"| mails that left | {len(mails)} |",
        f"| of which twice, under the same Message-ID | {sum(n > 1 for n in mails.values())} |",
        f"| events a partner took | {len(set(taken))} |",
        f"| of which again, under the same id | {len(taken) - len(set(taken))} |",
        *(f"| the partner {mood} | {many} |" for mood, many in outcome.receiver.moods.items()),
        "",
        *(f"- **Fault**: {fault}" for fault in outcome.faults),
        *([] if outcome.faults else ["Nothing lost, nothing twice."]),
    ]
    return "\n".join(lines)


def _more_attempts(ledger: Ledger) -> int:
    return int(ledger.one("SELECT coalesce(sum(attempts - 1), 0) FROM core_outboxdelivery"))


@contextmanager
def opened() -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="pv", dir="/tmp"))
    folder.chmod(0o755)  # PostgreSQL's account must enter it when root runs this
    os.environ["PARVIS_WEBHOOK_LOCAL_HOSTS"] = "127.0.0.1"
    try:
        with site(folder) as running:
            yield running
    finally:
        postgres.stop(folder / "var")
        shutil.rmtree(folder, ignore_errors=True)


@click.command()
@click.option("--minutes", type=click.FloatRange(0.1), default=10.0, show_default=True)
@click.option("--write", is_flag=True, help=f"Keep the report in {DOCUMENT}.")
def main(minutes: float, write: bool) -> None:
    """Strike the workers of a site of its own for some minutes, then look for what was lost."""
    with opened() as running:
        running.wait(running.answers)
        outcome = run(running, minutes * 60)
        report = told(outcome)
    click.echo(report)
    if write:
        before, rest = DOCUMENT.read_text().split(START, 1)
        DOCUMENT.write_text(f"{before}{START}\n\n{report}\n\n{END}{rest.split(END, 1)[1]}")
    sys.exit(bool(outcome.faults))


if __name__ == "__main__":
    main()
