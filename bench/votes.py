"""`python -m bench.votes [--reference PYTHON] [--write]`: counting budgets, beside `pabutools`.

The reference is run by a Python that has it (`python -m venv`, `pip install pabutools==1.2.3`): it
needs a commercial solver to be installed, so that ours cannot have it.
"""

import json
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import click
import numpy as np

from bench import report, stand

START, END = "<!-- votes: written by `python -m bench.votes --write` -->", "<!-- /votes -->"
# Times faster than the reference, and CPU seconds, at most (issue 5, "Speed").
FASTER, SECONDS = 50, 3.0
_THEIRS = Path(__file__).with_name("reference_votes.py")


T = TypeVar("T")


@dataclass(frozen=True)
class Row:
    what: str
    ours: float
    theirs: float | None = None
    is_same: bool | None = None

    def cells(self) -> list[str]:
        if self.theirs is None:
            return [self.what, f"{self.ours:.3f}", "not compared", "", ""]
        said = {True: "yes", False: "NO", None: ""}[self.is_same]
        times = f"{self.theirs / self.ours:.0f} ×"
        return [self.what, f"{self.ours:.3f}", f"{self.theirs:.1f}", times, said]


def town(projects: int, voters: int, seed: int = 1) -> str:
    """A Pabulib file: eight districts of unequal size, five themes, one to ten choices a voter."""
    draw = np.random.default_rng(seed)
    district, theme = draw.integers(0, 8, projects), draw.integers(0, 5, projects)
    costs = np.exp(draw.normal(10.6, 0.9, projects)) / 500
    cost = np.clip(np.round(costs) * 500, 1_000, 400_000).astype(int)
    quality = draw.gamma(2.0, 1.0, projects)
    sizes = [0.25, 0.2, 0.15, 0.12, 0.1, 0.08, 0.06, 0.04]
    homes, tastes = draw.choice(8, voters, p=sizes), draw.integers(0, 5, voters)
    lines = ["META", "key;value", f"budget;{int(cost.sum() * 0.25)}", "vote_type;approval"]
    lines += ["rule;greedy", "PROJECTS", "project_id;cost"]
    lines += [f"p{n};{one}" for n, one in enumerate(cost)]
    lines += ["VOTES", "voter_id;vote"]
    for voter, (home, taste) in enumerate(zip(homes, tastes, strict=True)):
        near = np.where(district == home, 6.0, 1.0) * np.where(theme == taste, 2.0, 1.0)
        likes = quality * near / (quality * near).sum()
        chosen = draw.choice(projects, min(int(draw.integers(1, 11)), projects), False, likes)
        lines.append(f"{voter};{','.join(f'p{n}' for n in chosen)}")
    return "\n".join(lines) + "\n"


def timed(work: Callable[[], T]) -> tuple[float, T]:
    began = time.process_time()
    done = work()
    return time.process_time() - began, done


def measure(projects: int, voters: int, increment: int, python: str | None) -> list[Row]:
    """CPU seconds of each rule, ours and the reference's, on one invented town."""
    from parvis.participation.counting.election import Rule
    from parvis.participation.counting.rules import count
    from parvis.participation.pabulib import read

    text = town(projects, voters)
    loading, (election, ballots) = timed(lambda: read(text))
    rules = {
        "greedy": Rule("greedy"),
        "equal shares": Rule(),
        "equal shares + add-one": Rule(completion=("add-one",), increment=increment),
        "phragmen": Rule("phragmen"),
    }
    theirs = _reference(text, increment, python) if python else {}
    size = f"{projects} × {voters:,}"
    rows = [_row(f"{size}: read the file", loading, theirs.get("load"), None)]
    grouping, _ = timed(lambda: ballots.groups.of_project)
    rows.append(Row(f"{size}: group equal ballots (once)", grouping))
    for name, rule in rules.items():
        seconds, outcome = timed(lambda rule=rule: count(election, ballots, rule))
        runs = f" ({outcome.grown + 1} counts)" if rule.completion else ""
        rows.append(_row(f"{size}: {name}{runs}", seconds, theirs.get(name), outcome.funded))
    return rows


def _row(
    what: str, ours: float, theirs: dict[str, object] | None, funded: dict[str, int] | None
) -> Row:
    if theirs is None:
        return Row(what, ours)
    same = None if funded is None else sorted(funded) == theirs["winners"]
    return Row(what, ours, float(str(theirs["seconds"])), same)


def _reference(text: str, increment: int, python: str) -> dict[str, dict[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "town.pb"
        path.write_text(text)
        asked = [python, str(_THEIRS), str(path), str(increment / 100)]
        told = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    found: dict[str, dict[str, object]] = json.loads(told)
    return found


def missed(rows: list[Row]) -> list[str]:
    found = [
        f"{row.what}: other winners than the reference" for row in rows if row.is_same is False
    ]
    for row in rows:
        if "add-one" in row.what and row.theirs and row.theirs < FASTER * row.ours:
            found.append(f"{row.what}: {row.theirs / row.ours:.0f} × faster ({FASTER})")
        if row.ours > SECONDS:
            found.append(f"{row.what}: {row.ours:.1f} s ({SECONDS:.0f})")
    return found


def table(rows: list[Row]) -> list[str]:
    head = ["what", "ours, CPU s", "pabutools, CPU s", "faster", "same winners"]
    lines = [head, ["---", "---:", "---:", "---:", "---"], *(row.cells() for row in rows)]
    return ["| " + " | ".join(line) + " |" for line in lines]


@click.command()
@click.option("--reference", metavar="PYTHON", help="A Python that has pabutools.")
@click.option("--small", is_flag=True, help="A hundredth of the voters, to see that it runs.")
@click.option("--write", is_flag=True, help=f"Keep the figures in {report.DOCUMENT}.")
def main(reference: str | None, small: bool, write: bool) -> None:
    """Measure how fast budgets are counted. Exit code 1 when the winners differ."""
    from django.conf import settings

    settings.configure()
    part = 100 if small else 1
    rows = measure(100, 10_000 // part, 100 * part, reference)
    # The reference is not asked for a city: a minute for one count, and there are two hundred.
    rows += measure(83, 61_668 // part, 5 * part, None)
    faults = missed(rows)
    lines = [*table(rows), "", *(f"- Missed: {fault}." for fault in faults)]
    click.echo("\n".join(lines))
    if write:
        told = f"On {report.today()} at commit `{stand.commit()}`: {stand.machine()}."
        report.replace(START, END, [told, "", *lines])
    if any(row.is_same is False for row in rows):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
