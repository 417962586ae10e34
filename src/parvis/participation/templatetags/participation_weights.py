"""Shares as they are read: 0.421 is "42 %", its margin "5 points"."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()


@register.filter
def hundredths(part: float) -> str:
    return _("%(number)s %%") % {"number": round(part * 100)}


@register.filter
def points(part: float) -> str:
    many = round(part * 100)
    return ngettext("%(many)s point", "%(many)s points", many) % {"many": many}
