"""Prices by quotient that the institution sets: read by an answer, on a day, and charged."""

from itertools import pairwise

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Bands, Package, Tariff, Transition
from parvis.catalogue.definition.environment import environment_of
from parvis.catalogue.expressions import DATE

FILE, FORM, SCENARIOS = "process.yml", "form.yml", "scenarios.yml"


def check(package: Package, report: Report) -> None:
    tariffs = package.process.tariffs
    shown = set(_check_shown(package, report))
    for name, tariff in tariffs.items():
        path = ("tariffs", name)
        _check_quotient(package, name, tariff, report)
        charging = _charging(package, name)
        if not charging and name not in shown:
            said = _("nothing is charged by the tariff “%(name)s”, nor shows it") % {"name": name}
            remedy = _("write tariffs.%(name)s.price in the amount of a charge") % {"name": name}
            report.add(FILE, path, said, remedy)
        for environment in {environment_of(package, one.fields) for one in charging}:
            if not report.condition(FILE, (*path, "day"), tariff.day, environment, DATE):
                break
        if tariff.otherwise is not None:
            _check_bands(name, tariff.otherwise, report)
    for at, scenario in enumerate(package.scenarios.scenarios):
        for name in scenario.given.tariffs:
            path_there = ("scenarios", at, "given", "tariffs", name)
            report.known(SCENARIOS, path_there, name, tariffs, _("tariff"))


def _charging(package: Package, name: str) -> list[Transition]:
    """The transitions that ask a charge whose amount reads the tariff."""
    process = package.process
    reading = {
        charge for charge, rule in process.charges.items() if f"tariffs.{name}." in rule.amount
    }
    return [one for one in process.transitions if reading.intersection(one.charges)]


def _check_shown(package: Package, report: Report) -> list[str]:
    found = []
    for at, page in enumerate(package.form.pages):
        for index, field in enumerate(page.fields):
            if field.tariff is None:
                continue
            path = ("pages", at, "fields", index, "tariff")
            if field.type != "information":
                said = _("“%(name)s” is a question: it shows no tariff") % {"name": field.id}
                report.add(FORM, path, said, _("move it to a field of type information"))
            report.known(FORM, path, field.tariff, package.process.tariffs, _("tariff"))
            found.append(field.tariff)
    return found


def _check_quotient(package: Package, name: str, tariff: Tariff, report: Report) -> None:
    path = ("tariffs", name, "quotient")
    fields = {field.id: field for field in package.form.all_fields()}
    if not report.known(FILE, path, tariff.quotient, fields, _("field")):
        return
    field = fields[tariff.quotient]
    if field.type != "amount" and (field.type != "number" or field.decimals):
        said = _("“%(name)s” is not a quotient") % {"name": field.id}
        report.add(FILE, path, said, _("ask a number of whole euros, or an amount"))


def _check_bands(name: str, bands: Bands, report: Report) -> None:
    *bounds, last = [step.up_to for step in bands.steps]
    rising = None not in bounds and all(
        before < after for before, after in pairwise(bound or 0 for bound in bounds)
    )
    if last is not None or not rising:
        report.add(
            FILE,
            ("tariffs", name, "otherwise", "steps"),
            _("the bands of “%(name)s” do not follow each other") % {"name": name},
            _("make up_to rise from one to the next; the last has none"),
        )
