"""Inputs of our own. They need no script."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes, named `…_day`, `…_month`, `…_year`."""

    first_part = "day"
    parts = ("day", "month", "year")

    def __init__(self, birth: bool = False, attrs: dict[str, Any] | None = None) -> None:
        self.birth = birth
        super().__init__({part: forms.TextInput() for part in self.parts}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                return [value, "", ""]
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return ["", "", ""]

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[Any]:
        """Also reads a single value under the plain name, as a script or an import would send."""
        whole = data.get(name)
        if whole and not any(data.get(f"{name}_{part}") for part in self.parts):
            return [whole, "", ""]
        return list(super().value_from_datadict(data, files, name))

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and bool(super().value_omitted_from_data(data, files, name))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        values = value if isinstance(value, list | tuple) else self.decompress(value)
        base = (attrs or {}).get("id") or f"id_{name}"
        invalid = (attrs or {}).get("aria-invalid")
        labels = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
        boxes = SafeString("")
        for part, shown in zip(self.parts, values, strict=True):
            boxes += format_html(
                '<div class="dateparts__part dateparts__part--{part}">'
                '<label for="{base}_{part}">{label}</label>'
                '<input class="input" type="text" inputmode="numeric" id="{base}_{part}" '
                'name="{name}_{part}" value="{value}"{autocomplete}{invalid}{disabled}></div>',
                part=part,
                base=base,
                name=name,
                label=labels[part],
                value="" if shown is None else shown,
                autocomplete=format_html(
                    ' autocomplete="{}"', f"bday-{part}" if self.birth else "off"
                ),
                invalid=SafeString(' aria-invalid="true"' if invalid else ""),
                disabled=SafeString(" disabled" if (attrs or {}).get("disabled") else ""),
            )
        return format_html('<div class="dateparts">{}</div>', boxes)


class AmountInput(forms.TextInput):
    """A number followed by the euro sign."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "autocomplete": "off"} | (attrs or {}))

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        return format_html(
            '<span class="affixed">{}'
            '<span class="affixed__suffix" aria-hidden="true">€</span></span>',
            super().render(name, value, attrs, renderer),
        )


class DescribedLabel(str):
    """The label of a choice, with a line of help under it."""

    help_text: str | Promise = ""


def described(label: str, help_text: str | Promise) -> DescribedLabel:
    """For the choices of a radio or checkbox question: `(value, described("By mail", "Fast."))`."""
    made = DescribedLabel(label)
    made.help_text = help_text
    return made
