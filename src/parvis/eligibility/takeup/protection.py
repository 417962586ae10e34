"""Which figures of a table may be told, so that nobody is found in it, nor by subtraction.

A cell of one to four people is not told. What remains must not give it back: with the totals
beside, cells are a flow between rows and columns, and a hidden one is determined exactly when no
cycle of the residual graph goes through it (Gusfield 1988, SIAM J. Comput. 17:552; bounds by flows:
Cox 1995). As long as one is, the smallest told cell beside it is hidden too; and what is hidden of
a row or a column is never fewer than five people together. Decision 0364.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from parvis.eligibility.takeup.rules import SMALLEST_CELL

TOTAL: Final = ""
Cell: TypeAlias = tuple[str, str]
Node: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """A table with its totals (row or column `TOTAL`). None: not told."""

    cells: Mapping[Cell, int | None]

    def __getitem__(self, cell: Cell) -> int | None:
        return self.cells.get(cell)


def protected(counts: Mapping[Cell, int], rows: list[str], columns: list[str]) -> Told | None:
    """`counts` by (row, column). Totals of columns and of all are told elsewhere and stay; None
    when even hiding the rest would not do."""
    table = _with_totals(counts, rows, columns)
    if any(is_small(number) for cell, number in table.items() if cell[0] == TOTAL):
        return None
    hidden = {cell for cell, number in table.items() if is_small(number)}
    while (leak := _leak(table, hidden)) is not None:
        more = _beside(leak, table, hidden)
        if more is None:
            return None
        hidden.add(more)
    return Told({cell: None if cell in hidden else n for cell, n in table.items()})


def is_small(number: int) -> bool:
    return 0 < number < SMALLEST_CELL


def _with_totals(
    counts: Mapping[Cell, int], rows: list[str], columns: list[str]
) -> dict[Cell, int]:
    table = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    table |= {(row, TOTAL): sum(table[row, column] for column in columns) for row in rows}
    every = [*columns, TOTAL]
    return table | {(TOTAL, column): sum(table[row, column] for row in rows) for column in every}


def _leak(table: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """A hidden cell of somebody that the told ones give back, alone or with those beside."""
    ways = _residual(table, hidden)
    for cell in sorted(hidden):
        if is_small(table[cell]) and not _may_differ(cell, table, ways):
            return cell
    return next((cell for cell in sorted(hidden) if _thin(cell, table, hidden)), None)


def _thin(cell: Cell, table: Mapping[Cell, int], hidden: set[Cell]) -> bool:
    """What is hidden of its row (unless the total is hidden too) or of its column is few people."""
    if cell[1] == TOTAL:
        return False
    lines = [[one for one in hidden if one[1] == cell[1]]]
    if (cell[0], TOTAL) not in hidden:
        lines.append([one for one in hidden if one[0] == cell[0]])
    return any(is_small(sum(table[one] for one in line)) for line in lines)


def _arc(cell: Cell) -> tuple[Node, Node]:
    """A cell flows from its row to its column; a total flows back, so that all is a circulation."""
    row, column = cell
    if column == TOTAL:
        return ("column", TOTAL), ("row", row)
    return ("row", row), ("column", column)


def _residual(table: Mapping[Cell, int], hidden: set[Cell]) -> dict[Node, list[tuple[Node, Cell]]]:
    ways: dict[Node, list[tuple[Node, Cell]]] = {}
    for cell in hidden:
        start, end = _arc(cell)
        ways.setdefault(start, []).append((end, cell))
        if table[cell] > 0:
            ways.setdefault(end, []).append((start, cell))
    return ways


def _may_differ(
    cell: Cell, table: Mapping[Cell, int], ways: Mapping[Node, list[tuple[Node, Cell]]]
) -> bool:
    start, end = _arc(cell)
    return _reaches(end, start, cell, ways) or _reaches(start, end, cell, ways)


def _reaches(
    start: Node, end: Node, but: Cell, ways: Mapping[Node, list[tuple[Node, Cell]]]
) -> bool:
    seen, waiting = {start}, deque([start])
    while waiting:
        here = waiting.popleft()
        if here == end:
            return True
        for node, cell in ways.get(here, ()):
            if cell != but and node not in seen:
                seen.add(node)
                waiting.append(node)
    return False


def _beside(leak: Cell, table: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """What to hide next: where what is hidden with the leak comes to a dead end, the cell that
    closes most of them, the smallest first; else the smallest of its row or column, then of all."""
    told = [cell for cell in table if cell[0] != TOTAL and cell not in hidden]
    ends = set(_arc(leak)) if _thin(leak, table, hidden) else _dead_ends(leak, hidden)
    closing = [cell for cell in told if ends & set(_arc(cell))]
    near = [cell for cell in told if cell[0] == leak[0] or cell[1] == leak[1]]

    def cost(cell: Cell) -> tuple[int, bool, int, Cell]:
        return -len(ends & set(_arc(cell))), cell[1] == TOTAL, table[cell], cell

    return min(closing or near or told, key=cost, default=None)


def _dead_ends(leak: Cell, hidden: set[Cell]) -> set[Node]:
    """Rows and columns that one hidden cell alone leads to, among those tied to the leak."""
    beside: dict[Node, list[Node]] = {}
    for cell in hidden:
        start, end = _arc(cell)
        beside.setdefault(start, []).append(end)
        beside.setdefault(end, []).append(start)
    seen, waiting = {*_arc(leak)}, deque(_arc(leak))
    while waiting:
        for node in beside[waiting.popleft()]:
            if node not in seen:
                seen.add(node)
                waiting.append(node)
    return {node for node in seen if len(beside[node]) == 1}


def row_told(counts: Mapping[str, int]) -> dict[str, int | None] | None:
    """One row and its total, told side by side: the total under `TOTAL`. A small cell takes the
    next smallest with it, or the total would give it back; None when that does not do."""
    total = sum(counts.values())
    if total < SMALLEST_CELL:
        return None
    hidden = {name for name, number in counts.items() if is_small(number)}
    shown = sorted((n, name) for name, n in counts.items() if n and name not in hidden)
    unsure = sum(counts[name] for name in hidden)
    # Hidden together they must be several, and five people: their sum is what the total leaves.
    while hidden and shown and (len(hidden) < 2 or unsure < SMALLEST_CELL):
        number, name = shown.pop(0)
        hidden.add(name)
        unsure += number
    if len(hidden) == 1:
        return None
    told: dict[str, int | None] = {
        name: None if name in hidden else number for name, number in counts.items()
    }
    return told | {TOTAL: total}
