"""Places where one can go: the list, its map, and the page of each."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from parvis.core import clock, maps
from parvis.core.audience import public_page
from parvis.core.maps import Point
from parvis.core.typed import whole
from parvis.directory import hours, ports, queries
from parvis.directory.forms import WantedForm
from parvis.directory.languages import names
from parvis.directory.models import Place

ON_A_PAGE = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """A place as one line of the list. `services`: (title, address) of those of the catalogue."""

    place: Place
    now: hours.Now | None
    lines: list[hours.Line]
    services: list[tuple[str, str]]

    @property
    def href(self) -> str:
        return reverse("directory:place", args=[self.place.pk])

    @property
    def access(self) -> list[str]:
        return [str(Place.Access(one).label) for one in self.place.access]

    @property
    def languages(self) -> list[str]:
        return names(self.place.languages)

    @property
    def point(self) -> Point | None:
        position = self.place.position
        said = self.now.sentence if self.now else ""
        return Point(*position, self.place.name, self.href, said) if position else None


@public_page
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Filters are read from the address, which can be kept; `?page=` the following forty."""
    form = WantedForm(request.GET)
    found = queries.places(form.wanted())
    first = min(whole(request.GET.get("page")) or 0, 1000) * ON_A_PAGE
    page = found[first : first + ON_A_PAGE]
    links = ports.links_of([place.pk for place in page])
    for place in page:
        place.links = links.get(place.pk, ())
    offered = ports.services() if any(place.services for place in page) else {}
    listed = [_shown(place, offered) for place in page]
    points = [point for one in listed if (point := one.point)]
    context = {
        "form": form,
        "listed": listed,
        "total": len(found),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "points": points,
        "marks": maps.known_landmarks() if points else (),
        "previous": _turned(request, first // ON_A_PAGE - 1) if first else "",
        "following": (
            _turned(request, first // ON_A_PAGE + 1) if len(found) > first + ON_A_PAGE else ""
        ),
    }
    return render(request, "directory/public/places.html", context)


@public_page
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: when, where, how, what for."""
    known = get_object_or_404(
        Place.objects.select_related("commune__departement", "institution"), pk=pk
    )
    known.links = ports.links_of([known.pk]).get(known.pk, ())
    read = queries.hours_of(known)
    shown = _shown(known, ports.services() if known.services else {})
    marks = maps.known_landmarks() if shown.point else ()
    context = {
        "shown": shown,
        "place": known,
        "week": hours.this_week(read, clock.today(), hours.DaysOff(known.commune.code))
        if read
        else [],
        "services": shown.services,
        "points": [shown.point] if shown.point else [],
        "marks": marks,
        "where": maps.position_in_words(*known.position, marks) if known.position else "",
    }
    return render(request, "directory/public/place.html", context)


def _shown(place: Place, offered: Mapping[str, tuple[str, str]]) -> Shown:
    read = queries.hours_of(place)
    return Shown(
        place,
        queries.now_at(place, clock.now()),
        hours.lines(read) if read else [],
        [offered[slug] for slug in place.services if slug in offered],
    )


def _turned(request: HttpRequest, page: int) -> str:
    query = request.GET.copy()
    query["page"] = str(page)
    return f"{reverse('directory:places')}?{query.urlencode()}"
