"""`service.yml`: functions, place, purposes."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package
from parvis.catalogue.definition.themes import THEMES
from parvis.core.ui.icons import NAMES as ICONS

FILE = "service.yml"
NEVER_COMPARED = {"files", "group", "declaration", "information"}
LOCATING = {"address", "place", "commune"}


def check(package: Package, report: Report) -> None:
    service = package.service
    report.known(FILE, ("lead",), service.lead, service.functions, _("function"))
    if service.lead in service.functions and service.functions[service.lead].sees != "all":
        report.add(
            FILE, ("functions", service.lead), _("the lead must see all"), _("write sees: all")
        )
    for index, theme in enumerate(service.themes):
        report.known(FILE, ("themes", index), theme, THEMES, _("theme"))
    report.known(FILE, ("icon",), service.icon, ICONS, _("icon"))
    if "web" not in service.channels and not service.without_web:
        report.add(
            FILE,
            ("channels",),
            _("a service that cannot be asked for on the web must say why"),
            _("add without_web: …"),
        )
    _web_only(package, report)
    _located(package, report)
    _purposes(package, report)
    _duplicates(package, report)
    if package.changelog.find(service.version) < 0:
        report.add(
            FILE,
            ("version",),
            _("CHANGELOG.md does not mention %(version)s") % {"version": service.version},
            _("say what changed in this version"),
        )


def _web_only(package: Package, report: Report) -> None:
    service = package.service
    if service.needs_the_web and service.web_only is None:
        report.add(
            FILE,
            ("channels",),
            _("a service offered on the web only leaves people out"),
            _("add desk, phone, post or visit, or say why: web_only: {because: {fr: …}}"),
        )
    if service.web_only is None:
        return
    if not service.needs_the_web:
        fix = _("remove web_only")
        report.add(FILE, ("web_only",), _("the service can be asked for without the web"), fix)
    for language in service.languages:
        if len(service.web_only.because.get(language, "").split()) < 4:
            said = _("people who cannot use the web are not told why (%(language)s)") % {
                "language": language
            }
            report.add(FILE, ("web_only", "because"), said, _("write a sentence"))


def _duplicates(package: Package, report: Report) -> None:
    """Answers are compared whole: files never are, nor what is only ticked or read."""
    rule = package.service.duplicates
    fields = {field.id: field for field in package.form.all_fields()}
    for name in rule.same:
        path = ("duplicates", "same")
        if report.known(FILE, path, name, fields, _("field")) and (
            fields[name].type in NEVER_COMPARED
        ):
            report.add(
                FILE,
                path,
                _("“%(field)s” cannot tell that two requests are the same") % {"field": name},
                _("name an address, a number plate, a date…"),
            )
    if not rule.flagged and (rule.same or rule.within):
        fix = _("remove flagged: false, or the rest")
        report.add(FILE, ("duplicates",), _("duplicates are described, then ignored"), fix)


def _located(package: Package, report: Report) -> None:
    located_by = package.service.located_by
    if located_by is None:
        return
    fields = {field.id: field for field in package.form.all_fields()}
    if not report.known(FILE, ("located_by",), located_by, fields, _("field")):
        return
    if fields[located_by].type not in LOCATING:
        report.add(
            FILE,
            ("located_by",),
            _("“%(key)s” is not a place") % {"key": located_by},
            _("use an address, place or commune"),
        )


def _purposes(package: Package, report: Report) -> None:
    """GDPR art. 5-1-b: each piece of personal data is asked for a stated purpose."""
    fields = {field.id for field in package.form.all_fields()}
    for index, use in enumerate(package.service.data):
        for name in use.fields:
            report.known(FILE, ("data", index), name, fields, _("field"))
