"""Which institutions there are here, and where one can go."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.directory import queries
from parvis.directory.ports import links_of

ON_A_PAGE = 40
LONGEST = 80


@public_page
@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """`?q=` part of a name, a commune or a postal code; `?apres=` the last institution seen."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    found = list(queries.listed(text, after=request.GET.get("apres", ""))[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    following = ""
    if len(found) > ON_A_PAGE:
        rest = {"q": text, "apres": shown[-1].siren}
        following = f"{reverse('directory:institutions')}?{urlencode(rest)}"
    places = [place for one in shown for place in one.places.all()]
    links = links_of([place.pk for place in places])
    for place in places:
        place.links = links.get(place.pk, [])
    context = {"institutions": shown, "text": text, "following": following}
    return render(request, "directory/public/institutions.html", context)
