"""Pictures of a trial, drawn as shapes and numbers for a template; tables beside say the same.

Coordinates are those of a drawing 440 wide. Nothing is told by colour alone: lines differ by their
dashes, bars by their place and their letter.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, cos, floor, log10, radians
from typing import Final

from parvis.core.maps import Point
from parvis.eligibility.reforms.simulation import Group
from parvis.eligibility.reforms.tariffs import Bands, Tariff

WIDTH: Final = 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 24, 16, 42
_CURVE_HEIGHT: Final = 280
_ROW: Final = 20
_LABELS: Final = 118
_STEPS: Final = 160
_MOST_NAMES: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A graduation: where, and what is written (a number, to be localised)."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Line:
    letter: str
    points: str


@dataclass(frozen=True, slots=True)
class Curves:
    """Prices by quotient."""

    width: int
    height: int
    lines: tuple[Line, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    left: int
    right: int
    top: int
    bottom: int


def curves(tariffs: Mapping[str, Tariff], highest: int) -> Curves:
    """A line for each tariff, by letter, from no quotient to `highest` (cents)."""
    top_price = max((max(one.price(highest), one.price(0)) for one in tariffs.values()), default=0)
    for one in tariffs.values():
        if isinstance(one, Bands):
            top_price = max(top_price, *one.prices)
    up = _graduations(0, max(top_price, 1))
    across = _graduations(0, highest)
    bottom, right = _CURVE_HEIGHT - _BOTTOM, WIDTH - _RIGHT

    def x(quotient: float) -> float:
        return round(_LEFT + quotient / highest * (right - _LEFT), 1)

    def y(price: float) -> float:
        return round(bottom - price / up[-1] * (bottom - _TOP), 1)

    lines = tuple(
        Line(letter, " ".join(f"{x(q)},{y(p)}" for q, p in corners))
        for letter, one in tariffs.items()
        if (corners := _corners(one, highest))
    )
    return Curves(
        WIDTH,
        _CURVE_HEIGHT,
        lines,
        tuple(Mark(x(value), value) for value in across if value <= highest),
        tuple(Mark(y(value), value) for value in up),
        _LEFT,
        right,
        _TOP,
        bottom,
    )


def _corners(tariff: Tariff, highest: int) -> list[tuple[float, float]]:
    if isinstance(tariff, Bands):
        corners: list[tuple[float, float]] = [(0, tariff.price(0))]
        for bound, before, after in tariff.jumps():
            if bound < highest:
                corners += [(bound, before), (bound, after)]
        return [*corners, (highest, tariff.price(highest))]
    step = highest / _STEPS
    return [(at * step, tariff.price(int(at * step))) for at in range(_STEPS + 1)]


@dataclass(frozen=True, slots=True)
class Bar:
    """From zero to a change; `low`, `high`: its interval. `value` in cents a year."""

    letter: str
    x: float
    width: float
    y: float
    low: float
    high: float
    value: float

    @property
    def middle(self) -> float:
        return self.y + 6


@dataclass(frozen=True, slots=True)
class Row:
    label: str
    y: float
    bars: tuple[Bar, ...]
    hidden: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """What each group pays more (to the right) or less (to the left) a year."""

    width: int
    height: int
    rows: tuple[Row, ...]
    marks: tuple[Mark, ...]
    zero: float
    bottom: float
    labels: int


def changes(variants: Mapping[str, Sequence[Group]], labels: Mapping[str, str]) -> Changes:
    """Rows in the order of the groups; a bar for each variant, by letter."""
    told = [group for groups in variants.values() for group in groups if not group.hidden]
    reach = [group.change.value + side * group.change.margin for group in told for side in (-1, 1)]
    marks = _graduations(min([0.0, *reach]), max([0.0, *reach], default=1) or 1)
    low, high = marks[0], marks[-1]
    right = WIDTH - _RIGHT

    def x(value: float) -> float:
        return round(_LABELS + (value - low) / (high - low) * (right - _LABELS), 1)

    height = 12 * max(len(variants), 1) + (_ROW - 8)
    first = next(iter(variants.values()), ())
    rows = []
    for place, group in enumerate(first):
        y = _TOP + place * height
        bars = [
            _bar(letter, groups[place], y + 4 + number * 12, x)
            for number, (letter, groups) in enumerate(variants.items())
            if place < len(groups) and not groups[place].hidden
        ]
        rows.append(Row(labels[group.key], y + height / 2, tuple(bars), group.hidden))
    bottom = _TOP + len(rows) * height
    return Changes(
        WIDTH,
        round(bottom + 40),
        tuple(rows),
        tuple(Mark(x(value), value) for value in marks),
        x(0),
        bottom,
        _LABELS,
    )


def _bar(letter: str, group: Group, y: float, x: Callable[[float], float]) -> Bar:
    value, margin = group.change.value, group.change.margin
    start, end = sorted((x(0), x(value)))
    return Bar(
        letter,
        start,
        max(round(end - start, 1), 1.0),
        y,
        x(value - margin),
        x(value + margin),
        value,
    )


@dataclass(frozen=True, slots=True)
class Disc:
    """A commune: its size follows its households, its tone what they pay more or less."""

    name: str
    x: float
    y: float
    radius: float
    tone: str
    value: float
    label_y: float | None = None


@dataclass(frozen=True, slots=True)
class Discs:
    width: int
    height: int
    discs: tuple[Disc, ...]


def discs(groups: Sequence[Group], halls: Mapping[str, Point]) -> Discs | None:
    """None when too few communes can be told of, or placed."""
    placed = [(group, halls[group.key]) for group in groups if group.key in halls]
    if len(placed) < 3:
        return None
    south = min(point.latitude for _, point in placed)
    north = max(point.latitude for _, point in placed)
    west = min(point.longitude for _, point in placed)
    east = max(point.longitude for _, point in placed)
    # A degree of longitude is shorter than one of latitude.
    narrow = cos(radians((south + north) / 2))
    scale = (WIDTH - 90) / max((east - west) * narrow, 1e-6)
    most = max((group.households for group, _ in placed), default=1) or 1
    found = [
        Disc(
            point.name,
            round(45 + (point.longitude - west) * narrow * scale, 1),
            round(40 + (north - point.latitude) * scale, 1),
            4.0 if group.hidden else round(5 + 27 * (group.households / most) ** 0.5, 1),
            _tone(group),
            group.change.value,
        )
        for group, point in placed
    ]
    found.sort(key=lambda disc: -disc.radius)
    return Discs(WIDTH, round(80 + (north - south) * scale), tuple(_labelled(found)))


def _labelled(found: Sequence[Disc]) -> Iterator[Disc]:
    """The largest get their name where it covers no other name: on the disc, above or below."""
    taken: list[tuple[float, float, float]] = []
    for disc in found:
        half = 3.4 * (len(disc.name) + 5)
        for y in (disc.y, disc.y - disc.radius - 7, disc.y + disc.radius + 9):
            clear = all(
                abs(y - other) > 13 or abs(disc.x - x) > half + wide for x, other, wide in taken
            )
            inside = half < disc.x < WIDTH - half
            if disc.tone != "hidden" and clear and inside and len(taken) < _MOST_NAMES:
                taken.append((disc.x, y, half))
                yield replace(disc, label_y=round(y, 1))
                break
        else:
            yield disc


def _tone(group: Group) -> str:
    if group.hidden:
        return "hidden"
    if abs(group.change.value) <= group.change.margin or abs(group.change.value) < 1:
        return "same"
    return "more" if group.change.value > 0 else "less"


def _graduations(low: float, high: float) -> list[float]:
    """Four to seven round values that hold both ends."""
    span = max(high - low, 1e-9)
    step = 10 ** floor(log10(span / 4))
    for nicer in (1, 2, 2.5, 5, 10):
        if span / (step * nicer) <= 6:
            step *= nicer
            break
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [place * step for place in range(first, max(last, first + 1) + 1)]
