"""The API described: for programs, and for people with examples that run."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.eligibility.access import rights_api, titles
from parvis.eligibility.api.examples import examples
from parvis.eligibility.api.openapi import OPERATIONS
from parvis.eligibility.api.openapi import document as openapi
from parvis.eligibility.rules import PER_MINUTE


@public_page
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    context = {
        "operations": [(one.method.upper(), one.path, one.says) for one in OPERATIONS],
        "openfisca": OPENFISCA,
        "examples": examples(request.build_absolute_uri("/").rstrip("/")),
        "problems": titles(),
        "per_minute": PER_MINUTE,
    }
    return render(request, "eligibility/public/api.html", context)


@rights_api("GET", "HEAD")
def document(request: HttpRequest) -> HttpResponse:
    return JsonResponse(openapi())


OPENFISCA = (
    "POST calculate", "POST trace", "GET entities", "GET variables", "GET variable/{id}",
    "GET parameters", "GET parameter/{path}", "GET spec",
)  # fmt: skip
