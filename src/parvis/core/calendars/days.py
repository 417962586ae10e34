"""Which days count: holidays and working days of each part of France.

Holidays are the statutory ones: code du travail, art. L3133-1; L3134-13 (Moselle, Bas-Rhin,
Haut-Rhin: Good Friday, which the law grants only where there is a Protestant church, is taken for
all their communes); L3422-2 (overseas). Customary days off are working days here.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import holidays
from django.utils.translation import get_language

DAY = timedelta(days=1)
FRIDAY, SATURDAY = 4, 5

# Days the library lists for some overseas areas and the law does not: customs, not holidays.
_CUSTOMS = {
    "971": {"Mi-Carême", "Vendredi saint", "Fête de Victor Schoelcher"},
    "972": {"Fête de Victor Schoelcher"},
    "MF": {"Fête de Victor Schoelcher"},
}
_OF_DEPARTEMENT = {
    "57": "57",
    "67": "6AE",
    "68": "6AE",
    "971": "971",
    "972": "972",
    "973": "973",
    "974": "974",
    "975": "PM",
    "976": "976",
    "977": "BL",
    "978": "MF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


@lru_cache(maxsize=64)
def _holidays(subdivision: str, language: str) -> Any:
    return holidays.country_holidays("FR", subdiv=subdivision or None, language=language)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days off of one part of France; `subdivision` is empty for most of the mainland."""

    subdivision: str = ""

    def holiday(self, day: date) -> str:
        """The French name of the holiday; empty on other days. See `holiday_in_words`."""
        name = str(_holidays(self.subdivision, "fr").get(day, ""))
        return "" if name in _CUSTOMS.get(self.subdivision, ()) else name

    def is_working_day(self, day: date) -> bool:
        """Jour ouvré: Monday to Friday, no holiday."""
        return day.weekday() <= FRIDAY and not self.holiday(day)

    def is_business_day(self, day: date) -> bool:
        """Jour ouvrable: Monday to Saturday, no holiday."""
        return day.weekday() <= SATURDAY and not self.holiday(day)

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is one."""
        while not self.is_working_day(day):
            day += DAY
        return day


MAINLAND = Calendar()


def calendar_for(commune_code: str) -> Calendar:
    """The calendar of a commune, by its INSEE code; the mainland's when the code is unknown."""
    for length in (3, 2):
        found = _OF_DEPARTEMENT.get(commune_code[:length])
        if found:
            return Calendar(found)
    return MAINLAND


def holiday_in_words(day: date, name: str) -> str:
    """The holiday that French calls `name`, in the active language."""
    if not (get_language() or "fr").startswith("fr"):
        for subdivision in ("", *sorted(set(_OF_DEPARTEMENT.values()))):
            if _holidays(subdivision, "fr").get(day) == name:
                return str(_holidays(subdivision, "en_US").get(day))
    return name.replace("'", "’")
