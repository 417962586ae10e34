"""How each kind of key is asked, and how the answer is written in the file."""

from collections.abc import Mapping
from typing import Any, Protocol

from django import forms
from django.utils.translation import gettext as _

from parvis.workshop.reading import Reading
from parvis.workshop.sheets import Ask
from parvis.workshop.words import UNITS
from parvis.workshop.written import MISSING

MOST_NOTICES = 2
Fields = dict[str, forms.Field]


class Kind(Protocol):
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields: ...

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        """What the file would say; MISSING when the key would not be there."""


class Line:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        shown = "" if value is None else str(value)
        return {name: forms.CharField(required=False, initial=shown, max_length=500)}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        return given.get(name) or MISSING


class Condition(Line):
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        shown = value if isinstance(value, str) else ""
        widget = forms.Textarea({"rows": 2, "spellcheck": "false", "class": "sourcetext"})
        field = forms.CharField(required=False, initial=shown, max_length=2000, widget=widget)
        return {name: field}


class Choice:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        offered = ask.offered(reading) if ask.offered else []
        shown = "" if value is None else str(value).lower() if value is False else str(value)
        if isinstance(value, bool) and value:
            shown = ""
        choices = _with(offered, shown)
        needed = all(key for key, _label in choices)
        return {name: forms.ChoiceField(required=needed, initial=shown, choices=choices)}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        said = given.get(name)
        return False if said == "false" else said or MISSING


class NumberChoice(Choice):
    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        said = given.get(name)
        return int(said) if said else MISSING


class Many:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        shown = [str(one) for one in value] if isinstance(value, list) else []
        offered = ask.offered(reading) if ask.offered else []
        for one in shown:
            offered = _with(offered, one)
        field = forms.MultipleChoiceField(
            required=False, initial=shown, choices=offered, widget=forms.CheckboxSelectMultiple
        )
        return {name: field}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        return list(given.get(name) or []) or MISSING


class Bool:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        return {name: forms.BooleanField(required=False, initial=value is True)}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        return True if given.get(name) else MISSING


class Whole:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        shown = value if isinstance(value, int) else None
        return {
            name: forms.IntegerField(required=False, initial=shown, min_value=0, max_value=99999)
        }

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        found = given.get(name)
        return MISSING if found is None else found


class Bound(Line):
    """A number, or for dates a day or "today"."""

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        said = str(given.get(name) or "").strip()
        if said.removeprefix("-").isdecimal() and len(said) < 12:
            return int(said)
        return said or MISSING


class Lines:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        shown = "\n".join(map(str, value)) if isinstance(value, list) else ""
        widget = forms.Textarea({"rows": 3})
        return {name: forms.CharField(required=False, initial=shown, widget=widget)}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        return lines_of(given.get(name)) or MISSING


class Length:
    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        said = value if isinstance(value, dict) else {}
        units = [("", "–"), *((key, str(label)) for key, label in UNITS.items())]
        count, unit = said.get("count"), said.get("unit")
        return {
            f"{name}.count": forms.IntegerField(
                label=_("How many"),
                required=False,
                min_value=1,
                max_value=3000,
                initial=count if isinstance(count, int) else None,
            ),
            f"{name}.unit": forms.ChoiceField(
                label=_("Of what"), required=False, choices=units, initial=unit or ""
            ),
        }

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        count, unit = given.get(f"{name}.count"), given.get(f"{name}.unit")
        return {"count": count, "unit": unit or "day"} if count else MISSING


class Required:
    """Always, never, or on a condition."""

    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        is_rule = isinstance(value, str)
        how = "rule" if is_rule else "no" if value is False else "yes"
        choices = [("yes", _("yes")), ("no", _("no")), ("rule", _("only if…"))]
        widget = forms.Textarea({"rows": 2, "spellcheck": "false", "class": "sourcetext"})
        rule = forms.CharField(
            label=_("Condition"), required=False, initial=value if is_rule else "", widget=widget
        )
        choice = forms.ChoiceField(
            label=_("Way of answering"), choices=choices, initial=how, widget=forms.RadioSelect
        )
        return {name: choice, f"{name}.rule": rule}

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        if given.get(name) == "rule":
            return given.get(f"{name}.rule") or MISSING
        return False if given.get(name) == "no" else MISSING


class Notices:
    """Whom to tell, and with which message: the rows there are, and a few more."""

    def fields(self, name: str, ask: Ask, value: Any, reading: Reading) -> Fields:
        said = [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
        receivers = [("", "–"), ("applicant", _("the applicant")), *reading.functions()]
        receivers += [(f"item:{key}", label) for key, label in reading.work_items()]
        messages = [("", "–"), *reading.messages()]
        made: Fields = {}
        for row in range(len(said) + MOST_NOTICES):
            one = said[row] if row < len(said) else {}
            to, message = str(one.get("to", "")), str(one.get("message", ""))
            number = {"number": row + 1}
            made[f"{name}.{row}.to"] = forms.ChoiceField(
                label=_("Whom (%(number)d)") % number,
                required=False,
                choices=_with(receivers, to),
                initial=to,
            )
            made[f"{name}.{row}.message"] = forms.ChoiceField(
                label=_("Message (%(number)d)") % number,
                required=False,
                choices=_with(messages, message),
                initial=message,
            )
        return made

    def value(self, name: str, given: Mapping[str, Any]) -> Any:
        rows: list[dict[str, str]] = []
        row = 0
        while f"{name}.{row}.to" in given:
            to, message = given[f"{name}.{row}.to"], given.get(f"{name}.{row}.message")
            if to and message:
                rows.append({"to": to, "message": message})
            row += 1
        return rows or MISSING


def lines_of(text: Any) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def _with(offered: list[tuple[str, str]], shown: str) -> list[tuple[str, str]]:
    """A value the file holds stays a choice, even when it leads nowhere: the check says so."""
    if shown in {key for key, _label in offered}:
        return offered
    return [*offered, (shown, shown or "–")]


KINDS: dict[str, Kind] = {
    "line": Line(),
    "condition": Condition(),
    "choice": Choice(),
    "number_choice": NumberChoice(),
    "many": Many(),
    "bool": Bool(),
    "int": Whole(),
    "bound": Bound(),
    "lines": Lines(),
    "length": Length(),
    "required": Required(),
    "notices": Notices(),
}
