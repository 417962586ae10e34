"""The desk and the telephone: finding somebody, or meeting them for the first time."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts import actions as accounts
from parvis.accounts.access import FOUND, AgentRequest, agent_page, note_found
from parvis.accounts.models import Person
from parvis.cases.actions import desk as actions
from parvis.cases.forms.desk import ContactForm, IdentityForm, PersonForm
from parvis.cases.queries.desk import alike, find_people
from parvis.cases.queries.sought import names_of, understand
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party
from parvis.cases.views.agent.held_paper import held_form
from parvis.cases.views.agent.people import begun_at_desk, matches_of
from parvis.cases.views.agent.post import desk_units, post_of

LIVE = "X-Live"
"""Header of a request sent while one types: the answer is the part of the page that changes."""
LEAST_TYPED = 3
MOST_LIVE = 8


@agent_page
@never_cache
@require_safe
def search(request: AgentRequest) -> HttpResponse:
    """The first page: find somebody by whatever is at hand, in one field."""
    post = post_of(request)
    typed = request.GET.get("q", "").strip()
    is_live = LIVE in request.headers
    asked = len(typed) >= LEAST_TYPED if is_live else bool(typed)
    context = {"asked": asked, "matches": _matches(request, typed) if asked else [], "typed": typed}
    context["create_url"] = f"{reverse('cases:desk-create')}?{request.GET.urlencode()}"
    if is_live:
        return render(request, "cases/agent/desk/found.html", context | {"is_live": True})
    context |= {
        "post": post,
        "drafts": [] if asked else begun_at_desk(request, post.units),
        "paper": held_form(request),
        "is_live": False,
    }
    return render(request, "cases/agent/desk/search.html", context)


def _matches(request: AgentRequest, typed: str) -> list[Any]:
    """Each search that shows somebody this session had not seen yet leaves one trace; while one
    types, the same few people are shown again and again."""
    found, is_live = find_people(understand(typed)), LIVE in request.headers
    shown = found.people[:MOST_LIVE] if is_live else found.people
    seen = request.session.get(FOUND, [])
    if not is_live or any(str(one.pk) not in seen for one in shown):
        actions.note_search(party=acting_party(request), by=found.by, found=len(shown))
        note_found(request, shown)
    return matches_of(shown)


@agent_page
@never_cache
@require_http_methods(METHODS)
def create(request: AgentRequest) -> HttpResponse:
    """Register somebody met for the first time; those already known under that name or telephone
    are shown first, and never taken for the same person by the machine."""
    desk_units(request)
    form = PersonForm(request.POST or None, initial=_typed(request))
    twins: list[Person] = []
    if form.is_valid():
        identity, contact = form.parts(IdentityForm), form.parts(ContactForm)
        twins = alike(
            identity["family_name"],
            identity["given_names"],
            identity["birth_date"],
            contact["phone"],
        )
        if not twins or "autre" in request.POST:
            return _create(request, form, identity | contact)
        note_found(request, twins)
    context = {
        "form": form,
        "alike": matches_of(twins),
        "more": any(form.errors.get(name) or form[name].value() for name in form.seldom),
    }
    return render(request, "cases/agent/desk/create.html", context)


def _typed(request: AgentRequest) -> dict[str, str]:
    """What was searched for is not typed again."""
    sought = understand(request.GET.get("q", ""))
    family, given = names_of(sought.name)
    whole = [one for one in sought.births if len(one) == len("YYYY-MM-DD")]
    return {
        "family_name": family,
        "given_names": given,
        "birth_date": whole[0] if whole else "",
        "phone": sought.phone,
    }


def _create(request: AgentRequest, form: PersonForm, fields: dict[str, Any]) -> HttpResponse:
    party = acting_party(request)
    try:
        made = accounts.create_person(
            actor=party.actor, checked=bool(form.cleaned_data["checked"]), **fields
        )
    except accounts.PersonKnown as known:
        made = known.person
        messages.info(
            request, _("This person is already known: same name, birth and sex. Here they are.")
        )
    else:
        messages.success(request, _("%(name)s is registered.") % {"name": made})
    note_found(request, [made])
    return redirect("cases:desk-person", person=made.pk)
