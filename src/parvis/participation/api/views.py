"""The addresses of the API: what everybody sees, for programs."""

import hashlib
from itertools import islice
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.core.problems import common_titles
from parvis.participation import queries
from parvis.participation.api import openapi
from parvis.participation.api.access import (
    PER_MINUTE,
    invalid,
    number_of,
    reading_api,
    text_of,
)
from parvis.participation.models import Consultation, Idea
from parvis.participation.opendata import files
from parvis.participation.opendata.addresses import absolute
from parvis.participation.opendata.consultations import CONSULTATION, PHASES
from parvis.participation.opendata.datasets import Dataset, datasets_of
from parvis.participation.opendata.ideas import (
    ARGUMENTS,
    IDEAS,
    ideas_of,
    said_of,
    told_argument,
    told_idea,
)
from parvis.territory import queries as territory

MOST: Final = 100


@reading_api
def consultations(request: HttpRequest) -> HttpResponse:
    """Published ones, the newest first."""
    topic, code = text_of(request, "topic"), text_of(request, "commune")
    if topic and topic not in Consultation.Topic.values:
        raise invalid("topic", _("This is none of the answers that are known."))
    area = territory.commune(code) if code else None
    if code and area is None:
        raise invalid("commune", _("No commune has this code."))
    found = queries.published(topic=topic, area=area)
    page = queries.page_of(found, text_of(request, "after"))
    items = [_consultation(one) for one in page.consultations]
    return _answer(request, {"items": items, "next": page.after or None})


@reading_api
def consultation(request: HttpRequest, consultation: str) -> HttpResponse:
    """One, with its phases and its files."""
    return _answer(request, _consultation(queries.consultation_at(consultation)))


def _consultation(one: Consultation) -> dict[str, Any]:
    [told] = (files.told(CONSULTATION, row) for row in CONSULTATION.rows(one))
    phases = [files.told(PHASES, row) for row in PHASES.rows(one)]
    return told | {"phases": phases, "data": [_file(one, each) for each in datasets_of(one)]}


def _file(one: Consultation, dataset: Dataset) -> dict[str, str]:
    links = {
        kind: absolute(reverse("participation:data-file", args=[one.slug, dataset.name, kind]))
        for kind in files.FORMATS
    }
    return {"name": dataset.name, "title": str(dataset.title), **links}


@reading_api
def ideas(request: HttpRequest, consultation: str) -> HttpResponse:
    """Ideas of one consultation, by topic, commune or stage."""
    found = queries.heading_of(consultation)
    after, stage = number_of(request, "after"), text_of(request, "stage")
    if stage and stage not in Idea.Stage.values:
        raise invalid("stage", _("This is none of the answers that are known."))
    asked = {
        "theme": text_of(request, "theme"),
        "commune__code": text_of(request, "commune"),
        "stage": stage,
    }
    rows = ideas_of(found).filter(**{name: value for name, value in asked.items() if value})
    page = list(rows.filter(pk__gt=after).order_by("pk")[: MOST + 1])
    items = [files.told(IDEAS, told_idea(found.slug, row)) for row in page[:MOST]]
    return _answer(request, _page(items, len(page) > MOST))


@reading_api
def idea(request: HttpRequest, consultation: str, idea: int) -> HttpResponse:
    """One, with what is said of it."""
    found = queries.heading_of(consultation)
    row = ideas_of(found).filter(pk=idea).first()
    if row is None:
        raise Http404
    said = said_of(found).filter(idea=idea).order_by("pk")[: 10 * MOST]
    told = files.told(IDEAS, told_idea(found.slug, row))
    arguments = [files.told(ARGUMENTS, told_argument(each)) for each in said]
    return _answer(request, told | {"said": arguments})


@reading_api
def data(request: HttpRequest, consultation: str, dataset: str) -> HttpResponse:
    """Rows of any file, a hundred at a time."""
    found = queries.consultation_at(consultation)
    chosen = next((one for one in datasets_of(found) if one.name == dataset), None)
    if chosen is None:
        raise Http404
    after = number_of(request, "after")
    if chosen.after is not None:
        rows = list(islice(chosen.after(found, after), MOST + 1))
        items = [files.told(chosen, row) for row in rows[:MOST]]
        return _answer(request, _page(items, len(rows) > MOST))
    rows = list(islice(chosen.rows(found), after, after + MOST + 1))
    items = [files.told(chosen, row) for row in rows[:MOST]]
    return _answer(
        request, {"items": items, "next": str(after + MOST) if len(rows) > MOST else None}
    )


def _page(items: list[dict[str, Any]], is_more: bool) -> dict[str, Any]:
    return {"items": items, "next": str(items[-1]["id"]) if is_more else None}


def _answer(request: HttpRequest, body: dict[str, Any]) -> HttpResponse:
    """Nothing is sent to who has it already."""
    response = JsonResponse(body, json_dumps_params={"ensure_ascii": False})
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, no-cache"
    return get_conditional_response(request, etag, None, response) or response


@reading_api
def document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi.document())


@public_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For people: addresses, an example, what goes wrong."""
    address = absolute(f"{openapi.ROOT}/consultations")
    context = {
        "operations": [(one.address, one.says) for one in openapi.OPERATIONS],
        "example": f"curl {address}",
        "problems": common_titles(),
        "per_minute": PER_MINUTE,
    }
    return render(request, "participation/public/api.html", context)
