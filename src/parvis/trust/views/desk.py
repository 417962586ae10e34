"""Mandates of somebody found at the desk, and a new one prepared with two people there."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page, was_found
from parvis.accounts.models import Person
from parvis.accounts.queries import person_family
from parvis.directory.queries import memberships_at
from parvis.trust import actions, queries, rules
from parvis.trust.forms import TermsForm, UnitForm, WhoForm
from parvis.trust.models import Mandate
from parvis.trust.views.proposing import METHODS, units_of
from parvis.trust.views.terms import badge_kind

MOST = 50
_KINDS = (Mandate.Kind.FAMILY, Mandate.Kind.VOLUNTEER, Mandate.Kind.GUARDIAN)


def _found(request: AgentRequest, person_id: UUID) -> Person:
    """Whom this agent's search found, at a public desk. Raises Http404."""
    found = was_found(request, person_id) and rules.serves_the_public(memberships_at(request))
    if not found:
        raise Http404
    return get_object_or_404(Person, pk=person_id, merged_into=None)


@agent_page
@never_cache
@require_safe
def mandates(request: AgentRequest, person: UUID) -> HttpResponse:
    """Given and received by this person."""
    somebody = _found(request, person)
    family = person_family(somebody.pk)
    found = queries.about_person(family)[:MOST]
    rows = [{"mandate": one, "badge": badge_kind(one), "is_open": one.is_open()} for one in found]
    return render(request, "trust/agent/desk.html", {"person": somebody, "rows": rows})


@agent_page
@never_cache
@require_http_methods(METHODS)
def create(request: AgentRequest, person: UUID) -> HttpResponse:
    """Prepare a mandate this person gives; then it is signed, said, or shown a judgment."""
    somebody = _found(request, person)
    if not somebody.family_name:
        raise Http404
    forms = (
        UnitForm(request.POST or None, units=units_of(request)),
        WhoForm(request.POST or None),
        TermsForm(request.POST or None, kinds=_KINDS),
    )
    valid = [form.is_valid() for form in forms]  # each says what is wrong
    if all(valid):
        unit, who, terms = forms
        try:
            made = actions.record_at_desk(
                account=request.user,
                unit=unit.cleaned_data["unit"],
                helped=somebody,
                helper=who.who,
                terms=terms.terms,
            )
        except actions.InvalidTerms as wrong:
            terms.refuse(wrong.errors)
        except actions.NotAllowed:
            raise Http404 from None
        else:
            messages.success(request, _("The mandate is prepared. Now record how it is accepted."))
            return redirect("trust:agent-detail", number=made.number)
    context = {"forms": forms, "person": somebody}
    return render(request, "trust/agent/create.html", context)
