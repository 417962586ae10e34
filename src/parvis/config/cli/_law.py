"""`parvis eligibility law`."""

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, fail, working


@click.command()
def law() -> None:
    """Which version of the law answers for which date, and whether all that we name is in it."""
    with working("Loading the national law"):
        from parvis.connectors.openfisca.checking import faults
        from parvis.connectors.openfisca.outputs import PACKAGE, SINCE
        from parvis.connectors.openfisca.system import Law, versions

        loaded = Law(env.DATA_DIR.value / "law")
    known = versions()
    console.print(f"From {SINCE:%Y-%m} on: {PACKAGE} {known[PACKAGE]}", markup=False)
    for name, number in known.items():
        if name != PACKAGE:
            console.print(f"  with {name} {number}", markup=False)
    found = list(faults(loaded))
    for fault in found:
        fail(fault)
    if found:
        raise Refused(f"{len(found)} names are not in this version of the law.")
    done("Every variable that we name is in it.")
