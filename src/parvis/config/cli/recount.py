"""`parvis recount`: checks a vote anywhere, with the package and nothing else."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, fail
from parvis.config.cli._stranger import plain, speak

if TYPE_CHECKING:
    from parvis.participation.bundle.recount import Recount
    from parvis.participation.counting.ballots import Ballots
    from parvis.participation.counting.election import Election

_FILE = click.Path(exists=True, path_type=Path)


@click.command()
@click.argument("bundle", type=_FILE, required=False)
@click.option("--receipt", type=_FILE, help="Check that this receipt is in the published list.")
@click.option("--seal", help="The seal you read elsewhere: on the poster, in the newspaper.")
@click.option("--openings", type=_FILE, help="For a sworn auditor: what voters committed to.")
@click.option("--compare", is_flag=True, help="What each rule would have given.")
@click.option("--as", "form", type=click.Choice(["text", "csv", "json"]), default="text")
@click.option("--once", is_flag=True, help="In a .pb file, count a project named twice once.")
@click.option("--lang", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
def command(
    bundle: Path | None,
    receipt: Path | None,
    seal: str | None,
    openings: Path | None,
    compare: bool,
    form: str,
    once: bool,
    lang: str,
) -> None:
    """Count a published vote again: a bundle (folder or zip), or a Pabulib .pb file.

    Exit code 1 when something differs from what was announced.
    """
    speak(lang)
    told = None
    if bundle is not None and bundle.suffix == ".pb":
        _town_file(bundle, compare=compare, form=form, once=once)
    elif bundle is not None:
        told = _again(bundle, seal)
        if openings is not None:
            _audit(told, openings)
        _tell(told, compare=compare, form=form)
    elif receipt is None:
        raise click.UsageError("Name a bundle, or a receipt with --receipt.")
    if receipt is not None:
        _receipt(receipt, told)


def _say(text: str) -> None:
    console.print(plain(text), soft_wrap=True)


def _again(bundle: Path, seal: str | None) -> "Recount":
    from parvis.participation.bundle import telling
    from parvis.participation.bundle.recount import BundleUnreadable, recount

    try:
        told = recount(bundle)
    except BundleUnreadable as error:
        raise Refused(plain(str(error))) from error
    if seal is not None and seal.strip().lower() != told.manifest.seal:
        told.differences.insert(0, telling.another_seal())
    for difference in told.differences:
        fail(plain(difference))
    if not told.is_same:
        raise Refused(telling.not_same())
    return told


def _audit(told: "Recount", path: Path) -> None:
    from parvis.participation.bundle import auditing, telling

    try:
        differences = list(auditing.audit(told, auditing.read_openings(path.read_bytes())))
    except auditing.OpeningsUnreadable as error:
        raise Refused(plain(str(error))) from error
    for difference in differences:
        fail(plain(difference))
    if differences:
        raise Refused(telling.not_cast())
    done(telling.audited())


def _tell(told: "Recount", *, compare: bool, form: str) -> None:
    from parvis.participation.bundle import telling

    if compare and told.ballots is not None:
        _comparison(told.manifest.election, told.ballots, form)
        return
    _say(telling.announced(told))
    done(telling.same(told))
    _say(telling.seals(told))


def _comparison(election: "Election", ballots: "Ballots", form: str) -> None:
    from parvis.participation.counting import report
    from parvis.participation.counting.compare import compare

    given = compare(election, ballots)
    if form == "text":
        _say(report.as_text(given))
    else:
        click.echo({"csv": report.as_csv, "json": report.as_json}[form](given), nl=False)


def _town_file(path: Path, *, compare: bool, form: str, once: bool) -> None:
    from parvis.participation import pabulib
    from parvis.participation.counting.report import money
    from parvis.participation.counting.rules import count

    try:
        text = pabulib.decode(path.read_bytes())
        election, ballots = pabulib.read(text, twice="once" if once else "refuse")
    except pabulib.PabulibRefused as error:
        raise Refused(plain(str(error))) from error
    if compare:
        _comparison(election, ballots, form)
        return
    names = {project.id: project.name or project.id for project in election.projects}
    for award in count(election, ballots).awards:
        _say(f"  {money(award.amount):>14}  {names[award.project]}")


def _receipt(path: Path, told: "Recount | None") -> None:
    from parvis.participation.bundle import telling
    from parvis.participation.bundle.receipts import ReceiptUnreadable, read_receipt

    try:
        for words in telling.proof(read_receipt(path.read_bytes()), told):
            done(words)
    except (ReceiptUnreadable, telling.NotProven) as error:
        raise Refused(plain(str(error))) from error
