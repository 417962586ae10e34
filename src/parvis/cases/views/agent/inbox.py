"""What I can act on, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, Literal

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.engine.party import Party
from parvis.cases.models import Channel
from parvis.cases.queries import Cursor, InboxFilters, InboxRow, count_turns, inbox
from parvis.cases.views.agent.frame import acting_party, number, services_run, units_of
from parvis.core.ui.words import days_away, today
from parvis.territory import queries as territory

Assigned = Literal["", "me", "nobody"]
_WHOSE: dict[str, Assigned] = {"moi": "me", "personne": "nobody"}
_FILTERS = ("unite", "demarche", "commune", "canal")
_UNKNOWN = "?"
MOST_COUNTED = 99
SOON = timedelta(days=3)
WEEK = timedelta(days=7)


@agent_page
@never_cache
@require_safe
def todo(request: AgentRequest) -> HttpResponse:
    """The turns of my units, overdue first; every filter stands in the address."""
    party = acting_party(request)
    if not party.unit_ids:
        return _without_cases(request, party)
    chosen = request.GET
    filters = _filters(request, chosen)
    unit_ids = _unit_ids(party, chosen)
    page = inbox(unit_ids=unit_ids, filters=filters, after=Cursor.read(chosen.get("apres", "")))
    units = [unit for unit in units_of(request) if unit.pk in party.unit_ids]
    services = {run.installation_id: run.name for run in services_run(request)}
    context = {
        "groups": _groups(page.rows, request, several=len(unit_ids) > 1),
        "next_url": _address(chosen, apres=str(page.next)) if page.next else "",
        "first_url": _address(chosen, apres="") if "apres" in chosen else "",
        "tabs": _tabs(chosen, unit_ids, filters),
        "units": units,
        "services": services.items(),
        "channels": Channel.choices,
        "chosen": {key: chosen.get(key, "") for key in (*_FILTERS, "pour", "retard")},
        "is_unknown_commune": filters.commune == _UNKNOWN,
        "is_filtered": any(chosen.get(key) for key in _FILTERS),
        "clear_url": _address(chosen, apres="", **dict.fromkeys(_FILTERS, "")),
    }
    return render(request, "cases/agent/inbox.html", context)


def _without_cases(request: AgentRequest, party: Party) -> HttpResponse:
    """Whoever only stands at the desk works there; an administrator administers."""
    if party.desk_unit_ids:
        return redirect("cases:desk")
    if request.user.is_administrator:
        return redirect("portal:administration")
    return render(request, "cases/agent/nothing.html")


def _unit_ids(party: Party, chosen: QueryDict) -> frozenset[int]:
    unit_id = number(chosen.get("unite"))
    return party.unit_ids & {unit_id} if unit_id else party.unit_ids


def _filters(request: AgentRequest, chosen: QueryDict) -> InboxFilters:
    return InboxFilters(
        installation_id=number(chosen.get("demarche")),
        commune=_commune(chosen.get("commune", "")),
        channel=chosen.get("canal", "") if chosen.get("canal") in Channel.values else "",
        assigned=_WHOSE.get(chosen.get("pour", ""), ""),
        overdue=chosen.get("retard") == "oui",
        account_id=request.user.pk,
    )


def _commune(typed: str) -> str:
    """The code of the commune meant by its name, postal code or code; "?" when there is none."""
    typed = typed.strip()[:60]
    if not typed:
        return ""
    found = territory.search_communes(typed, 1)
    return found[0].code if found else _UNKNOWN


def _address(chosen: QueryDict, **changed: str) -> str:
    kept = {key: str(value) for key, value in chosen.items() if value} | changed
    return "?" + urlencode({key: value for key, value in kept.items() if value})


def _tabs(
    chosen: QueryDict, unit_ids: frozenset[int], filters: InboxFilters
) -> list[dict[str, Any]]:
    here = (chosen.get("pour", ""), chosen.get("retard", ""))
    mine = InboxFilters(assigned="me", account_id=filters.account_id)
    tabs: list[tuple[str, str, str, InboxFilters | None]] = [
        (_("Everything to do"), "", "", None),
        (_("Overdue"), "", "oui", InboxFilters(overdue=True)),
        (_("Entrusted to me"), "moi", "", mine),
        (_("Nobody’s yet"), "personne", "", None),
    ]
    return [
        {
            "label": label,
            "href": _address(chosen, pour=whose, retard=late, apres=""),
            "current": here == (whose, late),
            "count": _count(unit_ids, counted) if counted else None,
        }
        for label, whose, late, counted in tabs
    ]


def _count(unit_ids: frozenset[int], filters: InboxFilters) -> str | None:
    found = count_turns(unit_ids=unit_ids, filters=filters, most=MOST_COUNTED)
    return None if not found else str(found) if found <= MOST_COUNTED else f"{MOST_COUNTED}+"


# Rows, ready to draw: everything is computed here, so that a row costs the template little -------


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list. `tone`: late, soon or calm."""

    href: str
    service: str
    title: str
    reference: str
    applicant: str
    what: str
    unit: str
    due: str
    away: str
    tone: str
    commune: str
    channel: str
    assigned_to: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that press as much as each other."""

    key: str
    label: str
    rows: list[Row]


def _groups(rows: Iterable[InboxRow], request: AgentRequest, *, several: bool) -> list[Group]:
    """In the order of the rows, which is that of their dates."""
    now = today()
    labels = {
        "late": _("Overdue"),
        "week": _("Within a week"),
        "later": _("Later"),
        "none": _("Without a date"),
    }
    href = reverse("cases:agent-detail", args=["0"])
    channels = dict(Channel.choices)
    return [
        Group(key, labels[key], [_row(row, request, href, channels, now, several) for row in found])
        for key, found in groupby(rows, lambda row: _press(row.due_on, now))
    ]


def _press(due_on: date | None, now: date) -> str:
    if due_on is None:
        return "none"
    if due_on < now:
        return "late"
    return "week" if due_on <= now + WEEK else "later"


def _row(
    row: InboxRow,
    request: AgentRequest,
    href: str,
    channels: dict[Any, Any],
    now: date,
    several: bool,
) -> Row:
    mine = row.assigned_to_id == request.user.pk
    return Row(
        href=href.replace("/0/", f"/{row.reference}/"),
        service=row.service,
        title=row.title,
        reference=row.reference,
        applicant=row.applicant,
        what=row.what,
        unit=row.unit if several else "",
        due=_short(row.due_on, now) if row.due_on else "",
        away=_away(row.due_on, now) if row.due_on else "",
        tone=_tone(row.due_on, now),
        commune=row.commune,
        channel="" if row.channel == Channel.WEB else str(channels[row.channel]),
        assigned_to=_("you") if mine else row.assigned_to,
    )


def _tone(due_on: date | None, now: date) -> str:
    if due_on is None or due_on > now + SOON:
        return "calm"
    return "late" if due_on < now else "soon"


def _short(day: date, now: date) -> str:
    """ "3 mars", or "3 mars 2027" when it is not this year."""
    return date_format(day, "j F" if day.year == now.year else "j F Y")


def _away(day: date, now: date) -> str:
    """Overdue by 2 days, today, in 3 days."""
    late = (now - day).days
    if late <= 0:
        return days_away(day, now)
    return ngettext("overdue by %(days)d day", "overdue by %(days)d days", late) % {"days": late}
