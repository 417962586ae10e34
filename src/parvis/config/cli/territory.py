"""`parvis territory`."""

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import done, warn, working
from parvis.config.cli._site import open_site


@click.group()
def command() -> None:
    """The official geographic code: communes, EPCI, départements, régions."""


@command.command()
def load() -> None:
    """Load the geographic code shipped with Parvis, or a newer vintage over an older one."""
    open_site()
    from parvis.territory import actions

    try:
        with working("Loading the territory") as report:
            loaded = actions.load(progress=report)
    except ValueError as error:
        raise Refused(str(error)) from error
    done(
        f"Vintage {loaded.vintage}: {loaded.total} areas "
        f"({loaded.added} new, {loaded.changed} changed, {loaded.ended} ended)."
    )
    if loaded.unexplained:
        warn(f"Ended without a known successor: {', '.join(loaded.unexplained)}")
