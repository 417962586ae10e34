"""Numbers, amounts and dates, as people write them in France."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.cases.answers.results import Around, Refused
from parvis.cases.answers.words import clean
from parvis.catalogue.definition import Field
from parvis.core.text import fold

_PLAIN = re.compile(r"[+-]?\d{1,15}(?:[.,]\d{1,15})?", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3})+,\d+", re.ASCII)
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january",
            "fevrier fevr fev february feb",
            "mars mar march",
            "avril avr april apr",
            "mai may",
            "juin june jun",
            "juillet juil july jul",
            "aout august aug",
            "septembre sept september sep",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        start=1,
    )
    for name in names.split()
}


def number(field: Field, raw: object, around: Around) -> int | float | None:
    value = _decimal(raw)
    if value is None:
        return None
    if value != round(value, field.decimals):
        raise Refused(
            _("Enter a whole number, without decimals.")
            if field.decimals == 0
            else ngettext(
                "Enter a number with %(count)d decimal at most.",
                "Enter a number with %(count)d decimals at most.",
                field.decimals,
            )
            % {"count": field.decimals}
        )
    _within(field, value, lambda bound: number_format(bound, use_l10n=True))
    return int(value) if field.decimals == 0 or value == int(value) else float(value)


def amount(field: Field, raw: object, around: Around) -> int | None:
    """Cents. A whole number in JSON is cents already; what is typed is euros."""
    if isinstance(raw, int) and not isinstance(raw, bool):
        cents = Decimal(raw)
        if abs(cents) >= 10**15:
            raise Refused(_("This amount is too large: check it."))
    else:
        typed = clean(raw)
        typed = re.sub(r"(€|eur(os?)?)\.?$", "", typed, flags=re.IGNORECASE).strip()
        euros = _decimal(typed)
        if euros is None:
            if clean(raw):
                raise Refused(_not_a_number())
            return None
        cents = euros * 100
        if cents != int(cents):
            raise Refused(_("Enter an amount in euros with two decimals at most, like 12,50."))
    _within(field, cents, lambda bound: f"{number_format(bound / 100, 2, use_l10n=True)} €")
    return int(cents)


def _decimal(raw: object) -> Decimal | None:
    if isinstance(raw, float):
        raw = repr(raw) if abs(raw) < 10**15 else "?"
    typed = clean(raw).replace("−", "-")
    compact = re.sub(r"[\s'’]", "", typed)
    if not compact:
        return None
    if _THOUSANDS.fullmatch(compact):
        compact = compact.replace(".", "")
    if not _PLAIN.fullmatch(compact):
        raise Refused(_not_a_number())
    return Decimal(compact.replace(",", "."))


def _not_a_number() -> str:
    return _("Enter a number in digits, like 1250 or 12,5.")


def _within(field: Field, value: Decimal, shown: Any) -> None:
    if field.min is not None and value < Decimal(str(field.min)):
        raise Refused(_("Enter %(bound)s or more.") % {"bound": shown(Decimal(str(field.min)))})
    if field.max is not None and value > Decimal(str(field.max)):
        raise Refused(_("Enter %(bound)s or less.") % {"bound": shown(Decimal(str(field.max)))})


def day(field: Field, raw: object, around: Around) -> str | None:
    """ISO 8601, from "12/03/2026", "12 mars 2026", "2026-03-12" or {day, month, year}."""
    value = read_date(raw)
    if value is None:
        return None
    low, high = _bound(field.min, around), _bound(field.max, around)
    if low and value < low:
        raise Refused(_too_early(field, low))
    if high and value > high:
        raise Refused(_too_late(field, high))
    return value.isoformat()


def _bound(bound: int | str | None, around: Around) -> date | None:
    if bound is None:
        return None
    return around.today if bound == "today" else date.fromisoformat(str(bound))


def _too_early(field: Field, low: date) -> str:
    if field.min == "today":
        return _("This date is past: enter today’s date or a later one.")
    return _("Enter a date from %(date)s on.") % {"date": f"{low:%d/%m/%Y}"}


def _too_late(field: Field, high: date) -> str:
    if field.max == "today":
        return _("This date is yet to come: enter today’s date or an earlier one.")
    return _("Enter a date up to %(date)s.") % {"date": f"{high:%d/%m/%Y}"}


def read_date(raw: object) -> date | None:
    """The date somebody typed, None when blank; raises Refused with what to do."""
    parts = _date_parts(raw)
    if parts is None:
        return None
    year, month, day_of_month = parts
    if len(year) != 4:
        raise Refused(_("Write the year with 4 digits, like 1987."))
    month_number = _MONTHS.get(fold(month).rstrip("."), 0) or int(_digits(month))
    try:
        return date(int(_digits(year)), month_number, int(_digits(day_of_month)))
    except ValueError:
        raise Refused(_("This date does not exist: check the day and the month.")) from None


def _digits(part: str) -> str:
    if not (part.isascii() and part.isdigit() and len(part) <= 4):
        raise Refused(_incomplete())
    return part


def _incomplete() -> str:
    return _("Enter a day, a month and a year, like 12 03 1987.")


def _date_parts(raw: object) -> tuple[str, str, str] | None:
    """(year, month, day) as text."""
    if isinstance(raw, dict):
        given = [clean(raw.get(part)) for part in ("day", "month", "year")]
        # A whole date pasted into the first box.
        if given[0] and not given[1] and not given[2]:
            return _date_parts(given[0])
    elif isinstance(raw, (list, tuple)):
        return _date_parts(dict(zip(("day", "month", "year"), raw, strict=False)))
    else:
        typed = clean(raw)
        given = re.split(r"[\s/.,-]+", typed.strip(" ./-,")) if typed else []
        if len(given) == 3 and len(given[0]) == 4:
            given.reverse()
        if len(given) == 3 and given[0] == "1er":
            given[0] = "1"
    if not any(given):
        return None
    if len(given) != 3 or not all(given):
        raise Refused(_incomplete())
    return given[2], given[1], given[0]


def partial_date(raw: object, around: Around) -> str | None:
    """A birth date: FranceConnect also knows "1950" and "1950-03" (ISO 8601 reduced precision)."""
    if isinstance(raw, str) and re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", raw, re.ASCII):
        if not 1880 <= int(raw[:4]) <= around.today.year:
            raise Refused(_("Check the year of birth."))
        return raw
    value = read_date(raw)
    if value is None:
        return None
    if value > around.today:
        raise Refused(_("This date is yet to come: enter today’s date or an earlier one."))
    if value < around.today - timedelta(days=365 * 130):
        raise Refused(_("Check the year of birth."))
    return value.isoformat()
