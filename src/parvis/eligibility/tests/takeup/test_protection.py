"""No figure told gives back a cell under five: checked against every table that tells the same."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.eligibility.takeup.protection import TOTAL, protected, row_told

COLUMNS = ["x", "y", "z"]
counts = st.lists(st.tuples(*[st.sampled_from([0, 1, 2, 4, 5, 6, 9])] * 3), min_size=1, max_size=3)


def consistent(told, rows):
    """Every table of whole numbers whose told cells and totals are those."""
    return _from_row(told, rows, [told[TOTAL, column] for column in COLUMNS])


def _from_row(told, rows, left):
    row, *others = rows
    ranges = [
        [told[row, column]]
        if told[row, column] is not None
        else range(most + 1)
        if others
        else [most]
        for column, most in zip(COLUMNS, left, strict=True)
    ]
    whole = told[row, TOTAL]
    for cells in product(*ranges):
        rest = [most - n for most, n in zip(left, cells, strict=True)]
        if (whole is not None and sum(cells) != whole) or min(rest) < 0:
            continue
        if others:
            yield from ((cells, *after) for after in _from_row(told, others, rest))
        elif not any(rest):
            yield (cells,)


@settings(max_examples=60, deadline=None)
@given(counts)
def test_a_hidden_person_stays_hidden(lines):
    rows = [f"r{number}" for number in range(len(lines))]
    table = {
        (row, c): n
        for row, line in zip(rows, lines, strict=True)
        for c, n in zip(COLUMNS, line, strict=True)
    }
    told = protected(table, rows, COLUMNS)
    if told is None:
        return
    assert not any(n is not None and 0 < n < 5 for n in told.cells.values())
    possible = {}
    for number, other in enumerate(consistent(told, rows)):
        for row, line in zip(rows, other, strict=True):
            for c, n in zip(COLUMNS, line, strict=True):
                possible.setdefault((row, c), set()).add(n)
            possible.setdefault((row, TOTAL), set()).add(sum(line))
        if number > 1_500:
            break
    for cell, n in table.items():
        if 0 < n < 5:
            assert len(possible[cell]) > 1, (cell, lines)
    for row, line in zip(rows, lines, strict=True):
        if 0 < sum(line) < 5:
            assert len(possible[row, TOTAL]) > 1
        if told[row, TOTAL] is not None:
            together = sum(n for c, n in zip(COLUMNS, line, strict=True) if told[row, c] is None)
            assert not 0 < together < 5


def test_one_small_cell_takes_others_with_it():
    rows = ["Pau", "Lescar", "Jurançon"]
    table = {
        ("Pau", "x"): 40,
        ("Pau", "y"): 30,
        ("Lescar", "x"): 12,
        ("Lescar", "y"): 2,
        ("Jurançon", "x"): 20,
        ("Jurançon", "y"): 9,
    }
    told = protected(table, rows, ["x", "y"])
    hidden = {cell for cell, n in told.cells.items() if n is None}
    assert hidden == {("Lescar", "x"), ("Lescar", "y"), ("Jurançon", "x"), ("Jurançon", "y")}


def test_nothing_small_hides_nothing():
    told = protected({("a", "x"): 7, ("a", "y"): 5}, ["a"], ["x", "y"])
    assert None not in told.cells.values()


@given(st.lists(st.integers(0, 12), min_size=3, max_size=3))
def test_a_row_tells_no_small_cell(numbers):
    row = dict(zip(COLUMNS, numbers, strict=True))
    told = row_told(row)
    if told is None:
        assert sum(numbers) < 5 or sum(n > 0 for n in numbers) == 1
        return
    assert told[TOTAL] == sum(numbers)
    hidden = [name for name in COLUMNS if told[name] is None]
    assert not any(n is not None and 0 < n < 5 for n in told.values())
    left = told[TOTAL] - sum(told[name] or 0 for name in COLUMNS)
    assert not hidden or (len(hidden) > 1 and left >= 5)
