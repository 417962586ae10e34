"""Panels of a consultation, their volunteers as the draw sees them, and what is published."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest
from pydantic import TypeAdapter

from parvis.accounts.queries import persons_at
from parvis.participation.models import (
    Attendance,
    Consultation,
    Panel,
    Session,
    Volunteer,
)
from parvis.participation.rules.quotas import quotas_of
from parvis.participation.sortition import pool as pools
from parvis.participation.sortition.published import (
    Change,
    Draw,
    Opened,
    Openings,
    Published,
    Sheet,
)

_SHEETS = TypeAdapter(Sheet)
WILLING = Q(withdrawn_at__isnull=True)
SEATED = Q(member_since__isnull=False, member_until__isnull=True)


def panels_of(consultation: Consultation) -> QuerySet[Panel]:
    """Its panels, the first first, with how many volunteered (`willing`); no lottery is loaded."""
    found = Panel.objects.filter(phase__consultation=consultation).defer("lottery")
    many = Count("volunteers", filter=Q(volunteers__withdrawn_at__isnull=True))
    found = found.annotate(willing=many)  # type: ignore[no-redef]
    return found.select_related("phase").order_by("pk")


def panel_at(consultation: Consultation, key: int) -> Panel:
    """A panel of this consultation, with its sessions and recommendations: three queries. Raises
    Http404."""
    return _at(
        consultation,
        key,
        Prefetch("sessions", Session.objects.order_by("starts_at", "pk")),
        "recommendations",
    )


def bare_panel_at(consultation: Consultation, key: int) -> Panel:
    """The same without them: one query. Raises Http404."""
    return _at(consultation, key)


def _at(consultation: Consultation, key: int, *with_: Any) -> Panel:
    one = panels_of(consultation).prefetch_related(*with_).filter(pk=key).first()
    if one is None:
        raise Http404
    one.phase.consultation = consultation
    return one


def volunteer_at(request: HttpRequest, panel: Panel) -> Volunteer | None:
    """As whom the person signed in here volunteered. One query."""
    persons = persons_at(request)
    if not persons:
        return None
    mine = panel.volunteers.filter(WILLING, participant__person__in=persons)
    found = mine.select_related("participant").first()
    if found is not None:
        found.panel = panel
    return found


def profiles(panel: Panel) -> list[dict[str, str]]:
    """What the strata know of those who are willing, without whom. One query."""
    return list(panel.volunteers.filter(WILLING).values_list("profile", flat=True))


def as_volunteers(rows: Iterable[Volunteer]) -> tuple[pools.Volunteer, ...]:
    return tuple(pools.Volunteer(one.pseudonym, one.profile, one.address) for one in rows)


def pool_of(panel: Panel) -> pools.Pool:
    """The problem that the solver is given. Raises InvalidPool."""
    willing = panel.volunteers.filter(WILLING)
    homes = dict.fromkeys(willing.exclude(address="").values_list("address", flat=True))
    short = {home: f"home-{number}" for number, home in enumerate(sorted(homes), 1)}
    people = tuple(
        pools.Volunteer(one.pseudonym, one.profile, short.get(one.address, "")) for one in willing
    )
    return pools.Pool(panel.size, quotas_of(panel.strata), people)


def sheet_at(panel: Panel) -> Sheet:
    """The sheet that was sealed."""
    return _SHEETS.validate_python(panel.lottery)


def published(panel: Panel) -> Published:
    """The public file of a sealed or drawn panel."""
    sheet = sheet_at(panel)
    if not panel.seed:
        return Published(sheet)
    changes = tuple(Change(left, joined) for left, joined in panel.changes)
    told = sheet.drawn(panel.seed)
    return Published(sheet, Draw(told.seed, told.ticket, told.panel, changes))


def openings(panel: Panel) -> Openings:
    """For a sworn auditor, before anybody withdraws: what each commitment holds."""
    pool = pool_of(panel)
    salts = dict(panel.volunteers.filter(WILLING).values_list("pseudonym", "salt"))
    return Openings(
        tuple(Opened(one.id, salts[one.id], one.profile, one.address) for one in pool.volunteers)
    )


def seats(panel: Panel) -> QuerySet[Volunteer]:
    """Members, by pseudonym; without who they are."""
    return panel.volunteers.filter(SEATED).order_by("pseudonym")


def members(panel: Panel) -> QuerySet[Volunteer]:
    """Members with who they are: for organisers, who note that they read it."""
    return seats(panel).select_related("participant__person")


def had_seats(panel: Panel) -> list[Any]:
    """Keys of the persons who sit or sat, and did not withdraw. One query."""
    found = panel.volunteers.filter(member_since__isnull=False, participant__person__isnull=False)
    return list(found.values_list("participant__person", flat=True))


def stipends(panel: Panel) -> Iterable[Mapping[str, Any]]:
    """What is due or paid, one line for each session attended: for accounting. One query."""
    found = Attendance.objects.filter(session__panel=panel).order_by("session__starts_at", "pk")
    return found.values(
        "session__title", "session__starts_at", "stipend", "paid_on", "volunteer__pseudonym",
        "volunteer__participant__person__given_names",
        "volunteer__participant__person__family_name",
    )  # fmt: skip


def seats_told(panel: Panel) -> dict[str, int]:
    """How many members sit (`seated`) and said that they accept (`accepted`); cents `due` and not
    paid yet, and `paid`. One query."""
    accepted = SEATED & Q(accepted_at__isnull=False)
    return panel.volunteers.aggregate(
        seated=Count("pk", filter=SEATED, distinct=True),
        accepted=Count("pk", filter=accepted, distinct=True),
        due=Coalesce(Sum("attended__stipend", filter=Q(attended__paid_on=None)), 0),
        paid=Coalesce(Sum("attended__stipend", filter=Q(attended__paid_on__isnull=False)), 0),
    )


def members_with_sessions(panel: Panel) -> QuerySet[Volunteer]:
    """Members with who they are, sessions attended and cents not paid: for organisers."""
    unpaid = Sum("attended__stipend", filter=Q(attended__paid_on=None))
    return members(panel).annotate(sessions=Count("attended"), unpaid=Coalesce(unpaid, 0))
