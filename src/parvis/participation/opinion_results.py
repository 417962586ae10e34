"""What a kept map says, with the words of its statements: for the page, the table and the file."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from parvis.participation.models import KeptMap, Statement
from parvis.participation.opinion_picture import LETTERS
from parvis.participation.opinions.polis import Comment

# All groups agree when even the least agreeing one is above this share.
SHARED = 0.6
# A statement divides when two groups are further apart than this.
APART = 0.4
MOST = 5
# Fewer people than this are not published, not even without names.
FEWEST = 20


@dataclass(frozen=True, slots=True)
class Share:
    """Of those who answered, in per cent. They add up to 100 but for rounding."""

    agree: int
    passed: int
    disagree: int
    people: int

    @classmethod
    def of(cls, agree: int, passed: int, disagree: int) -> "Share":
        people = agree + passed + disagree
        each = [round(100 * one / people) if people else 0 for one in (agree, passed, disagree)]
        return cls(each[0], each[1], each[2], people)

    @property
    def before_disagree(self) -> int:
        """Where the bar of those who disagree begins."""
        return 100 - self.disagree


@dataclass(frozen=True, slots=True)
class Row:
    """`groups`: the letter and the share of each. `visitors`: apart, or None."""

    number: int
    text: str
    all: Share
    groups: tuple[tuple[str, Share], ...]
    visitors: Share | None
    least: float
    apart: float


@dataclass(frozen=True, slots=True)
class Telling:
    """What is typical of a group. Shares in per cent."""

    text: str
    agrees: bool
    share: int
    elsewhere: int


@dataclass(frozen=True, slots=True)
class GroupTold:
    letter: str
    size: int
    part: int
    typical: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Results:
    """`shared`: what all agree on; `refused`: what all reject; `dividing`: where groups part."""

    rows: tuple[Row, ...]
    shared: tuple[Row, ...]
    refused: tuple[Row, ...]
    dividing: tuple[Row, ...]
    groups: tuple[GroupTold, ...]


def results(
    kept: KeptMap, words: Iterable[Comment | Statement], visitors: Mapping[int, Counter[int]]
) -> Results:
    """`words`: the statements that are shown. Groups are told only when the map is stable."""
    text = {one.id if isinstance(one, Comment) else one.number: _said(one) for one in words}
    content: Mapping[str, Any] = kept.content
    shown = bool(content["is_shown"])
    rows = [
        _row(one, text[one["number"]], shown, visitors.get(one["number"]))
        for one in content["standings"]
        if one["number"] in text
    ]
    agreed = sorted(rows, key=lambda row: (-row.least, row.number))
    return Results(
        rows=tuple(rows),
        shared=tuple(row for row in agreed if row.least >= SHARED)[:MOST],
        refused=_refused(content, {row.number: row for row in rows}),
        dividing=tuple(
            row for row in sorted(rows, key=lambda row: -row.apart) if row.apart >= APART
        )[:MOST],
        groups=_groups(content, text) if shown else (),
    )


def _said(one: Comment | Statement) -> str:
    return one.body if isinstance(one, Comment) else one.text


def _row(one: Mapping[str, Any], text: str, shown: bool, visitors: Counter[int] | None) -> Row:
    groups: Sequence[Sequence[int]] = one["by_group"]
    smoothed = [(agree + 1) / (seen + 2) for agree, _disagree, seen in groups]
    return Row(
        number=one["number"],
        text=text,
        all=Share.of(one["agree"], one["passed"], one["disagree"]),
        groups=tuple(
            (letter, Share.of(a, seen - a - d, d))
            for letter, (a, d, seen) in zip(LETTERS, groups if shown else (), strict=False)
        ),
        visitors=Share.of(visitors[1], visitors[0], visitors[-1]) if visitors else None,
        least=min(smoothed, default=0.0),
        apart=max(smoothed) - min(smoothed) if shown and len(smoothed) > 1 else 0.0,
    )


def _refused(content: Mapping[str, Any], rows: Mapping[int, Row]) -> tuple[Row, ...]:
    def least(one: Mapping[str, Any]) -> float:
        return min(((d + 1) / (seen + 2) for _a, d, seen in one["by_group"]), default=0.0)

    found = [
        (least(one), rows[one["number"]]) for one in content["standings"] if one["number"] in rows
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].number))
    return tuple(row for share, row in found if share >= SHARED)[:MOST]


def _groups(content: Mapping[str, Any], text: Mapping[int, str]) -> tuple[GroupTold, ...]:
    whole = sum(group["size"] for group in content["groups"]) or 1
    return tuple(
        GroupTold(
            LETTERS[place],
            group["size"],
            round(100 * group["size"] / whole),
            tuple(
                Telling(
                    text[one["number"]],
                    one["side"] == "agree",
                    round(100 * one["share"]),
                    round(100 * one["elsewhere"]),
                )
                for one in group["typical"]
                if one["number"] in text
            ),
        )
        for place, group in enumerate(content["groups"])
    )
