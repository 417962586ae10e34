"""What anybody may see: what can be booked, when it is free. Nothing here names a person."""

from collections.abc import Collection

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.queries import persons_of
from parvis.appointments import words
from parvis.appointments.actions import fingerprint
from parvis.appointments.ics import calendar_of_agent, calendar_of_person
from parvis.appointments.models import Feed
from parvis.appointments.queries import bookings, kinds
from parvis.appointments.queries.free import Offer
from parvis.appointments.queries.queue import queue_of
from parvis.appointments.rules import wait_in_words
from parvis.appointments.views.picking import picking
from parvis.core.audience import public_page
from parvis.core.typed import whole
from parvis.directory.models import Place
from parvis.directory.ports import PlaceLink

LISTED = 60
LONGEST = 80
EVERY_SECONDS = 15


def links_of_places(place_ids: Collection[int]) -> dict[int, PlaceLink]:
    """“Make an appointment”, on each place that takes some. One query."""
    address = reverse("appointments:kinds")
    return {
        pk: PlaceLink(_("Make an appointment"), f"{address}?{urlencode({'lieu': pk})}", "calendar")
        for pk in kinds.bookable_places(place_ids)
    }


@public_page
@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """What residents can book: `?q=` a word, a commune; `?lieu=` one place."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    place = whole(request.GET.get("lieu"))
    found = kinds.matching(kinds.for_residents(), text)
    if place is not None:
        found = kinds.at_place(found, place)
    rows = [
        {
            "kind": kind,
            "href": f"{reverse('appointments:slots', args=[kind.pk])}"
            + (f"?{urlencode({'lieu': place})}" if place is not None else ""),
            "minutes": words.minutes_in_words(kind.minutes),
            "channels": words.channels_in_words(kind.channels),
        }
        for kind in found[:LISTED]
    ]
    context = {"rows": rows, "text": text, "place": place}
    return render(request, "appointments/public/kinds.html", context)


@public_page
@never_cache
@require_safe
def slots(request: HttpRequest, kind: int) -> HttpResponse:
    """When it is free."""
    wanted = get_object_or_404(kinds.for_residents(), pk=kind)
    channel = request.GET.get("canal", "")

    def take(offer: Offer) -> str:
        values = {"creneau": offer.key, "canal": channel, "dossier": request.GET.get("dossier", "")}
        chosen = urlencode({name: value for name, value in values.items() if value})
        return f"{reverse('appointments:take', args=[wanted.pk])}?{chosen}"

    return render(request, "appointments/public/slots.html", picking(request, wanted, take))


@public_page
@never_cache
@require_safe
def waiting_room(request: HttpRequest, place: int) -> HttpResponse:
    """Numbers called and the wait, for who sits there or is about to come: no name, ever.

    `?ecran=oui` is for the wall: it draws itself again; elsewhere one presses to see anew.
    """
    where = get_object_or_404(Place.objects.select_related("commune"), pk=place)
    is_wall = bool(request.GET.get("ecran"))
    now = queue_of(where)
    context = {
        "place": where,
        "called": now.called,
        "count": len(now.waiting),
        "wait": wait_in_words(now.newcomer),
        "is_wall": is_wall,
    }
    answer = render(request, "appointments/public/waiting_room.html", context)
    if is_wall:
        answer["Refresh"] = str(EVERY_SECONDS)
    return answer


@public_page
@never_cache
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar, to whoever holds its secret address."""
    found = get_object_or_404(
        Feed.objects.select_related("account"), secret_hash=fingerprint(secret)
    )
    account = found.account
    if found.agenda_id is not None:
        text = calendar_of_agent(bookings.for_feed_of_agenda(found.agenda_id))
    elif account is None:
        raise Http404
    elif account.is_agent:
        text = calendar_of_agent(bookings.for_feed_of_agent(account.pk))
    else:
        text = calendar_of_person(bookings.for_feed_of_person(persons_of(account)))
    return calendar_file(text, "rendez-vous.ics")


def calendar_file(text: bytes, name: str) -> HttpResponse:
    """RFC 5545, as a file."""
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer
