"""`parvis law`."""

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import done
from parvis.config.lifeline import follow_starter


@click.command()
@click.option("--processes", type=click.IntRange(1, 64), help="Default: PARVIS_LAW_PROCESSES.")
def command(processes: int | None) -> None:
    """Answer what the national law says: OpenFisca-France, kept warm."""
    from parvis.connectors.openfisca.address import socket_in
    from parvis.connectors.openfisca.outputs import LawChanged
    from parvis.connectors.openfisca.server import serve
    from parvis.core import clock

    address = env.LAW.value or socket_in(env.DATA_DIR.value)
    follow_starter()
    done(f"National law at {address}")
    try:
        serve(
            address,
            processes=processes or env.LAW_PROCESSES.value,
            kept=env.DATA_DIR.value / "law",
            fast=env.LAW_ENGINE.value == "fast",
            month=clock.today().replace(day=1),
        )
    except LawChanged as error:
        raise Refused(str(error)) from error
    except OSError as error:
        raise Refused(f"The law process cannot listen at {address}: {error}") from error
