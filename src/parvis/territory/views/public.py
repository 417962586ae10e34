"""Communes proposed while somebody types; forms work without it."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from parvis.core.audience import public_page
from parvis.territory import queries
from parvis.territory.models import Area

PROPOSED = 8
LONGEST = 80


@public_page
@require_safe
@cache_control(public=True, max_age=86_400)
@vary_on_headers("HX-Request")
def communes(request: HttpRequest) -> HttpResponse:
    """`?q=` a name or a postal code. JSON, or `<option>` rows for a datalist when htmx asks."""
    found = queries.search_communes(request.GET.get("q", "")[:LONGEST], PROPOSED)
    if request.headers.get("HX-Request"):
        return render(request, "territory/commune_options.html", {"communes": found})
    return JsonResponse({"communes": [_described(commune) for commune in found]})


def _described(commune: Area) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name,
        "found_as": commune.found_as,
        "postal_codes": commune.postal_codes,
        "departement": str(commune.departement or ""),
    }
