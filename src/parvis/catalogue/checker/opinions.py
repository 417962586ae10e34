"""Opinions asked freely: who may, when, of whom, and what of."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import ItemKind, Package
from parvis.catalogue.definition.environment import OPINION_COUNTS

FILE = "process.yml"
KEYS = {"asked_in", "outside", "applicant_sees"}


def check(package: Package, report: Report) -> None:
    for name, item in package.process.items.items():
        if item.asked_by:
            _check(package, name, item, report)
            continue
        for key in sorted(KEYS & item.model_fields_set):
            said = _("“%(name)s” is not asked freely: “%(key)s” says nothing")
            fix = _("add asked_by, or remove it")
            report.add(FILE, ("items", name, key), said % {"name": name, "key": key}, fix)


def _check(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path = ("items", name)
    if item.kind != "opinion":
        said = _("only an opinion is asked freely, not a %(kind)s") % {"kind": item.kind}
        report.add(FILE, path, said)
    _by_whom(package, name, item, report)
    _when(package, name, item, report)
    if item.fields:
        said = _("the words and files of an opinion asked freely are always asked")
        report.add(FILE, (*path, "fields"), said, _("remove fields"))
    for result in sorted(set(item.results) & set(OPINION_COUNTS)):
        said = _("“%(name)s” already counts opinions in conditions") % {"name": result}
        report.add(FILE, (*path, "results"), said, _("choose another id"))
    if any(name in transition.opens for transition in package.process.transitions):
        said = _("“%(name)s” is asked freely and opened by a transition") % {"name": name}
        report.add(FILE, path, said, _("make two items of it"))


def _by_whom(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path, functions = ("items", name, "asked_by"), package.service.functions
    for function in item.asked_by:
        if not report.known(FILE, path, function, functions, _("function")):
            continue
        if functions[function].sees != "all":
            said = _("“%(name)s” cannot share what it does not see") % {"name": function}
            report.add(FILE, path, said, _("ask by a function that sees all"))


def _when(package: Package, name: str, item: ItemKind, report: Report) -> None:
    path, states = ("items", name, "asked_in"), package.process.states
    if not item.asked_in:
        said = _("“%(name)s” may be asked in no state") % {"name": name}
        report.add(FILE, ("items", name), said, _("add asked_in"))
    for state in item.asked_in:
        known = report.known(FILE, path, state, states, _("state"))
        if known and states[state].legal == "closed":
            said = _("“%(name)s” is closed: nothing is asked any more") % {"name": state}
            report.add(FILE, path, said)
