"""`parvis eligibility conform`."""

from collections import Counter
from pathlib import Path

import click

from parvis.config import env
from parvis.config.cli import Refused
from parvis.config.cli._screen import console, done, fail, working


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--plain", is_flag=True, help="By OpenFisca's engine as published, not ours.")
@click.option("--quiet", is_flag=True, help="Only the count.")
def conform(paths: tuple[Path, ...], plain: bool, quiet: bool) -> None:
    """Run OpenFisca's own YAML tests (files, or folders of them) and report each difference."""
    with working("Loading the national law"):
        from parvis.connectors.openfisca import conform as conforming
        from parvis.connectors.openfisca import fast
        from parvis.connectors.openfisca.system import Law

        if not plain:
            fast.install()
        law = Law(env.DATA_DIR.value / "law")
    counted: Counter[str] = Counter()
    for told in conforming.conform(law, paths):
        counted[told.outcome] += 1
        if told.outcome is not conforming.Outcome.SAME and not quiet:
            fail(f"{told.file}: {told.name}: {told.outcome}")
            for why in told.why:
                console.print(f"    {why}", markup=False)
    total = counted.total()
    summary = ", ".join(f"{number} {name}" for name, number in counted.most_common())
    if counted[conforming.Outcome.SAME] < total or not total:
        raise Refused(f"{total} tests: {summary or 'none was found'}.")
    done(f"{total} tests: all the same.")
