"""Opening hours: read from OpenStreetMap's syntax, applied to days, said in words."""

from parvis.directory.hours.days_off import DaysOff
from parvis.directory.hours.evaluation import Stretch, open_intervals, stretches
from parvis.directory.hours.syntax import Hours, InvalidHours, parse

__all__ = ["DaysOff", "Hours", "InvalidHours", "Stretch", "open_intervals", "parse", "stretches"]
