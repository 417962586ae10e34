"""The desk: finding somebody, or meeting them for the first time.

A person is not tied to an institution, so no membership opens a record by itself: it opens to an
agent whose search found it, in this session, and each search and opening is journalled. Decision
0077.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts import actions as accounts
from parvis.accounts import queries as people
from parvis.accounts import rules as identity_rules
from parvis.accounts.access import (
    AgentRequest,
    agent_page,
    local_path,
    note_found,
    was_found,
)
from parvis.accounts.models import Person
from parvis.cases.actions import desk as actions
from parvis.cases.forms.desk import ContactForm, IdentityForm, PersonForm, SearchForm
from parvis.cases.queries.desk import cases_at_desk, find_people, homonyms_of, understand
from parvis.cases.queries.drafts import drafts_of
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party, language, units_of
from parvis.cases.views.agent.held_paper import held_form
from parvis.cases.views.agent.search import found_row
from parvis.catalogue.queries import package_of
from parvis.core.text import fold
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit

_DRAFTS = 10


def desk_units(request: AgentRequest) -> list[Unit]:
    """Units for which the agent may file. Whoever works in none has no desk: raises Http404."""
    units = units_of(request)
    if not units:
        raise Http404
    return units


@dataclass(frozen=True, slots=True)
class Match:
    """Somebody found, with what tells them from a namesake. `is_homonym`: another one found has the
    same name and date of birth."""

    person: Person
    href: str
    label: str
    born: str
    phone: str
    town: str
    is_homonym: bool


@agent_page
@never_cache
@require_safe
def search(request: AgentRequest) -> HttpResponse:
    """The desk's first page: find somebody by whatever is at hand."""
    units = desk_units(request)
    form = SearchForm(request.GET or None)
    sought = understand(request.GET.get("q", ""), request.GET.get("ne", ""))
    found = find_people(sought)
    if not sought.is_empty:
        actions.note_search(party=acting_party(request), sought=sought, found=len(found))
        note_found(request, found)
    context = {
        "form": form,
        "asked": not sought.is_empty,
        "matches": matches_of(found),
        "create_url": f"{reverse('cases:desk-create')}?{request.GET.urlencode()}",
        "drafts": _drafts(request, units) if sought.is_empty else [],
        "paper": held_form(request),
    }
    return render(request, "cases/agent/desk/search.html", context)


def matches_of(found: list[Person]) -> list[Match]:
    """Ready to draw. Namesakes stay apart, and are said to be namesakes."""
    alike = Counter(_likeness(person) for person in found)
    return [
        Match(
            person=person,
            href=reverse("cases:desk-person", args=[person.pk]),
            # Translators: opens somebody's record; read by screen readers
            label=_("Open the record of %(name)s, %(born)s")
            % {"name": person.display_name, "born": birth_words(person) or "–"},
            born=birth_words(person),
            phone=masked(person.phone),
            town=" ".join(part for part in (person.postal_code, person.commune_name) if part),
            is_homonym=alike[_likeness(person)] > 1,
        )
        for person in found
    ]


def _likeness(person: Person) -> tuple[str, str]:
    name = fold(f"{person.display_name}")
    return name, person.birth_date


def birth_words(person: Person) -> str:
    """ "4 mai 1975", "1975", or nothing."""
    try:
        return plaindate(date.fromisoformat(person.birth_date))
    except ValueError:
        return "/".join(reversed(person.birth_date.split("-"))) if person.birth_date else ""


def masked(phone: str) -> str:
    """Enough for its owner to recognise it: "06 •• •• •• 05"."""
    if not phone.startswith("+33") or len(phone) != 12:
        return f"•• {phone[-2:]}" if phone else ""
    return f"0{phone[3]} •• •• •• {phone[-2:]}"


def found_person(request: AgentRequest, person_id: UUID) -> Person:
    """Somebody whom this agent's search found, or who they registered. Raises Http404."""
    desk_units(request)
    if not was_found(request, person_id):
        raise Http404
    return get_object_or_404(Person, pk=person_id, merged_into=None)


def _drafts(request: AgentRequest, units: list[Unit]) -> list[dict[str, Any]]:
    """Requests this agent began at the desk, the last one saved first."""
    return [
        {
            "draft": draft,
            "href": reverse("cases:desk-resume", args=[draft.pk]),
            "service": package_of(draft.version_id).words(language()).service.name,
        }
        for draft in drafts_of(request.user, units=units)[:_DRAFTS]
    ]


@agent_page
@never_cache
@require_safe
def person(request: AgentRequest, person: UUID) -> HttpResponse:
    """One person: who they are, what of their cases this agent may speak of, what to do next."""
    from parvis.cases.views.agent import identities

    somebody = found_person(request, person)
    party = acting_party(request)
    actions.note_opening(party=party, person=somebody)
    cases = cases_at_desk(party, people.person_family(somebody.pk))
    drafts = [
        one for one in _drafts(request, units_of(request)) if one["draft"].person_id == somebody.pk
    ]
    context = {
        "person": somebody,
        "person_key": str(somebody.pk),
        "born": birth_words(somebody),
        "rows": [found_row(case) for case in cases],
        "drafts": drafts,
        "has_account": people.account_of(somebody) is not None,
        "identities": identities.links_of(request, somebody),
        "may_correct": identity_rules.may_declare_identity(party.actor, somebody),
        "paper": held_form(request),
    }
    return render(request, "cases/agent/desk/person.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def create(request: AgentRequest) -> HttpResponse:
    """Register somebody met for the first time; those already known under that name are shown
    first, and never taken for the same person by the machine."""
    desk_units(request)
    form = PersonForm(request.POST or None, initial=_typed(request))
    alike: list[Person] = []
    if form.is_valid():
        identity, contact = form.parts(IdentityForm), form.parts(ContactForm)
        alike = homonyms_of(
            identity["family_name"], identity["given_names"], identity["birth_date"]
        )
        if not alike or "autre" in request.POST:
            return _create(request, form, identity | contact)
        note_found(request, alike)
    context = {"form": form, "alike": matches_of(alike)}
    return render(request, "cases/agent/desk/create.html", context)


def _typed(request: AgentRequest) -> dict[str, str]:
    """What was searched for is not typed again."""
    sought = understand(request.GET.get("q", ""), request.GET.get("ne", ""))
    words = sought.name.split()
    return {
        "family_name": " ".join(words[:1]).title(),
        "given_names": " ".join(words[1:]).title(),
        "birth_date": sought.birth_date if len(sought.birth_date) == 10 else "",
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


@agent_page
@never_cache
@require_http_methods(METHODS)
def identity(request: AgentRequest, person: UUID) -> HttpResponse:
    """Correct who somebody is, or note that a document was seen."""
    somebody = found_person(request, person)
    party = acting_party(request)
    if not identity_rules.may_declare_identity(party.actor, somebody):
        raise Http404
    known = {
        name: getattr(somebody, name) for name in IdentityForm.base_fields if name != "checked"
    }
    known["checked"] = "yes" if somebody.is_certified else "no"
    form = IdentityForm(request.POST or None, initial=known)
    if form.is_valid():
        values = dict(form.cleaned_data)
        checked = bool(values.pop("checked"))
        try:
            accounts.correct_identity(
                person=somebody,
                actor=party.actor,
                reason=_("identity document seen at the desk") if checked else "",
                checked=checked,
                **values,
            )
        except accounts.PersonKnown as known_already:
            form.add_error(
                None,
                _("Somebody is already known under this very identity: %(name)s, %(town)s.")
                % {"name": known_already.person, "town": known_already.person.commune_name},
            )
        except PermissionDenied:
            raise Http404 from None
        else:
            messages.success(request, _("The identity is saved."))
            return _back(request, somebody)
    context = {"form": form, "person": somebody, "wanted": request.GET.get("next", "")}
    return render(request, "cases/agent/desk/identity.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def contact(request: AgentRequest, person: UUID) -> HttpResponse:
    """Correct how somebody is reached."""
    somebody = found_person(request, person)
    known = {name: getattr(somebody, name) for name in ContactForm.base_fields}
    form = ContactForm(request.POST or None, initial=known)
    if form.is_valid():
        accounts.update_contact(
            person=somebody, actor=acting_party(request).actor, **form.cleaned_data
        )
        messages.success(request, _("The contact details are saved."))
        return _back(request, somebody)
    return render(request, "cases/agent/desk/contact.html", {"form": form, "person": somebody})


def _back(request: AgentRequest, somebody: Person) -> HttpResponse:
    wanted = local_path(request, request.GET.get("next"))
    return redirect(wanted or reverse("cases:desk-person", args=[somebody.pk]))
