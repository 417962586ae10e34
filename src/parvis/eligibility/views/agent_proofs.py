"""An adviser ticks the facts of which they saw the paper: they are proven from that day."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.eligibility import conversation, words
from parvis.eligibility.interview import Interview
from parvis.eligibility.situation import Origin
from parvis.eligibility.views.agent import KEY, METHODS, actor_at
from parvis.eligibility.views.results import commune_name


@agent_page
@never_cache
@require_http_methods(METHODS)
def proofs(request: AgentRequest) -> HttpResponse:
    """Every fact told, and whether its paper was seen. Nothing of a paper is kept."""
    actor_at(request)
    interview = conversation.current(request, KEY)
    if interview is None or not interview.asked:
        return redirect("eligibility:agent")
    if request.method == "POST":
        seen = set(request.POST.getlist("seen"))
        conversation.keep(request, interview.proving(seen, clock.today()), KEY)
        messages.success(request, _("Noted. Keep the situation for the proofs to stay."))
        return redirect("eligibility:agent")
    context = {"rows": list(_rows(interview))}
    return render(request, "eligibility/agent/proofs.html", context)


def _rows(interview: Interview) -> list[dict[str, object]]:
    commune, situation = commune_name(interview), interview.situation
    rows = []
    for path in situation.paths():
        fact = situation.fact(path)
        if fact is not None and fact.value not in (None, False):
            rows.append(
                {
                    "path": path,
                    "name": words.whose(path),
                    "value": words.value_in_words(situation, path, commune),
                    "is_seen": fact.origin is not Origin.DECLARED,
                    "is_settled": fact.origin is Origin.INSTITUTION,
                    "on": fact.on,
                }
            )
    return rows
