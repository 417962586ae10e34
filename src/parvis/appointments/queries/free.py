"""What is free: openings, minus absences, minus what is booked. Nothing personal is read here."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from parvis.appointments import rules
from parvis.appointments.models import Absence, Booking, Kind, Opening
from parvis.appointments.rules import Length, Span
from parvis.core import clock
from parvis.directory.queries import open_intervals
from parvis.territory.models import Area

# Hours are worked out a fortnight at a time: the next free slot is rarely far.
STRIDE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Offer:
    """One appointment that may be taken. `key` names it in an address and in a form."""

    kind: Kind
    opening: Opening
    span: Span

    @property
    def key(self) -> str:
        return f"{self.opening.pk}-{int(self.span.start.timestamp())}"

    @property
    def channels(self) -> list[str]:
        return rules.channels_of(self.kind, self.opening)

    @property
    def local(self) -> datetime:
        """Its beginning, by the clock of the place."""
        return self.span.start.astimezone(self.opening.zone)


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for. `notice`: False for an agent, who knows what can still be done."""

    channel: str = ""
    place_id: int | None = None
    after: datetime | None = None
    until: datetime | None = None
    notice: bool = True


ANYTHING = Asked()


def openings_of(kinds: Collection[Kind]) -> QuerySet[Opening]:
    """Openings, today and later, that receive for one of these kinds. Two queries."""
    return (
        Opening.objects.filter(kinds__in=kinds)
        .filter(Q(ends_on=None) | Q(ends_on__gte=clock.today() - timedelta(days=1)))
        .select_related("agenda__account", "place__commune", "unit__institution__area")
        .prefetch_related("kinds")
        .distinct()
        .order_by("pk")
    )


def length_of(kind: Kind) -> Length:
    return Length(kind.minutes, kind.margin_minutes)


def hours_of(opening: Opening) -> str:
    """Its own hours, else those of its place."""
    return opening.hours or (opening.place.opening_hours if opening.place else "")


def open_spans(opening: Opening, window: Span) -> list[Span]:
    """When it receives within `window`. Hours that nobody understands open nothing."""
    zone = opening.zone
    first = day_bounds(opening.starts_on, zone).start
    last = day_bounds(opening.ends_on, zone).end if opening.ends_on else window.end
    try:
        return hours_in(
            hours_of(opening),
            Span(max(first, window.start), min(last, window.end)),
            zone,
            commune_code(opening),
        )
    except ValueError:
        return []


def hours_in(hours: str, span: Span, zone: ZoneInfo, commune: str) -> list[Span]:
    """When these hours hold. A public holiday is closed unless they speak of it, which
    OpenStreetMap alone would not say. Raises InvalidHours (a ValueError)."""
    said = hours if not hours or "PH" in hours else f"{hours}; PH off"
    found = open_intervals(said, span.start, span.end, zone=zone, commune=commune)
    return [Span(start, end) for start, end in found]


def check_hours(hours: str) -> None:
    """Raises InvalidHours (a ValueError that says what is wrong, in the active language)."""
    now = clock.now()
    hours_in(hours, Span(now, now), clock.PARIS, "")


def commune_code(opening: Opening) -> str:
    """Whose holidays are kept: of the place, else of the institution."""
    area = opening.place.commune if opening.place else opening.unit.institution.area
    return area.code if area and area.level == Area.Level.COMMUNE else ""


def busy_in(agendas: Collection[int], window: Span) -> dict[int, list[Span]]:
    """Agenda → when it is taken: booked, or away. Two queries."""
    found: dict[int, list[Span]] = {agenda: [] for agenda in agendas}
    booked = Booking.objects.filter(
        agenda__in=agendas, starts_at__lt=window.end, free_at__gt=window.start
    ).exclude(status=Booking.Status.CANCELLED)
    away = Absence.objects.filter(
        agenda__in=agendas, starts_at__lt=window.end, ends_at__gt=window.start
    )
    for agenda, start, end in [
        *booked.values_list("agenda", "starts_at", "free_at").order_by("pk"),
        *away.values_list("agenda", "starts_at", "ends_at").order_by("pk"),
    ]:
        found[agenda].append(Span(start, end))
    return found


def window_of(kind: Kind, asked: Asked = ANYTHING) -> Span:
    """When an appointment of that kind may begin, within what is asked."""
    notice = kind.notice_hours if asked.notice else 0
    whole = rules.window(clock.now(), notice, kind.horizon_days)
    return Span(
        max(whole.start, asked.after or whole.start), min(whole.end, asked.until or whole.end)
    )


def offers(kind: Kind, asked: Asked = ANYTHING) -> Iterator[Offer]:
    """Every free slot, in order; slots of several agendas at the same moment all appear. Four
    queries in all, however long one reads on."""
    yield from _offers(kind, asked, *_loaded([kind], asked))


def next_offers(
    kinds: Collection[Kind], asked: Asked = ANYTHING, *, each: int = 3
) -> list[tuple[Kind, list[Offer]]]:
    """The first free slots of each kind that has any, the soonest kind first. Four queries."""
    loaded = _loaded(kinds, asked)
    found = [
        (kind, list(islice(one_per_time(_offers(kind, asked, *loaded)), each))) for kind in kinds
    ]
    return sorted((one for one in found if one[1]), key=lambda one: one[1][0].span.start)


def _loaded(kinds: Collection[Kind], asked: Asked) -> tuple[list[Opening], dict[int, list[Span]]]:
    """The openings that serve these kinds, and when their agendas are taken."""
    if not kinds:
        return [], {}
    windows = [window_of(kind, asked) for kind in kinds]
    # A margin before the window: what is booked just before it may run into it.
    around = Span(
        min(one.start for one in windows) - timedelta(days=1),
        max(one.end for one in windows) + timedelta(days=1),
    )
    openings = list(openings_of(kinds))
    return openings, busy_in({one.agenda_id for one in openings}, around)


def _offers(
    kind: Kind, asked: Asked, openings: list[Opening], busy: dict[int, list[Span]]
) -> Iterator[Offer]:
    window = window_of(kind, asked)
    if not kind.is_open or window.end < window.start:
        return
    serving = [one for one in openings if _is_asked(kind, one, asked)]
    for stride in _strides(window):
        found = [
            Offer(kind, opening, span)
            for opening in serving
            for span in _slots(kind, opening, busy[opening.agenda_id], stride, window)
        ]
        yield from sorted(found, key=lambda offer: (offer.span.start, offer.opening.pk))


def _is_asked(kind: Kind, opening: Opening, asked: Asked) -> bool:
    here = asked.place_id is None or opening.place_id == asked.place_id
    if kind not in opening.kinds.all():
        return False
    channels = rules.channels_of(kind, opening)
    return here and (asked.channel in channels if asked.channel else bool(channels))


def _strides(window: Span) -> Iterator[Span]:
    start = window.start
    while start <= window.end:
        end = min(start + STRIDE, window.end)
        yield Span(start, end)
        if end == window.end:
            return
        start = end


def _slots(
    kind: Kind, opening: Opening, busy: list[Span], stride: Span, window: Span
) -> list[Span]:
    around = Span(stride.start - timedelta(days=1), stride.end + timedelta(days=1))
    found = rules.slots(open_spans(opening, around), busy, length_of(kind), window)
    is_last = stride.end == window.end
    return [
        one for one in found if stride.start <= one.start and (one.start < stride.end or is_last)
    ]


def one_per_time(found: Iterable[Offer]) -> Iterator[Offer]:
    """Of those that differ only by who receives, one. In the order given."""
    seen = set()
    for offer in found:
        same = offer.span.start, offer.opening.place_id, tuple(offer.channels)
        if same not in seen:
            seen.add(same)
            yield offer


def by_day(found: Iterable[Offer]) -> list[tuple[date, list[Offer]]]:
    """Grouped by the day of the place."""
    return [
        (day, list(group)) for day, group in groupby(found, key=lambda offer: offer.local.date())
    ]


def offer_named(kind: Kind, key: str) -> Offer | None:
    """The slot a form names, whether it is still free or not; None when it names nothing."""
    opening_key, _, moment = key.partition("-")
    if not (opening_key.isdecimal() and moment.isdecimal() and len(moment) < 12):
        return None
    opening = openings_of([kind]).filter(pk=int(opening_key[:15])).first()
    if opening is None:
        return None
    start = datetime.fromtimestamp(int(moment), UTC)
    return Offer(kind, opening, Span(start, start + length_of(kind).lasts))


def is_free(offer: Offer, *, notice: bool = True, without: Booking | None = None) -> bool:
    """Whether it can be taken now; `without` is the appointment one is moving."""
    around = Span(offer.span.start - timedelta(days=1), offer.span.start + timedelta(days=1))
    allowed = window_of(offer.kind, Asked(notice=notice))
    if not (offer.kind.is_open and allowed.start <= offer.span.start <= allowed.end):
        return False
    busy = busy_in([offer.opening.agenda_id], around)[offer.opening.agenda_id]
    if without is not None and without.agenda_id == offer.opening.agenda_id:
        busy = [one for one in busy if one != Span(without.starts_at, without.free_at)]
    return rules.fits(
        offer.span.start, open_spans(offer.opening, around), busy, length_of(offer.kind)
    )


def day_bounds(day: date, zone: ZoneInfo, days: int = 1) -> Span:
    """From midnight to midnight, where the clock is that of `zone`."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=days)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    return Span(start.astimezone(UTC), end.astimezone(UTC))
