"""What may be told of a case, one column each; answers keep the id of their question for ever."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases.answers.reading import Names, one_line, readable
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case, Channel
from parvis.catalogue.definition import Field, Package, TextsFile
from parvis.catalogue.queries import package_of

Cell = str | int | Decimal | date | datetime | None
"""Dates without hour are days; instants are in the territory's zone."""


@dataclass(frozen=True, slots=True)
class Column:
    """`key` is stable: "reference", or "answers.<field>"."""

    key: str
    label: str


def columns_of(version_ids: list[int]) -> list[Column]:
    """What can be told of cases of these versions, the newest last: its words win."""
    asked: dict[str, str] = {}
    for version_id in version_ids:
        package = package_of(version_id)
        words = _words(package)
        for field in package.form.all_fields():
            if field.type not in _UNTOLD:
                asked[f"answers.{field.id}"] = words.fields[field.id].label
    return [Column(key, label) for key, label in (_case_labels() | asked).items()]


def cells(case: Case, columns: list[Column], names: Names) -> list[Cell]:
    """One row, as read by the version the case was submitted with."""
    package = script_of(case.version_id).package
    words, fields = _words(package), {field.id: field for field in package.form.all_fields()}
    return [
        _answer(case.answers, fields.get(column.key[8:]), words, names)
        if column.key.startswith("answers.")
        else _OF_CASE[column.key](case, words)
        for column in columns
    ]


_UNTOLD = {"information", "declaration"}


def _words(package: Package) -> TextsFile:
    return package.words(get_language() or settings.LANGUAGE_CODE)


def _answer(
    answers: Mapping[str, Any], field: Field | None, words: TextsFile, names: Names
) -> Cell:
    value = answers.get(field.id) if field else None
    if field is None or value is None:
        return None
    if field.type == "amount":
        return Decimal(value) / 100
    if field.type == "number":
        return Decimal(str(value))
    if field.type == "date":
        return date.fromisoformat(value)
    language = get_language() or settings.LANGUAGE_CODE
    return one_line(readable(field, value, words.fields[field.id], language, names=names))


def _case_labels() -> dict[str, str]:
    return {
        "reference": _("Reference"),
        "state": _("State"),
        "legal_state": _("Legal state"),
        "outcome": _("Outcome"),
        "channel": _("Channel"),
        "applicant": _("Applicant"),
        "commune": _("Commune"),
        "unit": _("Unit in charge"),
        "version": _("Version of the service"),
        "submitted_at": _("Submitted on"),
        "decided_at": _("Decided on"),
        "closed_at": _("Closed on"),
        "due_on": _("Due on"),
    }


def _local(at: datetime | None) -> datetime | None:
    return localtime(at) if at else None


_OF_CASE: dict[str, Callable[[Case, TextsFile], Cell]] = {
    "reference": lambda case, words: case.reference,
    "state": lambda case, words: words.states[case.state].agent or words.states[case.state].label,
    "legal_state": lambda case, words: str(Case.LegalState(case.legal_state).label),
    "outcome": lambda case, words: _outcome(case.outcome),
    "channel": lambda case, words: str(Channel(case.channel).label),
    "applicant": lambda case, words: case.applicant_name,
    "commune": lambda case, words: case.area.name,
    "unit": lambda case, words: case.lead_unit.name,
    "version": lambda case, words: case.version.number,
    "submitted_at": lambda case, words: _local(case.submitted_at),
    "decided_at": lambda case, words: _local(case.decided_at),
    "closed_at": lambda case, words: _local(case.closed_at),
    "due_on": lambda case, words: case.due_on,
}


def _outcome(outcome: str) -> str:
    return {
        "granted": _("granted"),
        "refused": _("refused"),
        "partly_granted": _("partly granted"),
        "withdrawn": _("withdrawn"),
        "none": _("no decision"),
    }.get(outcome, "")
