"""`parvis library`."""

import difflib
from pathlib import Path
from typing import TYPE_CHECKING

import click
import yaml

from parvis.config.cli import Refused, _benefits, _lessons
from parvis.config.cli._packages import Package, name_of, shipped
from parvis.config.cli._screen import console, counted, done, fail, working
from parvis.config.cli._site import open_site

if TYPE_CHECKING:
    from parvis.cases.models import VersionRun

folders = click.argument("packages", nargs=-1, type=Package())


@click.group()
def command() -> None:
    """Service packages and local benefits: check, test, install, list and compare them.

    A package is a folder, or the name of one that comes with Parvis: `acte-de-naissance`.
    """


def _speak_english() -> None:
    """As the rest of the command line; the editor says the same faults in the reader's language."""
    from django.utils import translation

    translation.activate("en")


def _chosen(packages: tuple[Path, ...]) -> list[Path]:
    """The packages named, or all those shipped with Parvis."""
    others = [each for each in packages if _benefits.is_one(each) or _lessons.is_one(each)]
    found = [each for each in packages if each not in others]
    found = found if packages else shipped()
    if not found and not packages:
        raise Refused("There is no package here.")
    return found


@command.command()
@folders
def check(packages: tuple[Path, ...]) -> None:
    """Check packages, local benefits, lessons without a database: shapes, names, conditions.

    Each fault names its file, its line and what to do.
    """
    open_site(database=False)
    _speak_english()
    from parvis.catalogue import checker

    faulty = 0
    for folder in _chosen(packages):
        faults = checker.check(folder)
        if not faults:
            done(name_of(folder))
            continue
        faulty += 1
        fail(f"{name_of(folder)}: {counted(len(faults), 'fault')}")
        for fault in faults:
            console.print(f"  {fault}", markup=False, soft_wrap=True)
    for folder in _benefits.folders_among(packages):
        faulty += not _benefits.check(folder)
    for folder in _lessons.folders_among(packages):
        faulty += not _lessons.check(folder)
    if faulty:
        raise Refused(f"{counted(faulty, 'package')} cannot be published.")


@command.command()
@folders
def test(packages: tuple[Path, ...]) -> None:
    """Play the scenarios of packages on the real engine, and the tests of local benefits.

    Nothing is kept. A folder of benefits alone needs no database."""
    open_site(database=bool(_chosen(packages)))
    _speak_english()
    from parvis.catalogue.checker import checked
    from parvis.catalogue.loader import PackageFaults
    from parvis.catalogue.ports import scenario_runner

    failed = 0
    for folder in _chosen(packages):
        try:
            package = checked(folder)
        except PackageFaults as faults:
            raise Refused(f"{folder.name}\n{faults}") from faults
        scenarios = package.scenarios.scenarios
        failures = []
        with working(name_of(folder)) as report:
            for count, scenario in enumerate(scenarios, 1):
                failures += scenario_runner().run(package, scenario)
                report(count, len(scenarios))
        failed += len(failures)
        if not failures:
            done(f"{name_of(folder)}: {counted(len(scenarios), 'scenario')}")
        for failure in failures:
            fail(str(failure))
    failed += sum(_benefits.test(folder) for folder in _benefits.folders_among(packages))
    if failed:
        raise Refused(f"{counted(failed, 'expectation')} failed.")


@command.command(name="publish-benefits")
@folders
def publish_benefits(packages: tuple[Path, ...]) -> None:
    """Publish the new versions of local benefits: checked, tested, then never changed again.

    Their fingerprints go into `published.json` of their folder; only what is there is offered.
    """
    open_site(database=False)
    _speak_english()
    for folder in _benefits.folders_among(packages):
        if not _benefits.check(folder):
            raise Refused("Nothing was published.")
        done(f"{counted(_benefits.publish(folder), 'new version')} published")


@command.command()
@click.argument("package", type=Package())
@click.option(
    "--with",
    "installation",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Installation file: institution, area, who plays each function.",
)
@click.option("--untested", is_flag=True, help="Do not play the scenarios first.")
def install(package: Path, installation: Path, untested: bool) -> None:
    """Check, test and publish a package, then offer it on an area."""
    open_site()
    _speak_english()
    from parvis.catalogue import actions, installing
    from parvis.catalogue.checker import checked
    from parvis.catalogue.loader import PackageFaults
    from parvis.catalogue.overlays import OverlayRefused
    from parvis.catalogue.ports import scenario_runner

    try:
        sound = checked(package)
        wanted = installing.read(installation)
        institution, area, bindings = installing.parties(wanted)
        for scenario in [] if untested else sound.scenarios.scenarios:
            failures = scenario_runner().run(sound, scenario)
            if failures:
                raise Refused("\n".join(map(str, failures)))
        version = actions.publish(package=sound)
        installed = actions.install(
            version=version,
            institution=institution,
            area=area,
            bindings=bindings,
            overlay=wanted.overlay,
            slug=wanted.slug,
        )
    except actions.FunctionUnbound as unbound:
        raise Refused(
            f"{installation.name} does not say who plays “{unbound}”: "
            "name a unit under `functions`."
        ) from unbound
    except actions.VersionAlreadyPublished as published:
        raise Refused(
            f"Version {sound.service.version} is published with another content: "
            f"raise the number in {package / 'service.yml'}."
        ) from published
    except (PackageFaults, installing.InstallationRefused, OverlayRefused) as refused:
        raise Refused(str(refused)) from refused
    done(f"{installed.name} ({version.number}) is open at /demarches/{installed.slug}/")


@command.command()
@click.argument("service")
@click.option("--from", "number", help="Version the requests follow now; by default each of them.")
@click.option("--run", "for_good", is_flag=True, help="Carry them; otherwise only rehearse.")
def move(service: str, number: str | None, for_good: bool) -> None:
    """Have the open requests of a service follow the version it offers now.

    SERVICE is the short name in its address. The table comes from the package (`migrations.yml`)
    and from names that did not change. Without --run, each request is carried and put back: the
    report says which could follow, and why others could not. A request that cannot stays as it is.
    """
    open_site()
    from parvis.cases.actions import versions as actions
    from parvis.cases.queries import versions as queries
    from parvis.catalogue.models import Installation
    from parvis.catalogue.queries import package_of
    from parvis.core.actor import SYSTEM

    installation = Installation.objects.select_related("version").filter(slug=service).first()
    if installation is None:
        raise Refused(f"There is no service “{service}” (see: parvis library list).")
    former = [one for one in queries.behind(installation) if number in (None, one.version.number)]
    if not former:
        done(f"Every open request follows version {installation.version.number}.")
    for one in former:
        run = actions.prepare(
            installation=installation,
            from_version=one.version,
            table=package_of(installation.version_id).migrations.table(one.version.number),
            actor=SYSTEM,
        )
        console.print(f"{one.version.number} → {installation.version.number}", markup=False)
        gaps = queries.gaps_of(run)
        if gaps:
            actions.drop(run=run)
            raise Refused("\n".join(f"{gap.part}.{gap.name}: {gap.why}" for gap in gaps))
        _carried(run, for_good=for_good)


def _carried(run: "VersionRun", *, for_good: bool) -> None:
    """Rehearse, and carry when asked; say what became of each state."""
    from parvis.cases.actions import versions as actions
    from parvis.cases.queries import versions as queries

    actions.rehearse_here(run=run)
    if for_good:
        actions.carry_here(run=run)
    for place in queries.places_of(run, "fr"):
        console.print(
            f"  {place.state} → {place.becomes or '–'}: {place.many} ({place.outcome})",
            markup=False,
            soft_wrap=True,
        )
    for line in queries.refused_of(run):
        fail(f"{line.case.reference}: {' '.join(line.why)}")
    if not for_good:
        actions.drop(run=run)
        done("Nothing was changed; add --run to have them follow.")


@command.command(name="list")
def list_() -> None:
    """List the installed services, their versions and who offers them; then what may be added."""
    open_site()
    from parvis.catalogue.models import Installation

    rows = Installation.objects.select_related("service", "version", "institution")
    for row in rows.order_by("service__package_id"):
        state = "open" if row.is_open else "closed"
        console.print(
            f"{row.service.package_id}  {row.version.number}  {row.institution}  "
            f"/demarches/{row.slug}/  {state}",
            markup=False,
            soft_wrap=True,
        )
    if not rows:
        console.print("No service is installed yet.")
    installed = {row.service.package_id for row in rows}
    more = [name for name in map(name_of, shipped()) if name not in installed]
    if more:
        console.print(f"Not installed, comes with Parvis: {', '.join(more)}", soft_wrap=True)


@command.command()
@click.argument("package", type=Package())
def diff(package: Path) -> None:
    """Compare a package with its newest published version; exit code 0 even when they differ."""
    open_site()
    from parvis.catalogue.actions import document_of
    from parvis.catalogue.loader import PackageFaults, load
    from parvis.catalogue.models import ServiceVersion

    try:
        here = load(package)
    except PackageFaults as faults:
        raise Refused(str(faults)) from faults
    published = (
        ServiceVersion.objects.filter(service__package_id=here.service.id)
        .order_by("-published_at", "-pk")
        .first()
    )
    if published is None:
        raise Refused(f"{here.service.id} was never published here.")
    old, new = published.document, document_of(here)
    lines = difflib.unified_diff(
        _as_text(old), _as_text(new), f"published {published.number}", str(package), lineterm=""
    )
    changed = False
    for line in lines:
        changed = True
        console.print(line, markup=False, soft_wrap=True)
    if not changed:
        done(f"Same as the published version {published.number}.")


def _as_text(document: dict[str, object]) -> list[str]:
    return yaml.safe_dump(document, allow_unicode=True, sort_keys=True).splitlines()


@command.command(name="import-aides-jeunes")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--institutions",
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Their folder of institutions.",
)
@click.option(
    "--into",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of benefits to write into; files that are there already stay.",
)
def import_aides_jeunes(files: tuple[Path, ...], institutions: Path, into: Path) -> None:
    """Turn benefits of betagouv/aides-jeunes into files of ours, and say what could not be.

    FILES are theirs, or folders of them. What is written is a draft: it has no tests yet.
    """
    open_site(database=False)
    _speak_english()
    refused = _benefits.bring_in(files, institutions, into)
    if refused:
        raise Refused(f"{counted(refused, 'file')} could not be translated.")
