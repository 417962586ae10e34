"""What is asked of the applicant because something is missing: until when, and what the clocks do.

Code des relations entre le public et l'administration, art. L114-5: the administration gives a time
for the missing pieces; a clock of refusal stands still during that time, one of acceptance only
runs once they have arrived.
"""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.paths import targets
from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import DeadlineRule, Package, Transition
from parvis.catalogue.definition.process import APPLICANT

FILE = "process.yml"


def check(package: Package, report: Report) -> None:
    for index, made in enumerate(package.process.transitions):
        if made.correction != "ask":
            continue
        times = {
            name: rule for name, rule in package.process.deadlines.items() if rule.starts == made.id
        }
        if not times:
            said = _("“%(name)s” gives no time for what is missing (CRPA, art. L114-5)")
            fix = _(
                "add a deadline: pieces: {starts: %(name)s, length: {count: 1, unit: month}, "
                "stops_in: […], at_expiry: …}"
            )
            path = ("transitions", index)
            report.add(FILE, path, said % {"name": made.id}, fix % {"name": made.id})
            continue
        _check_told(package, index, made, list(times), report)
        for name, rule in times.items():
            _check_end(package, made, name, rule, report)


def _check_told(
    package: Package, index: int, made: Transition, times: list[str], report: Report
) -> None:
    """Each message that asks says until when, in each language; a text message may not."""
    places = [f"{{deadlines.{name}.date}}" for name in times]
    told = {notice.message for notice in made.notifies if notice.to == APPLICANT}
    for language, words in package.texts.items():
        bodies = [words.messages[one].body for one in told if one in words.messages]
        if not bodies or not all(any(place in body for place in places) for body in bodies):
            said = _("“%(name)s” does not tell the applicant until when (%(language)s)")
            report.add(
                FILE,
                ("transitions", index, "notifies"),
                said % {"name": made.id, "language": language},
                _("write %(place)s in its message to the applicant") % {"place": places[0]},
            )


def _check_end(
    package: Package, made: Transition, name: str, rule: DeadlineRule, report: Report
) -> None:
    process, path = package.process, ("deadlines", name)
    held = [one for one in process.deadlines.values() if made.target in one.suspended_in]
    end = next((one for one in process.transitions if one.id == rule.at_expiry), None)
    if end is None:
        if any(one.silence != "accepted" for one in held):
            said = _("when the time of “%(name)s” ends, the clock still stands still")
            fix = _("add at_expiry: a transition of the system, at_expiry_only, to: back")
            report.add(FILE, path, said % {"name": name}, fix)
        return
    after = targets(package, end)
    for one in held:
        if one.silence == "accepted" and not set(after) <= set(one.suspended_in):
            said = _("when the time of “%(name)s” ends, silence would accept without the pieces")
            fix = _("let its at_expiry lead to a state of suspended_in, from which they may answer")
            report.add(FILE, (*path, "at_expiry"), said % {"name": name}, fix)
