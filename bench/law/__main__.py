"""Runs both engines, the law process and `openfisca serve`; says what misses its target."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np

from bench import stand
from bench.law import report
from bench.report import DOCUMENT, replace, today

SPEED = "<!-- law: written by `python -m bench.law --write` -->", "<!-- /law -->"
SAME = (
    "<!-- same: written by `python -m bench.law --same-only --write` -->",
    "<!-- /same -->",
)


@click.command()
@click.option("--households", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--months", default=1, show_default=True, type=click.IntRange(1, 36))
@click.option("--alone", default=0, show_default=True, help="Households computed one by one too.")
@click.option("--seconds", default=15.0, show_default=True, help="Of people asking.")
@click.option(
    "--kept",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of the amounts: a run that was stopped goes on. Default: none is kept.",
)
@click.option("--same-only", is_flag=True, help="Only compare amounts: no people, no serve.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {DOCUMENT}.")
def main(
    households: int,
    months: int,
    alone: int,
    seconds: float,
    kept: Path | None,
    same_only: bool,
    write: bool,
) -> None:
    """Measure the national law: our engine against OpenFisca as published, in the same run."""
    from parvis.config.cli._screen import console, done, warn, working
    from parvis.config.cli._site import open_site

    open_site(database=False)
    asked = [_month(back) for back in range(months)]
    with tempfile.TemporaryDirectory(prefix="pvlaw") as folder:
        stored = (kept or Path(folder)).absolute()
        stored.mkdir(parents=True, exist_ok=True)
        engines = {}
        for engine in ("plain", "fast"):
            with working(f"{engine}: {households:,} households, {months} months"):
                engines[engine] = _engine(engine, stored, households, alone, asked)
        same = _compared(engines, households, alone, asked)
    lines = report.same_lines(same, households, alone, asked)
    faults = report.differences(same)
    if not same_only:
        with working("People asking"):
            answers = _answers(seconds)
        with working("openfisca serve"):
            serve = _serve(asked[0])
        with working("A tariff tried again"):
            tariff = _tariff()
        lines = report.table(engines, answers, serve, tariff, households) + lines
        faults += report.missed(engines["fast"], answers, tariff)
    lines = [_where(), "", *lines]
    for line in lines:
        console.print(line, markup=False)
    for fault in faults:
        warn(fault)
    if write:
        replace(*(SAME if same_only else SPEED), lines)
        done(f"Written into {DOCUMENT}.")


def _month(back: int) -> date:
    today = date.today()  # noqa: DTZ011
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _engine(
    engine: str, kept: Path, households: int, alone: int, months: Sequence[date]
) -> dict[str, Any]:
    given = [engine, str(kept), str(households), str(alone), *map(str, months)]
    told = subprocess.run(
        [sys.executable, "-m", "bench.law.engine", *given], stdout=subprocess.PIPE, text=True
    )
    if told.returncode:
        raise click.ClickException(f"{engine}: the measure failed.")
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _compared(
    engines: dict[str, Any], households: int, alone: int, months: Sequence[date]
) -> dict[str, int]:
    """How many amounts, to the cent, were compared, and how many are not the same."""
    from bench.law.engine import alone_files, files, together_file

    folders = [Path(engines[engine]["folder"]) for engine in ("plain", "fast")]
    found = dict.fromkeys(("compared", "differing", "positive", "alone", "alone_differing"), 0)
    for month in months:
        for pair in zip(*(files(each, households, month) for each in folders), strict=True):
            plain, fast = (np.load(each) for each in pair)
            for code in plain.files:
                found["compared"] += len(plain[code])
                found["positive"] += int((plain[code] > 0).sum())
                found["differing"] += int((plain[code] != fast[code]).sum())
    if alone:
        first, *others = (_joined(alone_files(each, alone, months[0])) for each in folders)
        others += [_joined([together_file(each, alone, months[0])]) for each in folders]
        for code, cents in first.items():
            found["alone"] += len(cents)
            found["alone_differing"] += sum(int((cents != each[code]).sum()) for each in others)
    return found


def _joined(kept: Sequence[Path]) -> dict[str, Any]:
    loaded = [np.load(each) for each in kept]
    return {code: np.concatenate([each[code] for each in loaded]) for code in loaded[0].files}


def _answers(seconds: float) -> dict[str, Any]:
    from bench.law.memory import Watched
    from bench.law.requests import asked, law_process

    with tempfile.TemporaryDirectory(prefix="pvlaw") as folder:
        with law_process(Path(folder)):
            pass  # what it keeps on disk is there for the second start
        with law_process(Path(folder)) as (address, ready, process), Watched(process) as memory:
            return asked(address, seconds) | {"ready": ready, "memory": memory}


def _serve(month: date) -> dict[str, float]:
    from bench.law import serve

    return serve.measured(month)


def _tariff() -> float:
    """Seconds of the slowest variant on 100,000 households."""
    from bench.tariffs import measured

    return max(measured(100_000, 5).values())


def _where() -> str:
    from parvis.connectors.openfisca.system import versions

    packages = ", ".join(f"{name} {number}" for name, number in versions().items())
    return f"On {today()} at commit `{stand.commit()}`: {stand.machine()}, {packages}."


if __name__ == "__main__":
    main()
