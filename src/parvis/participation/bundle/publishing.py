"""Makes a bundle: the same bytes from the same vote, whoever makes it and whenever."""

import csv
import json
import zipfile
from collections import Counter
from dataclasses import asdict, dataclass
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Literal

from parvis.participation.bundle.merkle import Tree, leaf
from parvis.participation.bundle.receipts import RECEIPTS, Board, Opening
from parvis.participation.canonical import canonical
from parvis.participation.counting.ballot import choice_text
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election
from parvis.participation.counting.rules import Award, count

MANIFEST, BALLOTS = "bundle.json", "ballots.csv"
# A group of fewer people than this is never shown apart.
SMALLEST = 11
TRAITS = ("area", "age", "channel")


@dataclass(frozen=True)
class Sealed:
    """How many lines a list has, and its Merkle root."""

    count: int
    root: str


@dataclass(frozen=True)
class Support:
    project: str
    voters: int
    points: int


@dataclass(frozen=True)
class Results:
    """What was announced: awards in order, and the support of each project."""

    spent: int
    grown: int
    awards: tuple[Award, ...]
    support: tuple[Support, ...]


@dataclass(frozen=True)
class Manifest:
    """`bundle.json`: everything but the ballots themselves."""

    election: Election
    ballots: Sealed
    receipts: Sealed
    results: Results
    made_by: str
    format: Literal["parvis-vote-bundle"] = "parvis-vote-bundle"
    version: Literal[1] = 1

    def as_json(self) -> bytes:
        return canonical(asdict(self))

    @property
    def seal(self) -> str:
        """One hash of everything published: the one to print on a poster."""
        return sha256(self.as_json()).hexdigest()


@dataclass(frozen=True)
class Line:
    """One published ballot: its choice as text, and its traits in the order of TRAITS."""

    choice: str
    traits: tuple[str, ...]

    @property
    def leaf(self) -> bytes:
        told = json.dumps([self.choice, *self.traits], ensure_ascii=False, separators=(",", ":"))
        return leaf(told.encode())

    @property
    def check(self) -> str:
        """Sixteen digits that tell which line was altered."""
        return self.leaf.hex()[:16]


@dataclass(frozen=True)
class Bundle:
    manifest: Manifest
    lines: tuple[Line, ...]
    commitments: tuple[bytes, ...]

    def files(self) -> dict[str, bytes]:
        table = StringIO(newline="")
        out = csv.writer(table, lineterminator="\n")
        out.writerow(["ballot", "choice", *TRAITS, "check"])
        out.writerows(
            [number, line.choice, *line.traits, line.check]
            for number, line in enumerate(self.lines, 1)
        )
        return {
            MANIFEST: self.manifest.as_json(),
            BALLOTS: table.getvalue().encode(),
            RECEIPTS: "".join(f"{held.hex()}\n" for held in self.commitments).encode(),
        }

    def zipped(self) -> bytes:
        """The three files as one."""
        held = BytesIO()
        with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files().items():
                entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return held.getvalue()

    def write(self, path: Path) -> None:
        """A folder, or one file when the name ends in `.zip`."""
        if path.suffix == ".zip":
            path.write_bytes(self.zipped())
            return
        path.mkdir(parents=True, exist_ok=True)
        for name, data in self.files().items():
            (path / name).write_bytes(data)


def choices_of(election: Election, ballots: Ballots) -> list[str]:
    """The text of each ballot, in the order of `ballots.voters`: what a commitment is made over."""
    names = [project.id for project in election.projects]
    return [
        choice_text(election, [(names[item], n) for item, n in zip(items, scores, strict=True)])
        for items, scores in ballots
    ]


def publish(
    election: Election, ballots: Ballots, openings: list[Opening], *, made_by: str
) -> tuple[Bundle, Board]:
    """The bundle of a closed vote, and the board that gives receipts.

    Traits that fewer than eleven ballots share are left blank. Raises ValueError when the openings
    are not those of the ballots.
    """
    choices = choices_of(election, ballots)
    if Counter(choices) != Counter(opening.choice for opening in openings):
        raise ValueError("the openings are not those of these ballots")
    lines = tuple(
        sorted(
            (Line(choice, told) for choice, told in zip(choices, _safe(ballots), strict=True)),
            key=lambda line: (line.choice, line.traits),
        )
    )
    board = Board([opening.commitment for opening in openings])
    manifest = Manifest(
        election=election,
        ballots=Sealed(len(lines), Tree([line.leaf for line in lines]).root.hex()),
        receipts=Sealed(len(openings), board.root),
        results=results_of(election, ballots),
        made_by=made_by,
    )
    return Bundle(manifest, lines, tuple(board.commitments)), board


def results_of(election: Election, ballots: Ballots) -> Results:
    outcome = count(election, ballots)
    support = zip(election.projects, outcome.voters, outcome.points, strict=True)
    return Results(
        spent=outcome.spent,
        grown=outcome.grown,
        awards=outcome.awards,
        support=tuple(Support(project.id, voters, points) for project, voters, points in support),
    )


def _safe(ballots: Ballots) -> list[tuple[str, ...]]:
    """Traits of each ballot; all blank where fewer than eleven people share them."""
    blank = ("",) * len(ballots)
    told = list(zip(*(ballots.traits.get(trait, blank) for trait in TRAITS), strict=True))
    many = Counter(told)
    return [one if many[one] >= SMALLEST else ("",) * len(TRAITS) for one in told]
