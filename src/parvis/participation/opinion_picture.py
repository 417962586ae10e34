"""A map as shapes for a template; the lists beside it say the same.

Coordinates are those of a drawing 440 wide. Groups differ by their shape and their letter, not by
colour alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from parvis.participation.opinion_process import COLUMNS, ROWS

WIDTH: Final = 440
HEIGHT: Final = 320
_EDGE, _SMALL, _LARGE = 24, 2.5, 9.0
LETTERS: Final = "ABCDE"


@dataclass(frozen=True, slots=True)
class Shape:
    """`d`: a path. `group`: its letter in lower case, or empty."""

    d: str
    group: str


@dataclass(frozen=True, slots=True)
class Label:
    letter: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    width: int
    height: int
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    you: tuple[float, float] | None


def picture(content: Mapping[str, Any], you: Sequence[float | None] | None = None) -> Picture:
    """`content`: what a kept map holds; `you`: the place of whoever looks."""
    cells: Sequence[tuple[int, int, int | None, int]] = content["cells"]
    most = max((many for *_, many in cells), default=1)
    shapes, sums = [], dict[int, list[float]]()
    for column, row, group, many in cells:
        x, y = _x((column + 0.5) / COLUMNS), _y((row + 0.5) / ROWS)
        size = _SMALL + (_LARGE - _SMALL) * sqrt(many / most)
        shapes.append(
            Shape(_path(x, y, size, group), "" if group is None else LETTERS[group].lower())
        )
        if group is not None:
            held = sums.setdefault(group, [0.0, 0.0, 0.0])
            sums[group] = [held[0] + x * many, held[1] + y * many, held[2] + many]
    labels = tuple(
        Label(LETTERS[group], round(x / many, 1), round(y / many, 1))
        for group, (x, y, many) in sorted(sums.items())
    )
    mine = None
    if you is not None and you[0] is not None and you[1] is not None:
        mine = (_x(you[0]), _y(you[1]))
    return Picture(WIDTH, HEIGHT, tuple(shapes), labels, mine)


def _x(share: float) -> float:
    return round(_EDGE + share * (WIDTH - 2 * _EDGE), 1)


def _y(share: float) -> float:
    return round(_EDGE + share * (HEIGHT - 2 * _EDGE), 1)


def _path(x: float, y: float, r: float, group: int | None) -> str:
    """A disc, a square, a diamond, a triangle, a cross."""
    r = round(r, 1)
    if group == 1:
        return f"M{x - r:.1f},{y - r:.1f}h{2 * r:.1f}v{2 * r:.1f}h{-2 * r:.1f}z"
    if group == 2:
        return f"M{x:.1f},{y - r:.1f}l{r},{r}l{-r},{r}l{-r},{-r}z"
    if group == 3:
        return f"M{x:.1f},{y - r:.1f}l{r},{2 * r:.1f}h{-2 * r:.1f}z"
    if group == 4:
        return (
            f"M{x - r:.1f},{y - r / 3:.1f}h{2 * r:.1f}v{2 * r / 3:.1f}h{-2 * r:.1f}z"
            f"M{x - r / 3:.1f},{y - r:.1f}h{2 * r / 3:.1f}v{2 * r:.1f}h{-2 * r / 3:.1f}z"
        )
    return f"M{x - r:.1f},{y:.1f}a{r},{r} 0 1,0 {2 * r:.1f},0a{r},{r} 0 1,0 {-2 * r:.1f},0z"
