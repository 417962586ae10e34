"""Opening hours: read from OpenStreetMap's syntax, applied to days, said in words."""

from parvis.directory.hours.days_off import DaysOff
from parvis.directory.hours.evaluation import Stretch, open_intervals, stretches
from parvis.directory.hours.syntax import LONGEST, Hours, InvalidHours, parse
from parvis.directory.hours.words import Line, Now, lines, now_in_words, this_week, undone

__all__ = [
    "LONGEST",
    "DaysOff",
    "Hours",
    "InvalidHours",
    "Line",
    "Now",
    "Stretch",
    "lines",
    "now_in_words",
    "open_intervals",
    "parse",
    "stretches",
    "this_week",
    "undone",
]
