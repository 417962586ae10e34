"""`python -m bench.opinions [--reference PYTHON] [--write]`: maps of opinions, beside `red-dwarf`.

The reference is run by a Python that has it (`python -m venv`, `pip install red-dwarf==0.4.0`).
"""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TypedDict

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import click
import numpy as np

from bench import report, stand
from bench.votes import timed

START, END = (
    "<!-- opinions: written by `python -m bench.opinions --write` -->",
    "<!-- /opinions -->",
)
# CPU seconds at most for the map of 10,000 people × 300 statements (issue 5, "Speed").
SECONDS = 1.0
_THEIRS = Path(__file__).with_name("reference_opinions.py")
_MARKS = {1: "+", 0: "0", -1: "-"}

Said = list[tuple[str, str, int]]


class _Told(TypedDict):
    seconds: float
    groups: list[int]


def conversation(people: int, statements: int, each: int, seed: int = 1) -> Said:
    """Three camps of half, three and two tenths; each person reacts to about `each` statements."""
    draw = np.random.default_rng(seed)
    camp = draw.choice(3, people, p=[0.5, 0.3, 0.2])
    feeling = draw.normal(0, 1.4, (3, statements)) + draw.normal(0.4, 0.6, statements)
    said: Said = []
    for person in range(people):
        many = min(statements, max(1, int(draw.poisson(each))))
        seen = draw.choice(statements, many, replace=False)
        felt = feeling[camp[person], seen] + draw.normal(0, 1, many)
        told = np.where(np.abs(felt) < 0.3, 0, np.sign(felt)).astype(int)
        said += [
            (f"{person:05}", f"{one:03}", int(value)) for one, value in zip(seen, told, strict=True)
        ]
    return said


def measure(people: int, statements: int, python: str | None) -> list[list[str]]:
    from parvis.participation.opinions.drawing import draw
    from parvis.participation.opinions.groups import likeness
    from parvis.participation.opinions.reactions import Reactions

    said = conversation(people, statements, min(40, statements))
    building, reactions = timed(lambda: Reactions.of(said))
    drawing, drawn = timed(lambda: draw(reactions, resamples=0))
    resampling, held = timed(lambda: draw(reactions))
    size = f"{people:,} × {statements} ({len(said):,} reactions)"
    theirs = _reference(said, people, statements, python) if python else None
    cells = ["not compared", "", ""]
    if theirs is not None:
        kept = [n for n, group in enumerate(theirs["groups"]) if group >= 0]
        ours = np.array([drawn.points[n].group for n in kept])
        alike = likeness(ours, np.array([theirs["groups"][n] for n in kept]))
        cells = [f"{theirs['seconds']:.2f}", f"{theirs['seconds'] / drawing:.0f} ×", f"{alike:.2f}"]
    return [
        [f"{size}: rows into a table", f"{building:.2f}", "", "", ""],
        [f"{size}: the map", f"{drawing:.2f}", *cells],
        [f"{size}: map and twenty resamples", f"{resampling:.2f}", "", "", f"{held.stability:.2f}"],
    ]


def _reference(said: Said, people: int, statements: int, python: str) -> _Told:
    marks = [["."] * statements for _ in range(people)]
    for person, statement, value in said:
        marks[int(person)][int(statement)] = _MARKS[value]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversation"
        path.write_text("\n".join("".join(row) for row in marks))
        asked = [python, str(_THEIRS), str(path)]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    found: _Told = json.loads(told.splitlines()[-1])
    return found


def table(rows: Iterable[list[str]]) -> list[str]:
    head = ["what", "ours, CPU s", "red-dwarf, CPU s", "faster", "groups alike (ARI)"]
    lines = [head, ["---", "---:", "---:", "---:", "---:"], *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]


@click.command()
@click.option("--reference", metavar="PYTHON", help="A Python that has red-dwarf.")
@click.option("--small", is_flag=True, help="A hundredth of the people, to see that it runs.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {report.DOCUMENT}.")
def main(reference: str | None, small: bool, write: bool) -> None:
    """Measure how fast maps of opinions are drawn."""
    from django.conf import settings

    settings.configure()
    rows = measure(10_000 // (100 if small else 1), 300 // (10 if small else 1), reference)
    lines = table(rows)
    if (spent := float(rows[0][1]) + float(rows[1][1])) > SECONDS and not small:
        lines += ["", f"- Missed: {spent:.2f} s for the table and the map ({SECONDS:.0f})."]
    click.echo("\n".join(lines))
    if write:
        told = f"On {report.today()} at commit `{stand.commit()}`: {stand.machine()}."
        report.replace(START, END, [told, "", *lines])


if __name__ == "__main__":
    main()
