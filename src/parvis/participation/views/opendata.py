"""Open data of a consultation: a page, its dictionary, and the files."""

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.participation import queries
from parvis.participation.actions.opendata import edition_of
from parvis.participation.models import Consultation
from parvis.participation.opendata import files
from parvis.participation.opendata.addresses import absolute
from parvis.participation.opendata.datasets import Dataset, datasets_of, other_files, told_of

EVERYBODY = {"Access-Control-Allow-Origin": "*"}


@public_page
@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Each file with its columns, the licence, when it last changed."""
    found = queries.consultation_at(slug)
    editions = {one.name: one for one in found.editions.all()}
    context = {
        "consultation": found,
        "datasets": [(one, editions.get(one.name)) for one in datasets_of(found)],
        "others": other_files(found),
        "licence": files.LICENCE,
        "between": files.LIST,
    }
    return render(request, "participation/public/data.html", context)


@public_page
@require_safe
def package(request: HttpRequest, slug: str) -> HttpResponse:
    """The dictionary for programs (Frictionless Data Package)."""
    found = queries.consultation_at(slug)
    changed = {one.name: told_of(one.changed_at) for one in found.editions.all()}
    address = absolute(reverse("participation:data", args=[slug]))
    told = files.package(found, datasets_of(found), address, changed)
    parameters = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(told, headers=EVERYBODY, json_dumps_params=parameters)


def dataset_at(consultation: Consultation, name: str) -> Dataset:
    """Raises Http404."""
    for one in datasets_of(consultation):
        if one.name == name:
            return one
    raise Http404


@public_page
@require_safe
def file(request: HttpRequest, slug: str, name: str, kind: str) -> HttpResponseBase:
    """A file as it is now; nothing is sent to who has it already."""
    found = queries.consultation_at(slug)
    dataset = dataset_at(found, name)
    if kind not in files.FORMATS:
        raise Http404
    mime, write = files.FORMATS[kind]
    edition = edition_of(consultation=found, dataset=dataset)
    etag = quote_etag(f"{edition.fingerprint}.{kind}")
    at = int(edition.changed_at.timestamp())
    headers = EVERYBODY | {
        "ETag": etag,
        "Last-Modified": http_date(at),
        "Cache-Control": "public, no-cache",
    }
    same = get_conditional_response(request, etag, at)
    if same is not None:
        return same
    title = f"{slug}-{name}-v{dataset.version}.{kind}"
    headers["Content-Disposition"] = f'attachment; filename="{title}"'
    if request.method == "HEAD":
        return HttpResponse(content_type=mime, headers=headers)
    return StreamingHttpResponse(write(dataset, found), content_type=mime, headers=headers)
