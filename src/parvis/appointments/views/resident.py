"""My appointments: taking, moving, giving back."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import ResidentRequest, SignedInRequest, resident_page
from parvis.accounts.models import Account
from parvis.accounts.queries import persons_at
from parvis.appointments import access, actions, rules, words
from parvis.appointments.forms import TakeForm
from parvis.appointments.ics import calendar_of_person
from parvis.appointments.models import Agenda, Booking, Feed, Kind
from parvis.appointments.queries import bookings, free, kinds
from parvis.appointments.queries.free import Offer
from parvis.appointments.views.picking import changed, picking, refusal, slot_of
from parvis.appointments.views.public import calendar_file
from parvis.core import clock

METHODS = ["GET", "HEAD", "POST"]
PAST = 10


@resident_page
@never_cache
@require_http_methods(METHODS)
def take(request: ResidentRequest, kind: int) -> HttpResponse:
    """Check, and book: `?creneau=` the slot."""
    wanted = get_object_or_404(kinds.for_residents(), pk=kind)
    offer = free.offer_named(wanted, request.GET.get("creneau", ""))
    if offer is None or (request.method != "POST" and not free.is_free(offer)):
        return _choose_again(request, wanted, offer, "taken")
    channel = request.GET.get("canal", "")
    form = TakeForm(
        request.POST if request.method == "POST" else None,
        offer=offer,
        person=request.person,
        initial={"channel": channel} if channel in offer.channels else {},
    )
    if form.is_valid():
        try:
            return _book(request, offer, form)
        except actions.SlotTaken:
            return _choose_again(request, wanted, offer, "taken")
        except actions.TooManyAppointments:
            return _choose_again(request, wanted, offer, "many")
        except actions.MissingDetail:
            form.add_error("channel", _("Add your telephone number to your account first."))
    context = {
        "form": form,
        "kind": wanted,
        "slot": slot_of(offer, lambda one: ""),
        "place": offer.opening.place,
        "minutes": words.minutes_in_words(wanted.minutes),
        "how": words.only_channel(offer.channels),
        "back_url": _slots_url(request, wanted),
    }
    return render(request, "appointments/resident/take.html", context)


def _book(request: ResidentRequest, offer: Offer, form: TakeForm) -> HttpResponse:
    given = form.cleaned_data
    booking = actions.book(
        offer=offer,
        wish=actions.Wish(
            channel=given["channel"],
            subject=given["subject"],
            address=given.get("address", ""),
            case_reference=access.case_in(request.GET.get("dossier", "")),
        ),
        person=request.person,
        actor=request.user.actor,
    )
    messages.success(request, _("Your appointment is booked."))
    return redirect("appointments:mine-detail", booking=booking.pk)


def _slots_url(request: ResidentRequest, kind: Kind) -> str:
    kept = {name: request.GET.get(name, "") for name in ("canal", "lieu", "dossier")}
    query = urlencode({name: value for name, value in kept.items() if value})
    return reverse("appointments:slots", args=[kind.pk]) + (f"?{query}" if query else "")


def _choose_again(
    request: ResidentRequest, kind: Kind, offer: Offer | None, reason: str
) -> HttpResponse:
    """Why nothing was booked; to whoever pressed twice, what the first press booked."""
    if offer is not None:
        mine = bookings.to_come(persons_at(request)).filter(kind=kind)
        had = mine.filter(starts_at=offer.span.start).first()
        if had is not None:
            return redirect("appointments:mine-detail", booking=had.pk)
    messages.error(request, refusal(reason))
    return redirect(_slots_url(request, kind))


@resident_page
@never_cache
@require_safe
def mine(request: ResidentRequest) -> HttpResponse:
    """What is to come, and the last ten that are over."""
    keys = persons_at(request)
    context = {
        "to_come": [words.shown(one) for one in bookings.to_come(keys)],
        "past": [words.shown(one) for one in bookings.past(keys)[:PAST]],
    }
    return render(request, "appointments/resident/list.html", context)


def _mine(request: ResidentRequest, booking: UUID) -> Booking:
    return get_object_or_404(bookings.of_persons(persons_at(request)), pk=booking)


@resident_page
@never_cache
@require_safe
def detail(request: ResidentRequest, booking: UUID) -> HttpResponse:
    """One appointment: when, where, what to bring, and what can still be changed."""
    found = _mine(request, booking)
    context = {
        "told": words.shown(found),
        "booking": found,
        "kind": found.kind,
        "to_bring": words.lines_of(found.kind.to_bring),
        "may_change": not rules.is_over(found, clock.now()),
        "may_move": not rules.is_over(found, clock.now()) and not found.kind.is_for_agents_only,
    }
    return render(request, "appointments/resident/detail.html", context)


@resident_page
@never_cache
@require_http_methods(METHODS)
def move(request: ResidentRequest, booking: UUID) -> HttpResponse:
    """Choose another time; the present one is kept until the new one is had."""
    found = _mine(request, booking)
    if rules.is_over(found, clock.now()) or found.kind.is_for_agents_only:
        raise Http404
    key = request.POST.get("creneau", "")
    if request.method == "POST":
        offer = free.offer_named(found.kind, key)
        try:
            if offer is None:
                raise actions.SlotTaken
            actions.move(booking=found, offer=offer, actor=request.user.actor)
        except actions.SlotTaken:
            messages.error(request, refusal("taken"))
            return redirect(request.get_full_path())
        except actions.NotChangeable:
            messages.error(request, refusal("over"))
        else:
            messages.success(request, _("Your appointment is moved."))
        return redirect("appointments:mine-detail", booking=found.pk)
    context = picking(
        request,
        found.kind,
        lambda offer: changed(request, creneau=offer.key),
        channel=found.channel,
    )
    context |= {"told": words.shown(found), "booking": found}
    chosen = request.GET.get("creneau", "")
    offer = free.offer_named(found.kind, chosen) if chosen else None
    if offer is not None:
        context |= {"chosen": slot_of(offer, lambda one: ""), "place": offer.opening.place}
        context["back_url"] = changed(request, creneau="")
        return render(request, "appointments/resident/move_check.html", context)
    return render(request, "appointments/resident/move.html", context)


@resident_page
@never_cache
@require_http_methods(METHODS)
def cancel(request: ResidentRequest, booking: UUID) -> HttpResponse:
    """Give the time back, after one question."""
    found = _mine(request, booking)
    if request.method == "POST":
        try:
            actions.cancel(booking=found, actor=request.user.actor)
        except actions.NotChangeable:
            messages.error(request, refusal("over"))
        else:
            messages.success(request, _("Your appointment is cancelled. Thank you for saying so."))
        return redirect("appointments:mine")
    context = {"told": words.shown(found), "kind": found.kind, "booking": found}
    return render(request, "appointments/resident/cancel.html", context)


@resident_page
@never_cache
@require_safe
def calendar(request: ResidentRequest, booking: UUID) -> HttpResponse:
    """One appointment as a file for the person's calendar."""
    found = _mine(request, booking)
    return calendar_file(calendar_of_person([found]), f"rendez-vous-{found.starts_at:%Y-%m-%d}.ics")


@resident_page
@never_cache
@require_http_methods(METHODS)
def feed(request: ResidentRequest) -> HttpResponse:
    """The private address of my appointments: made, renewed, withdrawn."""
    url = reverse("appointments:feed")
    return feed_page(request, "appointments/resident/feed.html", url, account=request.user)


def feed_page(
    request: SignedInRequest,
    template: str,
    url: str,
    *,
    account: Account | None = None,
    agenda: Agenda | None = None,
) -> HttpResponse:
    """The same for residents, agents, desks and rooms. The secret is shown in the answer to the
    POST only."""
    secret = ""
    if request.method == "POST":
        if "retirer" in request.POST:
            actions.close_feed(account=account, agenda=agenda)
            messages.success(request, _("The address is withdrawn: it answers no more."))
            return redirect(url)
        secret = actions.open_feed(account=account, agenda=agenda)
    path = reverse("appointments:feed-file", args=[secret]) if secret else ""
    context = {
        "url": request.build_absolute_uri(path) if path else "",
        "feed": Feed.objects.filter(account=account, agenda=agenda).first(),
        "agenda": agenda,
    }
    return render(request, template, context)
