"""What is free: openings, minus absences, minus what is booked; where an appointment needs several
agendas, what is free in all of them. Nothing personal is read here."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, islice
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from parvis.appointments import rules
from parvis.appointments.models import Absence, Booking, Kind, Opening
from parvis.appointments.rules import Hours, Length, Span
from parvis.core import clock
from parvis.core.typed import whole
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
    """Openings, today and later, that receive for one of these kinds or answer one of their needs.
    Two queries."""
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


def busy_in(
    agendas: Collection[int], window: Span, without: Booking | None = None
) -> dict[int, list[Span]]:
    """Agenda → when it is taken: booked (but for the appointment one is moving), or away. Two
    queries."""
    found: dict[int, list[Span]] = {agenda: [] for agenda in agendas}
    booked = (
        Booking.objects.filter(Q(agenda__in=agendas) | Q(also__overlap=list(agendas)))
        .filter(starts_at__lt=window.end, free_at__gt=window.start)
        .exclude(status=Booking.Status.CANCELLED)
        .values_list("agenda", "also", "starts_at", "free_at")
    )
    if without is not None:
        booked = booked.exclude(pk=without.pk)
    away = Absence.objects.filter(
        agenda__in=agendas, starts_at__lt=window.end, ends_at__gt=window.start
    )
    for agenda, also, start, end in booked.order_by("pk"):
        for taken in found.keys() & {agenda, *also}:
            found[taken].append(Span(start, end))
    for agenda, start, end in away.values_list("agenda", "starts_at", "ends_at").order_by("pk"):
        found[agenda].append(Span(start, end))
    return found


AtHand = Collection[tuple[Opening, Hours]]


def hours_of_each(
    helpers: Iterable[Opening], busy: dict[int, list[Span]], around: Span
) -> list[tuple[Opening, Hours]]:
    """When each of these openings is at hand."""
    return [
        (one, rules.hours(one.agenda_id, open_spans(one, around), busy[one.agenda_id]))
        for one in helpers
    ]


def teams_for(kind: Kind, opening: Opening, hands: AtHand) -> list[list[Hours]]:
    """Who answers each need of an appointment received by `opening`: whoever stands at its place,
    or goes anywhere; never who receives."""
    near = [
        (one.part, hours)
        for one, hours in hands
        if (one.place_id or one.agenda.place_id) in (None, opening.place_id)
        and one.agenda_id != opening.agenda_id
    ]
    return [[hours for part, hours in near if part == need] for need in kind.needs]


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
    helpers = [one for one in openings if one.part in kind.needs and kind in one.kinds.all()]
    for stride in _strides(window):
        around = Span(stride.start - timedelta(days=1), stride.end + timedelta(days=1))
        hands = hours_of_each(helpers, busy, around)
        found = [
            Offer(kind, opening, span)
            for opening in serving
            for span in _slots(kind, opening, busy[opening.agenda_id], hands, stride, window)
        ]
        yield from sorted(found, key=lambda offer: (offer.span.start, offer.opening.pk))


def _is_asked(kind: Kind, opening: Opening, asked: Asked) -> bool:
    here = asked.place_id is None or opening.place_id == asked.place_id
    if opening.part or kind not in opening.kinds.all():
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
    kind: Kind,
    opening: Opening,
    busy: list[Span],
    hands: AtHand,
    stride: Span,
    window: Span,
) -> list[Span]:
    around = Span(stride.start - timedelta(days=1), stride.end + timedelta(days=1))
    teams = teams_for(kind, opening, hands)
    found = rules.slots(open_spans(opening, around), busy, length_of(kind), window, teams)
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
    seconds = whole(moment, digits=11)
    opening = openings_of([kind]).filter(pk=whole(opening_key, digits=18) or 0, part="").first()
    if opening is None or seconds is None:
        return None
    start = datetime.fromtimestamp(seconds, UTC)
    return Offer(kind, opening, Span(start, start + length_of(kind).lasts))


def helpers_of(offer: Offer) -> list[Opening]:
    """The openings among which an appointment finds what else it needs: no query when it needs
    nothing, else two."""
    if not offer.kind.needs:
        return []
    return list(openings_of([offer.kind]).filter(part__in=offer.kind.needs))


def taken_with(
    offer: Offer,
    helpers: Collection[Opening],
    *,
    notice: bool = True,
    without: Booking | None = None,
) -> list[Opening] | None:
    """What is taken besides who receives, one for each need; None when the slot cannot be had now.
    `helpers`: of `helpers_of`; `without`: the appointment one is moving. Two queries."""
    around = Span(offer.span.start - timedelta(days=1), offer.span.start + timedelta(days=1))
    allowed = window_of(offer.kind, Asked(notice=notice))
    if not (offer.kind.is_open and allowed.start <= offer.span.start <= allowed.end):
        return None
    opening, length = offer.opening, length_of(offer.kind)
    agendas = {opening.agenda_id, *(one.agenda_id for one in helpers)}
    busy = busy_in(agendas, around, without)
    opens = open_spans(opening, around)
    if not rules.fits(offer.span.start, opens, busy[opening.agenda_id], length):
        return None
    teams = teams_for(offer.kind, opening, hours_of_each(helpers, busy, around))
    agendas_taken = rules.chosen(offer.span.start, length, teams)
    if agendas_taken is None:
        return None
    known = {one.agenda_id: one for one in helpers}
    return [known[agenda] for agenda in agendas_taken]


def is_free(offer: Offer) -> bool:
    """Whether a resident can take it now."""
    return taken_with(offer, helpers_of(offer)) is not None


def day_bounds(day: date, zone: ZoneInfo, days: int = 1) -> Span:
    """From midnight to midnight, where the clock is that of `zone`."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone)
    after = day + timedelta(days=days)
    end = datetime(after.year, after.month, after.day, tzinfo=zone)
    return Span(start.astimezone(UTC), end.astimezone(UTC))
