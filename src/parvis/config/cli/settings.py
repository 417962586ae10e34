"""`parvis settings`."""

import click

from parvis.config import env


@click.command()
@click.option("--markdown", is_flag=True, help="As docs/guides/settings.md shows them.")
def command(markdown: bool) -> None:
    """List the environment variables that Parvis reads."""
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    for variable in env.VARIABLES:
        click.secho(variable.name, bold=True, nl=False)
        click.echo(f" = {env.shown(variable.value)}\n    {variable.meaning}")


def as_markdown() -> str:
    """The guide, generated from `config/env.py`."""
    lines = [
        "# Settings",
        "",
        "Parvis is set by environment variables; none is needed to try it.",
        "This page is written by `make docs` from `src/parvis/config/env.py`.",
        "",
        "| variable | default | meaning |",
        "| --- | --- | --- |",
    ]
    for variable in env.VARIABLES:
        default = env.shown(variable.default) or "(empty)"
        lines.append(f"| `{variable.name}` | `{default}` | {variable.meaning} |")
    return "\n".join([*lines, ""])
