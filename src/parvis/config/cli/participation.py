"""`parvis participation import`: brings in what Decidim or CONSUL exported."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, warn, working
from parvis.config.cli._site import open_site
from parvis.config.cli._stranger import plain

_COUNTED = (
    "ideas", "supports", "answers", "remarks", "groups", "projects", "results", "meetings",
    "debates", "documents",
)  # fmt: skip
if TYPE_CHECKING:
    from datetime import datetime

    from parvis.directory.models import Unit
    from parvis.participation.importing.rows import Export
    from parvis.participation.models import Consultation


@click.group()
def command() -> None:
    """Consultations: coming from another platform."""


@command.command(name="import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "source", type=click.Choice(["decidim", "consul"]), required=True)
@click.option("--into", required=True, help="Address of a consultation; made if there is none.")
@click.option("--title", default="", help="Of the consultation to make.")
@click.option("--unit", type=int, help="Number of the unit that answers for it, to make one.")
@click.option("--space", default="", help="Which participatory space, where the file has several.")
@click.option(
    "--state",
    "states",
    multiple=True,
    metavar="THERE=HERE",
    help="What a state there becomes: received, studied, retained, declined; nothing: left out.",
)
@click.option(
    "--retained",
    multiple=True,
    metavar="KEY",
    help="Identifier of a project that a former vote retained; Decidim does not export it.",
)
@click.option(
    "--held-on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Day on which the result of the former vote was published.",
)
@click.option("--show-names", is_flag=True, help="Names were public there: take them.")
@click.option("--dry-run", is_flag=True, help="Say what would be made, and make nothing.")
def bring(
    file: Path,
    source: str,
    into: str,
    title: str,
    unit: int | None,
    space: str,
    states: tuple[str, ...],
    retained: tuple[str, ...],
    held_on: "datetime | None",
    show_names: bool,
    dry_run: bool,
) -> None:
    """Bring in an export: ideas, comments, answers, former votes, results, meetings, debates.

    The same file again changes nothing; a newer one changes what nobody edited here since.
    """
    open_site()
    from django.utils.translation import override

    from parvis.participation.actions.imports import Choices

    choices = Choices(
        stages=_stages(states),
        shows_names=show_names,
        space=space,
        retained=retained,
        held_on=held_on.date() if held_on else None,
    )
    with override("fr"):
        export = _read(file, source, space)
        if unknown := set(retained) - {one.key for one in export.projects}:
            raise Refused(f"No such project in this file: {', '.join(sorted(unknown))}")
        _tell(export)
        consultation, lead = _target(into, unit)
        if dry_run:
            done("Nothing was made: this was a dry run.")
            return
        _bring(file, source, consultation, lead, title or into, into, choices)


def _stages(states: tuple[str, ...]) -> dict[str, str]:
    known = {"", "received", "studied", "retained", "declined"}
    found = dict(state.rpartition("=")[::2] for state in states)
    if wrong := [f"{there}={here}" for there, here in found.items() if here not in known]:
        raise Refused(f"Not a state: {', '.join(wrong)}")
    return found


def _read(file: Path, source: str, space: str) -> "Export":
    from parvis.participation.importing.opening import check_size
    from parvis.participation.importing.reading import read
    from parvis.participation.importing.rows import ExportRefused

    try:
        check_size(file.name, file.stat().st_size)
        export = read(source, file.name, file.read_bytes(), space)
    except ExportRefused as refused:
        raise Refused(plain(str(refused))) from None
    if space and space not in export.spaces:
        known = ", ".join(filter(None, export.spaces)) or "none"
        raise Refused(plain(f"No such space in this file: {space}. There: {known}."))
    return export


def _tell(export: "Export") -> None:
    from parvis.participation.actions.imports import preview_of, suggested

    told = preview_of(export)
    for name in _COUNTED:
        console.print(f"{told[name]:>8}  {name}")
    for key, title, votes in told["voted"]:
        console.print(plain(f"{'–' if votes is None else votes:>8}  --retained {key}  {title}"))
    for state, many in told["states"].items():
        console.print(plain(f"{many:>8}  {state or '–'} → {suggested(state)}"))
    if len(told["spaces"]) > 1:
        for name, many in told["spaces"].items():
            console.print(plain(f"{many:>8}  --space {name}"))
    for why, many in told["left_out"].items():
        warn(plain(f"{why}: {many}"))
    for said in (*told["notes"], *told["faults"]):
        warn(plain(said))
    if told["more_faults"]:
        warn(f"+ {told['more_faults']}")


def _target(into: str, unit: int | None) -> "tuple[Consultation | None, Unit]":
    from django.utils.text import slugify

    from parvis.directory.models import Unit
    from parvis.participation.models import Consultation

    found = Consultation.objects.filter(slug=into).select_related("lead__institution__area").first()
    if found is not None:
        return found, found.lead
    units = Unit.objects.filter(pk=unit or 0).select_related("institution__area")
    lead = units.first()
    if lead is None or slugify(into) != into:
        raise Refused(
            f"No consultation is at “{into}”: to make it, say --unit NUMBER, and an address in"
            " lower case with hyphens."
        )
    return None, lead


def _bring(
    file: Path,
    source: str,
    consultation: "Consultation | None",
    lead: "Unit",
    title: str,
    slug: str,
    choices: object,
) -> None:
    from parvis.core.actor import SYSTEM
    from parvis.participation.actions import imports
    from parvis.participation.report_imports import report

    assert isinstance(choices, imports.Choices)
    area = lead.institution.area
    held = imports.receive(
        actor=SYSTEM,
        source=source,
        name=file.name,
        size=file.stat().st_size,
        content=file.read_bytes,
        lead=lead,
        consultation=consultation,
        title=title,
    )
    imports.read_import(key=held.pk)
    imports.confirm(
        actor=SYSTEM,
        key=held.pk,
        choices=choices,
        areas=[area] if area else [],
        slug=slug,
        defers=False,
    )
    with working("Bringing in") as advance:
        imports.bring_in(key=held.pk, report=advance)
    held.refresh_from_db()
    for said in report(held.result):
        done(plain(said))
