"""A vote evening: so many ballots a second by as many people, through `kill -9` of a web process.

    python -m bench.vote_evening --rate 200 --seconds 300

It works on the database of DATABASE_URL, where it adds a consultation, a vote and its voters, each
signed in; then serves the site with two processes and has each voter send one ballot, at the pace
asked, again until it is answered. Afterwards the roll and the box are compared with the answers.
"""

import argparse
import asyncio
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

CSRF = "a" * 32
TRIES = 60


@dataclass
class Evening:
    """What happened. `waited`: seconds from the planned instant of a ballot to its answer."""

    voters: int
    answered: set[str] = field(default_factory=set)
    waited: list[float] = field(default_factory=list)
    again: int = 0
    odd: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    cpu_ms: float = 0.0
    roll: int = 0
    ballots: int = 0
    twice: int = 0

    @property
    def is_sound(self) -> bool:
        """None lost, none twice."""
        sums = {self.voters, len(self.answered), self.roll, self.ballots}
        return len(sums) == 1 and not self.twice

    def told(self) -> str:
        waited = sorted(self.waited)
        at = {part: waited[int(len(waited) * part / 100)] for part in (50, 95, 99)}
        return (
            f"{len(self.answered)} of {self.voters} ballots answered in {self.seconds:.0f} s"
            f" ({len(self.answered) / self.seconds:.0f}/s), {self.again} sent again;"
            f" waited p50 {at[50] * 1000:.0f} ms, p95 {at[95] * 1000:.0f} ms,"
            f" p99 {at[99] * 1000:.0f} ms; CPU of the web {self.cpu_ms:.1f} ms a ballot;"
            f" roll {self.roll}, box {self.ballots}, twice {self.twice};"
            f" odd answers {dict(self.odd)}; {'SOUND' if self.is_sound else 'NOT SOUND'}"
        )


def prepare(voters: int) -> tuple[str, int, list[str]]:
    """A vote that is open, and so many people signed in who take part: the address where a ballot
    is put, the vote's key, the cookies."""
    from django.conf import settings
    from django.contrib.sessions.models import Session
    from django.db import connection
    from django.urls import reverse

    from parvis.accounts.access import BACKEND
    from parvis.accounts.models import Account, Person
    from parvis.core import clock
    from parvis.core.actor import SYSTEM
    from parvis.directory.models import Unit
    from parvis.participation import actions
    from parvis.participation.actions import elections
    from parvis.participation.models import BudgetProject, Participant, Phase
    from parvis.participation.rules.phase_rules import usual

    now = clock.now()
    unit = Unit.objects.order_by("pk").first()
    assert unit is not None, "load the demonstration first"
    consultation = actions.create_consultation(
        actor=SYSTEM, lead=unit, areas=[], title="Soirée de vote", summary=".", topic="budget"
    )
    phase = actions.add_phase(
        actor=SYSTEM,
        consultation=consultation,
        kind=Phase.Kind.CHOOSE,
        title="Voter",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(hours=5),
        rules=usual(Phase.Kind.CHOOSE),
    )
    actions.publish(actor=SYSTEM, consultation=consultation)
    election = elections.set_up(
        actor=SYSTEM,
        phase=phase,
        title="Soirée",
        budget_cents=30_000_000,
        tie_seed="4 8 15 16 23 42",
        rule={"method": "greedy"},
    )
    projects = [
        BudgetProject(code=f"p{n}", name=f"Projet {n}", summary=".", cost_cents=4_000_000 + n)
        for n in range(12)
    ]
    elections.put_projects(actor=SYSTEM, election=election, projects=projects)
    elections.open_vote(actor=SYSTEM, election=election)
    people = [
        Person(
            family_name=f"Votant{number}",
            given_names="Camille",
            identity_source=Person.IdentitySource.FRANCECONNECT,
            search_text=f"votant{number}",
            commune_name="Pau",
            birth_date="1990-01-01",
            created_at=now,
        )
        for number in range(voters)
    ]
    Person.objects.bulk_create(people, batch_size=5000)
    accounts = [Account(person=person, password="!", created_at=now) for person in people]  # noqa: S106
    Account.objects.bulk_create(accounts, batch_size=5000)
    Participant.objects.bulk_create(
        (
            Participant(consultation=consultation, person=p, way="account", joined_at=now)
            for p in people
        ),
        batch_size=5000,
    )
    store = Session.get_session_store_class()()
    sessions = [
        Session(
            session_key=f"bench{account.pk.hex}"[:40],
            session_data=store.encode(
                {
                    "_auth_user_id": str(account.pk),
                    "_auth_user_backend": BACKEND,
                    "_auth_user_hash": account.get_session_auth_hash(),
                }
            ),
            expire_date=now + timedelta(hours=6),
        )
        for account in accounts
    ]
    Session.objects.bulk_create(sessions, batch_size=5000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    name = settings.SESSION_COOKIE_NAME
    path = reverse("participation:vote-put", args=[consultation.slug, election.pk])
    return path, election.pk, [f"{name}={one.session_key}" for one in sessions]


def check(evening: Evening, vote: int) -> None:
    """The roll and the box against what voters were told."""
    from django.db.models import Count

    from parvis.participation.models import Ballot, RollEntry

    roll = RollEntry.objects.filter(election=vote)
    evening.roll = roll.count()
    ballots = Ballot.objects.filter(election=vote)
    evening.ballots = ballots.count()
    same = ballots.values("mark").annotate(many=Count("pk")).filter(many__gt=1)
    evening.twice = same.count()


async def one(evening: Evening, port: int, request: bytes, who: str, planned: float) -> None:
    """A voter: sends the ballot, and again when no answer came."""
    for attempt in range(TRIES):
        evening.again += bool(attempt)
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 30)
            writer.close()
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.sleep(0.5)
            continue
        status = head.split(b" ", 2)[1].decode()
        if status == "302" and b"recepisse" in head:
            evening.answered.add(who)
            evening.waited.append(time.monotonic() - planned)
            return
        evening.odd[status] += 1
        await asyncio.sleep(0.5)


async def evening_of(
    evening: Evening, port: int, path: str, cookies: list[str], rate: int, kill_at: float | None
) -> None:
    begun = time.monotonic()
    waiting = set()
    killed = False
    for number, cookie in enumerate(cookies):
        planned = begun + number / rate
        if (pause := planned - time.monotonic()) > 0:
            await asyncio.sleep(pause)
        if kill_at is not None and not killed and time.monotonic() - begun > kill_at:
            killed = True
            kill_one(port)
        body = f"choice=p{number % 6},p{6 + number % 6}&traits=on".encode()
        request = (
            f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n"
            f"Cookie: {cookie}; csrftoken={CSRF}\r\nX-CSRFToken: {CSRF}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        ).encode() + body
        task = asyncio.create_task(one(evening, port, request, cookie, planned))
        waiting.add(task)
        task.add_done_callback(waiting.discard)
    while waiting:
        await asyncio.wait(waiting)
    evening.seconds = time.monotonic() - begun


def _served(port: int) -> list[tuple[int, int]]:
    """(pid, parent) of the processes that serve this port."""
    asked = ["ps", "-ww", "-eo", "pid,ppid,args"]
    told = subprocess.run(asked, capture_output=True, text=True)
    rows = (line.split(None, 2) for line in told.stdout.splitlines()[1:])
    served = f"serve --port {port}"  # and not this process, which may be told the port too
    return [(int(pid), int(parent)) for pid, parent, args in rows if served in args]


def kill_one(port: int) -> None:
    """`kill -9` of a web process, not of the server that begins it again."""
    mine = dict(_served(port))
    children = [pid for pid, parent in mine.items() if parent in mine]
    os.kill((children or list(mine))[0], signal.SIGKILL)


def _cpu(pids: list[int]) -> float:
    """Seconds of processor these processes have used."""
    ticks = os.sysconf("SC_CLK_TCK")
    used = 0
    for pid in pids:
        stat = Path(f"/proc/{pid}/stat")
        if stat.exists():
            told = stat.read_text().rsplit(")", 1)[1].split()
            used += int(told[11]) + int(told[12])
    return used / ticks


def run(*, rate: int, seconds: int, port: int, kill: bool) -> Evening:
    """An evening on the database of DATABASE_URL."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parvis.config.settings")
    django.setup()
    path, vote, cookies = prepare(rate * seconds)
    evening = Evening(len(cookies))
    command = [sys.executable, "-m", "parvis.config.cli", "serve", "--port", str(port)]
    server = subprocess.Popen([*command, "--processes", "2"])
    try:
        asyncio.run(_until_served(port))
        before = _cpu([pid for pid, _parent in _served(port)])
        asyncio.run(evening_of(evening, port, path, cookies, rate, seconds / 2 if kill else None))
        after = _cpu([pid for pid, _parent in _served(port)])
        evening.cpu_ms = (after - before) * 1000 / max(1, len(evening.answered))
    finally:
        server.terminate()
        server.wait(30)
    check(evening, vote)
    return evening


async def _until_served(port: int) -> None:
    for _each in range(600):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            head = f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
            writer.write(head.encode())
            await reader.readuntil(b"\r\n")
            writer.close()
            return
        except (OSError, asyncio.IncompleteReadError):
            await asyncio.sleep(0.1)
    raise TimeoutError("the site does not answer")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rate", type=int, default=200)
    asked.add_argument("--seconds", type=int, default=300)
    asked.add_argument("--port", type=int, default=8390)
    asked.add_argument("--no-kill", action="store_true")
    said = asked.parse_args()
    evening = run(rate=said.rate, seconds=said.seconds, port=said.port, kill=not said.no_kill)
    print(evening.told())  # noqa: T201
    sys.exit(0 if evening.is_sound else 1)


if __name__ == "__main__":
    main()
