"""Feeds and calendars of one consultation, or of the territory by theme and commune."""

import hashlib
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core import clock, site
from parvis.core.audience import public_page
from parvis.participation import feeds, queries
from parvis.participation.models import Consultation
from parvis.participation.news import Asked, days_of, news_of
from parvis.territory import queries as territory

MOST_CONSULTATIONS = 100
_MIMES = {"atom": "application/atom+xml", "rss": "application/rss+xml", "ics": "text/calendar"}


@public_page
@require_safe
def of_one(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """News of one consultation."""
    found = queries.consultation_at(slug)
    page = reverse("participation:consultation", args=[slug])
    asked = Asked([found])
    return _feed(request, kind, asked, _about(request, page, found.title, found.summary, asked))


@public_page
@require_safe
def of_all(request: HttpRequest, kind: str) -> HttpResponse:
    """News of the territory: `theme` and `commune` as in the list."""
    asked, about = _territory(request)
    return _feed(request, kind, asked, about)


@public_page
@require_safe
def calendar_of_one(request: HttpRequest, slug: str) -> HttpResponse:
    """Its phases, and whatever else has a day."""
    found = queries.consultation_at(slug)
    page = reverse("participation:consultation", args=[slug])
    asked = Asked([found])
    return _calendar(request, asked, _about(request, page, found.title, found.summary, asked))


@public_page
@require_safe
def calendar_of_all(request: HttpRequest) -> HttpResponse:
    asked, about = _territory(request)
    return _calendar(request, asked, about)


def _territory(request: HttpRequest) -> tuple[Asked, feeds.About]:
    topic, code = request.GET.get("theme", ""), request.GET.get("commune", "")
    area = territory.commune(code) if code else None
    if (topic and topic not in Consultation.Topic.values) or (code and area is None):
        raise Http404
    asked = Asked(list(queries.published(topic=topic, area=area)[:MOST_CONSULTATIONS]), area)
    narrowed = [str(Consultation.Topic(topic).label)] if topic else []
    narrowed += [area.name] if area else []
    title = " · ".join([_("Consultations"), site.current().name, *narrowed])
    kept = {key: value for key, value in (("theme", topic), ("commune", code)) if value}
    page = reverse("participation:list") + (f"?{urlencode(kept)}" if kept else "")
    text = _("What is put to the people here, and what becomes of it.")
    return asked, _about(request, page, title, text, asked)


def _about(request: HttpRequest, page: str, title: str, text: str, asked: Asked) -> feeds.About:
    here = site.current()
    dates = [one.published_at for one in asked.consultations if one.published_at]
    return feeds.About(
        title=title,
        text=text,
        page=page,
        address=request.get_full_path(),
        publisher=here.publisher or here.name,
        language=get_language() or "fr",
        at=max(dates, default=clock.now()),
    )


def _feed(request: HttpRequest, kind: str, asked: Asked, about: feeds.About) -> HttpResponse:
    if kind not in feeds.FEEDS:
        raise Http404
    entries = news_of(asked)
    names = {one.pk: one.title for one in asked.consultations}
    at = max((one.at for one in entries), default=about.at)
    body = feeds.feed(kind, about, entries, names)
    return _answer(request, body, kind, int(at.timestamp()))


def _calendar(request: HttpRequest, asked: Asked, about: feeds.About) -> HttpResponse:
    names = {one.pk: one.title for one in asked.consultations}
    body = feeds.calendar(about, days_of(asked), names)
    return _answer(request, body, "ics", None)


def _answer(request: HttpRequest, body: bytes, kind: str, at: int | None) -> HttpResponse:
    """Nothing is sent to who has it already. A calendar changes without a date of its own: it is
    known by its ETag alone."""
    etag = quote_etag(hashlib.sha256(body).hexdigest()[:32])
    headers = {"ETag": etag, "Access-Control-Allow-Origin": "*", "Cache-Control": "max-age=300"}
    if at is not None:
        headers["Last-Modified"] = http_date(at)
    answer = HttpResponse(body, content_type=f"{_MIMES[kind]}; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag, at, answer) or answer
