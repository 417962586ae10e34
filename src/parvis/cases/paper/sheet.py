"""A package's questions as a form to fill in by hand, blank or with what is known already."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from parvis.cases.answers.conditions import Conditions
from parvis.cases.answers.reading import Names, one_line, readable
from parvis.cases.engine.papers import sender_of
from parvis.cases.models import Channel
from parvis.cases.queries.tariffs import prices_shown
from parvis.catalogue.definition import Field, FieldTexts, Package, Page
from parvis.catalogue.definition.environment import environment_of
from parvis.core import clock, pdf
from parvis.directory.models import Unit

ENTRIES = 2
"""How often a repeated group is printed blank; more entries go on a copy of the page."""
_COMBS = {"iban": 27, "siret": 14, "phone": 10}
Question = dict[str, Any]
Draw = Callable[..., Question]


def sheet_of(
    package: Package,
    *,
    unit: Unit,
    reference: str,
    url: str,
    answers: Mapping[str, Any],
    language: str,
    large: bool = False,
) -> bytes:
    """The form as PDF/UA. `reference` and `url` stand in its code; `large`: letters half as large
    again."""
    prices = prices_shown(package, package.form.all_fields(), unit.institution_id)
    sheet = _Sheet(package, answers, language, prices)
    service = sheet.words.service
    data = {
        "sender": sender_of(unit),
        "dated": clock.today().isoformat(),
        "service": service.name,
        "reference": reference,
        "url": url,
        "intro": [service.summary] if service.summary else [],
        "sections": sheet.sections(),
        "enclosures": sheet.enclosures(),
        "large": large,
    }
    return pdf.render("form", data, title=_("Form: %s") % service.name, lang=language)


class _Sheet:
    def __init__(
        self,
        package: Package,
        answers: Mapping[str, Any],
        language: str,
        prices: Mapping[str, list[str]],
    ) -> None:
        self.package, self.answers, self.language = package, answers, language
        self.prices = prices
        self.words = package.words(language)
        self.names = Names(answers)
        by_hand = {"case": {"channel": Channel.POST.value, "opened_by": "resident"}}
        self.conditions = Conditions(environment_of(package, ()), by_hand)

    def concerns(self, asked: Field | Page) -> bool:
        """False for what only an agent fills in, or another channel."""
        return self.conditions.holds(asked.show_if) is not False

    def sections(self) -> list[dict[str, Any]]:
        found = []
        for page in self.package.form.pages:
            texts = self.words.pages[page.id]
            note = _when_concerned() if page.show_if else ""
            asked = [
                self.question(field, self.words.fields[field.id], self.answers.get(field.id))
                for field in page.fields
                if field.type != "files" and self.concerns(field)
            ]
            if asked and self.concerns(page):
                intro = "\n".join(part for part in (texts.intro, note) if part)
                found.append({"title": texts.title, "intro": intro, "questions": asked})
        return [*found, *self.signatures()]

    def signatures(self) -> list[dict[str, Any]]:
        """Where somebody else than the applicant signs, and what they sign."""
        return [
            {
                "title": self.words.items[name].label,
                "intro": _when_concerned() if kind.signatory and kind.signatory.when else "",
                "questions": [
                    {
                        "kind": "sign",
                        "label": _("I have read these answers, and I sign (first and last name):"),
                        "help": ", ".join(self.words.fields[one].label for one in kind.shares),
                        "note": "",
                        "optional": False,
                        "value": "",
                    }
                ],
            }
            for name, kind in self.package.process.items.items()
            if kind.kind == "signature"
        ]

    def enclosures(self) -> list[str]:
        """Files to join, by the names of their questions."""
        maybe = " (" + _("if it concerns you") + ")"
        return [
            self.words.fields[field.id].label
            + (maybe if field.show_if or field.required is not True else "")
            for field in self.package.form.all_fields()
            if field.type == "files" and self.concerns(field)
        ]

    def question(self, field: Field, texts: FieldTexts, value: Any) -> Question:
        """One question, its answer where it is known."""
        draw: Draw = _DRAWN.get(field.type, _line)
        asked: Question = {
            "label": texts.label,
            "help": texts.help,
            "note": _when_concerned() if field.show_if else "",
            "optional": field.required is False,
        }
        return asked | draw(self, field, texts, value)

    def read(self, field: Field, texts: FieldTexts, value: Any) -> str:
        if value in (None, "", [], {}):
            return ""
        return one_line(readable(field, value, texts, self.language, names=self.names))


def _always(field: Field) -> bool:
    return field.required is True and field.show_if is None


def _when_concerned() -> str:
    return _("Only if it concerns you.")


def _line(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    return {"kind": "line", "value": sheet.read(field, texts, value)}


def _lines(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    return {"kind": "lines", "count": 5, "value": sheet.read(field, texts, value)}


def _comb(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    written = sheet.read(field, texts, value).replace(" ", "").replace("\u202f", "")
    fits = len(written) <= _COMBS[field.type]
    if not fits:
        return {"kind": "line", "value": written}
    return {"kind": "comb", "count": _COMBS[field.type], "value": written}


def _date(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    try:
        known = f"{date.fromisoformat(value):%d/%m/%Y}" if value else ""
    except (TypeError, ValueError):
        known = ""
    return {"kind": "date", "value": known}


def _choice(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    several = field.type == "choices"
    chosen = set(value or []) if several else {value}
    options = [
        {"label": texts.options.get(one, one), "ticked": one in chosen} for one in field.options
    ]
    return {"kind": "boxes", "several": several, "options": options}


def _yes_no(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    options = [
        {"label": _("Yes"), "ticked": value is True},
        {"label": _("No"), "ticked": value is False},
    ]
    return {"kind": "boxes", "options": options}


def _declaration(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    return {"kind": "sign", "help": texts.body or texts.help}


def _information(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    prices = sheet.prices.get(field.id, [])
    help_text = "\n\n".join([texts.body or texts.help, *prices])
    return {"kind": "text", "help": help_text, "optional": False}


def _parts(*labels: tuple[str, Callable[[], str], str]) -> Callable[..., Question]:
    """Something known by parts: (key of the answer, its name, how it is drawn)."""

    def draw(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
        known = value if isinstance(value, Mapping) else {}
        return {
            "kind": "parts",
            "parts": [
                {
                    "label": name(),
                    "kind": kind,
                    "count": 5 if kind == "comb" else 1,
                    "value": _part(known.get(key), kind),
                }
                for key, name, kind in labels
            ],
        }

    return draw


def _part(value: Any, kind: str) -> str:
    if not isinstance(value, str):
        return ""
    if kind != "date":
        return value
    parts = value.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else ""


def _group(sheet: _Sheet, field: Field, texts: FieldTexts, value: Any) -> Question:
    """Entries one under the other, each question of an entry named with its number."""
    known = value if isinstance(value, list) else []
    most = int(field.max) if field.max is not None else ENTRIES
    parts = []
    for number in range(max(len(known), min(most, ENTRIES))):
        entry = known[number] if number < len(known) and isinstance(known[number], Mapping) else {}
        for inner in field.fields:
            words = texts.fields.get(inner.id) or FieldTexts(label=inner.id)
            asked = sheet.question(inner, words, entry.get(inner.id))
            if asked["kind"] in {"parts", "text", "sign"}:
                asked = {"label": words.label, "kind": "lines", "count": 3}
            numbered = f"{texts.entry or texts.label} {number + 1}" + _(": ") + words.label
            parts.append(asked | {"label": numbered, "note": "", "help": ""})
    return {"kind": "parts", "parts": parts}


_ADDRESS = _parts(
    ("line", lambda: _("Number and street"), "line"),
    ("extra", lambda: _("Building, floor, place name"), "line"),
    ("postal_code", lambda: _("Postal code"), "comb"),
    ("commune_name", lambda: _("Commune"), "line"),
)
_PERSON = _parts(
    ("family_name", lambda: _("Family name (of birth)"), "line"),
    ("usual_name", lambda: _("Name used, if different"), "line"),
    ("given_names", lambda: _("First names"), "line"),
    ("birth_date", lambda: _("Date of birth"), "date"),
)
_PLACE = _parts(("label", lambda: _("Where it is: address, landmark"), "line"))
_DRAWN: dict[str, Draw] = {
    "long_text": _lines,
    "choice": _choice,
    "choices": _choice,
    "yes_no": _yes_no,
    "date": _date,
    "iban": _comb,
    "siret": _comb,
    "phone": _comb,
    "declaration": _declaration,
    "information": _information,
    "address": _ADDRESS,
    "person": _PERSON,
    "place": _PLACE,
    "group": _group,
}
