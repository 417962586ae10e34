"""All that a page or a file tells of a reform that was tried."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.eligibility.reforms import plots, queries
from parvis.eligibility.reforms.national_law import figures as national
from parvis.eligibility.reforms.national_law.figures import Figures
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.eligibility.reforms.report import DIMENSIONS, Table, cells, figure, labels, table
from parvis.eligibility.reforms.simulation import Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """`outcomes`: by letter, each against the law as it is."""

    trial: NationalTrial
    figures: Figures
    outcomes: Mapping[str, Outcome]
    tables: list[Table]
    discs: dict[str, plots.Discs]

    @property
    def letters(self) -> list[str]:
        return list(self.outcomes)

    @property
    def changes_something(self) -> bool:
        return any(one.gaining or one.losing for one in self.outcomes.values())

    @property
    def limits(self) -> list[str]:
        told: Mapping[str, Any] = self.figures.made_of["limits"]
        return list(told.get((get_language() or "fr")[:2]) or next(iter(told.values())))

    def csv(self) -> str:
        """Amounts in euros, semicolons, as spreadsheets of here open them."""
        out = io.StringIO()
        out.write("\ufeff")
        rows = csv.writer(out, delimiter=";")
        rows.writerow(
            [_("Variant"), _("Grouped by"), _("Group"), _("Households"),
             _("Gaining (%)"), _("Losing (%)"),
             _("Received today (€ a year)"), _("Received then (€ a year)"),
             _("Change for one household (€ a year)"), _("Interval of 95 % (±)")]
        )  # fmt: skip
        households = self.figures.households
        for letter, one in self.outcomes.items():
            rows.writerow(
                [letter.upper(), _("All"), "", figure(households),
                 figure(100 * one.gaining, 1), figure(100 * one.losing, 1),
                 figure(self.figures.before.value / 100), figure(one.revenue.value / 100),
                 figure(one.difference.value / 100 / (households or 1), 2),
                 figure(one.difference.margin / 100 / (households or 1), 2)]
            )  # fmt: skip
        for each in self.tables:
            for label, groups in each.rows:
                for letter, group in zip(self.letters, groups, strict=True):
                    rows.writerow([letter.upper(), each.title, label, *cells(group)])
        rows.writerow([])
        rows.writerow([_("Population"), self.figures.area, self.trial.population])
        rows.writerow([_("Law"), *(f"{name} {of}" for name, of in self.trial.law.items())])
        return out.getvalue()


def report(trial: NationalTrial) -> Report:
    """Of a trial that has its figures. One query: where the communes are drawn."""
    found = national.of_data(trial.figures or {})
    outcomes = dict(zip("ab", found.outcomes, strict=False))
    halls = queries.town_halls(found.communes)
    names = {code: point.name for code, point in halls.items()}
    return Report(
        trial,
        found,
        outcomes,
        [
            table(name, outcomes, labels(name, found.edges, found.communes, names))
            for name in DIMENSIONS
        ],
        {
            letter: drawn
            for letter, one in outcomes.items()
            if (drawn := plots.discs(one.groups["commune"], halls)) is not None
        },
    )
