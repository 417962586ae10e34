"""A vote evening: so many ballots a second, each by somebody else, through `kill -9`.

    python -m bench.vote_evening --rate 200 --minutes 5 --kill --write

In a database of its own it opens a vote and signs in its voters; serves the site with two
processes; weighs each request of a voter; then has each voter cast a ballot, at the pace asked,
again until it is answered. With --kill a web process dies at a quarter of the time, the web server
with all its processes at half, a session of PostgreSQL at three quarters (embedded: not where
DATABASE_URL names another one). Then the box is closed, counted and published, and what voters were
told is compared with the roll, the box, and the published list under its Merkle root.
"""

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bench import report, stand
from bench.evening import town as towns
from bench.evening.crowd import Heard, play
from bench.evening.site import Site
from bench.evening.town import Town

if TYPE_CHECKING:
    from parvis.participation.bundle.recount import Recount

START, END = (
    "<!-- evening: written by `python -m bench.vote_evening --write` -->",
    "<!-- /evening -->",
)
_NUMBER = re.compile(rb"[0-9a-f]{8}(?: [0-9a-f]{8}){7}")


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor a request, of the web server, of PostgreSQL, of this process."""

    web: float
    postgres: float
    sender: float
    kilobytes: float = 0.0

    @property
    def site(self) -> float:
        return self.web + self.postgres

    @property
    def rate(self) -> float:
        """A second, on two cores that do nothing else: the sender works on them too."""
        return 2000 / (self.site + self.sender)


@dataclass
class Evening:
    """What happened, and what is found afterwards."""

    rate: int
    voters: int
    heard: Heard
    cost: Cost
    steps: dict[str, Cost]
    busy: float
    deaths: list[str] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=dict)
    cast_again: int = 0
    faults: list[str] = field(default_factory=list)
    server: str = ""


def run(
    rate: int, seconds: int, port: int, *, weighed: int, kill: bool, say: Callable[[str], None]
) -> Evening:
    """An evening in a database of its own, dropped at its end. `weighed`: voters whose every
    request is weighed before."""
    ours = "DATABASE_URL" not in os.environ
    with stand.database() as url:
        many = rate * seconds
        say(f"A town of {weighed + many:,} voters…")
        town = towns.prepare(weighed + many)
        site = Site(port, url, stand.FOLDER / "serve.log")
        try:
            site.wait()
            say("What each request of a voter costs…")
            steps, numbers = _weighed(site, town, weighed)
            say(f"{rate} votes a second for {seconds} s…")
            deaths = _deaths(site, seconds, of_postgres=ours) if kill else []
            evening = _evening(site, town, weighed, rate, seconds, deaths)
        finally:
            site.stop()
        evening.steps, evening.server = steps, stand.server_says(url)
        say("Closed, counted, published, compared…")
        _compare(evening, town, weighed, numbers)
        return evening


def _deaths(
    site: Site, seconds: int, *, of_postgres: bool
) -> list[tuple[float, str, Callable[[], None]]]:
    every = [
        (seconds / 4, "a web process", site.kill_process),
        (seconds / 2, "the web server with all its processes", site.kill_server),
        (seconds * 3 / 4, "a session of PostgreSQL", site.kill_session),
    ]
    return every if of_postgres else every[:2]


def _evening(
    site: Site,
    town: Town,
    first: int,
    rate: int,
    seconds: int,
    deaths: list[tuple[float, str, Callable[[], None]]],
) -> Evening:
    every = towns.casts(town, range(first, len(town.cookies)), site.port)
    supervised = site.supervise([(at, die) for at, _who, die in deaths], seconds)
    before = _used(site)
    heard = play(site.port, every, rate, beside=supervised)
    used = _since(site, before)
    cost = _each(used, len(heard.right))
    busy = sum(used) / heard.seconds / (os.cpu_count() or 1)
    names = [who for _at, who, _die in deaths]
    return Evening(rate, rate * seconds, heard, cost, {}, busy, names)


def _used(site: Site) -> list[float]:
    return [site.web(), site.postgres(), time.process_time()]


def _since(site: Site, before: list[float]) -> list[float]:
    return [now - then for now, then in zip(_used(site), before, strict=True)]


def _each(seconds: list[float], many: int, kilobytes: float = 0.0) -> Cost:
    web, postgres, sender = (1000 * one / max(1, many) for one in seconds)
    return Cost(web, postgres, sender, kilobytes)


def _weighed(site: Site, town: Town, many: int) -> tuple[dict[str, Cost], list[str]]:
    """What each request of a voter costs, and the numbers of the receipts that were shown."""
    asked = [towns.steps(town, number, site.port) for number in range(many)]
    costs = {}
    shown: dict[int, bytes] = {}
    for name in asked[0]:
        if "cast" not in name:
            play(site.port, (one[name] for one in asked[:20]), 100)  # warm
        before = _used(site)
        heard = play(site.port, (one[name] for one in asked), 100, keeps=True)
        used = _since(site, before)
        shown = heard.bodies
        kilobytes = sum(map(len, shown.values())) / many / 1024
        costs[name] = _each(used, many, kilobytes)
        if heard.odd:
            raise SystemExit(f"{name}: {dict(heard.odd)}")
    found = [_NUMBER.search(body) for body in shown.values()]
    return costs, [one[0].replace(b" ", b"").decode() for one in found if one]


def _compare(evening: Evening, town: Town, first: int, numbers: list[str]) -> None:
    """Roll, box and published list against what voters were told and what they sent."""
    from parvis.participation.models.box import Ballot, RollEntry
    from parvis.participation.queries.elections import forget_kept

    told = [*range(first), *(first + number for number in sorted(evening.heard.right))]
    roll = RollEntry.objects.filter(election=town.vote)
    evening.found = {
        "voters": first + evening.voters,
        "acknowledged": len(told),
        "on the roll": roll.count(),
        "in the box": Ballot.objects.filter(election=town.vote).count(),
    }
    evening.cast_again = sum(roll.values_list("times", flat=True)) - len(told)
    forget_kept()
    again = _counted_again(town.vote)
    evening.found["in the published list"] = len(set(again.commitments))
    faults = [*again.differences]
    if len(set(evening.found.values())) > 1:
        faults.append(f"these are not the same: {evening.found}")
    if Counter(again.choices) != Counter(
        ",".join(sorted(towns.choice_of(number))) for number in told
    ):
        faults.append("what was counted is not what was sent")
    held = {one.hex() for one in again.commitments}
    if len(numbers) != first or not held.issuperset(numbers):
        faults.append("a receipt that was shown is not in the published list")
    evening.faults = faults


def _counted_again(vote: int) -> "Recount":
    """The vote is closed, counted and published as ever, and its bundle counted by a stranger."""
    from django.core.files.storage import default_storage

    from parvis.core import clock
    from parvis.core.actor import SYSTEM
    from parvis.participation.actions import elections
    from parvis.participation.actions.tallying import count_vote
    from parvis.participation.bundle.recount import recount
    from parvis.participation.models import Election, Phase

    Phase.objects.filter(election=vote).update(closes_at=clock.now())
    election = Election.objects.get(pk=vote)
    elections.close_vote(actor=SYSTEM, election=election)
    count_vote(key=vote)
    published = elections.publish_results(actor=SYSTEM, election=election)
    return recount(Path(default_storage.path(published.tally.bundle)))


def told(evening: Evening) -> list[str]:
    """As written in the document and on the screen."""
    heard, cost = evening.heard, evening.cost
    whole = Cost(*(sum(getattr(one, key) for one in evening.steps.values()) for key in _PARTS))
    rows = [*evening.steps.items(), ("**all four**", whole)]
    found = ", ".join(f"{many:,} {name}" for name, many in evening.found.items())
    faults = "; ".join(evening.faults) or "None lost, none twice, each as sent"
    odd = ", ".join(f"{many} × {what}" for what, many in heard.odd.items())
    lines = [
        "| request of a voter | CPU ms, web | PostgreSQL | sender | kB | a second on 2 cores |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {name} | {one.web:.1f} | {one.postgres:.1f} | {one.sender:.2f} |"
            f" {one.kilobytes:.0f} | {one.rate:.0f} |"
            for name, one in rows
        ),
        "",
        f"The evening: {len(heard.right):,} of {evening.voters:,} ballots acknowledged in"
        f" {heard.seconds:.0f} s ({len(heard.right) / heard.seconds:.0f}/s; asked"
        f" {evening.rate}/s). From the instant each was due to its answer: p50"
        f" {heard.wait(0.5):.0f} ms, p95 {heard.wait(0.95):.0f} ms, p99 {heard.wait(0.99):.0f} ms,"
        f" the longest {heard.wait(1) / 1000:.1f} s. CPU a ballot: web {cost.web:.2f} ms,"
        f" PostgreSQL {cost.postgres:.2f} ms, sender {cost.sender:.2f} ms;"
        f" {evening.busy:.0%} of the cores in all.",
        "",
        f"Killed with `kill -9`: {'; '.join(evening.deaths) or 'nobody'}. Sent again:"
        f" {heard.again:,} ({odd or 'nothing odd'}); ballots that replaced one whose answer was"
        f" lost: {evening.cast_again}.",
        "",
        f"Afterwards: {found}. {faults}.",
    ]
    return lines


_PARTS = ("web", "postgres", "sender", "kilobytes")


@click.command()
@click.option("--rate", type=click.IntRange(1), default=200, show_default=True, help="Votes/s.")
@click.option("--minutes", type=click.FloatRange(0.01), default=5.0, show_default=True)
@click.option("--weighed", type=click.IntRange(1), default=500, show_default=True)
@click.option("--port", type=click.IntRange(1024, 65535), default=8390, show_default=True)
@click.option("--kill", is_flag=True, help="Web processes, the server, PostgreSQL.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {report.DOCUMENT}.")
def main(rate: int, minutes: float, weighed: int, port: int, kill: bool, write: bool) -> None:
    """Have a town vote, and count what became of its ballots."""
    from parvis.config.cli._screen import console

    evening = run(rate, round(minutes * 60), port, weighed=weighed, kill=kill, say=console.print)
    lines = told(evening)
    console.print("\n".join(lines), markup=False, highlight=False, soft_wrap=True)
    if write:
        day = datetime.now(UTC).date()
        at = f"On {day} at commit `{stand.commit()}`: {stand.machine()}; {evening.server}."
        report.replace(START, END, [at, "", *lines])
    sys.exit(1 if evening.faults else 0)


if __name__ == "__main__":
    main()
