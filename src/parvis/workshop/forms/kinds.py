"""How each kind of key is asked, and how the answer is written in the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Protocol

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parvis.core.forms import AmountField
from parvis.workshop.reading import Reading
from parvis.workshop.sheets import Ask
from parvis.workshop.words import UNITS
from parvis.workshop.written import MISSING, Path

Fields = dict[str, forms.Field]
Given = Mapping[str, Any]
_DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
_ISO = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MOMENT = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?:\s+(\d{1,2})\s*[:h]\s*(\d{2})?)?")


@dataclass(frozen=True, slots=True)
class Asked:
    """A key of one thing, at `path` in its file. `value`: what the file says, else its default."""

    ask: Ask
    value: Any
    reading: Reading
    path: Path = ()

    def offered(self) -> list[tuple[str, str]]:
        return self.ask.offered(self.reading) if self.ask.offered else []


class Kind(Protocol):
    def fields(self, name: str, asked: Asked) -> Fields: ...

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        """What the file would say; MISSING when the key would not be there."""


class Line:
    def fields(self, name: str, asked: Asked) -> Fields:
        shown = "" if asked.value is None else str(asked.value)
        needed = asked.ask.needed
        return {name: forms.CharField(required=needed, initial=shown, max_length=500)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return given.get(name) or MISSING


class Condition(Line):
    def fields(self, name: str, asked: Asked) -> Fields:
        shown = asked.value if isinstance(asked.value, str) else ""
        widget = forms.Textarea({"rows": 2, "spellcheck": "false", "class": "sourcetext"})
        field = forms.CharField(required=False, initial=shown, max_length=2000, widget=widget)
        return {name: field}


class Choice:
    def fields(self, name: str, asked: Asked) -> Fields:
        value = asked.value
        shown = "" if value is None else str(value).lower() if value is False else str(value)
        if isinstance(value, bool) and value:
            shown = ""
        choices = known(asked.offered(), shown)
        needed = all(key for key, _label in choices)
        return {name: forms.ChoiceField(required=needed, initial=shown, choices=choices)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        said = given.get(name)
        return False if said == "false" else said or MISSING


class NumberChoice(Choice):
    def value(self, name: str, asked: Asked, given: Given) -> Any:
        said = given.get(name)
        return int(said) if said else MISSING


class Many:
    def fields(self, name: str, asked: Asked) -> Fields:
        shown = [str(one) for one in asked.value] if isinstance(asked.value, list) else []
        offered = asked.offered()
        for one in shown:
            offered = known(offered, one)
        field = forms.MultipleChoiceField(
            required=False, initial=shown, choices=offered, widget=forms.CheckboxSelectMultiple
        )
        return {name: field}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return list(given.get(name) or []) or MISSING


class Bool:
    def fields(self, name: str, asked: Asked) -> Fields:
        return {name: forms.BooleanField(required=False, initial=asked.value is True)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return True if given.get(name) else MISSING


class Whole:
    def fields(self, name: str, asked: Asked) -> Fields:
        shown = asked.value if isinstance(asked.value, int) else None
        return {
            name: forms.IntegerField(required=False, initial=shown, min_value=0, max_value=99999)
        }

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        found = given.get(name)
        return MISSING if found is None else found


class Bound(Line):
    """A number, or for dates a day or "today"."""

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        said = str(given.get(name) or "").strip()
        if said.removeprefix("-").isdecimal() and len(said) < 12:
            return int(said)
        return said or MISSING


class Lines:
    def fields(self, name: str, asked: Asked) -> Fields:
        shown = "\n".join(map(str, asked.value)) if isinstance(asked.value, list) else ""
        widget = forms.Textarea({"rows": 3})
        return {name: forms.CharField(required=False, initial=shown, widget=widget)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return lines_of(given.get(name)) or MISSING


class Length:
    def fields(self, name: str, asked: Asked) -> Fields:
        said = asked.value if isinstance(asked.value, dict) else {}
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

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        count, unit = given.get(f"{name}.count"), given.get(f"{name}.unit")
        return {"count": count, "unit": unit or "day"} if count else MISSING


class Required:
    """Always, never, or on a condition."""

    def fields(self, name: str, asked: Asked) -> Fields:
        is_rule = isinstance(asked.value, str)
        how = "rule" if is_rule else "no" if asked.value is False else "yes"
        choices = [("yes", _("yes")), ("no", _("no")), ("rule", _("only if…"))]
        widget = forms.Textarea({"rows": 2, "spellcheck": "false", "class": "sourcetext"})
        rule = forms.CharField(
            label=_("Condition"),
            required=False,
            initial=asked.value if is_rule else "",
            widget=widget,
        )
        choice = forms.ChoiceField(
            label=_("Way of answering"), choices=choices, initial=how, widget=forms.RadioSelect
        )
        return {name: choice, f"{name}.rule": rule}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        if given.get(name) == "rule":
            return given.get(f"{name}.rule") or MISSING
        return False if given.get(name) == "no" else MISSING


def day_shown(value: Any) -> str:
    """As people read a day; what is no day stays as it is."""
    found = _ISO.fullmatch(str(value))
    return f"{found[3]}/{found[2]}/{found[1]}" if found else "" if value is None else str(value)


def day_meant(text: str) -> str:
    """The day as files write it; what is no day stays as typed, and the check says so."""
    found = _DAY.fullmatch(text)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else text


def lines_of(text: Any) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]


def known(offered: list[tuple[str, str]], shown: str) -> list[tuple[str, str]]:
    """A value the file holds stays a choice, even when it leads nowhere: the check says so."""
    if shown in {key for key, _label in offered}:
        return offered
    return [*offered, (shown, shown or "–")]


class Formula(Line):
    """A value worked out of the answers: their names are proposed."""

    def fields(self, name: str, asked: Asked) -> Fields:
        shown = "" if asked.value is None else str(asked.value)
        widget = forms.TextInput({"list": "faits", "spellcheck": "false", "translate": "no"})
        return {
            name: forms.CharField(
                required=asked.ask.needed, initial=shown, max_length=2000, widget=widget
            )
        }


class Exactly:
    """These and no others; or nobody looks. An empty list means: none at all."""

    def fields(self, name: str, asked: Asked) -> Fields:
        looked = isinstance(asked.value, list)
        inner = Many().fields(f"{name}.these", asked)
        inner[f"{name}.these"].label = _("Which")
        return {name: looked_at(looked), **inner}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        if given.get(name) != "these":
            return MISSING
        return list(given.get(f"{name}.these") or [])


class Moment:
    """A day and an hour, as scenarios give them."""

    def fields(self, name: str, asked: Asked) -> Fields:
        return {name: MomentField(required=asked.ask.needed, initial=asked.value)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return given.get(name) or MISSING


class Day(Line):
    """A day: "2026-12-31" in the file, 31/12/2026 on the page."""

    def fields(self, name: str, asked: Asked) -> Fields:
        return {name: forms.CharField(required=False, initial=day_shown(asked.value))}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        said = str(given.get(name) or "").strip()
        return day_meant(said) if said else MISSING


class Euros:
    """Cents in the file, euros on the page."""

    def fields(self, name: str, asked: Asked) -> Fields:
        shown = asked.value if isinstance(asked.value, int) else None
        return {name: AmountField(required=False, initial=shown)}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        found = given.get(name)
        return MISSING if found is None else found


class MomentField(forms.Field):
    """ "31/12/2026 09:30" (or 9 h 30), answered as a datetime without zone."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, datetime):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        found = _MOMENT.fullmatch(text)
        try:
            if found is None:
                return datetime.fromisoformat(text)
            day, month, year, hour, minute = (int(one or 0) for one in found.groups())
            return datetime.combine(date(year, month, day), time(hour, minute))
        except ValueError as error:
            raise ValidationError(_("Write a day and an hour, as 31/12/2026 09:30.")) from error

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, datetime):
            return value
        plain = value.replace(second=0, microsecond=0) == value and value.tzinfo is None
        return value.strftime("%d/%m/%Y %H:%M") if plain else value.isoformat()


def looked_at(looked: bool) -> forms.ChoiceField:
    choices = [("", _("not looked at")), ("these", _("exactly these"))]
    return forms.ChoiceField(
        label=_("Looked at?"),
        required=False,
        choices=choices,
        initial="these" if looked else "",
        widget=forms.RadioSelect,
    )


SIMPLE: dict[str, Kind] = {
    "line": Line(),
    "formula": Formula(),
    "condition": Condition(),
    "choice": Choice(),
    "number_choice": NumberChoice(),
    "many": Many(),
    "exactly": Exactly(),
    "bool": Bool(),
    "int": Whole(),
    "euros": Euros(),
    "day": Day(),
    "bound": Bound(),
    "lines": Lines(),
    "length": Length(),
    "moment": Moment(),
    "required": Required(),
}


def settled(value: Any, old: Any, default: Any) -> Any:
    """What the file is to say: `old` whenever it means the same. MISSING: not written.

    A key that is not written means its default; a default that is written stays so.
    """
    if value is MISSING and old == default:
        return old
    if value is MISSING and isinstance(default, bool) and old is not MISSING:
        value = default
    value = _as_before(value, old)
    return old if value == old or (old is MISSING and value == default) else value


def _as_before(value: Any, old: Any) -> Any:
    """Boxes come back in the order of the page: what was chosen before keeps the file's order, and
    so do keys."""
    if isinstance(value, dict) and isinstance(old, dict):
        kept = {key: _as_before(value[key], one) for key, one in old.items() if key in value}
        return kept | {key: one for key, one in value.items() if key not in kept}
    if not (isinstance(value, list) and isinstance(old, list)):
        return value
    if not all(isinstance(one, str) for one in [*value, *old]):
        return value
    kept_items = [one for one in old if one in value]
    return [*kept_items, *(one for one in value if one not in kept_items)]
