"""`python -m bench [--cases 10000,100000] [--times 200] [--million] [--load 60] [--write]`."""

import json
import os
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import click

from bench import report, stand
from bench.rounds import play, requests_needed

if TYPE_CHECKING:
    from bench.site.seeding import Seeder

MILLION = (10_000, 100_000, 1_000_000)
EXPORTED = 100_000


def _sizes(context: click.Context, parameter: click.Parameter, text: str) -> list[int]:
    sizes = [int(one) for one in text.split(",") if one.strip().isdecimal()]
    if not sizes or min(sizes) < 100:
        raise click.BadParameter("numbers of cases, 100 or more, separated by commas")
    return sorted(sizes)


@click.command()
@click.option("--cases", callback=_sizes, default="10000,100000", show_default=True)
@click.option("--million", is_flag=True, help="Up to a million cases; waits count.")
@click.option("--times", type=click.IntRange(1), default=200, show_default=True)
@click.option("--load", type=click.FloatRange(0), default=0, help="Seconds of people at work.")
@click.option("--keep", is_flag=True, help="Leave the database for --kept.")
@click.option("--kept", is_flag=True, help="Load and export only, on the database that was left.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {report.DOCUMENT}.")
def main(
    cases: list[int], million: bool, times: int, load: float, keep: bool, kept: bool, write: bool
) -> None:
    """Measure the main pages against a minimal Django page, in the same run."""
    from parvis.config.cli._screen import console, done, warn, working

    os.environ.setdefault("PARVIS_LOG_LEVEL", "ERROR")
    os.environ.setdefault("PARVIS_DEMO", "yes")  # mails leave into a box
    with stand.database(keep=keep, kept=kept) as url:
        results: report.Results = {}
        loaded: dict[int, float] = {}
        if not kept:
            seeder = _prepared()
            for size in MILLION if million else cases:
                began = time.monotonic()
                with working(f"Adding cases up to {size:,}") as progress:
                    seeder.grow_to(size, progress)
                loaded[size] = time.monotonic() - began
                _add_drafts(requests_needed(times))
                with working(f"Measuring with {size:,} cases") as progress:
                    results[size] = play(times, progress)
                console.print(report.table(size, results[size]))
            subprocess.run([sys.executable, "-m", "bench.ideas"], check=True)
        people = _at_work(load) if load else []
        server = stand.server_says(url)
    faults = report.missed(results) + (report.waits(results) if million else [])
    for fault in faults:
        warn(fault)
    if write:
        at = {"machine": stand.machine(), "server": server, "commit": stand.commit()}
        if results:
            report.write(results, faults, loaded, times=times, **at)
        if people:
            report.write_load(people, **at)
        done(f"Written into {report.DOCUMENT}.")


def _at_work(seconds: float) -> list[str]:
    """Lines that tell how the site bears people at work, and a long export."""
    from bench.load import run
    from parvis.config.cli._screen import console
    from parvis.config.cli._site import open_site

    open_site()
    steps = run.run(seconds, console.print)
    asked = [sys.executable, "-m", "bench.export", str(EXPORTED)]
    told = json.loads(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)
    export = (
        f"CSV export of {told['rows']:,} cases: {told['megabytes']:.0f} MB of text in "
        f"{told['seconds']:.0f} s, {told['peak']:.0f} MB of memory at most "
        f"({told['before']:.0f} MB before it began)."
    )
    console.print(export)
    return [*run.report(steps), "", export]


def _add_drafts(count: int) -> None:
    from bench.site.seeding import add_drafts

    add_drafts(count)


def _prepared() -> "Seeder":
    """The site of the demonstration in the empty database, and what adds cases to it."""
    from parvis.config.cli._screen import working
    from parvis.config.cli._site import open_site
    from parvis.config.cli._static import gather_static_files
    from parvis.config.cli.migrate import bring_up_to_date

    open_site()
    bring_up_to_date()
    gather_static_files()

    from bench.site.seeding import Seeder
    from parvis.config import demo

    for step in demo.steps():
        with working(step.LABEL) as progress:
            step.load(progress)
    return Seeder()


if __name__ == "__main__":
    main()
