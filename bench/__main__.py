"""`python -m bench [--cases 10000,100000] [--times 200] [--write]`."""

import os
from typing import TYPE_CHECKING

import click

from bench import report, stand
from bench.rounds import play, requests_needed

if TYPE_CHECKING:
    from bench.site.seeding import Seeder


def _sizes(context: click.Context, parameter: click.Parameter, text: str) -> list[int]:
    sizes = [int(one) for one in text.split(",") if one.strip().isdecimal()]
    if not sizes or min(sizes) < 100:
        raise click.BadParameter("numbers of cases, 100 or more, separated by commas")
    return sorted(sizes)


@click.command()
@click.option("--cases", callback=_sizes, default="10000,100000", show_default=True)
@click.option("--times", type=click.IntRange(1), default=200, show_default=True)
@click.option("--write", is_flag=True, help=f"Keep the figures in {report.DOCUMENT}.")
def main(cases: list[int], times: int, write: bool) -> None:
    """Measure the main pages against a minimal Django page, in the same run."""
    from parvis.config.cli._screen import console, done, warn, working

    os.environ.setdefault("PARVIS_LOG_LEVEL", "WARNING")
    with stand.database() as url:
        seeder = _prepared()
        results: report.Results = {}
        for size in cases:
            with working(f"Adding cases up to {size:,}") as progress:
                seeder.grow_to(size, progress)
            seeder.add_drafts(requests_needed(times))
            with working(f"Measuring with {size:,} cases") as progress:
                results[size] = play(times, progress)
            console.print(report.table(size, results[size]))
        server = stand.server_says(url)
    for fault in report.missed(results):
        warn(fault)
    if write:
        report.write(
            results, machine=stand.machine(), server=server, commit=stand.commit(), times=times
        )
        done(f"Written into {report.DOCUMENT}.")


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
