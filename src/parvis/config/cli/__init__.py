"""The command line `parvis`. Each module here that defines `command` is one command.

Exit codes: 0 done, 1 refused or failed (the message says why), 2 wrongly typed.
"""

import os
import pkgutil
from importlib import import_module
from importlib.metadata import version
from typing import Any

import click

from parvis.config.env import InvalidSetting
from parvis.core.postgres import PostgresRefused


class Refused(click.ClickException):
    """The command cannot do it; shown without a traceback, exit code 1."""

    def show(self, file: Any = None) -> None:
        click.secho(self.format_message(), fg="red", err=True)


class Commands(click.Group):
    """Finds the commands in the modules beside this one, and turns known faults into messages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        command = import_module(f"{__name__}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (InvalidSetting, PostgresRefused) as error:
            raise Refused(str(error)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            if os.environ.get("PARVIS_DEBUG"):
                raise
            raise Refused(_in_plain_words(error)) from error


def _in_plain_words(error: Exception) -> str:
    from django.db.utils import OperationalError, ProgrammingError

    text = str(error).strip()
    if isinstance(error, OperationalError):
        return f"The database does not answer. Check DATABASE_URL.\n{text}"
    if isinstance(error, ProgrammingError) and "does not exist" in text:
        return f"The database is not up to date. Run: parvis migrate\n{text}"
    name = type(error).__name__
    return f"{name}: {text}\n(PARVIS_DEBUG=yes shows where it happened.)"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("parvis"), prog_name="parvis")
def main() -> None:
    """Public services of a territory: imagine, build, deliver, measure, improve.

    Settings are environment variables: `parvis settings` lists them.
    """
