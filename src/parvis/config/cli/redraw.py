"""`parvis redraw`: draws a published panel again, with the package and nothing else."""

from pathlib import Path

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, fail
from parvis.config.cli._stranger import plain, speak

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=_FILE)
@click.option("--seal", help="The seal you read elsewhere, before the draw.")
@click.option("--seed", help="The seed you read elsewhere: the public value that was promised.")
@click.option("--openings", type=_FILE, help="For a sworn auditor: what the strata know of people.")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def command(
    file: Path, seal: str | None, seed: str | None, openings: Path | None, lang: str
) -> None:
    """Draw a published panel again: its tickets, its seed, its members, its replacements.

    Exit code 1 when something differs from what was announced.
    """
    speak(lang)
    from parvis.participation.sortition import published, redrawing, telling

    try:
        told = published.read(file.read_bytes())
        secret = published.read_openings(openings.read_bytes()) if openings else None
    except published.FileUnreadable as error:
        raise Refused(plain(telling.unreadable(str(error)))) from error
    differences = list(redrawing.faults_of(told.lottery))
    if seal is not None and seal.strip().lower() != told.lottery.seal:
        differences.insert(0, telling.another_seal())
    if not differences:
        differences += redrawing.faults_of_draw(told, seed)
        if secret is not None:
            differences += redrawing.faults_of_openings(told, secret)
    for difference in differences:
        fail(plain(difference))
    if differences:
        raise Refused(telling.not_same())
    pool = secret.pool(told.lottery) if secret else None
    for line in telling.told(told, seed, redrawing.certificate(told.lottery, pool)):
        console.print(plain(line), soft_wrap=True)
    done(telling.same(told, is_audited=secret is not None))
