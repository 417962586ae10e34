"""`parvis eligibility`."""

from datetime import datetime

import click

from parvis.config.cli import Refused
from parvis.config.cli._conform import conform
from parvis.config.cli._law import law
from parvis.config.cli._run import run
from parvis.config.cli._screen import done, warn, working
from parvis.config.cli._site import open_site

LARGE = 100_000


@click.group()
def command() -> None:
    """Rights: the synthetic population that rules are tried on, and tests of the national law."""


command.add_command(conform)
command.add_command(law)
command.add_command(run)


@command.command()
@click.argument("code")
@click.option(
    "--households", default=100_000, show_default=True, type=click.IntRange(100, 2_000_000)
)
@click.option(
    "--seed", default=1, show_default=True, type=int, help="The same seed: the same people."
)
@click.option(
    "--law",
    "month",
    type=click.DateTime(["%Y-%m"]),
    help="Month whose national law tells the family benefits, as 2026-11. Without: rules of thumb.",
)
@click.option(
    "--out",
    type=click.Path(file_okay=False),
    help="Folder to write to. Without: that of this site, which the reforms pages use first.",
)
def population(
    code: str, households: int, seed: int, month: datetime | None, out: str | None
) -> None:
    """Draw a synthetic population of an area (`200067254`), weighted to its published margins."""
    open_site(database=month is not None)  # the law knows communes by the geographic code
    from pathlib import Path

    from parvis.eligibility.population import calibration, margins, storage
    from parvis.eligibility.ports import LawRefused, LawUnavailable
    from parvis.eligibility.reforms.populations import folder_of_site

    path = margins.margins_of(code)
    if path is None:
        raise Refused(
            f"No margins are known for “{code}”: library/<publisher>/population/margins.yml"
        )
    try:
        published = margins.read(path)
        with working(f"Drawing {households} households"):
            on = month and month.date()
            found = calibration.population(published, households, seed, month=on)
    except (margins.InvalidMargins, calibration.CannotCalibrate) as error:
        raise Refused(str(error)) from error
    except LawUnavailable as error:
        raise Refused("The engine of the national law does not answer; leave --law out.") from error
    except LawRefused as error:
        raise Refused(
            f"The national law refuses a household: {error.path}: {error.message}"
        ) from error
    if month is None:
        warn("Family benefits by rules of thumb: --law 2026-11 asks the national law.")
    folder = Path(out) if out else folder_of_site() / published.area.replace(":", "-")
    written = storage.write(found, published, folder, seed=seed)
    worst = max(abs(fit.wanted - fit.reached) for fit in found.fits)
    done(
        f"{written}: {households} households stand for {found.households.weight.sum():.0f}"
        f" (effective size {found.effective_size:.0f}, largest gap to a margin {worst:.1e})."
    )


@command.command()
@click.option(
    "--on",
    "night",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Play the night of another day; in a demonstration only.",
)
def count(night: datetime | None) -> None:
    """Do the night's work now: count take-up and carry campaigns on. Cut anywhere, it resumes."""
    open_site()
    from contextlib import nullcontext
    from datetime import UTC

    from django.conf import settings

    from parvis.core import clock
    from parvis.eligibility.takeup import night as nights

    if night is not None and not settings.DEMO:
        raise Refused("--on moves the clock: only a demonstration (PARVIS_DEMO=yes) may.")
    moved = clock.at(night.replace(hour=12, tzinfo=UTC)) if night else nullcontext()
    with moved, working("Counting those who agreed") as report:
        run = nights.night(report)
    if run is None:
        raise Refused("The engine of the national law does not answer: start `parvis law`.")
    if run.finished_at is None:
        raise Refused("The law did not answer for everybody: run it again.")
    done(f"{run.looked} households counted, {run.judged} of them judged again ({run.law}).")


@command.command()
@click.argument("code")
@click.option("--households", default=1500, show_default=True, type=click.IntRange(100, 20_000))
def precision(code: str, households: int) -> None:
    """Measure how often each benefit would rightly be announced, on the population of an area.

    Writes the table that announcements go by (`eligibility/precision.json`): to be committed. What
    few people have is drawn again where it occurs: some twenty minutes in all on two cores."""
    open_site()
    from parvis.core import clock
    from parvis.eligibility import aiming, measuring, precision
    from parvis.eligibility.population import calibration, margins, storage

    path = margins.margins_of(code)
    if path is None:
        raise Refused(f"No population is known for “{code}”.")
    on = clock.today()
    lives = measuring.drawn(storage.read(path.parent).households, households, on)
    with working("Judging with part of the facts, then with all") as report:
        law, found = measuring.measure(lives, on, report)
    if not law:
        raise Refused("The engine of the national law does not answer: start `parvis law`.")
    # Others than those above, and many, so that nobody is drawn twice.
    homes = calibration.population(margins.read(path), LARGE, measuring.SEED).households
    for aim in aiming.aims(homes):
        with working(f"What is rare, among: {aim.name}") as report:
            rare = measuring.measure_aim(homes, aim, on, report)
        found |= {
            name: one
            for name, one in rare.items()
            if one.announced > found.get(name, precision.Measure(0, 0)).announced
        }
    measuring.write(precision.PATH, law, on, found)
    told = sum(one.low >= precision.FLOOR for one in found.values())
    done(f"{precision.PATH}: {len(found)} benefits measured, {told} announced ({law}).")
