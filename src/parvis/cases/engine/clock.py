"""Legal clocks: when they start, stand still, go on, and the date they lead to.

How days are counted, and on what ground, stands in `core.calendars`. What an incomplete request
does to the clock is art. L114-5 of the code des relations entre le public et l'administration:

- when silence means refusal, the clock stands still until the pieces arrive, then goes on;
- when silence means acceptance, it only runs from the day the pieces arrived: it starts again.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from parvis.cases.models import Deadline, Suspension, WorkItem
from parvis.catalogue.definition import DeadlineRule, ItemKind, Length, TextsFile
from parvis.core import calendars
from parvis.core.calendars import Calendar, Computation, Pause, Step
from parvis.core.ui.words import longdate
from parvis.territory.models import Area

SIGNATURE = "@signature"
"""Why a clock stands still, or started late: somebody had not signed yet."""


class LocalTime:
    """Dates and holidays where a case lies."""

    def __init__(self, area: Area) -> None:
        self.zone = ZoneInfo(area.time_zone)
        self.calendar: Calendar = calendars.calendar_for(area.code)

    def day_of(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def count(self, start: date, length: Length, pauses: Iterable[Pause] = ()) -> Computation:
        stops = tuple(pauses)
        return _counted(start, length.count, length.unit, self.calendar, stops)

    def day_before(self, start: date, due_on: date, before: Length | None) -> date | None:
        """None when that day is already past at the start."""
        if before is None:
            return None
        day = calendars.before(due_on, before.count, before.unit, self.calendar)
        return day if day > start else None


@lru_cache(maxsize=1024)
def _counted(
    start: date, length: int, unit: calendars.Unit, calendar: Calendar, pauses: tuple[Pause, ...]
) -> Computation:
    """The same days are counted for every case of a day."""
    return calendars.compute(start, length, unit, calendar, pauses=pauses)


def start(deadline: Deadline, rule: DeadlineRule, on: date, local: LocalTime) -> None:
    """Run from `on` (that day not counted), whatever it did before."""
    deadline.started_on = on
    deadline.suspended_since = deadline.met_at = None
    deadline.expired_at = deadline.reminded_at = deadline.escalated_at = None
    deadline.why = []
    _settle(deadline, rule, local, [])


def suspend(deadline: Deadline, on: date, reason: str) -> Suspension:
    """Stand still from `on`; returns the stretch to be kept."""
    deadline.suspended_since = on
    return Suspension(deadline=deadline, starts_on=on, reason=reason)


def resume(
    deadline: Deadline,
    rule: DeadlineRule,
    on: date,
    local: LocalTime,
    suspensions: Iterable[Suspension],
) -> None:
    """Go on from `on`. `suspensions` are all those of the deadline, the last one ended."""
    since, deadline.suspended_since = deadline.suspended_since, None
    if rule.silence == "accepted":
        known = sorted(suspensions, key=lambda one: one.starts_on)
        last = known[-1] if known else None
        for one in reversed(known):
            since = one.starts_on if one.ends_on == since else since
        start(deadline, rule, on, local)
        if since is not None:
            reason = SIGNATURE if last is not None and last.reason == SIGNATURE else ""
            step = Step("restarted", since, on, reason=reason)
            deadline.why = [step.as_json(), *deadline.why]
        return
    _settle(deadline, rule, local, _pauses(deadline, suspensions))


def redate(
    deadline: Deadline,
    rule: DeadlineRule,
    on: date,
    local: LocalTime,
    suspensions: Iterable[Suspension],
    *,
    today: date,
    reason: str,
) -> None:
    """Count from `on` what was counted from a day noted wrongly: the same pauses, another date,
    and why. What that date has not brought about yet is to come again."""
    was, deadline.started_on = deadline.started_on, on
    deadline.why = [Step("corrected", was, on, reason=reason).as_json()]
    _settle(deadline, rule, local, _pauses(deadline, suspensions))
    if deadline.due_on >= today:
        deadline.expired_at = None
    if deadline.remind_on and deadline.remind_on > today:
        deadline.reminded_at = None
    if deadline.escalate_on and deadline.escalate_on > today:
        deadline.escalated_at = None


def _pauses(deadline: Deadline, suspensions: Iterable[Suspension]) -> list[Pause]:
    return [
        Pause(one.starts_on, one.ends_on, one.reason)
        for one in suspensions
        if one.ends_on is not None and one.starts_on >= deadline.started_on
    ]


def _settle(deadline: Deadline, rule: DeadlineRule, local: LocalTime, pauses: list[Pause]) -> None:
    found = local.count(deadline.started_on, rule.length, pauses)
    deadline.due_on = found.due_on
    begins, *then = steps_of(found)
    corrected = [step for step in deadline.why if step["kind"] == "corrected"]
    deadline.why = [begins, *corrected, *then]
    begun, due_on = deadline.started_on, found.due_on
    deadline.remind_on = local.day_before(begun, due_on, rule.remind_before)
    deadline.escalate_on = local.day_before(begun, due_on, rule.escalate_before)


def set_item_due(
    item: WorkItem, kind: ItemKind, on: date, local: LocalTime, chosen: date | None = None
) -> None:
    """The date an item opened on `on` must be done by, and why; the one `chosen` where the package
    gives no time."""
    if kind.due is not None:
        found = local.count(on, kind.due)
        item.due_on = found.due_on
        item.due_why = steps_of(found)
    elif chosen is not None:
        item.due_on = chosen
    if item.due_on is not None:
        item.remind_on = local.day_before(on, item.due_on, kind.remind_before)
        item.escalate_on = local.day_before(on, item.due_on, kind.escalate_before)


def steps_of(found: Computation) -> list[dict[str, Any]]:
    return [step.as_json() for step in found.steps]


def sentences(why: list[dict[str, Any]], words: TextsFile | None = None) -> list[str]:
    """The steps of a computation, in the active language; `words` name the states that suspend."""
    return [_sentence(Step.from_json(step), words) for step in why]


def reasons(deadline: Deadline, words: TextsFile, *, on_paper: bool = False) -> list[str]:
    """Why the date is that one, and that it stands still if it does. `on_paper`: it started with
    what came on paper."""
    said = sentences(deadline.why, words)
    if on_paper:
        said.insert(
            1,
            _(
                "The request came on paper that day: the time counts from its arrival, whenever it "
                "is keyed in (code des relations entre le public et l’administration, art. L114-3 "
                "and R112-5)."
            ),
        )
    if deadline.suspended_since is not None:
        since = _(
            "The clock has stood still since %(date)s. The date will be told once it runs again."
        )
        said.append(since % {"date": longdate(deadline.suspended_since)})
    return said


def _sentence(step: Step, words: TextsFile | None) -> str:
    if step.reason == SIGNATURE:
        missing = _("A signature was missing: the request was not complete.")
        return f"{step} {missing}"
    state = words.states.get(step.reason) if words and step.kind == "paused" else None
    if state is None:
        return str(step)
    then = _("The request was then: “%(state)s”.") % {"state": state.label}
    return f"{step} {then}"
