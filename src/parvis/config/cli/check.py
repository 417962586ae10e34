"""`parvis check`."""

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, counted, done, fail, warn
from parvis.config.cli._site import open_site

_SHOWN = {"good": done, "warning": warn, "bad": fail}


@click.command()
def command() -> None:
    """Say whether this installation is well: settings, database, outside systems."""
    open_site()
    from django.core import checks
    from django.utils import translation

    from parvis.core import health

    faults = 0
    for message in checks.run_checks(include_deployment_checks=False):
        faults += message.is_serious()
        (fail if message.is_serious() else warn)(f"{message.id}: {message.msg}")
    with translation.override("en"):
        found = list(health.examine())
    for name, told in found:
        faults += told.state == "bad"
        _SHOWN[told.state](f"{name}: {told.message}")
        if told.remedy and told.state != "good":
            console.print(f"  {told.remedy}", markup=False, soft_wrap=True)
    if faults:
        raise Refused(f"{counted(faults, 'fault')}.")
