"""Visits of campaigns, on the telephone of who makes them. Pages show a name, an address and what
the campaign is about, never the situation; each reading is noted."""

from typing import Any, Final

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.directory.queries import memberships_at
from parvis.eligibility.forms.visits import EntrustForm, VisitForm
from parvis.eligibility.takeup import visiting
from parvis.eligibility.takeup.actions import campaigns
from parvis.eligibility.takeup.actions import visits as actions
from parvis.eligibility.takeup.models import Campaign
from parvis.eligibility.takeup.names import name_of
from parvis.eligibility.views.campaigns import launched_or_404

PAGE: Final = 20


@agent_page
@never_cache
@require_safe
def rounds(request: AgentRequest) -> HttpResponse:
    """By campaign and commune, theirs."""
    memberships = memberships_at(request)
    if not memberships:
        raise Http404
    found = [(one, name_of(one.benefit)) for one in visiting.rounds(memberships)]
    return render(request, "eligibility/agent/rounds.html", {"rounds": found})


@agent_page
@never_cache
@require_safe
def round_of(request: AgentRequest, pk: int, commune: str) -> HttpResponse:
    """Whom to see in a commune, street by street."""
    people = visiting.round_people(memberships_at(request), pk, commune)
    if people is None:
        raise Http404
    campaign = Campaign.objects.select_related("institution", "unit").get(pk=pk)
    page = Paginator(people, PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    for one in shown:
        one.campaign = campaign
    actions.note_read(people=shown, actor=campaigns.actor_of(request.user, campaign))
    context: dict[str, Any] = {
        "name": name_of(campaign.benefit),
        "people": shown,
        "next_url": f"?page={page.next_page_number()}" if page.has_next() else "",
        "previous_url": f"?page={page.previous_page_number()}" if page.has_previous() else "",
        "commune": next((one.situation.person.commune_name for one in shown if one.situation), ""),
    }
    return render(request, "eligibility/agent/round.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: AgentRequest, pk: int) -> HttpResponse:
    """GET: whom to see, and what came of former visits. POST: what came of this one, once."""
    memberships = memberships_at(request)
    found = visiting.person_to_visit(memberships, pk)
    if found is None:
        raise Http404
    notes = visiting.notes_of(found)
    form = VisitForm(
        request.POST if request.method == "POST" else None, initial={"number": len(notes) + 1}
    )
    actor = campaigns.actor_of(request.user, found.campaign)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.note(
                recipient=found,
                number=told["number"],
                result=told["result"],
                text=told["note"],
                no_more=told["no_more"],
                actor=actor,
                memberships=memberships,
            )
        except actions.NobodyToVisit:
            raise Http404 from None
        except actions.AlreadyNoted:
            messages.warning(request, _("This visit was noted meanwhile: see what was written."))
            return redirect("eligibility:visit", pk=pk)
        messages.success(request, _("Noted."))
        return redirect("eligibility:round", pk=found.campaign_id, commune=found.commune)
    actions.note_read(people=[found], actor=actor)
    context = {"one": found, "name": name_of(found.campaign.benefit), "notes": notes, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "eligibility/agent/visit.html", context, status=status)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def charges(request: AgentRequest, pk: int) -> HttpResponse:
    """Who has the visits of each commune, how far they are; entrust them. Names nobody."""
    found, _actor = launched_or_404(request, pk, "visit")
    rows = visiting.charges(found)
    form = EntrustForm(
        request.POST if request.method == "POST" else None,
        communes=[(one.commune, one.name) for one in rows],
        units=visiting.may_take(found),
        initial={"to": f"{found.unit_id}:"},
    )
    if request.method == "POST" and form.is_valid():
        unit, to = form.taker
        actions.entrust(
            campaign=found,
            communes=form.cleaned_data["communes"],
            unit=unit,
            to=to,
            account=request.user,
            memberships=memberships_at(request),
        )
        messages.success(request, _("The rounds are entrusted."))
        return redirect("eligibility:campaign-visits", pk=pk)
    context = {"campaign": found, "name": name_of(found.benefit), "rows": rows, "form": form}
    status = 422 if form.is_bound else 200
    return render(request, "eligibility/agent/campaign_visits.html", context, status=status)
