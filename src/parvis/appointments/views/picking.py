"""Choosing a slot: what is asked in the address, and the free slots by day."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from parvis.appointments import words
from parvis.appointments.models import Channel, Kind
from parvis.appointments.queries import free
from parvis.appointments.queries.free import Asked, Offer
from parvis.appointments.queries.kinds import places_of
from parvis.core import clock
from parvis.core.typed import whole
from parvis.core.ui.words import longdate

DAYS = 5


@dataclass(frozen=True, slots=True)
class Slot:
    """One slot as drawn. `label` says it whole, for who hears it alone."""

    key: str
    hour: str
    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Day:
    """The free slots of a day in one place."""

    title: str
    place: str
    slots: list[Slot]


def asked_in(request: HttpRequest, *, notice: bool = True) -> Asked:
    """`?canal=` how, `?lieu=` where, `?jour=` from which day on."""
    channel = request.GET.get("canal", "")
    return Asked(
        channel=channel if channel in Channel.values else "",
        place_id=whole(request.GET.get("lieu")),
        after=_beginning_of(day_in(request)),
        notice=notice,
    )


def _beginning_of(day: date | None) -> Any:
    return free.day_bounds(day, clock.PARIS).start if day else None


def day_in(request: HttpRequest) -> date | None:
    """The day of the address (ISO 8601), if it is one, within ten years."""
    try:
        day = date.fromisoformat(request.GET.get("jour", ""))
    except ValueError:
        return None
    return day if abs((day - clock.today()).days) < 3660 else None


def days_of(
    found: Iterable[Offer], address: Callable[[Offer], str], days: int = DAYS
) -> tuple[list[Day], date | None]:
    """The first days that have free slots, by place, and the day after which there may be more."""
    kept: dict[tuple[date, int | None], list[Offer]] = {}
    for offer in free.one_per_time(found):
        day = offer.local.date()
        if len({one for one, _place in kept} | {day}) > days:
            return _drawn(kept, address), day
        kept.setdefault((day, offer.opening.place_id), []).append(offer)
    return _drawn(kept, address), None


def _drawn(
    kept: dict[tuple[date, int | None], list[Offer]], address: Callable[[Offer], str]
) -> list[Day]:
    return [
        Day(longdate(day), place_name(group[0]), [slot_of(offer, address) for offer in group])
        for (day, _place), group in kept.items()
    ]


def slot_of(offer: Offer, address: Callable[[Offer], str]) -> Slot:
    place = place_name(offer)
    moment = words.moment(offer.span.start, offer.opening.zone)
    return Slot(
        key=offer.key,
        hour=words.hour(offer.span.start, offer.opening.zone),
        label=f"{moment}, {place}" if place else moment,
        href=address(offer),
    )


def place_name(offer: Offer) -> str:
    """Empty when one goes nowhere."""
    return offer.opening.place.name if offer.opening.place else ""


def picking(
    request: HttpRequest,
    kind: Kind,
    address: Callable[[Offer], str],
    *,
    notice: bool = True,
    channel: str = "",
) -> dict[str, Any]:
    """What the page of free slots shows; `channel` fixes how, whatever the address says."""
    asked = asked_in(request, notice=notice)
    if channel:
        asked = Asked(channel, asked.place_id, asked.after, asked.until, notice)
    days, following = days_of(free.offers(kind, asked), address)
    places = list(places_of(kind))
    return {
        "kind": kind,
        "minutes": words.minutes_in_words(kind.minutes),
        "days": days,
        "asked": asked,
        "channels": [] if channel else [(one, Channel(one).label) for one in kind.channels],
        "places": places,
        "next_url": changed(request, jour=following.isoformat()) if following else "",
        "first_url": changed(request, jour="") if asked.after else "",
        "is_narrowed": bool(asked.place_id or (asked.channel and not channel)),
        "kept": kept_in(request, "jour", "lieu", "canal", "creneau"),
        "to_bring": words.lines_of(kind.to_bring),
        "all_url": changed(request, jour="", lieu="", canal=""),
    }


def changed(request: HttpRequest, **values: str) -> str:
    """The address of this page with other values; empty ones are left out."""
    kept = {**request.GET.dict(), **values}
    return f"?{urlencode({name: value for name, value in kept.items() if value})}"


def kept_in(request: HttpRequest, *without: str) -> dict[str, str]:
    """What the address says besides what a form on the page asks."""
    return {
        name: value for name, value in request.GET.dict().items() if name not in without and value
    }


def refusal(reason: str) -> str:
    """Why nothing was booked, for the person."""
    return {
        "taken": _("Somebody has just taken this time. Here are those that are still free."),
        "many": _("You already have several appointments of this kind. Cancel one first."),
        "over": _("This appointment can no longer be changed."),
    }[reason]
