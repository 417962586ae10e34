"""What I can act on, and finding a case."""

from typing import Any, Literal, cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.models import Case, Channel
from parvis.cases.queries import Cursor, InboxFilters, inbox, search
from parvis.cases.queries.search import FOUND_MOST
from parvis.cases.views.agent.frame import acting_party, language, number
from parvis.cases.views.resident.requests import badge_of
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core import references
from parvis.directory.models import Unit

Assigned = Literal["", "me", "nobody"]
_WHOSE: dict[str, Assigned] = {"moi": "me", "personne": "nobody"}


@agent_page
@never_cache
@require_safe
def todo(request: AgentRequest) -> HttpResponse:
    """The turns of my units, overdue first; every filter stands in the address."""
    party = acting_party(request)
    chosen = request.GET
    unit_id = number(chosen.get("unite"))
    unit_ids = party.unit_ids & {unit_id} if unit_id else party.unit_ids
    filters = InboxFilters(
        installation_id=number(chosen.get("demarche")),
        commune=chosen.get("commune", "")[:5],
        channel=chosen.get("canal", "") if chosen.get("canal") in Channel.values else "",
        assigned=_WHOSE.get(chosen.get("pour", ""), ""),
        overdue=chosen.get("retard") == "oui",
        account_id=request.user.pk,
    )
    page = inbox(unit_ids=unit_ids, filters=filters, after=Cursor.read(chosen.get("apres", "")))
    context = {
        "rows": page.rows,
        "next_url": _address(chosen, apres=str(page.next)) if page.next else "",
        "first_url": _address(chosen, apres="") if "apres" in chosen else "",
        "tabs": _tabs(chosen),
        "units": Unit.objects.filter(pk__in=party.unit_ids).order_by("name"),
        "services": Installation.objects.filter(bindings__unit__in=party.unit_ids)
        .order_by("name")
        .distinct(),
        "channels": Channel.choices,
        "chosen": chosen,
        "is_filtered": any(chosen.get(key) for key in ("unite", "demarche", "commune", "canal")),
        "is_desk_only": not party.unit_ids,
    }
    return render(request, "cases/agent/inbox.html", context)


def _address(chosen: Any, **changed: str) -> str:
    kept = {key: value for key, value in chosen.items() if value} | changed
    return "?" + urlencode({key: value for key, value in kept.items() if value})


def _tabs(chosen: Any) -> list[dict[str, Any]]:
    here = (chosen.get("pour", ""), chosen.get("retard", ""))
    tabs = [
        (_("Everything to do"), "", ""),
        (_("Overdue"), "", "oui"),
        (_("Entrusted to me"), "moi", ""),
        (_("Nobody’s yet"), "personne", ""),
    ]
    return [
        {
            "label": label,
            "href": _address(chosen, pour=whose, retard=late, apres=""),
            "current": here == (whose, late),
        }
        for label, whose, late in tabs
    ]


@agent_page
@never_cache
@require_safe
def find(request: AgentRequest) -> HttpResponse:
    """Cases of my units, by reference, name or phone; one exact reference opens the case."""
    party = acting_party(request)
    text = request.GET.get("q", "").strip()[:100]
    found = search(unit_ids=party.all_unit_ids, text=text) if text else []
    if len(found) == 1 and references.normalise(text) == found[0].reference:
        return redirect("cases:agent-detail", reference=found[0].reference)
    context = {
        "text": text,
        "found": [_found(case) for case in found[:FOUND_MOST]],
        "more": len(found) > FOUND_MOST,
    }
    return render(request, "cases/agent/search.html", context)


def _found(case: Case) -> dict[str, Any]:
    words = package_of(case.version_id).words(language())
    state = words.states[case.state]
    return {
        "case": case,
        "service": words.service.name,
        "state": state.agent or state.label,
        "badge": badge_of(case),
        "channel": cast(Any, case).get_channel_display(),
    }
