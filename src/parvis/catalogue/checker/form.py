"""`form.yml`: questions that can be asked, in an order where conditions make sense."""

from django.utils.translation import gettext as _

from parvis.catalogue.checker.report import Key, Report
from parvis.catalogue.definition import Field, Package
from parvis.catalogue.definition.environment import entry_environment, form_environment
from parvis.catalogue.expressions import BOOL, Environment

FILE = "form.yml"
WITH_OPTIONS = {"choice", "choices"}
BOUNDED = {"text", "long_text", "number", "amount", "date", "group", "files"}
PREFILLED_BY = {
    "person.identity": {"person"},
    "person.address": {"address"},
    "person.commune": {"commune"},
    "person.birth_commune": {"commune"},
    "person.email": {"email"},
    "person.phone": {"phone"},
    "situation.commune": {"commune"},
    "situation.birth_date": {"date"},
    "situation.couple": {"yes_no"},
    "situation.children": {"number"},
    "situation.rent": {"amount", "number"},
    "situation.quotient_caf": {"amount", "number"},
    "situation.reference_income": {"amount", "number"},
}


def check(package: Package, report: Report) -> None:
    seen: set[str] = set()
    pages: set[str] = set()
    environment = form_environment(package)
    for at, page in enumerate(package.form.pages):
        if page.id in pages:
            report.add(
                FILE,
                ("pages", at),
                _("the page id “%(name)s” is used twice") % {"name": page.id},
                _("rename it"),
            )
        pages.add(page.id)
        if page.show_if:
            report.condition(FILE, ("pages", at, "show_if"), page.show_if, environment, BOOL)
        for index, field in enumerate(page.fields):
            path = ("pages", at, "fields", index)
            if field.id in seen:
                report.add(
                    FILE,
                    path,
                    _("the field id “%(name)s” is used twice") % {"name": field.id},
                    _("rename it"),
                )
            seen.add(field.id)
            check_field(FILE, path, field, environment, report)


def check_field(
    file: str, path: tuple[Key, ...], field: Field, environment: Environment, report: Report
) -> None:
    """Checks one question, of the form or of a transition."""
    _check_conditions(file, path, field, environment, report)
    if (field.type in WITH_OPTIONS) != bool(field.options):
        message = (
            _("a choice needs options") if not field.options else _("only choices have options")
        )
        report.add(
            file,
            path,
            _("“%(name)s”: %(message)s") % {"name": field.id, "message": message},
            _("see FieldType in the guide"),
        )
    if len(set(field.options)) != len(field.options):
        report.add(
            file,
            path,
            _("“%(name)s”: an option is given twice") % {"name": field.id},
            _("remove one"),
        )
    if (field.type == "group") != bool(field.fields):
        report.add(
            file, path, _("“%(name)s”: a group, and only a group, has fields") % {"name": field.id}
        )
    _check_keys_of_types(file, path, field, report)
    if field.prefill and field.type not in PREFILLED_BY[field.prefill]:
        report.add(
            file,
            path,
            _("“%(name)s”: %(prefill)s cannot fill a %(type)s")
            % {"name": field.id, "prefill": field.prefill, "type": field.type},
        )
    if field.locked and not field.prefill:
        report.add(
            file,
            path,
            _("“%(name)s” is locked but nothing fills it") % {"name": field.id},
            _("add prefill"),
        )
    _check_bounds(file, path, field, report)
    inner = entry_environment(environment, field) if field.type == "group" else environment
    for index, sub in enumerate(field.fields):
        if sub.type in {"group", "files", "information", "declaration"}:
            report.add(
                file,
                (*path, "fields", index),
                _("a group cannot hold a %(type)s") % {"type": sub.type},
            )
        check_field(file, (*path, "fields", index), sub, inner, report)


def _check_keys_of_types(file: str, path: tuple[Key, ...], field: Field, report: Report) -> None:
    """Keys that mean something for some types only."""
    if (field.min is not None or field.max is not None) and field.type not in BOUNDED:
        report.add(
            file,
            path,
            _("“%(name)s”: %(type)s has no bounds") % {"name": field.id, "type": field.type},
            _("remove min and max"),
        )
    if "birth_date" in field.model_fields_set and field.type != "person":
        report.add(
            file,
            path,
            _("“%(name)s”: %(type)s has no birth date") % {"name": field.id, "type": field.type},
            _("remove birth_date"),
        )
    if field.capitals and field.type != "text":
        report.add(
            file,
            path,
            _("“%(name)s”: %(type)s has no capitals") % {"name": field.id, "type": field.type},
            _("remove capitals"),
        )


def _check_conditions(
    file: str, path: tuple[Key, ...], field: Field, environment: Environment, report: Report
) -> None:
    for key in ("show_if", "valid_if", "required"):
        text = getattr(field, key)
        if isinstance(text, str):
            report.condition(file, (*path, key), text, environment, BOOL)


def _check_bounds(file: str, path: tuple[Key, ...], field: Field, report: Report) -> None:
    for bound in (field.min, field.max):
        if isinstance(bound, str) and (field.type != "date"):
            report.add(
                file,
                path,
                _("“%(name)s”: the bound %(bound)s is not a number")
                % {"name": field.id, "bound": repr(bound)},
            )
    if isinstance(field.min, int) and isinstance(field.max, int) and field.min > field.max:
        report.add(
            file, path, _("“%(name)s”: min is above max") % {"name": field.id}, _("exchange them")
        )
