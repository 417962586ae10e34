"""The process as a picture: states in columns, in the order cases meet them, and the steps between
them. The list beside it says the same in words."""

from dataclasses import dataclass, field

from parvis.workshop.reading import PROCESS, Reading

WIDTH, HEIGHT = 190, 64
ACROSS, DOWN = 350, 104
MARGIN = 24
LINE = 21


@dataclass(slots=True)
class Box:
    id: str
    label: list[str]
    legal: str
    column: int = 0
    row: int = 0
    is_first: bool = False

    @property
    def x(self) -> int:
        return MARGIN + self.column * ACROSS

    @property
    def y(self) -> int:
        return MARGIN + 16 + self.row * DOWN

    @property
    def middle(self) -> int:
        return self.x + WIDTH // 2

    @property
    def lines(self) -> list[tuple[int, str]]:
        top = self.y + HEIGHT // 2 + 5 - (len(self.label) - 1) * 9
        return [(top + at * 18, text) for at, text in enumerate(self.label)]


@dataclass(slots=True)
class Arrow:
    """`path`: SVG. `label`: words, at `x`, `y`."""

    path: str
    label: str
    x: int
    y: int
    by_system: bool = False


@dataclass(slots=True)
class Picture:
    boxes: list[Box] = field(default_factory=list)
    arrows: list[Arrow] = field(default_factory=list)
    width: int = 0
    height: int = 0


def drawn(reading: Reading) -> Picture:
    """The picture of the process, as far as its files can be read."""
    labels = dict(reading.states())
    first = str(reading.get(PROCESS, ("initial",), ""))
    boxes = {
        key: Box(
            key,
            _folded(label),
            str(reading.get(PROCESS, ("states", key, "legal"), "")),
            is_first=key == first,
        )
        for key, label in labels.items()
    }
    moves = _moves(reading, boxes)
    _place(boxes, first, [(a, b) for a, b, *_rest in moves])
    picture = Picture(list(boxes.values()))
    merged: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for source, target, label, by_system in moves:
        merged.setdefault((source, target), []).append((label, by_system))
    for number, ((source, target), steps) in enumerate(merged.items()):
        picture.arrows.append(_arrow(boxes[source], boxes[target], steps, number))
    columns = max((one.column for one in boxes.values()), default=0)
    rows = max((one.row for one in boxes.values()), default=0)
    picture.width = MARGIN * 2 + columns * ACROSS + WIDTH
    picture.height = MARGIN * 2 + 32 + rows * DOWN + HEIGHT + 40
    return picture


def _moves(reading: Reading, boxes: dict[str, Box]) -> list[tuple[str, str, str, bool]]:
    words = dict(reading.transitions())
    found = []
    for one in reading.items(PROCESS, ("transitions",)):
        sources = one.get("from")
        for source in sources if isinstance(sources, list) else []:
            target = str(one.get("to"))
            if str(source) in boxes and target in boxes:
                by = one.get("by")
                found.append(
                    (str(source), target, words.get(str(one.get("id")), ""), by == ["system"])
                )
    return found


def _place(boxes: dict[str, Box], first: str, moves: list[tuple[str, str]]) -> None:
    """Columns by distance from the first state; rows by turn in each column."""
    distance = {first: 0} if first in boxes else {}
    waiting = list(distance)
    while waiting:
        here = waiting.pop(0)
        for source, target in moves:
            if source == here and target not in distance:
                distance[target] = distance[here] + 1
                waiting.append(target)
    far = max(distance.values(), default=-1) + 1
    filled: dict[int, int] = {}
    ends = {"closed"}
    last = max((d for k, d in distance.items() if boxes[k].legal not in ends), default=0) + 1
    for key, box in boxes.items():
        column = distance.get(key, far)
        box.column = max(column, last) if box.legal in ends else column
        box.row = filled.get(box.column, 0)
        filled[box.column] = box.row + 1


def _arrow(source: Box, target: Box, steps: list[tuple[str, bool]], number: int) -> Arrow:
    label = _short(", ".join(dict.fromkeys(text for text, _system in steps)))
    by_system = all(system for _text, system in steps)
    x1, y1 = source.x + WIDTH, source.y + HEIGHT // 2
    x2, y2 = target.x, target.y + HEIGHT // 2
    if target.column > source.column:
        start, bend = x1, (x2 - x1) // 2
        path = f"M{start} {y1} C{start + bend} {y1} {x2 - bend} {y2} {x2 - 6} {y2}"
        return Arrow(path, label, x2 - 52, y2 - 8, by_system)
    if target.column == source.column and target is not source:
        down = target.row > source.row
        y1 = source.y + (HEIGHT if down else 0)
        y2 = target.y - 6 if down else target.y + HEIGHT + 6
        shift = 30 if down else -30
        path = f"M{source.middle + shift} {y1} L{target.middle + shift} {y2}"
        return Arrow(path, label, source.middle + shift, (y1 + y2) // 2, by_system)
    top = min(source.y, target.y) - 12
    a, b = source.middle, target.middle
    path = f"M{a} {source.y} C{a} {top} {b} {top} {b} {target.y - 6}"
    return Arrow(path, label, (source.middle + target.middle) // 2, top + 4, by_system)


def _short(text: str) -> str:
    return text if len(text) <= 26 else text[:25].rstrip() + "…"


def _folded(label: str) -> list[str]:
    """On two lines at most."""
    lines = [""]
    for word in label.split():
        if len(lines[-1]) + len(word) + 1 > LINE and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines if len(lines) <= 2 else [lines[0], _short(" ".join(lines[1:]))[:LINE]]
