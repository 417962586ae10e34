"""What a manager sees of take-up: tables where nobody is found, and their pictures.

Each benefit is a row with its total. The chosen one is told by commune, age and family: three
tables with the same totals, each protected (`protection`). Where its own row hides something, no
table says more of it.
"""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from parvis.directory.models import Institution
from parvis.eligibility.precision import Measure, is_announced, measures
from parvis.eligibility.takeup import queries, rules
from parvis.eligibility.takeup.models import Standing
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.takeup.protection import TOTAL, protected, row_told

STATES: Final = tuple(state.value for state in Standing.State)
_LEFT, _WIDTH, _ROW = 4, 440, 40


@dataclass(frozen=True, slots=True)
class Bar:
    """A part of a row of the picture."""

    tone: str
    x: float
    width: float
    number: int


@dataclass(frozen=True, slots=True)
class Row:
    """None: not told."""

    key: str
    label: str
    receives: int | None
    missing: int | None
    unclear: int | None
    total: int | None

    @property
    def cells(self) -> tuple[int | None, ...]:
        return self.receives, self.missing, self.unclear

    @property
    def rate(self) -> float | None:
        """Of those known to receive it or not, the part that does not."""
        if self.missing is None or self.receives is None or not self.missing + self.receives:
            return None
        return self.missing / (self.missing + self.receives)

    @property
    def measure(self) -> Measure | None:
        """Of a benefit: how often announcing it was right."""
        return measures().get(self.key)

    @property
    def is_announced(self) -> bool:
        return is_announced(self.key)


@dataclass(frozen=True, slots=True)
class Table:
    """`bars`: the rows as they are drawn, the first at the top."""

    title: str
    rows: tuple[Row, ...]

    @property
    def shown(self) -> list[Row]:
        """Those of which some number is told; a dash beside what is hidden is none."""
        return [row for row in self.rows if any((*row.cells, row.total))]

    @property
    def silent(self) -> list[str]:
        return [row.label for row in self.rows if row not in self.shown]

    @property
    def height(self) -> int:
        return len(self.bars) * _ROW + 8

    @property
    def bars(self) -> list[tuple[Row, int, list[Bar]]]:
        """Rows told whole, and how far down each is drawn."""
        whole = [row for row in self.rows if None not in (*row.cells, row.total)]
        most = max((row.total or 0 for row in whole), default=0) or 1
        return [(row, place * _ROW, list(_bars(row, most))) for place, row in enumerate(whole)]


def _bars(row: Row, most: int) -> Iterator[Bar]:
    x = float(_LEFT)
    for tone, number in zip(("a", "b", "open"), row.cells, strict=True):
        width = (number or 0) / most * (_WIDTH - 2 * _LEFT)
        if width:
            yield Bar(tone, round(x, 1), round(width, 1), number or 0)
        x += width


@dataclass(frozen=True, slots=True)
class Figures:
    """`counted`: households that agreed, None under five. `chosen`: the benefit told in detail;
    `detail`: its tables, none when too few people are concerned."""

    institution: Institution
    counted: int | None
    on: date | None
    benefits: Table
    hidden: int
    chosen: str
    chosen_name: str
    detail: tuple[Table, ...]

    def csv(self) -> str:
        """Everything the page tells."""
        out = io.StringIO()
        rows = csv.writer(out, delimiter=";")
        rows.writerow(
            [_("Table"), _("Row"), _("Receive"), _("Seem not to"), _("Cannot tell"), _("Concerned")]
        )
        for table in (self.benefits, *self.detail):
            for row in table.rows:
                told = (*row.cells, row.total)
                cells = [_("not published") if one is None else one for one in told]
                rows.writerow([table.title, row.label, *cells])
        return out.getvalue()


def figures(institution: Institution, chosen: str = "") -> Figures:
    """Eight queries at most, whatever the number of people."""
    communes = queries.communes_of(institution)
    counted, run = queries.counted_in(communes), queries.last_run()
    by_benefit = queries.by_benefit(communes)
    benefits = {benefit for benefit, _state in by_benefit}
    told = {name: row for name in benefits if (row := _row(by_benefit, name))}
    rows = sorted(told.values(), key=lambda row: (-(row.missing or 0), row.label))
    if chosen not in told:
        chosen = rows[0].key if rows else ""
    return Figures(
        institution,
        counted if counted >= rules.SMALLEST_CELL else None,
        run.on if run else None,
        Table(_("By benefit"), tuple(rows)),
        len(benefits) - len(told),
        chosen,
        name_of(chosen) if chosen else "",
        tuple(_detail(chosen, communes)) if chosen and None not in told[chosen].cells else (),
    )


def _row(counts: Mapping[tuple[str, str], int], benefit: str) -> Row | None:
    told = row_told({state: counts.get((benefit, state), 0) for state in STATES})
    if told is None:
        return None
    return Row(benefit, name_of(benefit), *(told[state] for state in (*STATES, TOTAL)))


def _detail(benefit: str, communes: Mapping[str, str]) -> Iterator[Table]:
    labels: tuple[tuple[str, str, Callable[[str], str]], ...] = (
        ("commune", _("By commune"), lambda key: communes[key]),
        ("age", _("By age of the person"), lambda key: str(rules.AGES[key])),
        ("family", _("By family"), lambda key: str(rules.FAMILIES[key])),
    )
    for dimension, title, label in labels:
        counts = queries.by(dimension, benefit, communes)
        keys = sorted({key for key, _state in counts}, key=_order(dimension, communes))
        told = protected(counts, keys, list(STATES))
        if told is None or len(keys) < 2:
            continue
        rows = (
            Row(key, label(key), *(told[key, state] for state in (*STATES, TOTAL))) for key in keys
        )
        yield Table(title, tuple(rows))


def _order(dimension: str, communes: Mapping[str, str]) -> Callable[[str], int]:
    known: list[str] = {
        "commune": list(communes), "age": list(rules.AGES), "family": list(rules.FAMILIES),
    }[dimension]  # fmt: skip
    return known.index
