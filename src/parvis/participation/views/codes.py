"""Codes for letters and lists, and at a desk for somebody one has met."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.core.refusals import Refused
from parvis.directory.queries import actor_of, memberships_at
from parvis.participation import queries
from parvis.participation.actions.codes import Made, invite_list, make_codes, shown
from parvis.participation.forms.codes import CodesForm
from parvis.participation.models import Consultation
from parvis.participation.views.agent import acting_for, organised
from parvis.participation.views.public import METHODS


@agent_page
@never_cache
@require_http_methods(METHODS)
def codes(request: AgentRequest, slug: str) -> HttpResponse:
    """Make codes, shown once, or send them to a list."""
    found = organised(request, slug)
    form = CodesForm(request.POST or None)
    made: list[Made] = []
    if form.is_valid():
        try:
            made = _made(request, found, form)
        except Refused as refused:
            form.add_error("addresses", str(refused))
    used = found.codes.exclude(used_at=None).count()
    context = {
        "consultation": found,
        "form": form,
        "made": [shown(one.code) for one in made],
        "used": used,
        "count": found.codes.count(),
    }
    return render(request, "participation/agent/codes.html", context)


def _made(request: AgentRequest, found: Consultation, form: CodesForm) -> list[Made]:
    given, actor = form.cleaned_data, acting_for(request, found)
    if given["count"]:
        return make_codes(
            actor=actor, consultation=found, count=given["count"], label=given["label"]
        )
    sent = invite_list(
        actor=actor,
        consultation=found,
        lines=given["addresses"].splitlines(),
        label=given["label"],
    )
    said = ngettext("%(count)d code is sent.", "%(count)d codes are sent.", sent)
    messages.success(request, said % {"count": sent})
    return []


@agent_page
@never_cache
@require_http_methods(METHODS)
def met(request: AgentRequest, slug: str) -> HttpResponse:
    """At a desk: a code for somebody one has met, who then takes part where they like."""
    memberships = memberships_at(request)
    mine = queries.received_by({one.unit.institution_id for one in memberships})
    found = get_object_or_404(
        mine.prefetch_related("organisers").exclude(published_at=None), slug=slug
    )
    institutions = {unit.institution_id for unit in found.organisers.all()}
    unit = next(one.unit for one in memberships if one.unit.institution_id in institutions)
    made = ""
    if request.method == "POST":
        given = make_codes(
            actor=actor_of(request.user, unit),
            consultation=found,
            count=1,
            label=unit.name,
            met_by=unit.institution.siren,
        )
        made = shown(given[0].code)
    context = {"consultation": found, "made": made, "title": _("Somebody came to the desk")}
    return render(request, "participation/agent/met.html", context)
