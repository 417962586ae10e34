"""The addresses of the OpenFisca web API, for programs written for it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from parvis.connectors.openfisca.client import OpenFisca
from parvis.core.problems import Problem
from parvis.eligibility.access import rights_api, titles

MOST_BYTES: Final = 1024 * 1024
MOST_PEOPLE: Final = 200
MOST_VALUES: Final = 10_000
MOST_PERIODS: Final = 120  # in one period of a request, such as month:2020-01:120
WITHIN: Final = 25.0  # seconds; the first request of a worker loads Flask
_COMPUTING_COSTS: Final = 2  # beside the request itself
_DEEPEST: Final = 6


def _as_openfisca_says(problem: Problem) -> HttpResponse:
    said = " ".join(filter(None, (titles()[problem.code], problem.detail)))
    return JsonResponse({"error": said}, status=problem.status, headers=problem.headers)


@rights_api("GET", "HEAD", "POST", told=_as_openfisca_says)
def web_api(request: Any, path: str = "") -> HttpResponse:
    """What `openfisca serve` answers, computed in the law process; nothing is kept."""
    if request.method == "POST":
        request.spend_more(_COMPUTING_COSTS)
        _check_size(request)
    root = request.build_absolute_uri(reverse("connectors:openfisca"))
    told = OpenFisca(settings.LAW, within=WITHIN).web(
        "GET" if request.method == "HEAD" else request.method,
        (path or "").rstrip("/"),
        root.rstrip("/"),
        request.body,
        request.META.get("CONTENT_TYPE", ""),
    )
    return HttpResponse(
        told.body, status=told.status, content_type=told.type, headers=dict(told.headers)
    )


def _check_size(request: HttpRequest) -> None:
    """Raises Problem. What is no JSON is left to OpenFisca to refuse in its own words."""
    if len(request.body) > MOST_BYTES:
        raise Problem("too-large", 413)
    try:
        asked = json.loads(request.body)
    except ValueError:
        return
    except RecursionError:
        raise Problem("malformed", 400) from None
    for values, (depth, key, value) in enumerate(_walked(asked)):
        if depth > _DEEPEST or values > MOST_VALUES or _is_long(str(key)):
            raise Problem("too-large", 413)
        if depth == 1 and isinstance(value, dict) and len(value) > MOST_PEOPLE:
            raise Problem("too-large", 413)


def _walked(asked: Any) -> Iterator[tuple[int, Any, Any]]:
    stack = [(0, "", asked)]
    while stack:
        depth, key, value = stack.pop()
        yield depth, key, value
        if depth > _DEEPEST:
            return
        if isinstance(value, dict):
            stack += [(depth + 1, name, one) for name, one in value.items()]
        elif isinstance(value, list):
            stack += [(depth + 1, "", one) for one in value]


def _is_long(period: str) -> bool:
    """`month:2020-01:1000000`: a million months."""
    unit, _colon, size = period.rpartition(":")
    is_size = unit.count(":") == 1 and size.isascii() and size.isdecimal()
    return is_size and (len(size) > 4 or int(size) > MOST_PERIODS)
