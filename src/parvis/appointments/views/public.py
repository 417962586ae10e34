"""What anybody may see: what can be booked, when it is free. Nothing here names a person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.queries import persons_of
from parvis.appointments import words
from parvis.appointments.actions import fingerprint
from parvis.appointments.ics import calendar_of_agent, calendar_of_person
from parvis.appointments.models import Feed
from parvis.appointments.queries import bookings, kinds
from parvis.appointments.queries.free import Offer
from parvis.appointments.views.picking import number, picking
from parvis.core.audience import public_page

LISTED = 60
LONGEST = 80


@public_page
@require_safe
def offered(request: HttpRequest) -> HttpResponse:
    """What residents can book: `?q=` a word, a commune; `?lieu=` one place."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    place = number(request.GET.get("lieu"))
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
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A calendar, to whoever holds its secret address."""
    found = get_object_or_404(
        Feed.objects.select_related("account"), secret_hash=fingerprint(secret)
    )
    account = found.account
    if account.is_agent:
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
