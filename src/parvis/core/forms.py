"""Fields that forgive how people type, and say in plain words what is missing.

Each accepts what is usually written or pasted (spaces, dots, slashes) and answers a clean value.
"""

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, ClassVar

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import EMPTY_VALUES
from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from stdnum import iban
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siren, siret

from parvis.core import clock
from parvis.core.widgets import AmountInput, DateParts, described

__all__ = [
    "AmountField",
    "CodeField",
    "DateField3",
    "EmailField",
    "IbanField",
    "PhoneField",
    "RowField",
    "SirenField",
    "SiretField",
    "StyledForm",
    "described",
]

# Days can be added to both. A year of long ago is read: who asks then says what is wrong with it.
FIRST_YEAR, LAST_YEAR = 1000, 2250
SPACES = re.compile(r"[\s\u00a0\u2009\u202f.\-/]+")
MONTHS = (
    *("janvier", "fevrier", "mars", "avril", "mai", "juin"),
    *("juillet", "aout", "septembre", "octobre", "novembre", "decembre"),
)


class StyledForm(forms.Form):
    """A form whose refusals name the question. Extend it for every form people see."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            self._say_what_is_missing(field, field.label or name.replace("_", " ").capitalize())

    def offer(self, name: str, choices: Iterable[Any]) -> None:
        """What may be chosen, where the page knows it: a query set for a `ModelChoiceField`, rows
        for a `RowField`, pairs for any."""
        field: Any = self.fields[name]
        if isinstance(choices, QuerySet) and isinstance(field, forms.ModelChoiceField):
            field.queryset = choices
            return
        if isinstance(field, RowField):
            field.rows = {str(row.pk): row for row in choices}
            choices = [(key, field.label_of(row)) for key, row in field.rows.items()]
        field.choices = choices

    @staticmethod
    def _say_what_is_missing(field: forms.Field, label: str | Promise) -> None:
        """Replaces Django's "This field is required", unless the form has its own words."""
        if str(field.error_messages.get("required", "")) != str(
            forms.Field.default_error_messages["required"]
        ):
            return
        if isinstance(field, forms.FileField):
            words = _("Add a file: %s")
        elif isinstance(field, forms.BooleanField):
            words = _("Tick this box to go on: %s")
        elif isinstance(field, forms.ChoiceField):
            words = _("Choose an answer: %s")
        else:
            words = _("Give an answer: %s")
        field.error_messages["required"] = str(words) % label


class RowField(forms.ChoiceField):
    """One of the rows that `StyledForm.offer` was given, answered as it is, without a query; None
    when nothing was chosen and nothing is required."""

    def __init__(self, *, label_of: Callable[[Any], str] = str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.label_of, self.rows = label_of, dict[str, Any]()

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


class CodeField(forms.CharField):
    """A code received by mail or text message, answered without spaces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=12, **kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def to_python(self, value: Any) -> str:
        return "".join(str(value or "").split())


class EmailField(forms.EmailField):
    """An e-mail address; spaces around or inside (a phone's keyboard adds them) are dropped."""

    default_error_messages = {
        "invalid": _("This e-mail address is not complete. Example: prenom.nom@exemple.fr")
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.default_validators = []
        self.widget.attrs.setdefault("autocomplete", "email")
        self.widget.attrs.setdefault("spellcheck", "false")
        for validator in self.validators:
            if hasattr(validator, "message") and "mail" in type(validator).__name__.lower():
                validator.message = self.error_messages["invalid"]

    def to_python(self, value: Any) -> Any:
        return super().to_python(re.sub(r"\s+", "", str(value)) if value else value)


class PhoneField(forms.CharField):
    """A telephone number, answered as E.164 ("+33559278580"). A number without a country is read
    as dialled from `region`."""

    default_error_messages = {
        "invalid": _("This is not a telephone number. Example: 05 59 12 34 56")
    }

    def __init__(self, *, region: str = "FR", **kwargs: Any) -> None:
        self.region = region
        kwargs.setdefault("max_length", 24)
        super().__init__(**kwargs)
        self.widget.input_type = "tel"
        self.widget.attrs.setdefault("autocomplete", "tel")

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text in EMPTY_VALUES:
            return ""
        try:
            number = phonenumbers.parse(text, self.region)
        except phonenumbers.NumberParseException:
            number = None
        # The length is checked, not the range: new ranges open, and some are kept for fiction.
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    def prepare_value(self, value: Any) -> Any:
        from parvis.core.ui.words import phone

        text = str(value or "")
        return phone(text).replace("\u00a0", " ") if text.startswith("+33") else value


class AmountField(forms.Field):
    """An amount in euros, answered in integer cents: "1 234,5" -> 123450."""

    widget = AmountInput
    default_error_messages = {
        "invalid": _("This is not an amount. Example: 1234,50"),
        "min": _("The amount must be at least %(limit)s euros."),
        "max": _("The amount must be at most %(limit)s euros."),
    }

    def __init__(
        self, *, min_cents: int | None = 0, max_cents: int | None = None, **kwargs: Any
    ) -> None:
        self.min_cents, self.max_cents = min_cents, max_cents
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values:
            return None
        if isinstance(value, int):
            return value
        cents = read_amount(str(value))
        if cents is None:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        return cents

    def validate(self, value: int | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.min_cents is not None and value < self.min_cents:
            limit = write_amount(self.min_cents)
            raise ValidationError(self.error_messages["min"], "min", {"limit": limit})
        if self.max_cents is not None and value > self.max_cents:
            limit = write_amount(self.max_cents)
            raise ValidationError(self.error_messages["max"], "max", {"limit": limit})

    def prepare_value(self, value: Any) -> Any:
        return write_amount(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


def read_amount(text: str) -> int | None:
    """Cents of an amount as people write it ("1 234,50 €", "1.234,50", "12.5"), None if unclear."""
    plain = re.sub(r"[\s\u00a0\u2009\u202f€]|euros?|EUR", "", text, flags=re.IGNORECASE)
    plain = plain.replace("−", "-")
    found = re.fullmatch(r"(-?)(\d+|\d{1,3}(?:[.,']\d{3})+)(?:[.,](\d{1,2}))?", plain)
    if found is None or len(plain) > 18:
        return None
    whole = re.sub(r"\D", "", found[2])
    cents = int(whole) * 100 + int((found[3] or "0").ljust(2, "0"))
    return -cents if found[1] else cents


def write_amount(cents: int) -> str:
    """123450 -> "1234,50"."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole},{rest:02d}"


class IbanField(forms.CharField):
    """A bank account (ISO 13616), answered without spaces, its check digits verified."""

    default_error_messages = {
        "invalid": _(
            "This IBAN holds a mistake. Copy it from your bank details: it begins with FR76 "
            "for most French accounts."
        )
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "data-width": "full"}

    def clean(self, value: Any) -> str:
        text = SPACES.sub("", super().clean(value)).upper()
        if not text:
            return ""
        try:
            return str(iban.validate(text))
        except InvalidNumber as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error

    def prepare_value(self, value: Any) -> Any:
        text = SPACES.sub("", str(value or ""))
        return " ".join(re.findall(r".{1,4}", text)) if text.isalnum() else value


class SiretField(forms.CharField):
    """An establishment's number (14 digits, SIREN + NIC), answered without spaces."""

    module: ClassVar[Any] = siret
    default_error_messages = {"invalid": _("This SIRET number holds a mistake: it has 14 digits.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 24)
        super().__init__(**kwargs)
        self.widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}

    def clean(self, value: Any) -> str:
        text = SPACES.sub("", super().clean(value))
        if not text:
            return ""
        try:
            return str(self.module.validate(text))
        except InvalidNumber as error:
            raise ValidationError(self.error_messages["invalid"], "invalid") from error


class SirenField(SiretField):
    """A legal body's number (9 digits), answered without spaces."""

    module: ClassVar[Any] = siren
    default_error_messages = {"invalid": _("This SIREN number holds a mistake: it has 9 digits.")}


class DateField3(forms.Field):
    """A date typed as day, month and year; a whole date pasted in the first box is understood.

    `birth=True` lets the browser fill a birthday in, and refuses a date to come.
    """

    default_error_messages = {
        "invalid": _("This date does not exist. Write day, month and year: 31 12 1980"),
        "incomplete": _("The date is incomplete: give the day, the month and the year."),
        "future": _("The date must be in the past."),
        "min": _("The date must be %(limit)s or later."),
        "max": _("The date must be %(limit)s or earlier."),
    }

    def __init__(
        self,
        *,
        birth: bool = False,
        min_date: date | None = None,
        max_date: date | None = None,
        **kwargs: Any,
    ) -> None:
        self.birth, self.min_date, self.max_date = birth, min_date, max_date
        kwargs.setdefault("widget", DateParts(birth=birth))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, date):
            return value
        parts = [str(part or "").strip() for part in (value or [])]
        if not any(parts):
            return None
        typed = " ".join(part for part in parts if part)
        found = read_date(typed)
        if found is None:
            # One box was left empty: say so rather than "wrong".
            code = "incomplete" if len(re.findall(r"\w+", typed)) < 3 else "invalid"
            raise ValidationError(self.error_messages[code], code)
        return found

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if self.birth and value > clock.today():
            raise ValidationError(self.error_messages["future"], "future")
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(self.error_messages["invalid"], "invalid")
        for code, limit, wrong in (
            ("min", self.min_date, self.min_date is not None and value < self.min_date),
            ("max", self.max_date, self.max_date is not None and value > self.max_date),
        ):
            if wrong and limit is not None:
                shown = {"limit": f"{limit:%d/%m/%Y}"}
                raise ValidationError(self.error_messages[code], code, shown)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != (initial or None)
        except ValidationError:
            return True


def read_date(text: str) -> date | None:
    """A date as people write it: 12/03/2026, 12-3-2026, 12032026, 2026-03-12, 12 mars 2026."""
    from parvis.core.text import fold

    plain = fold(text).replace("1er", "1")
    for number, month in enumerate(MONTHS, 1):
        plain = re.sub(rf"\b{month}\b", str(number), plain)
    if re.fullmatch(r"\d{8}", plain):
        plain = f"{plain[:2]} {plain[2:4]} {plain[4:]}"
    numbers = re.findall(r"\d+", plain)
    if len(numbers) != 3 or re.sub(r"[\d\s./,-]", "", plain):
        return None
    day, month_number, year = (
        reversed(numbers) if len(numbers[0]) == 4 else numbers  # ISO writes the year first
    )
    if len(year) != 4:
        return None
    try:
        return date(int(year), int(month_number), int(day))
    except (ValueError, OverflowError):
        return None
