"""All that a page, a scenario or a file tells of a trial."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from parvis.eligibility.population.storage import Population
from parvis.eligibility.reforms import plots, queries
from parvis.eligibility.reforms.populations import population_of
from parvis.eligibility.reforms.queries import Priced
from parvis.eligibility.reforms.simulation import (
    Concerned,
    Group,
    Outcome,
    Use,
    concerned,
    tried,
)
from parvis.eligibility.reforms.tariffs import Bands, Tariff

KIND_WORDS: Final[Mapping[str, Promise]] = {
    "man_alone": gettext_lazy("Man living alone"),
    "woman_alone": gettext_lazy("Woman living alone"),
    "other": gettext_lazy("Two people, no couple"),
    "couple": gettext_lazy("Couple without children"),
    "couple_children": gettext_lazy("Couple with children"),
    "single_parent": gettext_lazy("Single parent"),
}
DIMENSIONS: Final[Mapping[str, Promise]] = {
    "decile": gettext_lazy("Tenth, by quotient"),
    "kind": gettext_lazy("Kind of household"),
    "commune": gettext_lazy("Commune"),
}
_QUOTIENTS: Final = tuple(quotient * 100 for quotient in (0, 300, 500, 700, 900, 1200, 1600, 2200))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one dimension: the label, and each variant's group in the order of letters."""

    name: str
    title: str
    rows: list[tuple[str, list[Group]]]
    plot: plots.Changes | None

    @property
    def told(self) -> list[tuple[str, list[Group]]]:
        return [row for row in self.rows if not row[1][0].hidden]

    @property
    def hidden(self) -> list[str]:
        """Labels of the groups that are too small."""
        return [label for label, groups in self.rows if groups[0].hidden]


@dataclass(frozen=True, slots=True)
class Report:
    """`outcomes`: by letter, each against today's tariff. `households`: how many pay."""

    population: Population
    use: Use
    today: Tariff
    variants: Mapping[str, Tariff]
    outcomes: Mapping[str, Outcome]
    before: Outcome
    households: float
    units: float
    cost: int | None
    tables: list[Table]
    curves: plots.Curves
    discs: dict[str, plots.Discs]

    @property
    def letters(self) -> list[str]:
        return list(self.variants)

    @property
    def changes_something(self) -> bool:
        return any(variant != self.today for variant in self.variants.values())

    @property
    def limits(self) -> list[str]:
        told = self.population.manifest["limits"]
        wanted = (get_language() or "fr")[:2]
        return list(told.get(wanted) or next(iter(told.values())))

    @property
    def prices(self) -> list[tuple[int, list[int]]]:
        """What the curves say: quotient, then today's price and each variant's."""
        tariffs = [self.today, *self.variants.values()]
        return [(quotient, [one.price(quotient) for one in tariffs]) for quotient in _QUOTIENTS]

    @property
    def net_cost(self) -> list[float] | None:
        """What the institution pays itself, a year: today, then each variant."""
        if self.cost is None:
            return None
        whole = self.cost * self.units
        revenues = [self.before, *self.outcomes.values()]
        return [whole - one.revenue.value for one in revenues]

    def csv(self) -> str:
        """Amounts in euros, semicolons, as spreadsheets of here open them."""
        paid = _("Paid today (€ a year)"), _("Paid then (€ a year)")
        made_of = [[_("Population"), self.population.name, self.population.digest]]
        before = self.before.revenue.value
        return as_csv(paid, self.households, before, self.outcomes, self.tables, made_of)


def as_csv(
    paid: tuple[str, str],
    households: float,
    before: float,
    outcomes: Mapping[str, Outcome],
    tables: Iterable[Table],
    made_of: Iterable[list[str]],
) -> str:
    """`paid`: what the two columns of amounts are called. `before`: cents a year of today's."""
    out = io.StringIO()
    out.write("\ufeff")
    rows = csv.writer(out, delimiter=";")
    rows.writerow(
        [_("Variant"), _("Grouped by"), _("Group"), _("Households"),
         _("Gaining (%)"), _("Losing (%)"), *paid,
         _("Change for one household (€ a year)"), _("Interval of 95 % (±)")]
    )  # fmt: skip
    for letter, one in outcomes.items():
        rows.writerow(
            [letter.upper(), _("All"), "", figure(households),
             figure(100 * one.gaining, 1), figure(100 * one.losing, 1),
             figure(before / 100), figure(one.revenue.value / 100),
             figure(one.difference.value / 100 / (households or 1), 2),
             figure(one.difference.margin / 100 / (households or 1), 2)]
        )  # fmt: skip
    for table in tables:
        for label, groups in table.rows:
            for letter, group in zip(outcomes, groups, strict=True):
                rows.writerow([letter.upper(), table.title, label, *cells(group)])
    rows.writerow([])
    rows.writerows(made_of)
    return out.getvalue()


def cells(group: Group) -> list[str]:
    """Of a row of the file."""
    if group.hidden:
        return [_("fewer than 11 households")]
    return [
        figure(group.households),
        figure(100 * group.gaining, 1),
        figure(100 * group.losing, 1),
        figure(group.today / 100),
        figure(group.revenue / 100),
        figure(group.change.value / 100, 2),
        figure(group.change.margin / 100, 2),
    ]


def figure(value: float, digits: int = 0) -> str:
    """As a spreadsheet reads it."""
    return number_format(round(value, digits) + 0.0, digits, use_l10n=True, force_grouping=False)


def report(
    priced: Priced,
    variants: Mapping[str, Tariff],
    asked: Mapping[str, Any],
    *,
    today: Tariff | None = None,
) -> Report | None:
    """What the variants change against today's tariff; None when no population covers the area.

    `asked`: the answers of `forms.UseForm`.
    """
    population = population_of(set(priced.communes), priced.area)
    if population is None:
        return None
    everywhere = asked.get("where") == "all" or not priced.communes
    ages = (asked["youngest"], asked["oldest"]) if priced.for_children else None
    communes = frozenset() if everywhere else priced.communes
    use = Use(ages, asked["part"], asked["times"], communes)
    who, now = concerned(population, use), today or priced.tariff
    outcomes = {letter: tried(who, now, variant, use.times) for letter, variant in variants.items()}
    halls = queries.town_halls(who.communes) if everywhere else {}
    names = {code: point.name for code, point in halls.items()}
    tables = [
        table(name, outcomes, labels(name, who.edges, who.communes, names))
        for name in DIMENSIONS
        if name != "commune" or everywhere
    ]
    highest = _highest(who, [now, *variants.values()])
    maps = {
        letter: drawn
        for letter, outcome in outcomes.items()
        if (drawn := plots.discs(outcome.groups["commune"], halls)) is not None
    }
    return Report(
        population=population,
        use=use,
        today=now,
        variants=variants,
        outcomes=outcomes,
        before=tried(who, now, now, use.times),
        households=float(who.weight.sum()),
        units=float(who.weight @ who.units),
        cost=asked.get("cost"),
        tables=tables,
        curves=plots.curves({"0": now, **variants}, highest),
        discs=maps,
    )


def labels(
    name: str, edges: Sequence[int], communes: Sequence[str], names: Mapping[str, str]
) -> dict[str, str]:
    """What each group of a dimension is called."""
    if name == "kind":
        return {key: str(words) for key, words in KIND_WORDS.items()}
    if name == "commune":
        return {code: names.get(code, code) for code in communes}
    ends = [number_format(edge // 100, 0) for edge in edges]
    last = {"10": _("10th: above %(end)s €") % {"end": ends[-1]}} if ends else {}
    return {
        str(place): _("%(place)s: up to %(end)s €") % {"place": place, "end": end}
        for place, end in enumerate(ends, start=1)
    } | last


def table(name: str, outcomes: Mapping[str, Outcome], labels: Mapping[str, str]) -> Table:
    """Rows of a dimension, and its plot."""
    groups = {letter: outcome.groups[name] for letter, outcome in outcomes.items()}
    rows = [
        (labels[each[0].key], list(each)) for each in zip(*groups.values(), strict=True) if each
    ]
    if name == "commune":
        rows.sort(key=lambda row: (row[1][0].hidden, -row[1][0].households))
    plot = plots.changes(groups, labels) if name == "decile" and rows else None
    return Table(name, str(DIMENSIONS[name]), rows, plot)


def _highest(who: Concerned, tariffs: list[Tariff]) -> int:
    """The quotients drawn: past every band, and nine tenths of the households."""
    bounds = [bound for one in tariffs if isinstance(one, Bands) for bound in one.bounds]
    wanted = max([*who.edges, *(round(bound * 1.15) for bound in bounds), 1_500_00])
    return -(-wanted // 100_00) * 100_00
