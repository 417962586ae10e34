"""Runs both engines and the law process; prints a table, and says what misses its target."""

import json
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import click
import numpy as np

START, END = "<!-- law: written by `python -m bench.law --write` -->", "<!-- /law -->"
DOCUMENT = Path("docs/performance.md")
# Issue 4, "Speed", on two cores.
FIRST, ALL, WALL, MEMORY, READY = 0.3, 1.5, 20.0, 1024, 10.0


@click.command()
@click.option("--households", default=100_000, show_default=True, type=click.IntRange(100))
@click.option("--months", default=1, show_default=True, type=click.IntRange(1, 24))
@click.option("--seconds", default=10.0, show_default=True, help="Of people asking.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {DOCUMENT}.")
def main(households: int, months: int, seconds: float, write: bool) -> None:
    """Measure the national law: our engine against OpenFisca as published, in the same run."""
    from parvis.config.cli._screen import console, done, warn, working
    from parvis.config.cli._site import open_site

    open_site(database=False)

    with tempfile.TemporaryDirectory(prefix="pvlaw") as folder:
        kept = Path(folder)
        asked = [_month(back) for back in range(months)]
        engines = {}
        for engine in ("plain", "fast"):
            with working(f"{engine}: {households:,} households, {months} months"):
                engines[engine] = _engine(engine, kept, households, asked)
        differing = _differing(kept, asked)
        with working("People asking"):
            answers = _answers(kept, seconds)
    lines = _table(engines, differing, answers, households, months)
    for line in lines:
        console.print(line, markup=False)
    for fault in _missed(engines["fast"], differing, answers):
        warn(fault)
    if write:
        _write(lines)
        done(f"Written into {DOCUMENT}.")


def _month(back: int) -> date:
    today = date.today()  # noqa: DTZ011
    year, month = divmod(today.year * 12 + today.month - 1 - back, 12)
    return date(year, month + 1, 1)


def _engine(engine: str, kept: Path, households: int, months: list[date]) -> dict[str, Any]:
    given = [engine, str(kept), str(households), *map(str, months)]
    told = subprocess.run(
        [sys.executable, "-m", "bench.law.engine", *given], capture_output=True, text=True
    )
    if told.returncode:
        raise click.ClickException(told.stderr[-2000:])
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def _differing(kept: Path, months: list[date]) -> int:
    """Amounts, to the cent, that are not the same."""
    count = 0
    for month in months:
        plain, fast = (np.load(kept / f"{engine}-{month}.npz") for engine in ("plain", "fast"))
        count += sum(int((plain[code] != fast[code]).sum()) for code in plain.files)
    return count


def _answers(kept: Path, seconds: float) -> dict[str, Any]:
    from bench.law.requests import asked, law_process

    with law_process(kept):
        pass  # what it keeps on disk is there for the second start
    with law_process(kept) as (address, ready):
        return asked(address, seconds) | {"ready": ready}


def _table(
    engines: dict[str, Any], differing: int, answers: dict[str, Any], households: int, months: int
) -> list[str]:
    plain, fast = engines["plain"], engines["fast"]

    def row(name: str, key: str) -> str:
        return f"| {name} | {plain[key]:.2f} | {fast[key]:.2f} | {plain[key] / fast[key]:.1f} |"

    def of_all(name: str, key: str, unit: str = ".1f") -> str:
        one, other = (max(each[key] for each in e["batches"]) for e in (plain, fast))
        return f"| {name} | {one:{unit}} | {other:{unit}} | {one / other:.1f} |"

    size = f"{households:,} households, 18 rights, 2 processes"
    return [
        "| national law | OpenFisca as published | ours | times |",
        "| --- | --- | --- | --- |",
        row("boot, CPU s", "boot"),
        row("first computation, CPU s", "first"),
        row("one household, all rights, CPU s", "one"),
        row("one household, first verdicts, CPU s", "quick"),
        of_all(f"{size}: wall s", "wall"),
        of_all(f"{size}: CPU s", "cpu"),
        of_all("peak of one process, MB", "peak", ".0f"),
        "",
        f"Amounts that differ, of {households:,} households, 18 rights and {months} months: "
        f"{differing}.",
        f"20 people a second ask `parvis law`: first verdicts {answers['first'][0]:.2f} s (p95 "
        f"{answers['first'][1]:.2f} s), all rights {answers['all'][0]:.2f} s (p95 "
        f"{answers['all'][1]:.2f} s). It answers {answers['ready']:.1f} s after its start.",
    ]


def _missed(fast: dict[str, Any], differing: int, answers: dict[str, Any]) -> list[str]:
    worst = {
        key: max(each[key] for each in fast["batches"]) for key in ("wall", "peak", "left_out")
    }
    checks = (
        (differing, 0, "amounts differ"),
        (worst["left_out"], 0, "households could not be computed"),
        (worst["wall"], WALL, "s for the population"),
        (worst["peak"] * 2, MEMORY, "MB in both processes"),
        (answers["first"][1], FIRST, "s (p95) to the first verdicts"),
        (answers["all"][1], ALL, "s (p95) to all rights"),
        (answers["ready"], READY, "s to be ready"),
    )
    return [f"{found:.2f} {what}; {most} at most" for found, most, what in checks if found > most]


def _write(lines: list[str]) -> None:
    text = DOCUMENT.read_text()
    block = "\n".join([START, "", *lines, "", END])
    if START in text:
        head, _start, rest = text.partition(START)
        text = head + block + rest.partition(END)[2]
    else:
        text = text.rstrip() + f"\n\n## National law\n\n{block}\n"
    DOCUMENT.write_text(text)


if __name__ == "__main__":
    main()
