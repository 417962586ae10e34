"""What I can act on, the most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from itertools import groupby
from typing import Any, Literal
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.engine.party import Party
from parvis.cases.models import BulkRun, Channel
from parvis.cases.queries import Cursor, InboxFilters, InboxRow, inbox
from parvis.cases.queries.bulk import MOST
from parvis.cases.queries.inbox import WEEK, Pressing, SavedFilters, count_found, count_pressing
from parvis.cases.views.agent.frame import acting_party, address_of, services_run, units_of
from parvis.core.kept import Kept
from parvis.core.typed import whole
from parvis.core.ui.components import badge
from parvis.core.ui.words import days_away, shortdate, today
from parvis.territory import queries as territory

Assigned = Literal["", "me", "nobody"]
_WHOSE: dict[str, Assigned] = {"moi": "me", "personne": "nobody"}
_FILTERS = ("unite", "demarche", "commune", "canal", "agent")
_TABS = ("pour", "retard")
MOST_COUNTED = 99
SOON = timedelta(days=3)
_meant: Kept[tuple[int, ...]] = Kept(seconds=600)
_counts: Kept[list[tuple[int, bool]]] = Kept(seconds=60)


@agent_page
@never_cache
@require_safe
def todo(request: AgentRequest) -> HttpResponse:
    """The turns of my units, overdue first; every filter stands in the address."""
    party = acting_party(request)
    if not party.unit_ids:
        return _without_cases(request, party)
    chosen = request.GET
    filters = filters_of(request, chosen)
    unit_ids = units_asked(party, chosen)
    page = inbox(unit_ids=unit_ids, filters=filters, after=Cursor.read(chosen.get("apres", "")))
    pressing = count_pressing(
        unit_ids=unit_ids,
        account_id=request.user.pk,
        all_unit_ids=party.unit_ids,
        stands_in=party.stands_in,
        most=MOST_COUNTED,
    )
    units = [unit for unit in units_of(request) if unit.pk in party.unit_ids]
    services = {run.installation_id: run.name for run in services_run(request)}
    context = {
        "groups": Rows(request, several=len(unit_ids) > 1).groups(page.rows),
        "columns": columns(),
        "page_turns": ",".join(str(row.turn_id) for row in page.rows),
        "deeds": [one for one in BulkRun.Kind.choices if one[0] != BulkRun.Kind.SHARE],
        "most": MOST,
        "filters_text": filters_text(chosen),
        "next_url": _address(chosen, apres=str(page.next)) if page.next else "",
        "first_url": _address(chosen, apres="") if "apres" in chosen else "",
        "tabs": _tabs(chosen, pressing),
        "load": _load(pressing),
        "stands_in": sorted(set(party.stands_in.values())),
        "views": saved_tabs(request, party, chosen, pressing.views),
        "units": units,
        "services": services.items(),
        "channels": Channel.choices,
        "chosen": {key: chosen.get(key, "") for key in (*_FILTERS, *_TABS)},
        "is_unknown_commune": filters.areas == (),
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


def filters_text(chosen: QueryDict) -> str:
    """The filters of an address, without its page, in one order."""
    return urlencode({key: str(chosen[key]) for key in (*_FILTERS, *_TABS) if chosen.get(key)})


def saved_tabs(
    request: AgentRequest, party: Party, chosen: QueryDict, views: tuple[SavedFilters, ...]
) -> list[dict[str, Any]]:
    """The views kept, each with how many turns it finds, a minute late at most."""
    if not views:
        return []
    asked = [QueryDict(view.filters) for view in views]

    def count() -> list[tuple[int, bool]]:
        return count_found(
            [(units_asked(party, one), filters_of(request, one)) for one in asked],
            most=MOST_COUNTED,
        )

    counts = _counts.get((request.user.pk, party.unit_ids, views), count)
    here = filters_text(chosen)
    return [
        {
            "label": view.name,
            "href": f"?{view.filters}",
            "current": here == filters_text(address),
            "count": f"{many}+" if more else many,
        }
        for view, address, (many, more) in zip(views, asked, counts, strict=True)
    ]


def units_asked(party: Party, chosen: QueryDict) -> frozenset[int]:
    """The party's units, or the one of them that the address names."""
    unit_id = whole(chosen.get("unite"))
    return party.unit_ids & {unit_id} if unit_id else party.unit_ids


def filters_of(request: AgentRequest, chosen: QueryDict) -> InboxFilters:
    """What the address asks; whatever it says that means nothing is left out."""
    return InboxFilters(
        installation_id=whole(chosen.get("demarche")),
        areas=_areas(request, chosen.get("commune", "")),
        channel=chosen.get("canal", "") if chosen.get("canal") in Channel.values else "",
        assigned=_WHOSE.get(chosen.get("pour", ""), ""),
        overdue=chosen.get("retard") == "oui",
        account_id=request.user.pk,
        stands_in=frozenset(acting_party(request).stands_in),
        holder_id=_key(chosen.get("agent", "")),
    )


def _key(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _load(pressing: Pressing) -> list[str]:
    """What waits for this agent, in words; nothing when nothing does."""
    if not pressing.mine:
        return []
    many = pressing.mine if pressing.mine <= MOST_COUNTED else f"{MOST_COUNTED}+"
    said = [_("%(many)s to do") % {"many": many}]
    if pressing.mine_late:
        said.append(_("%(many)s overdue") % {"many": pressing.mine_late})
    if pressing.mine_soon:
        said.append(_("%(many)s due within a week") % {"many": pressing.mine_soon})
    return said


def _areas(request: AgentRequest, typed: str) -> tuple[int, ...] | None:
    """The communes meant by a name or a postal code; None when nothing is typed."""
    typed = typed.strip()[:60]
    if not typed:
        return None
    return _meant.get(
        (request.user.pk, typed), lambda: tuple(one.pk for one in territory.communes_meant(typed))
    )


def _address(chosen: QueryDict, **changed: str) -> str:
    kept = {key: str(value) for key, value in chosen.items() if value} | changed
    return "?" + urlencode({key: value for key, value in kept.items() if value})


def _tabs(chosen: QueryDict, pressing: Pressing) -> list[dict[str, Any]]:
    here = (chosen.get("pour", ""), chosen.get("retard", ""))
    tabs: list[tuple[str, str, str, int]] = [
        (_("Everything to do"), "", "", 0),
        (_("Overdue"), "", "oui", pressing.late),
        (_("Entrusted to me"), "moi", "", pressing.mine),
        (_("Nobody’s yet"), "personne", "", 0),
    ]
    return [
        {
            "label": label,
            "href": _address(chosen, pour=whose, retard=overdue, apres=""),
            "current": here == (whose, overdue),
            "count": None if not count else count if count <= MOST_COUNTED else f"{MOST_COUNTED}+",
        }
        for label, whose, overdue, count in tabs
    ]


# Rows, drawn here: a row costs a template ten times as much (decision 0075) ---------------------

_ROW = """<tr><td class="dense__pick"><input class="check__input" type="checkbox" \
form="lot" name="tour" value="{turn}" aria-label="{pick} {reference}"></td>\
<td data-label="{request}"><a class="dense__main" href="{href}">{service}\
<span class="visually-hidden"> {reference}</span></a>{title}</td>\
<td data-label="{applicant_label}">{applicant}<span class="dense__sub">\
<span class="reference" translate="no">{reference}</span>{channel}</span></td>\
<td data-label="{expected}">{what}{unit}</td>{due}\
<td data-label="{commune_label}">{commune}</td><td data-label="{entrusted}">{who}{away}</td></tr>"""
_DUE = '<td data-label="{before}" class="nowrap due--{tone}">{due}{away}{mark}</td>'


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list, drawn."""

    reference: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that press as much as each other."""

    key: str
    label: str
    rows: list[Row]


class Rows:
    """Draws the rows of one page: what they share is made once."""

    def __init__(self, request: AgentRequest, *, several: bool) -> None:
        self.account_id, self.several, self.now = request.user.pk, several, today()
        self.channels = {str(key): f" · {label}" for key, label in Channel.choices}
        self.channels[Channel.WEB] = ""
        self.columns = {name: escape(label) for name, label in columns().items()}
        self.you = _("you")
        # Translators: before a reference, read by screen readers on a box to tick
        self.pick = _("Choose")
        self.soon_late = str(badge(_("soon late"), "warning", "alert"))
        self.dues: dict[tuple[date | None, bool], str] = {}

    def groups(self, rows: Iterable[InboxRow]) -> list[Group]:
        """In the order of the rows, which is that of their dates."""
        labels = {
            "late": _("Overdue"),
            "week": _("Within a week"),
            "later": _("Later"),
            "none": _("Without a date"),
        }
        return [
            Group(key, labels[key], [Row(row.reference, self.draw(row)) for row in found])
            for key, found in groupby(rows, self.press)
        ]

    def press(self, row: InboxRow) -> str:
        if row.due_on is None:
            return "none"
        if row.due_on < self.now:
            return "late"
        return "week" if row.due_on <= self.now + WEEK else "later"

    def draw(self, row: InboxRow) -> SafeString:
        texts = {
            "href": address_of(row.reference),
            "service": row.service,
            "reference": row.reference,
            "turn": str(row.turn_id),
            "pick": self.pick,
            "applicant": row.applicant,
            "channel": self.channels[row.channel],
            "what": row.what,
            "commune": row.commune,
            "who": self.you if row.assigned_to_id == self.account_id else row.assigned_to,
        }
        drawn = _ROW.format(
            **self.columns,
            **{name: escape(text) for name, text in texts.items()},
            away=_sub(self.away(row)),
            title=_sub(row.title),
            unit=_sub(row.unit if self.several else ""),
            due=self.due(row.due_on, row.is_escalated and not row.overdue),
        )
        return SafeString(drawn)

    def away(self, row: InboxRow) -> str:
        """That the one it is entrusted to is absent, and who stands in."""
        if row.absent_until is None:
            return ""
        until = {"date": shortdate(row.absent_until, self.now), "name": row.stand_in}
        if row.stand_in_id is None:
            return _("absent until %(date)s: the whole unit stands in") % until
        if row.stand_in_id == self.account_id:
            return _("absent until %(date)s: you stand in") % until
        return _("absent until %(date)s: %(name)s stands in") % until

    def due(self, day: date | None, soon_late: bool) -> str:
        """The cell of a date; many rows share one."""
        key = day, soon_late
        if key not in self.dues:
            self.dues[key] = _DUE.format(
                before=self.columns["before"],
                tone=_tone(day, self.now),
                due=escape(shortdate(day, self.now)) if day else "",
                away=_sub(_away(day, self.now)) if day else "",
                mark=self.soon_late if soon_late else "",
            )
        return self.dues[key]


def columns() -> dict[str, str]:
    """The headings, which stand beside each cell on a phone."""
    return {
        "request": _("Request"),
        "applicant_label": _("Applicant"),
        "expected": _("Expected of you"),
        "before": _("Due by"),
        "commune_label": _("Commune"),
        "entrusted": _("Entrusted to"),
    }


def _sub(text: str) -> str:
    return f'<span class="dense__sub">{escape(text)}</span>' if text else ""


def _tone(due_on: date | None, now: date) -> str:
    if due_on is None or due_on > now + SOON:
        return "calm"
    return "late" if due_on < now else "soon"


def _away(day: date, now: date) -> str:
    """Overdue by 2 days, today, in 3 days."""
    late = (now - day).days
    if late <= 0:
        return days_away(day, now)
    return ngettext("overdue by %(days)d day", "overdue by %(days)d days", late) % {"days": late}
