"""Reads and writes Pabulib's `.pb` files (pabulib.org/format): elections and their ballots.

Amounts are in units of money with two decimals at most. What the format has no word for is not
written: tie order, floors, ceilings and incompatible projects.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from django.utils.translation import gettext as _

from parvis.participation.counting.ballot import Ballot, Choice, age_band, fault_of
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import (
    RULES,
    Election,
    InvalidElection,
    Kind,
    Project,
    Rule,
)

Twice = Literal["refuse", "once"]
KINDS: dict[str, Kind] = {
    "approval": "approval",
    "choose-1": "approval",
    "ordinal": "ranking",
    "cumulative": "points",
    "scoring": "points",
}
METHODS = {
    "greedy": RULES["greedy"],
    "equalshares": RULES["equal-shares"],
    "equalshares/add1": Rule(completion=("add-one",)),
}
TRAITS = {"area": ("neighborhood", "district"), "age": ("age",), "channel": ("voting_method",)}
_AMOUNT = re.compile(r"(\d{1,13})(?:[.,](\d{1,2})0*)?")
_WHOLE = re.compile(r"(\d{1,9})(?:\.0+)?")
_MOST_FAULTS = 20


@dataclass(frozen=True)
class Fault:
    """What is wrong, at which line of the file, and what to do."""

    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return _("Line %(line)s: %(what)s %(remedy)s") % self.__dict__


class PabulibRefused(ValueError):
    """The file cannot be counted; `faults` say why, the first twenty of them."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        return next((self.cells[n].strip() for n in names if self.cells.get(n, "").strip()), "")


class _Reading:
    def __init__(self, twice: Twice) -> None:
        self.faults: list[Fault] = []
        self.twice = twice

    def fault(self, line: int, what: str, remedy: str) -> None:
        self.faults.append(Fault(line, what, remedy))
        if len(self.faults) >= _MOST_FAULTS:
            raise PabulibRefused(self.faults)

    def end(self) -> None:
        if self.faults:
            raise PabulibRefused(self.faults)

    def amount(self, row: _Row, text: str) -> int:
        """Cents; 0 when it is a fault."""
        found = _AMOUNT.fullmatch(text)
        if found is None:
            self.fault(
                row.line,
                _("%(text)r is not an amount.") % {"text": text[:40]},
                _("Write digits, then a point and two decimals at most."),
            )
            return 0
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))

    def whole(self, row: _Row, text: str) -> int:
        found = _WHOLE.fullmatch(text)
        if found is None:
            self.fault(
                row.line,
                _("%(text)r is not a whole number.") % {"text": text[:40]},
                _("Write digits only."),
            )
            return 0
        return int(found[1])


def decode(data: bytes) -> str:
    """The text of a file. Raises PabulibRefused."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        fault = Fault(line, _("This is not UTF-8 text."), _("Save the file again as UTF-8."))
        raise PabulibRefused([fault]) from error


def read(text: str, *, twice: Twice = "refuse") -> tuple[Election, Ballots]:
    """An election and its ballots. Raises PabulibRefused.

    A ballot that names a project twice is refused; with `twice="once"` it counts once, at its first
    place, and with its first points.
    """
    reading = _Reading(twice)
    sections = _sections(reading, text)
    meta = _meta(sections["META"])
    election = _election(reading, meta, sections["PROJECTS"])
    ballots = _ballots(reading, election, sections["VOTES"])
    reading.end()
    return election, Ballots.of(election, ballots)


def _sections(reading: _Reading, text: str) -> dict[str, list[_Row]]:
    found: dict[str, list[_Row]] = {}
    rows: list[_Row] = []
    names: list[str] | None = None
    lines = csv.reader(StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    try:
        for cells in lines:
            line = lines.line_num
            if len(cells) == 1 and (title := cells[0].strip().upper()) in {
                "META",
                "PROJECTS",
                "VOTES",
            }:
                rows = found[title] = []
                names = None
            elif any(cell.strip() for cell in cells):
                if names is None:
                    names = [cell.strip().lower() for cell in cells]
                    rows.append(_Row(line, {}))
                elif len(cells) > len(names):
                    reading.fault(
                        line,
                        _("There are more cells than the section has columns."),
                        _("Put quotes around a text that holds a semicolon."),
                    )
                else:
                    rows.append(_Row(line, dict(zip(names, cells, strict=False))))
    except csv.Error as error:
        reading.fault(lines.line_num, f"{error}.", _("Look for a quote that is not closed."))
    for title in ("META", "PROJECTS", "VOTES"):
        if title not in found:
            reading.fault(
                lines.line_num,
                _("The section %(title)s is missing.") % {"title": title},
                _("A file has META, PROJECTS and VOTES, each on a line of its own."),
            )
    reading.end()
    return {title: rows[1:] for title, rows in found.items()}


def _meta(rows: list[_Row]) -> dict[str, _Row]:
    return {row.get("key").lower(): row for row in rows if row.get("key")}


def _election(reading: _Reading, meta: dict[str, _Row], rows: list[_Row]) -> Election:
    def said(key: str) -> str:
        return meta[key].get("value") if key in meta else ""

    def number(*keys: str) -> int | None:
        given = next((key for key in keys if said(key)), None)
        return reading.whole(meta[given], said(given)) if given else None

    line = meta["vote_type"].line if "vote_type" in meta else 1
    if said("vote_type") not in KINDS:
        reading.fault(
            line,
            _("The kind of ballot %(kind)r is not known.") % {"kind": said("vote_type")[:40]},
            _("vote_type is one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)},
        )
    if not said("budget"):
        reading.fault(line, _("There is no budget."), _("Add it to META: budget;100000"))
    reading.end()
    kind = KINDS[said("vote_type")]
    budget = reading.amount(meta["budget"], said("budget"))
    if (
        "max_sum_cost" in meta
        and reading.amount(meta["max_sum_cost"], said("max_sum_cost")) == budget
    ):
        kind = "knapsack"
    projects = tuple(_projects(reading, rows))
    most = 1 if said("vote_type") == "choose-1" else number("max_length")
    fewest, points = number("min_length") or 0, number("max_sum_points")
    threshold = number("min_project_score_threshold") or 0
    reading.end()
    try:
        return Election(
            budget, projects, title=said("description"), kind=kind, fewest=fewest, most=most,
            points=points, threshold=threshold,
            rule=METHODS.get(said("rule").lower(), Rule("greedy")),
        )  # fmt: skip
    except InvalidElection as error:
        fault = Fault(rows[0].line if rows else line, str(error), _("Correct META or PROJECTS."))
        raise PabulibRefused([fault]) from error


def _projects(reading: _Reading, rows: list[_Row]) -> Iterator[Project]:
    for row in rows:
        cost = reading.amount(row, row.get("cost"))
        yield Project(
            id=row.get("project_id"),
            cost=cost,
            name=row.get("name"),
            area=row.get("neighborhood", "district"),
            category=row.get("category"),
        )


def _ballots(reading: _Reading, election: Election, rows: list[_Row]) -> list[Ballot]:
    ballots: list[Ballot] = []
    seen: dict[str, int] = {}
    for row in rows:
        ballot = _ballot(reading, election, row)
        first = seen.setdefault(ballot.voter, row.line)
        if first != row.line:
            reading.fault(
                row.line,
                _("The voter %(voter)s has a ballot already, at line %(line)s.")
                % {"voter": ballot.voter[:40], "line": first},
                _("Keep one of the two."),
            )
        elif fault := fault_of(election, ballot):
            reading.fault(
                row.line,
                _("The ballot is refused: %(fault)s") % {"fault": fault},
                _("Correct the ballot or the bounds in META."),
            )
        ballots.append(ballot)
    return ballots


def _ballot(reading: _Reading, election: Election, row: _Row) -> Ballot:
    names = [name.strip() for name in row.get("vote").split(",") if name.strip()]
    points = [1] * len(names)
    if election.kind == "points":
        given = [text.strip() for text in row.get("points").split(",") if text.strip()]
        if len(given) != len(names):
            reading.fault(
                row.line,
                _("%(names)s projects are named and %(points)s points are given.")
                % {"names": len(names), "points": len(given)},
                _("Give as many points as projects, in the same order."),
            )
        points = [reading.whole(row, text) for text in given]
    choices: list[Choice] = [c for c in zip(names, points, strict=False) if c[1]]
    if reading.twice == "once":
        choices = list({name: (name, n) for name, n in reversed(choices)}.values())[::-1]
        choices.sort(key=lambda choice: names.index(choice[0]))
    traits = {trait: row.get(*columns) for trait, columns in TRAITS.items() if row.get(*columns)}
    if "age" in traits:
        traits["age"] = age_band(traits["age"])
    return Ballot(row.get("voter_id"), tuple(choices), traits)


def write(election: Election, ballots: Ballots) -> str:
    """The same as a `.pb` file; `read` gives it back."""
    out = StringIO(newline="")
    table = csv.writer(out, delimiter=";", lineterminator="\n")
    table.writerows([["META"], ["key", "value"], *_meta_rows(election, len(ballots))])
    table.writerows(
        [["PROJECTS"], ["project_id", "cost", "votes", "category", "neighborhood", "name"]]
    )
    support = ballots.support(len(election.projects))[0].tolist()
    for project, voters in zip(election.projects, support, strict=True):
        cost = as_units(project.cost)
        table.writerow([project.id, cost, voters, project.category, project.area, project.name])
    has_points = election.kind == "points"
    columns = ["age", "voting_method", "neighborhood"]
    table.writerows([["VOTES"], ["voter_id", *columns, "vote", *["points"] * has_points]])
    blank = ("",) * len(ballots)
    traits = zip(*(ballots.traits.get(t, blank) for t in ("age", "channel", "area")), strict=True)
    for voter, said, (items, scores) in zip(ballots.voters, traits, ballots, strict=True):
        vote = ",".join(election.projects[item].id for item in items)
        table.writerow([voter, *said, vote, *[",".join(map(str, scores))] * has_points])
    return out.getvalue()


def _meta_rows(election: Election, ballots: int) -> Iterator[tuple[str, str | int]]:
    kinds = {"knapsack": "approval", "points": "scoring", "ranking": "ordinal"}
    yield "description", election.title
    yield "num_projects", len(election.projects)
    yield "num_votes", ballots
    yield "budget", as_units(election.budget)
    yield "vote_type", kinds.get(election.kind, "approval")
    yield "rule", next((name for name, rule in METHODS.items() if rule == election.rule), "greedy")
    yield "min_length", election.fewest
    bounds = {
        "max_length": election.most,
        "max_sum_points": election.points,
        "min_project_score_threshold": election.threshold or None,
    }
    yield from ((key, value) for key, value in bounds.items() if value is not None)
    if election.kind == "knapsack":
        yield "max_sum_cost", as_units(election.budget)


def as_units(cents: int) -> str:
    """1250 is written 12.50, and 1200 is written 12."""
    return f"{cents // 100}.{cents % 100:02}" if cents % 100 else str(cents // 100)
