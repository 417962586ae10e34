"""`{% load cases %}`."""

from typing import cast

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext

from parvis.cases.answers.reading import Readable
from parvis.cases.models import Draft
from parvis.cases.queries.drafts import drafts_of
from parvis.core.visitor import visitor_token

register = template.Library()


@register.filter
def lines(value: Readable) -> list[str]:
    """A readable answer, one string a line."""
    if isinstance(value, list):
        return value
    return str(value or "").splitlines()


@register.simple_tag(takes_context=True)
def waiting_draft(context: RequestContext, slug: str) -> Draft | None:
    """The reader's last unfinished request of a service; no query for a browser that began none."""
    request = cast(HttpRequest, context["request"])
    if request.user.is_authenticated:
        return drafts_of(request.user).filter(installation__slug=slug).first()
    return drafts_of(None, visitor_token(request)).filter(installation__slug=slug).first()
