"""Moves that must be validated: by whom, and of what kind of move."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import ItemKind, Package, Transition
from parvis.catalogue.definition.environment import environment_of
from parvis.catalogue.definition.process import RETURNED, VALIDATED
from parvis.catalogue.expressions import BOOL

FILE = "process.yml"
PARTIES = {"applicant", "system"}


def check(package: Package, report: Report) -> None:
    for index, transition in enumerate(package.process.transitions):
        if transition.validated_by:
            _check_move(package, index, transition, report)
        for opened in transition.opens:
            kind = package.process.items.get(opened)
            if kind is not None and kind.kind == "validation":
                said = _("“%(name)s” validates a move: no transition opens it") % {"name": opened}
                path = ("transitions", index, "opens")
                report.add(FILE, path, said, _("write it in validated_by"))
    for name, item in package.process.items.items():
        if item.kind == "validation":
            _check_item(package, name, item, report)


def _check_move(package: Package, index: int, made: Transition, report: Report) -> None:
    path = ("transitions", index, "validated_by")
    if PARTIES & set(made.by) or made.correction or made.reopens:
        said = _("“%(name)s” is not a decision that an agent prepares") % {"name": made.id}
        report.add(FILE, path, said, _("only a plain move by functions is validated"))
    environment = environment_of(package, made.fields)
    items = package.process.items
    for at, step in enumerate(made.validated_by):
        known = report.known(FILE, (*path, at), step.item, items, _("work item"))
        if known and items[step.item].kind != "validation":
            said = _("“%(name)s” is not a validation") % {"name": step.item}
            report.add(FILE, (*path, at), said, _("write kind: validation"))
        if step.when:
            report.condition(FILE, (*path, at, "when"), step.when, environment, BOOL)


def _check_item(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path, functions = ("items", name), package.service.functions
    if set(item.results) != {VALIDATED, RETURNED}:
        fix = _("write results: [%(yes)s, %(no)s]") % {"yes": VALIDATED, "no": RETURNED}
        said = _("a validation says yes, or sends back")
        report.add(FILE, (*path, "results"), said, fix)
    if item.fields or item.shares or item.at_expiry:
        said = _("a validation shares nothing, asks nothing more, and silence never validates")
        report.add(FILE, path, said, _("remove fields and at_expiry, write shares: []"))
    if item.function in functions and functions[item.function].sees != "all":
        said = _("“%(name)s” cannot validate what it does not see") % {"name": item.function}
        fix = _("validate by a function that sees all")
        report.add(FILE, (*path, "function"), said, fix)
