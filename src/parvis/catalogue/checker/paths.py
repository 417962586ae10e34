"""The paths of a process: every state can be reached and left."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package, Transition

FILE = "process.yml"


def check(package: Package, report: Report) -> None:
    """Every state can be reached from the first, and leads to a closed one."""
    process = package.process
    moves = [
        (source, target)
        for transition in process.transitions
        for source in transition.source
        for target in targets(package, transition)
    ]
    for transition in process.transitions:
        for source in transition.source:
            if is_closed(package, source) and not (transition.reopens or transition.reviews):
                said = _("“%(source)s” is closed but leads to “%(target)s”") % {
                    "source": source,
                    "target": transition.target,
                }
                report.add(FILE, ("states", source), said, _("write reopens: true if it may"))
    reached = _closure({process.initial}, moves)
    closed = {name for name, state in process.states.items() if state.legal == "closed"}
    leaving = _closure(closed, [(target, source) for source, target in moves])
    for name in process.states:
        if name not in reached:
            report.add(
                FILE,
                ("states", name),
                _("“%(name)s” can never be reached") % {"name": name},
                _("add a transition"),
            )
        if name not in leaving:
            report.add(
                FILE,
                ("states", name),
                _("from “%(name)s” no case can ever be closed") % {"name": name},
            )


def targets(package: Package, transition: Transition) -> list[str]:
    """The states a transition may lead to; “back” leads to where a correction was asked."""
    if transition.target != "back":
        return [transition.target]
    return sorted(
        {
            source
            for asked in package.process.transitions
            if asked.correction == "ask" and asked.target in transition.source
            for source in asked.source
        }
    )


def is_closed(package: Package, state: str) -> bool:
    return state in package.process.states and package.process.states[state].legal == "closed"


def _closure(start: set[str], moves: list[tuple[str, str]]) -> set[str]:
    found, waiting = set(start), list(start)
    while waiting:
        here = waiting.pop()
        for source, target in moves:
            if source == here and target not in found:
                found.add(target)
                waiting.append(target)
    return found
