"""Answers as people read them: on the summary, in letters, in lists."""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import override
from stdnum.fr import siret as stdnum_siret

from parvis.accounts.models import Person
from parvis.cases.answers.results import GivenFile
from parvis.catalogue.definition import Field, FieldTexts, Package
from parvis.core.maps import Point
from parvis.core.ui.words import euros, phone, plaindate
from parvis.territory import queries as territory
from parvis.territory.models import Area

Readable = str | list[str]
Section = tuple[str, list[tuple[str, Readable, str]]]
_LONGEST_TITLE = 200


class Located(list[str]):
    """A place in words, that has a position too."""

    point: Point


class Names:
    """Names of the communes and files that answers only know by code: one query for all, none as
    long as no commune is named."""

    def __init__(self, answers: Any = None, files: Iterable[GivenFile] = ()) -> None:
        self.files = {str(file.id): file.name for file in files}
        self._answers = answers

    @cached_property
    def _communes(self) -> dict[str, str]:
        known = dict(_named(self._answers))
        wanted = set(_codes(self._answers)) - known.keys()
        if wanted:
            found = Area.objects.filter(level=Area.Level.COMMUNE, code__in=wanted)
            known |= dict(found.values_list("code", "name"))
        return known

    def commune(self, code: str) -> str:
        """The name, or the code when nobody knows it."""
        if code not in self._communes:
            known = territory.commune(code)
            self._communes[code] = known.name if known else code
        return self._communes[code]


def _named(answers: Any) -> Iterable[tuple[str, str]]:
    """Communes whose name stands beside their code (addresses), however deep."""
    if isinstance(answers, Mapping):
        code, name = answers.get("commune_code"), answers.get("commune_name")
        if code and name and isinstance(code, str) and isinstance(name, str):
            yield code, name
        for value in answers.values():
            yield from _named(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from _named(value)


def _codes(answers: Any) -> Iterable[str]:
    """Everything that looks like a commune's code, however deep; postal codes look alike."""
    if isinstance(answers, Mapping):
        for key, value in answers.items():
            if key != "postal_code":
                yield from _codes(value)
    elif isinstance(answers, list):
        for value in answers:
            yield from _codes(value)
    elif isinstance(answers, str) and re.fullmatch(r"\d[\dAB]\d{3}", answers, re.ASCII):
        yield answers


def readable(
    field: Field, value: Any, words: FieldTexts | None, language: str, *, names: Names | None = None
) -> Readable:
    """One answer in words; a list for what is read on several lines. "" for no answer."""
    if value is None:
        return ""
    with override(language):
        return _readable(field, value, words or FieldTexts(label=field.id), names or Names(value))


def one_line(value: Readable) -> str:
    """The same on one line."""
    return value if isinstance(value, str) else ", ".join(value)


def _readable(field: Field, value: Any, words: FieldTexts, names: Names) -> Readable:
    match field.type:
        case "choice":
            return words.options.get(str(value), str(value))
        case "choices":
            return [words.options.get(one, one) for one in value]
        case "yes_no":
            return _("Yes") if value else _("No")
        case "declaration":
            return _("Read and accepted") if value else ""
        case "files":
            return [names.files.get(str(one), _("file")) for one in value]
        case "group":
            return [_entry(field, entry, words, names) for entry in value]
        case "address" | "place" | "person" | "commune":
            return _somewhere(field.type, value, names)
    return _plain(field, value)


def _plain(field: Field, value: Any) -> str:
    match field.type:
        case "number":
            return number_format(value, use_l10n=True, force_grouping=True)
        case "amount":
            return euros(value)
        case "date":
            return plaindate(date.fromisoformat(value))
        case "iban":
            return " ".join(re.findall(".{1,4}", value))
        case "siret":
            return str(stdnum_siret.format(value))
        case "phone":
            return phone(value)
    return str(value)


def _somewhere(kind: str, value: Any, names: Names) -> Readable:
    match kind:
        case "commune":
            return names.commune(value)
        case "address":
            town = f"{value['postal_code']} {value['commune_name']}".strip()
            return [part for part in (value["line"], value["extra"], town) if part]
        case "place":
            commune = names.commune(value["commune_code"]) if value["commune_code"] else ""
            return _located([part for part in (value["label"], commune) if part], value)
    return _person(value)


def _located(words: list[str], value: Mapping[str, Any]) -> list[str]:
    if value["latitude"] is None or value["longitude"] is None:
        return words
    located = Located(words)
    located.point = Point(value["latitude"], value["longitude"])
    return located


def _person(value: Mapping[str, str]) -> list[str]:
    shown = [f"{value['given_names']} {value['usual_name'] or value['family_name']}".strip()]
    if value["usual_name"] and value["usual_name"] != value["family_name"]:
        shown.append(_("Name at birth: %(name)s") % {"name": value["family_name"]})
    if value["birth_date"]:
        shown.append(_("Date of birth: %(date)s") % {"date": birth_date(value["birth_date"])})
    return shown


def birth_date(value: str) -> str:
    """In words, whatever is known of it: "12 avril 1988", "04/1988", "1988"."""
    if len(value) == 10:
        return plaindate(date.fromisoformat(value))
    return "/".join(reversed(value.split("-")))


def _entry(group: Field, entry: Mapping[str, Any], words: FieldTexts, names: Names) -> str:
    said = []
    for field in group.fields:
        if field.id in entry:
            texts = words.fields.get(field.id) or FieldTexts(label=field.id)
            value = one_line(_readable(field, entry[field.id], texts, names))
            said.append(texts.label + _(": ") + value)
    return " · ".join(said)


def summary(
    package: Package,
    answers: Mapping[str, Any],
    language: str,
    *,
    only: Collection[str] | None = None,
    files: Iterable[GivenFile] = (),
) -> list[Section]:
    """Given answers by page: [(page title, [(label, readable, field id)])], at most one query.

    `only`: the fields somebody may read. A page without any answer left is not named.
    """
    words = package.words(language)
    names = Names(answers, files)
    sections: list[Section] = []
    for page in package.form.pages:
        rows: list[tuple[str, Readable, str]] = []
        for field in page.fields:
            if field.id not in answers or (only is not None and field.id not in only):
                continue
            texts = words.fields[field.id]
            value = readable(field, answers[field.id], texts, language, names=names)
            rows.append((texts.label, value, field.id))
        if rows:
            sections.append((words.pages[page.id].title, rows))
    return sections


def title_of(package: Package, answers: Mapping[str, Any], language: str = "fr") -> str:
    """What tells this request from the others in a list: the answers flagged `summary`."""
    words = package.words(language)
    said = [
        one_line(readable(field, answers[field.id], words.fields[field.id], language))
        for field in package.form.all_fields()
        if field.summary and field.id in answers
    ]
    title = " · ".join(part for part in said if part)
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1] + "…"


def area_of(package: Package, answers: Mapping[str, Any], person: Person | None) -> Area | None:
    """The commune in which the case lies: said by the field `located_by`, else the applicant's
    own. None when neither is known (an address abroad)."""
    code = ""
    if package.service.located_by:
        located = answers.get(package.service.located_by)
        code = located.get("commune_code", "") if isinstance(located, Mapping) else located or ""
    return territory.commune(code or (person.commune_code if person else ""))
