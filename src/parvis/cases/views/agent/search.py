"""Finding a case, whatever is known of it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.models import Case, Channel
from parvis.cases.queries import badge_of, search, state_in_words
from parvis.cases.queries.search import FOUND_MOST
from parvis.cases.views.agent.frame import acting_party, language
from parvis.catalogue.queries import package_of
from parvis.core import references


@agent_page
@never_cache
@require_safe
def find(request: AgentRequest) -> HttpResponse:
    """Cases of my units, by reference, name or phone; one exact reference opens the case."""
    party = acting_party(request)
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = search(unit_ids=party.all_unit_ids, text=text) if text else []
    if len(found) == 1 and references.normalise(text) == found[0].reference:
        return redirect("cases:agent-detail", reference=found[0].reference)
    context = {
        "text": text,
        "rows": [found_row(case) for case in found[:FOUND_MOST]],
        "more": len(found) > FOUND_MOST,
        "may_file": bool(party.all_unit_ids),
    }
    return render(request, "cases/agent/search.html", context)


def found_row(case: Case) -> dict[str, Any]:
    """A case in a list; no query."""
    words = package_of(case.version_id).words(language())
    return {
        "href": reverse("cases:agent-detail", args=[case.reference]),
        "case": case,
        "service": words.service.name,
        "state": state_in_words(case, words, for_agents=True),
        "badge": badge_of(case),
        "channel": Channel(case.channel).label,
    }
