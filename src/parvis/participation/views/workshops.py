"""Ideas of a paper workshop, entered on one screen without leaving the keyboard."""

from django.contrib import messages
from django.forms import formset_factory
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.directory.queries import actor_of, memberships_at
from parvis.participation import queries
from parvis.participation.actions.workshops import Sheet, enter_workshop
from parvis.participation.forms.sorting import SheetForm, WorkshopForm
from parvis.participation.models import Act
from parvis.participation.queries import likeness
from parvis.participation.rules.ideas import phase_for
from parvis.participation.views.public import METHODS

SHEETS = 12
Sheets = formset_factory(SheetForm, extra=SHEETS, max_num=SHEETS, absolute_max=SHEETS)


@agent_page
@never_cache
@require_http_methods(METHODS)
def enter(request: AgentRequest, slug: str) -> HttpResponse:
    """Twelve sheets at a time; whoever works in an organising institution may."""
    memberships = memberships_at(request)
    mine = queries.received_by({one.unit.institution_id for one in memberships})
    found = get_object_or_404(
        mine.prefetch_related("areas", "organisers").exclude(published_at=None), slug=slug
    )
    phase = phase_for(found, Act.PROPOSE)
    if phase is None:
        raise Http404
    phase.consultation = found
    institutions = {unit.institution_id for unit in found.organisers.all()}
    unit = next(one.unit for one in memberships if one.unit.institution_id in institutions)
    form = WorkshopForm(request.POST or None, communes=likeness.communes_of(found))
    sheets = Sheets(request.POST or None)
    if request.method == "POST" and form.is_valid() and sheets.is_valid():
        written = [
            Sheet(row["title"], row["name"]) for row in sheets.cleaned_data if row.get("title")
        ]
        try:
            made = enter_workshop(
                phase=phase,
                actor=actor_of(request.user, unit),
                unit=unit,
                sheets=written,
                **form.cleaned_data,
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = ngettext("%(count)d idea entered.", "%(count)d ideas entered.", len(made))
            messages.success(request, said % {"count": len(made)})
            return redirect("participation:workshop", slug=slug)
    context = {"consultation": found, "form": form, "sheets": sheets, "title": _("Paper workshop")}
    return render(request, "participation/agent/workshop.html", context)
