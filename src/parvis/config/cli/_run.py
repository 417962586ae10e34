"""`parvis eligibility run`."""

from collections.abc import Iterator
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, warn, working
from parvis.config.cli._site import open_site

if TYPE_CHECKING:
    from parvis.connectors.openfisca.verdicts import Run, Summary


@click.command()
@click.argument("where")
@click.option(
    "--month", required=True, type=click.DateTime(["%Y-%m"]), help="Of the law, as 2026-11."
)
@click.option(
    "--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
    help="File to write: .csv, .csv.gz or .csv.xz; a manifest in JSON stands beside it.",
)  # fmt: skip
@click.option("--benefits", help="Only these, as rsa,ppa. Default: all, and the CAF’s quotient.")
@click.option("--processes", type=click.IntRange(1, 256), help="Default: PARVIS_LAW_PROCESSES.")
@click.option("--dask", help="Address of the scheduler of a Dask cluster, as tcp://10.0.0.5:8786.")
def run(
    where: str,
    month: datetime,
    out: Path,
    benefits: str | None,
    processes: int | None,
    dask: str | None,
) -> None:
    """National rights of a whole population: a folder of `parvis eligibility population`, or an
    area (`200067254`). The same file, byte for byte, whatever computes it."""
    if dask and find_spec("distributed") is None:
        raise Refused("A cluster needs Dask: pip install 'parvis[cluster]'")
    open_site(database=True)  # the law knows communes by today's code
    from parvis.connectors.openfisca.verdicts import UnknownSuffix, write

    asked = _asked(where, month, benefits)
    try:
        with working(f"{len(asked.population.households):,} households") as report:
            summary = write(asked, _computed(asked, processes, dask), out, report)
    except UnknownSuffix as error:
        raise Refused(f"Not a name for the result: {error}") from error
    except OSError as error:
        raise Refused(f"{dask or out}: {error}") from error
    _tell(summary, out)


def _asked(where: str, month: datetime, benefits: str | None) -> "Run":
    """Raises Refused."""
    from parvis.connectors.openfisca.client import commune_today
    from parvis.connectors.openfisca.outputs import OUTPUTS, QUOTIENT
    from parvis.connectors.openfisca.verdicts import Run

    population = _population(where)
    known = [*OUTPUTS, QUOTIENT]
    codes = [one.strip() for one in benefits.split(",")] if benefits else known
    wrong = [code for code in codes if code not in known]
    if wrong:
        raise Refused(f"No such right: {', '.join(wrong)}. There are: {', '.join(known)}.")
    communes = {code: commune_today(code) for code in population.households.communes}
    unknown = [code for code, today in communes.items() if today is None]
    if unknown:
        raise Refused(f"Nobody knows these communes: {', '.join(unknown)}. parvis territory load")
    today = {code: found for code, found in communes.items() if found}
    return Run(population, codes, month.date(), today)


def _population(where: str) -> Any:
    """Raises Refused."""
    from parvis.eligibility.population import storage
    from parvis.eligibility.reforms.populations import folder_of_site

    folders = [Path(where)] if Path(where).is_dir() else storage.folders(folder_of_site())
    for folder in folders:
        try:
            found = storage.kept(folder)
        except (storage.InvalidPopulation, FileNotFoundError) as error:
            raise Refused(f"Not a population: {error}") from error
        if folder == Path(where) or where in (found.code, found.code.partition(":")[2]):
            return found
    raise Refused(f"No population of “{where}”: parvis eligibility population {where}")


def _computed(asked: "Run", processes: int | None, dask: str | None) -> Iterator[Any]:
    numbers = range(asked.chunks)
    if dask:
        from parvis.connectors.openfisca import cluster

        try:
            yield from cluster.run(dask, asked.part, numbers, asked.codes, asked.month)
        except cluster.OtherLaw as error:
            raise Refused(f"The cluster holds another law: {error}.") from error
        return
    from parvis.connectors.openfisca import batch
    from parvis.connectors.openfisca.loaded import warm

    law = warm(env.DATA_DIR.value / "law", asked.codes, asked.month)
    many = processes or env.LAW_PROCESSES.value
    yield from batch.run(law, asked.part, numbers, asked.codes, asked.month, many)


def _tell(summary: "Summary", out: Path) -> None:
    for name, count in summary.entitled.items():
        console.print(f"  {name:<16} {count:>12,.0f}", markup=False)
    for row, why in list(summary.left_out.items())[:10]:
        warn(f"Household {row} could not be computed: {why}")
    left = len(summary.left_out)
    done(f"{out}: {summary.households:,} households" + (f", {left} left out." if left else "."))
