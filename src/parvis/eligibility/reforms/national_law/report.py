"""All that a page or a file tells of a reform that was tried."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.eligibility.reforms import plots, queries
from parvis.eligibility.reforms.national_law import figures as national
from parvis.eligibility.reforms.national_law.figures import Figures
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.eligibility.reforms.report import DIMENSIONS, Table, as_csv, labels, table
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
        paid = _("Received today (€ a year)"), _("Received then (€ a year)")
        made_of = [
            [_("Population"), self.figures.area, self.trial.population],
            [_("Law"), *(f"{name} {of}" for name, of in self.trial.law.items())],
        ]
        households, before = self.figures.households, self.figures.before.value
        return as_csv(paid, households, before, self.outcomes, self.tables, made_of)


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
