"""`migrations.yml`: what this version knows of the tables that lead to it.

The rest is said when the earlier version is at hand (`catalogue.rules.gaps`).
"""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Key, Report
from parvis.catalogue.definition import Migration, Package
from parvis.catalogue.rules import base, open_states

FILE = "migrations.yml"


def check(package: Package, report: Report) -> None:
    seen: set[str] = set()
    for at, table in enumerate(package.migrations.migrations):
        path = ("migrations", at)
        for number in table.source:
            if number in seen:
                report.add(
                    FILE,
                    (*path, "from"),
                    _("%(number)s has a table already") % {"number": number},
                    _("keep one"),
                )
            if base(number) >= base(package.service.version):
                report.add(
                    FILE,
                    (*path, "from"),
                    _("%(number)s does not come before this version") % {"number": number},
                )
            seen.add(number)
        _check_names(package, path, table, report)


def _check_names(package: Package, path: tuple[Key, ...], table: Migration, report: Report) -> None:
    process = package.process
    fields = {field.id for field in package.form.all_fields()}
    known = {
        "states": (set(open_states(package)), "open state"),
        "items": (set(process.items), "work item"),
        "deadlines": (set(process.deadlines), "deadline"),
        "fields": (fields, "field"),
        "functions": (set(package.service.functions), "function"),
    }
    for part, (names, what) in known.items():
        for old, new in getattr(table, part).items():
            if new is not None:
                report.known(FILE, (*path, part, old), new, names, what)
    for name in table.defaults:
        report.known(FILE, (*path, "defaults", name), name, fields, _("field"))
