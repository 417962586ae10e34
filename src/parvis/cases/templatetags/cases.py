"""`{% load cases %}`."""

from django import template

from parvis.cases.answers.reading import Readable

register = template.Library()


@register.filter
def lines(value: Readable) -> list[str]:
    """A readable answer, one string a line."""
    if isinstance(value, list):
        return value
    return str(value or "").splitlines()
