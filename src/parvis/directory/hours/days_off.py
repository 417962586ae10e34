"""Public and school holidays of a commune."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from vacances_scolaires_france import SchoolHolidayDates

from parvis.core.calendars import calendar_for

# Zones of the school calendar by département, as their académies are.
_ZONES = {
    "A": "01 03 07 15 16 17 19 21 23 24 25 26 33 38 39 40 42 43 47 58 63 64 69 70 71 73 74 79 86"
    " 87 89 90",
    "B": "02 04 05 06 08 10 13 14 18 22 27 28 29 35 36 37 41 44 45 49 50 51 52 53 54 55 56 57 59"
    " 60 61 62 67 68 72 76 80 83 84 85 88",
    "C": "09 11 12 30 31 32 34 46 48 65 66 75 77 78 81 82 91 92 93 94 95",
}
_ZONE_OF = {code: zone for zone, codes in _ZONES.items() for code in codes.split()}


@lru_cache(maxsize=1)
def _schools() -> SchoolHolidayDates:
    return SchoolHolidayDates()


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Of the commune with that INSEE code; without one, the mainland's public holidays alone.

    Corsica and the lands overseas have school calendars of their own, which are not known here:
    no day is a school holiday there. Nor is any beyond the years that the ministry published.
    """

    commune: str = ""

    @property
    def zone(self) -> str:
        """A, B or C; empty where school holidays are not known."""
        return _ZONE_OF.get(self.commune[:2], "")

    def public(self, day: date) -> str:
        """The French name of the public holiday; empty on other days."""
        return calendar_for(self.commune).holiday(day)

    def school(self, day: date) -> bool:
        known = _schools()
        in_range = known.min_year <= day.year <= known.max_year
        return bool(self.zone) and in_range and known.is_holiday_for_zone(day, self.zone)
