"""Communes proposed while somebody types; forms work without it."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.territory import queries
from parvis.territory.models import Area

PROPOSED = 8
LONGEST = 80


@public_page
@require_safe
@cache_control(public=True, max_age=86_400)
def communes(request: HttpRequest) -> JsonResponse:
    """`?q=` a name or a postal code."""
    found = queries.search_communes(request.GET.get("q", "")[:LONGEST], PROPOSED)
    return JsonResponse({"communes": [_described(commune) for commune in found]})


def _described(commune: Area) -> dict[str, Any]:
    return {
        "code": commune.code,
        "name": commune.name,
        "found_as": commune.found_as,
        "postal_codes": commune.postal_codes,
        "departement": str(commune.departement or ""),
    }
