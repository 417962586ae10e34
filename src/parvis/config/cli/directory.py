"""`parvis directory`."""

from pathlib import Path

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import counted, done
from parvis.config.cli._site import open_site


@click.group()
def command() -> None:
    """Institutions, their units and the agents who work there."""


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path) -> None:
    """Add or correct what FILE says (docs/guides/administrators.md): all of it, or nothing.

    What it does not name stays. Run again, it changes nothing.
    """
    open_site()
    from parvis.core.actor import SYSTEM
    from parvis.directory import files

    try:
        told = files.load(files.read(file), actor=SYSTEM)
    except files.DirectoryRefused as error:
        raise Refused(str(error)) from error
    done(
        f"{file.name}: {counted(told['institutions'], 'institution')}, "
        f"{counted(told['units'], 'unit')}, {counted(told['agents'], 'agent')} as it says."
    )
