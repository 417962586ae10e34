"""The inputs of each field type: their names, attributes and how an answer is shown in them.

An answer of several parts (address, person, place) is drawn as several inputs named `field.part`;
those of a repeated group `group.0.field.part`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from parvis.catalogue.definition import Field
from parvis.core.forms import write_amount
from parvis.core.ui.words import phone
from parvis.core.widgets import AmountInput, DateParts

COMPOSITE = frozenset({"address", "person", "place"})
UPLOAD_TYPES = {
    # Naming JPEG has telephones convert their own formats.
    "image": "image/jpeg,image/png,image/webp",
    "pdf": ".pdf,application/pdf",
    "document": ".docx,.odt,.ods,.xlsx,.txt",
}


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


@dataclass(slots=True)
class Part:
    """One input of a composite answer."""

    name: str
    label: str
    widget: forms.Widget
    required: bool = True
    help: str = ""
    of_self: dict[str, str] = field(default_factory=dict)
    """Attributes when the answer is about the person who fills in (autocomplete)."""


def parts_of(one: Field) -> list[Part]:
    """The inputs of an address, a person or a place, in order."""
    match one.type:
        case "address":
            return [
                Part("line", _("Number and street"), _text(200), of_self=_auto("address-line1")),
                Part(
                    "extra",
                    _("Building, floor, hamlet"),
                    _text(200),
                    required=False,
                    of_self=_auto("address-line2"),
                ),
                Part(
                    "postal_code",
                    _("Postal code"),
                    _text(12, inputmode="numeric", **{"data-width": "s"}),
                    of_self=_auto("postal-code"),
                ),
                Part("commune_name", _("Commune"), _commune(), of_self=_auto("address-level2")),
            ]
        case "person":
            names = [
                Part("given_names", _("Given names"), _text(100), of_self=_auto("given-name")),
                Part("family_name", _("Name at birth"), _text(100), of_self=_auto("family-name")),
                Part(
                    "usual_name",
                    _("Name used, when different"),
                    _text(100),
                    required=False,
                ),
            ]
            return names if one.birth_date == "none" else [*names, _born(one)]
    return [
        Part("label", _("Address or landmark"), _text(200)),
        Part("commune_name", _("Commune"), _commune()),
    ]


def _born(one: Field) -> Part:
    required = one.birth_date == "required"
    label, widget = _("Date of birth"), DateParts()
    return Part("birth_date", label, widget, required=required, of_self={"birth": "yes"})


def _auto(token: str) -> dict[str, str]:
    return {"autocomplete": token}


def _text(longest: int, **attrs: str) -> forms.TextInput:
    return forms.TextInput({"maxlength": str(longest), "autocomplete": "off", **attrs})


def _commune() -> forms.TextInput:
    """Proposes communes while one types, where a script may run."""
    return forms.TextInput({"autocomplete": "off", "maxlength": "120", "data-communes": ""})


def widget_of(question: Field, options: Mapping[str, str], *, of_self: bool) -> forms.Widget:
    """The input of a question that has only one."""
    match question.type:
        case "long_text":
            return forms.Textarea({"rows": "5"})
        case "number":
            mode = "decimal" if question.decimals else "numeric"
            return forms.TextInput({"inputmode": mode, "autocomplete": "off", "data-width": "s"})
        case "amount":
            return AmountInput()
        case "date":
            return DateParts(birth=of_self)
        case "choice":
            return forms.RadioSelect(choices=[(one, options[one]) for one in question.options])
        case "choices":
            many = [(one, options[one]) for one in question.options]
            return forms.CheckboxSelectMultiple(choices=many)
        case "yes_no":
            return forms.RadioSelect(choices=[("yes", _("Yes")), ("no", _("No"))])
        case "declaration":
            return forms.CheckboxInput(check_test=lambda value: value is True or value == "on")
        case "files":
            accept = ",".join(UPLOAD_TYPES[kind] for kind in question.accept)
            return ManyFiles({"multiple": True, "accept": accept})
    return _words(question, of_self)


def _words(question: Field, of_self: bool) -> forms.Widget:
    match question.type:
        case "email":
            attrs = {"autocomplete": "email" if of_self else "off", "spellcheck": "false"}
            return forms.EmailInput(attrs)
        case "phone":
            auto = {"autocomplete": "tel" if of_self else "off"}
            widget = forms.TextInput(auto | {"data-width": "m"})
            widget.input_type = "tel"
            return widget
        case "iban":
            return forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
        case "siret":
            return forms.TextInput(
                {"inputmode": "numeric", "autocomplete": "off", "data-width": "m"}
            )
    longest = {"maxlength": str(question.max)} if question.max is not None else {}
    return forms.TextInput({"autocomplete": "off", **longest})


def shown(question: Field, value: Any) -> Any:
    """An answer as its input shows it, normalised or as it was typed."""
    match question.type:
        case "yes_no":
            return {True: "yes", False: "no"}.get(value, value) if _is_plain(value) else None
        case "amount" if isinstance(value, int) and not isinstance(value, bool):
            return write_amount(value)
        case "number" if isinstance(value, (int, float)):
            return str(value).replace(".", ",")
        case "date":
            return date_boxes(value)
        case "choices":
            return value if isinstance(value, list) else []
        case "declaration":
            return value is True
        case "phone" if isinstance(value, str) and value.startswith("+"):
            return phone(value).replace("\u00a0", " ")
        case "iban" | "siret" if isinstance(value, str) and value.isalnum():
            return _grouped(question.type, value)
    return value if _is_plain(value) else ""


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _grouped(kind: str, value: str) -> str:
    size = 4 if kind == "iban" else 3
    if kind == "siret" and len(value) != 14:
        return value
    if kind == "siret":
        return f"{value[:3]} {value[3:6]} {value[6:9]} {value[9:]}"
    return " ".join(value[i : i + size] for i in range(0, len(value), size))


def date_boxes(value: Any) -> list[str]:
    """Day, month and year as typed, whatever shape they were kept in."""
    if isinstance(value, Mapping):
        value = [value.get(part) for part in ("day", "month", "year")]
    if isinstance(value, list) and len(value) == 3:
        return [part if isinstance(part, str) else "" for part in value]
    if isinstance(value, str) and len(value) == 10 and value[4:5] == "-":
        year, month, day = value.split("-") if value.count("-") == 2 else ("", "", value)
        return [day, month, year]
    return [value if isinstance(value, str) else "", "", ""]
