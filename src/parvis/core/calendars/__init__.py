"""French legal calendars, and dates counted as the law counts them, with the reason why."""

from parvis.core.calendars.counting import Computation, Pause, add, before, compute, explain
from parvis.core.calendars.days import MAINLAND, Calendar, calendar_for
from parvis.core.calendars.steps import Step, Unit

__all__ = [
    "MAINLAND",
    "Calendar",
    "Computation",
    "Pause",
    "Step",
    "Unit",
    "add",
    "before",
    "calendar_for",
    "compute",
    "explain",
]
