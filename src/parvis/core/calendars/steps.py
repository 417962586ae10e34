"""The steps of a computed date, kept as data and said in words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.core.calendars.days import holiday_in_words
from parvis.core.ui.words import longdate

Unit = Literal["day", "working_day", "business_day", "month", "year"]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation; `str(step)` says it in the active language."""

    kind: Literal[
        "start",
        "awaited",
        "corrected",
        "restarted",
        "skipped",
        "paused",
        "counted",
        "month_end",
        "franc",
        "extended",
    ]
    day: date
    until: date | None = None
    count: int = 0
    unit: Unit = "day"
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """To be kept with the date; `Step.from_json` reads it back."""
        return {
            "kind": self.kind,
            "day": self.day.isoformat(),
            "until": self.until and self.until.isoformat(),
            "count": self.count,
            "unit": self.unit,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Step":
        until = data.get("until")
        return cls(
            kind=data["kind"],
            day=date.fromisoformat(data["day"]),
            until=date.fromisoformat(until) if until else None,
            count=data.get("count", 0),
            unit=data.get("unit", "day"),
            reason=data.get("reason", ""),
        )

    def __str__(self) -> str:
        return _SENTENCES[self.kind](self)


def _written(day: date | None) -> str:
    return longdate(day) if day else ""


def _holiday(step: Step) -> str:
    return holiday_in_words(step.day, step.reason)


def _length_in_words(step: Step) -> str:
    count = step.count
    words = {
        "day": ngettext("%(count)d day", "%(count)d days", count),
        "working_day": ngettext("%(count)d working day", "%(count)d working days", count),
        "business_day": ngettext(
            "%(count)d day from Monday to Saturday",
            "%(count)d days from Monday to Saturday",
            count,
        ),
        "month": ngettext("%(count)d month", "%(count)d months", count),
        "year": ngettext("%(count)d year", "%(count)d years", count),
    }
    return words[step.unit] % {"count": count}


def _extension(step: Step) -> str:
    values = {"day": _written(step.day), "until": _written(step.until), "holiday": _holiday(step)}
    sentence = (
        _("%(day)s is a holiday (%(holiday)s): the next working day is taken, %(until)s.")
        if step.reason
        else _("%(day)s is a weekend: the next working day is taken, %(until)s.")
    )
    return sentence % values


def _pause(step: Step) -> str:
    values = {
        "day": _written(step.day),
        "until": _written(step.until),
        "count": step.count,
        "reason": step.reason,
    }
    sentence = ngettext(
        "The clock stood still for %(count)d day, from %(day)s to %(until)s.",
        "The clock stood still for %(count)d days, from %(day)s to %(until)s.",
        step.count,
    )
    return sentence % values


_SENTENCES: dict[str, Callable[[Step], str]] = {
    "start": lambda s: (
        _("It starts on %(day)s; that day itself is not counted.") % {"day": _written(s.day)}
    ),
    "awaited": lambda s: (
        _("It could not start on %(day)s: something was missing until %(until)s.")
        % {"day": _written(s.day), "until": _written(s.until)}
    ),
    "corrected": lambda s: (
        _("That day was corrected: it was counted from %(day)s before. Why: %(reason)s")
        % {"day": _written(s.day), "reason": s.reason}
    ),
    "restarted": lambda s: (
        _("It stood still from %(day)s to %(until)s, then the whole time was counted again.")
        % {"day": _written(s.day), "until": _written(s.until)}
    ),
    "skipped": lambda s: (
        _("%(day)s is not counted: %(holiday)s.") % {"day": _written(s.day), "holiday": _holiday(s)}
    ),
    "paused": _pause,
    "counted": lambda s: (
        _("%(length)s later: %(day)s.") % {"length": _length_in_words(s), "day": _written(s.day)}
    ),
    "month_end": lambda s: (
        _("The month has no day %(count)d: its last day is taken, %(day)s.")
        % {"count": s.count, "day": _written(s.day)}
    ),
    "franc": lambda s: (
        _("Neither the first nor the last day counts: one day more, %(day)s.")
        % {"day": _written(s.day)}
    ),
    "extended": _extension,
}
