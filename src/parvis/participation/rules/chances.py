"""What a sealed lottery says to people: chances in words and steps, and its certificate."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from parvis.participation.sortition.lottery import TICKETS
from parvis.participation.sortition.published import Draw, Published
from parvis.participation.sortition.redrawing import Certificate, certificate
from parvis.participation.sortition.telling import percent

_STEPS = (0, 2, 4, 6, 8, 10, 15, 20, 30, 50, 100)


@dataclass(frozen=True, slots=True)
class Step:
    """How many people have a chance from `low` to under `high`, in hundredths."""

    low: int
    high: int
    people: int


@dataclass(frozen=True, slots=True)
class Told:
    certificate: Certificate
    least: str
    bound: str
    kept: str
    mean: str
    steps: list[Step]
    most: int
    draw: Draw | None
    members: list[str]


def told_of(published: Published) -> Told:
    sheet = published.lottery
    found = certificate(sheet)
    chances = sheet.lottery.chances(len(sheet.people))
    steps = [
        Step(low, high, sum(low <= c * 100 / TICKETS < high or c == TICKETS == high * TICKETS // 100
                            for c in chances))
        for low, high in pairwise(_STEPS)
    ]  # fmt: skip
    steps = [step for step in steps if step.people]
    draw = published.draw
    members = list(draw.panel) if draw else []
    for change in draw.changes if draw else ():
        if change.left in members:
            members.remove(change.left)
            members += [change.joined] if change.joined else []
    return Told(
        found, percent(found.least), percent(found.bound), percent(found.kept),
        percent(Fraction(sheet.size, len(sheet.people))), steps,
        max(step.people for step in steps), draw, sorted(members),
    )  # fmt: skip


def chance_of(published: Published, pseudonym: str) -> str:
    """The chance of one person, "3,42 %"; empty when they are not in the lottery."""
    sheet = published.lottery
    if pseudonym not in sheet.ids:
        return ""
    place = sheet.ids.index(pseudonym)
    return percent(Fraction(sheet.lottery.chances(len(sheet.people))[place], TICKETS))
