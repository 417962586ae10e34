from django import template

from parvis.participation.rules.ballots import money

register = template.Library()
register.filter("money", money)


@register.filter
def born(day: str) -> str:
    """As agents type it, 02/11/1979; a year alone when no more is known."""
    return "/".join(reversed(day.split("-")))
