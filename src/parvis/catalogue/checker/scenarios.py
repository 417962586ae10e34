"""`scenarios.yml`: the tests speak of things that exist, and try every end."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Expectation, Package, Step
from parvis.catalogue.definition.process import SENT_BACK

FILE = "scenarios.yml"
OUTSIDE, SIGNATORY = "outside", "signatory"


def check(package: Package, report: Report) -> None:
    names: set[str] = set()
    for index, scenario in enumerate(package.scenarios.scenarios):
        path = ("scenarios", index)
        if scenario.name in names:
            report.add(
                FILE,
                path,
                _("two scenarios are called “%(name)s”") % {"name": scenario.name},
                _("rename one"),
            )
        names.add(scenario.name)
        fields = {field.id for field in package.form.all_fields()}
        for name in scenario.given.answers:
            report.known(FILE, (*path, "given", "answers", name), name, fields, _("field"))
        for at, step in enumerate(scenario.steps):
            _check_step(package, (*path, "steps", at), step, report)


def _check_step(package: Package, path: tuple[str | int, ...], step: Step, report: Report) -> None:
    process = package.process
    parties = {*package.service.functions, "applicant", "system", OUTSIDE, SIGNATORY}
    deeds = [
        step.move is not None,
        step.item is not None,
        step.ask is not None,
        step.pays is not None,
        step.wait is not None or step.until is not None,
        step.expect is not None,
    ]
    if sum(deeds) != 1:
        said = _("a step does one thing: move, item, ask, pays, wait, until or expect")
        report.add(FILE, path, said)
    if step.who is not None:
        report.known(FILE, (*path, "who"), step.who, parties, _("party"))
    if step.move is not None:
        moves = {transition.id for transition in process.transitions}
        report.known(FILE, (*path, "move"), step.move, moves, _("transition"))
    if step.pays is not None:
        report.known(FILE, (*path, "pays"), step.pays, process.charges, _("charge"))
    if step.item is not None and report.known(
        FILE, (*path, "item"), step.item, process.items, _("work item")
    ):
        _check_item(package, path, step, report)
    if step.ask is not None and report.known(
        FILE, (*path, "ask"), step.ask, process.items, _("work item")
    ):
        _check_asked(package, path, step, report)
    if step.expect is not None:
        _check_expectation(package, (*path, "expect"), step.expect, report)


def _check_asked(package: Package, path: tuple[str | int, ...], step: Step, report: Report) -> None:
    for asked in step.of:
        known = {*package.service.functions, OUTSIDE}
        report.known(FILE, (*path, "of"), asked, known, _("function"))


def _check_item(package: Package, path: tuple[str | int, ...], step: Step, report: Report) -> None:
    """A result, or one of the turns of an item that is sent back."""
    assert step.item is not None
    kind = package.process.items[step.item]
    turns = [step.result is not None, step.not_ours is not None, step.insist is not None]
    if sum([*turns, step.pass_on]) > 1:
        report.add(FILE, path, _("an item is concluded, sent back, insisted on or passed on: one"))
    if not any([*turns[1:], step.pass_on]):
        report.known(FILE, (*path, "result"), step.result or "", kind.results, _("result"))
    elif kind.kind not in SENT_BACK or not kind.may_refuse or kind.function == package.service.lead:
        fix = _("only a hand-over or an opinion of another unit is, where the package allows it")
        report.add(FILE, path, _("“%(item)s” is never sent back") % {"item": step.item}, fix)


def _check_expectation(
    package: Package, path: tuple[str | int, ...], expected: Expectation, report: Report
) -> None:
    process = package.process
    if expected.state is not None:
        report.known(FILE, (*path, "state"), expected.state, process.states, _("state"))
    for key in ("open_items", "sent_back"):
        for item in getattr(expected, key) or []:
            report.known(FILE, (*path, key), item, process.items, _("work item"))
    for name in expected.due:
        report.known(FILE, (*path, "due"), name, {*process.items, *process.deadlines}, _("date"))
    for name in expected.escalated or []:
        report.known(
            FILE, (*path, "escalated"), name, {*process.items, *process.deadlines}, _("date")
        )
    for document in expected.documents or []:
        report.known(FILE, (*path, "documents"), document, process.documents, _("document"))
