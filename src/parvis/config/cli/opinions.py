"""`parvis opinions`: draws a published map of opinions again, with the package and nothing else."""

import json
from pathlib import Path

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console
from parvis.config.cli._stranger import plain, speak

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("votes", type=_FILE)
@click.option("--statements", type=_FILE, help="Their words: comments.csv, or affirmations.csv.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True)
@click.option("--as", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def command(votes: Path, statements: Path | None, seed: int, form: str, lang: str) -> None:
    """Draw a map of opinions from the votes.csv of Pol.is or the avis.csv of a consultation.

    The same answers and seed give the same map on any machine.
    """
    speak(lang)
    from parvis.participation.opinions.drawing import draw
    from parvis.participation.opinions.export import reactions_in
    from parvis.participation.opinions.polis import PolisRefused, read_comments
    from parvis.participation.opinions.telling import told

    try:
        drawn = draw(reactions_in(votes.read_text(encoding="utf-8-sig")), seed=seed)
        words = read_comments(statements.read_text(encoding="utf-8-sig")) if statements else ()
    except PolisRefused as refused:
        raise Refused(str(refused)) from None
    except UnicodeDecodeError:
        raise Refused("The file is not text in UTF-8.") from None
    if form == "json":
        click.echo(json.dumps(drawn.as_json()))
    else:
        console.print(plain(told(drawn, {one.id: one.body for one in words})), soft_wrap=True)
