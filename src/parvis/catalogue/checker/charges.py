"""Amounts asked of applicants: each is asked, waited for, and leads somewhere if not paid."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package, Transition
from parvis.catalogue.definition.environment import charge_environment
from parvis.catalogue.expressions import INT

FILE = "process.yml"


def check(package: Package, report: Report) -> None:
    process = package.process
    for name, charge in process.charges.items():
        path = ("charges", name)
        functions = package.service.functions
        report.known(FILE, (*path, "function"), charge.function, functions, _("function"))
        # As each transition that asks it would read it; the first that cannot says why.
        asking = [t.fields for t in process.transitions if name in t.charges] or [[]]
        environments = dict.fromkeys(charge_environment(package, fields) for fields in asking)
        for environment in environments:
            if not report.condition(FILE, (*path, "amount"), charge.amount, environment, INT):
                break
        _check_life(package, name, report)
    _check_renewal(package, report)


def _check_life(package: Package, name: str, report: Report) -> None:
    process, path = package.process, ("charges", name)
    asking = {t.id for t in process.transitions if name in t.charges}
    if not asking:
        said = _("nothing asks “%(name)s”") % {"name": name}
        report.add(FILE, path, said, _("add it to a transition’s charges"))
        return
    awaited = f"charges.{name}.paid"
    waiting = {
        t.id
        for t in process.transitions
        if "system" in t.by and awaited in (t.guard or "").replace(f"!{awaited}", "")
    }
    if not waiting:
        said = _("nothing goes on once “%(name)s” is paid") % {"name": name}
        remedy = _("write a transition by: [system] with guard: %(guard)s") % {"guard": awaited}
        report.add(FILE, path, said, remedy)

    def starters(asked_by: Transition) -> set[str]:
        """It, and what the system may do just after it while nothing is paid."""
        return {asked_by.id} | _next(package, asked_by) - waiting

    limited = {rule.starts for rule in process.deadlines.values() if rule.at_expiry}
    for transition in process.transitions:
        if transition.id not in asking or limited & starters(transition):
            continue
        values = {"name": name, "by": transition.id}
        report.add(
            FILE,
            path,
            _("nothing says what happens when “%(name)s”, asked by “%(by)s”, is not paid") % values,
            _("write a deadline that starts: %(by)s, with at_expiry") % values,
        )


def _next(package: Package, made: Transition) -> set[str]:
    """What the system may do just after a transition: the clock may start there."""
    return {
        t.id for t in package.process.transitions if made.target in t.source and "system" in t.by
    }


def _check_renewal(package: Package, report: Report) -> None:
    for name, state in package.process.states.items():
        if state.renewable and "web" not in package.service.channels:
            report.add(
                FILE,
                ("states", name, "renewable"),
                _("a request is begun again from its page, on the web"),
                _("remove renewable"),
            )
