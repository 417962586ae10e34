"""Organisers: who sits, what is due and paid, what an auditor takes, the end."""

import csv

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core import clock
from parvis.core.refusals import Refused
from parvis.core.spreadsheets import guarded
from parvis.core.ui.words import euros, plaindate
from parvis.participation.actions import panel_seats
from parvis.participation.actions import panels as actions
from parvis.participation.models import Panel
from parvis.participation.queries import panels
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.panels_agent import back_to, panel_of
from parvis.participation.views.public import METHODS


@agent_page
@never_cache
@require_http_methods(METHODS)
def members(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """Who sits, how to reach them, what they answered: each of them sees who read it. POST: what a
    member answered by telephone or at a desk."""
    found = panels.bare_panel_at(organised(request, slug), panel)
    if found.state != Panel.State.DRAWN:
        raise Http404
    actor = acting_for(request, found.phase.consultation)
    if request.method == "POST":
        try:
            panel_seats.answered_to_agent(
                actor=actor,
                panel=found,
                pseudonym=request.POST.get("member", ""),
                accepts=request.POST.get("what") == "accepts",
            )
        except Refused as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, _("It is noted."))
        return redirect("participation:agent-panel-members", slug=slug, panel=found.pk)
    seated = list(panels.members_with_sessions(found))
    who = [one.participant.person_id for one in seated if one.participant]
    actions.note_reading(actor=actor, panel=found, what=_("list of members"), who=who)
    context = {
        "consultation": found.phase.consultation,
        "panel": found,
        "members": seated,
    }
    return render(request, "participation/agent/panel_members.html", context)


@agent_page
@require_POST
def paid(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """The treasurer paid what was due."""
    found = panel_of(request, slug, panel)
    many = panel_seats.note_paid(
        actor=acting_for(request, found.phase.consultation), panel=found, on=clock.today()
    )
    said = ngettext(
        "%(many)d stipend is noted as paid.", "%(many)d stipends are noted as paid.", many
    )
    messages.success(request, said % {"many": many})
    return back_to(found)


@agent_page
@require_POST
def end(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """Its work is over: what was known of volunteers is erased."""
    found = panel_of(request, slug, panel)
    try:
        panel_seats.end_panel(actor=acting_for(request, found.phase.consultation), panel=found)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("What was known of the volunteers is erased."))
    return back_to(found)


@agent_page
@require_POST
def stipends(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """What is due to whom, for accounting: names are read, and that is noted."""
    found = panel_of(request, slug, panel)
    actions.note_reading(
        actor=acting_for(request, found.phase.consultation),
        panel=found,
        what=_("stipends"),
        who=panels.had_seats(found),
    )
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="indemnites-{found.pk}.csv"'
    answer.write("\ufeff")
    lines = csv.writer(answer, delimiter=";")
    lines.writerow([_("Session"), _("Day"), _("Member"), _("Name"), _("Given names"), _("Amount"),
                     _("Paid on")])  # fmt: skip
    who = "volunteer__participant__person__"
    for row in panels.stipends(found):
        lines.writerow([
            guarded(row["session__title"]), plaindate(row["session__starts_at"]),
            row["volunteer__pseudonym"], guarded(row[f"{who}family_name"] or ""),
            guarded(row[f"{who}given_names"] or ""), euros(row["stipend"]),
            plaindate(row["paid_on"]) if row["paid_on"] else "",
        ])  # fmt: skip
    return answer


@agent_page
@require_POST
def openings(request: AgentRequest, slug: str, panel: int) -> HttpResponse:
    """For a sworn auditor: what the strata know of each pseudonym. That it was taken is noted."""
    found = panel_of(request, slug, panel)
    if not found.seal or found.ended_at is not None:
        raise Http404
    actions.note_reading(
        actor=acting_for(request, found.phase.consultation),
        panel=found,
        what=_("openings"),
        who=panels.had_seats(found),
    )
    answer = HttpResponse(panels.openings(found).as_json(), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="ouvertures-{found.pk}.json"'
    return answer
