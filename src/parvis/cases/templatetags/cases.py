"""`{% load cases %}`."""

from typing import cast

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from parvis.cases.answers.reading import Located, Readable
from parvis.cases.models import Draft
from parvis.cases.queries.drafts import drafts_of
from parvis.core import maps
from parvis.core.ui import maps as ui_maps
from parvis.core.visitor import visitor_token

register = template.Library()


@register.filter
def lines(value: Readable) -> list[str]:
    """A readable answer, one string a line."""
    if isinstance(value, list):
        return value
    return str(value or "").splitlines()


@register.simple_tag
def position(value: Readable) -> SafeString:
    """Where a place lies, in words and on a small map; nothing for other answers."""
    if not isinstance(value, Located):
        return SafeString("")
    marks = maps.known_landmarks()
    point = value.point
    said = maps.position_in_words(point.latitude, point.longitude, marks)
    link = format_html(
        '<a href="geo:{},{}">{}</a>',
        point.latitude,
        point.longitude,
        _("Open in a map application"),
    )
    drawn = ui_maps.shown([point], _("Map: %(where)s") % {"where": said}, marks, small=True)
    return format_html('<p class="muted">{}. {}</p>{}', said, link, drawn)


@register.simple_tag(takes_context=True)
def waiting_draft(context: RequestContext, slug: str) -> Draft | None:
    """The reader's last unfinished request of a service; no query for a browser that began none."""
    request = cast(HttpRequest, context["request"])
    if request.user.is_authenticated:
        return drafts_of(request.user).filter(installation__slug=slug).first()
    return drafts_of(None, visitor_token(request)).filter(installation__slug=slug).first()
