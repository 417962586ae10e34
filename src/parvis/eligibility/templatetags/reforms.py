"""Figures of a trial as people read them. Money comes in cents."""

from math import floor, log10
from typing import Any

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()
_MINUS = "\u2212"


def _number(value: float, digits: int = 0) -> str:
    return number_format(round(abs(value), digits), digits, force_grouping=True)


def _signed(value: float, digits: int = 0) -> str:
    if round(abs(value), digits) == 0:
        return "0"
    return ("+" if value > 0 else _MINUS) + _number(value, digits)


@register.filter
def whole(value: float) -> str:
    """1 234"""
    return _number(value)


@register.filter
def percent(value: float) -> str:
    return _("%(value)s %%") % {"value": _number(100 * value)}


@register.filter
def price(cents: float) -> str:
    """3,40 €"""
    return _("%(value)s €") % {"value": _number(cents / 100, 2)}


@register.filter
def whole_euros(cents: float) -> str:
    sign = _MINUS if cents <= -50 else ""
    return _("%(value)s €") % {"value": sign + _number(cents / 100)}


@register.filter
def signed_euros(cents: float) -> str:
    return _("%(value)s €") % {"value": _signed(cents / 100)}


@register.filter
def with_margin(found: Any) -> str:
    """20 000 € ± 1 200 €: no more figures than are sure."""
    value, margin = _sure(found)
    return f"{whole_euros(value)} ± {whole_euros(margin)}"


@register.filter
def change(found: Any) -> str:
    """+1 100 € ± 300 €"""
    value, margin = _sure(found)
    return f"{signed_euros(value)} ± {whole_euros(margin)}"


def _sure(found: Any) -> tuple[float, float]:
    """Both rounded to the second figure of the margin, to a euro at least."""
    if found.margin < 1_00:
        return found.value, found.margin
    unit = max(10 ** (floor(log10(found.margin)) - 1), 1_00)
    return round(found.value / unit) * unit, round(found.margin / unit) * unit


@register.filter
def svg(value: float) -> str:
    """A coordinate: never with a comma."""
    return f"{value:.1f}"


@register.filter
def short_price(cents: float) -> str:
    return _number(cents / 100, 0 if cents % 100 == 0 else 2)


@register.filter
def short_euros(cents: float) -> str:
    return _number(cents / 100)


@register.filter
def short_signed(cents: float) -> str:
    return _signed(cents / 100)


@register.filter
def letter(place: int) -> str:
    """1: A."""
    return "AB"[place - 1]


@register.filter
def points(value: float) -> str:
    """Of a part of 1: 12"""
    return _number(100 * value)


@register.filter
def signed_points(value: float) -> str:
    """+12"""
    return _signed(100 * value)


@register.filter
def some(number: int) -> str:
    """1 234; nobody is a dash."""
    return _number(number) if number else "–"
