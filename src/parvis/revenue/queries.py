"""Reads: what a keeper sees of their regies, what a payer sees of what they owe."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.core import clock, references
from parvis.core.health import Health
from parvis.core.kept import Kept
from parvis.revenue import ports, rules
from parvis.revenue.models import Attempt, Due, Keeper, Mode, Receipt, Refund, Regie

MOST_FOUND = 20
_keepers: Kept[frozenset[UUID]] = Kept(seconds=60)


def local_day(regie: Regie) -> date:
    """Today where the regie is."""
    area = regie.institution.area
    zone = ZoneInfo(area.time_zone) if area else None
    return clock.now().astimezone(zone).date() if zone else clock.today()


def regie_of(unit_id: int | None) -> Regie | None:
    """The regie a unit collects for, if it is open."""
    regies = Regie.objects.select_related("institution__area", "unit__institution")
    found = regies.filter(unit=unit_id).first() if unit_id is not None else None
    if found is None or (found.closed_on is not None and found.closed_on < local_day(found)):
        return None
    return found


def regies_kept_by(account: Account) -> QuerySet[Regie]:
    """Those whose money the account may handle today, by name."""
    day = clock.today()
    keeping = Keeper.objects.filter(account=account, starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day)
    )
    return (
        Regie.objects.filter(pk__in=keeping.values("regie"))
        .select_related("institution__area", "unit__institution")
        .order_by("name", "pk")
    )


def keeps_something(account_id: UUID | None) -> bool:
    """A minute late at most: for menus and links, never for what decides."""
    return account_id in _keepers.get("all", keeper_ids)


def forget_keepers() -> None:
    """Once it has changed who keeps what: this process shows it at its next page."""
    _keepers.forget()


def keeper_ids() -> frozenset[UUID]:
    """The accounts that keep a regie today."""
    day = clock.today()
    keeping = Keeper.objects.filter(starts_on__lte=day).filter(
        Q(ends_on=None) | Q(ends_on__gte=day)
    )
    return frozenset(keeping.order_by("account").values_list("account", flat=True))


def is_offered_on_line(regie: Regie) -> bool:
    return bool(regie.merchant) and ports.gateway() is not None


def due_named(key: UUID) -> Due | None:
    """What its payment page needs. One query."""
    dues = Due.objects.select_related("regie__institution__area", "regie__unit__institution")
    return dues.filter(pk=key).first()


def last_attempt(due: Due) -> Attempt | None:
    return due.attempts.order_by("-started_at", "-number").first()


def receipt_of(due: Due) -> Receipt | None:
    """The receipt that settled it."""
    return due.receipts.filter(is_surplus=False).select_related("attempt").first()


def open_dues(regie: Regie, text: str = "") -> QuerySet[Due]:
    """What is to be paid, oldest first; by the reference of the request, or a part of a name."""
    dues = Due.objects.filter(regie=regie, state=Due.State.OPEN)
    if text.strip():
        reference = references.normalise(text)
        named = Q(payer__icontains=text.strip())
        dues = dues.filter(Q(reference=reference) | named if reference else named)
    return dues.order_by("asked_at", "pk")


def day_book(regie: Regie, start: date, end: date) -> QuerySet[Receipt]:
    """Receipts of these days, both included, in the order of their numbers."""
    return (
        Receipt.objects.filter(regie=regie, received_on__range=(start, end))
        .select_related("due", "attempt")
        .order_by("year", "number")
    )


def totals(receipts: QuerySet[Receipt]) -> list[tuple[date, str, int, int]]:
    """(day, mode, how many, cents), by day then mode, in one query."""
    rows = (
        receipts.order_by("received_on", "mode")
        .values_list("received_on", "mode")
        .annotate(Count("pk"), Sum("amount_cents"))
    )
    return [(day, str(Mode(mode).label), count, cents) for day, mode, count, cents in rows]


def surplus_of(regie: Regie) -> QuerySet[Receipt]:
    """Received on top of what was due, and not given back yet."""
    given_back = Refund.objects.exclude(state=Refund.State.DECLINED).values("receipt")
    return (
        Receipt.objects.filter(regie=regie, is_surplus=True)
        .exclude(pk__in=given_back)
        .select_related("due")
        .order_by("pk")
    )


def refunds_of(regies: Iterable[Regie]) -> QuerySet[Refund]:
    """Those to be checked first."""
    return (
        Refund.objects.filter(receipt__regie__in=[regie.pk for regie in regies])
        .select_related("receipt__due", "asked_by", "decided_by")
        .order_by("-decided_at", "-pk")
    )


def stuck() -> QuerySet[Attempt]:
    """Tries of which the far side has said nothing for too long, oldest first."""
    return (
        Attempt.objects.filter(state__in=rules.RUNNING, started_at__lt=clock.now() - rules.STUCK)
        .select_related("due__regie")
        .order_by("started_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class RegieLine:
    """A regie and its keepers, for administrators."""

    regie: Regie
    keepers: list[Keeper]
    is_on_line: bool


def all_regies() -> list[RegieLine]:
    """Two queries, however many there are."""
    regies = (
        Regie.objects.select_related("institution", "unit")
        .prefetch_related("keepers__account")
        .order_by("institution__name", "number")
    )
    day = clock.today()
    return [
        RegieLine(
            regie,
            sorted(
                (one for one in regie.keepers.all() if rules.is_keeper(one, day)),
                key=lambda one: (one.role != Keeper.Role.REGISSEUR, one.pk),
            ),
            is_offered_on_line(regie),
        )
        for regie in regies
    ]


def health(count: int) -> Health:
    """Whether payments wait for an answer that does not come: `count` of them."""
    if count:
        return Health(
            "warning",
            _("%(count)d payments on line have no known end.") % {"count": count},
            _("Look at them in the administration, “Regies”."),
        )
    return Health("good", _("Every payment on line has a known end."))
