"""Finding a case, whatever is known of it."""

from collections.abc import Iterable
from html import escape
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.models import Case, Channel
from parvis.cases.queries import badge_of, search, state_in_words
from parvis.cases.queries.search import FOUND_MOST
from parvis.cases.views.agent.frame import acting_party, address_of, language
from parvis.catalogue.queries import package_of
from parvis.core import references
from parvis.core.ui.components import badge
from parvis.core.ui.words import plaindate, reference


@agent_page
@never_cache
@require_safe
def find(request: AgentRequest) -> HttpResponse:
    """Cases of my units, by reference, name or phone; one exact reference opens the case."""
    party = acting_party(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = search(unit_ids=party.all_unit_ids, text=text) if text else []
    if len(found) == 1 and references.normalise(text) == found[0].reference:
        return HttpResponseRedirect(address_of(found[0].reference))
    context = {
        "text": text,
        "rows": found_rows(found[:FOUND_MOST]),
        "columns": columns(),
        "more": len(found) > FOUND_MOST,
        "may_file": bool(party.all_unit_ids),
    }
    return render(request, "cases/agent/search.html", context)


_ROW = """<tr><td data-label="{request}"><a class="dense__main" href="{href}">{service}\
<span class="visually-hidden"> {plain}</span></a>{title}</td>\
<td data-label="{applicant}">{name}<span class="dense__sub">{reference}</span></td>\
<td data-label="{standing}" class="nowrap">{state}</td>\
<td data-label="{sent}" class="nowrap">{day}<span class="dense__sub">{channel}</span></td></tr>"""


def columns() -> dict[str, str]:
    """The headings, which stand beside each cell on a phone."""
    return {
        "request": _("Request"),
        "applicant": _("Applicant"),
        "standing": _("State"),
        "sent": _("Sent on"),
    }


def found_rows(cases: Iterable[Case]) -> list[dict[str, Any]]:
    """Cases in a list, drawn (decision 0075): `html`; and `case`, `service`, `state` in words. No
    query."""
    headings = {name: escape(label) for name, label in columns().items()}
    channels = {str(key): escape(str(label)) for key, label in Channel.choices}
    badges: dict[tuple[str, str], str] = {}
    spoken, drawn = language(), []
    for case in cases:
        words = package_of(case.version_id).words(spoken)
        state = state_in_words(case, words, for_agents=True)
        key = state, badge_of(case)
        if key not in badges:
            badges[key] = str(badge(*key))
        html = _ROW.format(
            **headings,
            href=address_of(case.reference),
            service=escape(words.service.name),
            plain=case.reference,
            title=f'<span class="dense__sub">{escape(case.title)}</span>' if case.title else "",
            name=escape(case.applicant_name),
            reference=reference(case.reference),
            state=badges[key],
            day=plaindate(case.submitted_at),
            channel=channels[case.channel],
        )
        drawn.append(
            {"html": SafeString(html), "case": case, "service": words.service.name, "state": state}
        )
    return drawn
