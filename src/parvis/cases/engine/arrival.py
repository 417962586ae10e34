"""The day a request came on paper, corrected: its clocks are counted anew from there.

The receipt that left said another day, and another end of the time to answer: one that says the
right ones replaces it (code des relations entre le public et l'administration, art. R112-5).
"""

from datetime import date, datetime, time

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import clock, effects, hands, papers
from parvis.cases.engine.live import Live
from parvis.cases.models import Deadline, Suspension
from parvis.core.calendars import Step
from parvis.core.ui.words import plaindate


def correct(live: Live, on: date, reason: str) -> None:
    """Receipt on `on`: the clocks that began with it move, the person is told why."""
    was = live.submitted_on
    live.case.submitted_at = noon(on, live.local)
    rules = live.script.package.process.deadlines
    for deadline in live.deadlines:
        if rules[deadline.rule].starts == "submission":
            _move(live, deadline, was, on, reason)
    event = live.note("arrival_corrected", was=was.isoformat(), to=on.isoformat(), reason=reason)
    receipt = papers.receipt_of(live, live.case.installation)
    live.effects.append((event, receipt | _told(live, was, on, reason)))


def noon(day: date, local: clock.LocalTime) -> datetime:
    """Nobody knows the hour of a stamp."""
    return datetime.combine(day, time(12), local.zone)


def _move(live: Live, deadline: Deadline, was: date, on: date, reason: str) -> None:
    if any(hands.is_signature(item) for item in live.items):
        _still_awaited(live, deadline, on)
    elif deadline.started_on == was:
        rule = live.script.package.process.deadlines[deadline.rule]
        pauses = Suspension.objects.filter(deadline=deadline)
        clock.redate(deadline, rule, on, live.local, pauses, today=live.today, reason=reason)
        live.changed(deadline)


def _still_awaited(live: Live, deadline: Deadline, on: date) -> None:
    """It began when the last signature came; only what is said of the wait changes."""
    then = [step for step in deadline.why if step["kind"] != "awaited"]
    wait = Step("awaited", on, deadline.started_on, reason=clock.SIGNATURE)
    deadline.why = [wait.as_json(), *then] if on != deadline.started_on else then
    live.changed(deadline)


def _told(live: Live, was: date, on: date, reason: str) -> dict[str, str]:
    language = effects.applicant_language(live)
    with override(language):
        values = {
            "reference": live.case.reference,
            "service": live.script.package.words(language).service.name,
            "was": plaindate(was),
            "on": plaindate(on),
            "reason": reason,
        }
        return {
            "title": _("Corrected receipt of the request %(reference)s") % values,
            "subject": _("The day we received your request is corrected: %(service)s") % values,
            "body": _(
                "We had noted that your request “%(service)s”, number %(reference)s, arrived on "
                "%(was)s. It arrived on %(on)s.\n\nWhy this correction: %(reason)s\n\nThe time we "
                "have to answer is counted from that day. The receipt is attached: it replaces the "
                "one you had."
            )
            % values,
            "sms": _("Parvis: the day we received your request %(reference)s is corrected: %(on)s.")
            % values,
        }
