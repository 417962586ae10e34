"""The record of somebody found at the desk.

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
    was_found,
)
from parvis.accounts.models import Person
from parvis.appointments import access as appointments
from parvis.cases.actions import desk as actions
from parvis.cases.forms.desk import ContactForm, IdentityForm
from parvis.cases.queries.drafts import drafts_of
from parvis.cases.queries.record import record_of
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party, language, units_of
from parvis.cases.views.agent.held_paper import held_form
from parvis.cases.views.agent.post import desk_units, post_of
from parvis.cases.views.agent.renewing import renew_url
from parvis.cases.views.agent.search import columns, found_rows
from parvis.catalogue.queries import package_of
from parvis.core.text import fold
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at

_DRAFTS = 10


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
    """Somebody whom this agent's search found, or who they registered, as `one_by_one` tells.
    Raises Http404."""
    desk_units(request)
    if not was_found(request, person_id):
        raise Http404
    return get_object_or_404(people.one_by_one(), pk=person_id)


def begun_at_desk(request: AgentRequest, units: list[Unit]) -> list[dict[str, Any]]:
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
    rows = people.rows_of(somebody, besides=identities.found_besides(request))
    record = record_of(somebody.pk, party, memberships_at(request), rows.family)
    begun = begun_at_desk(request, units_of(request))
    context = {
        "person": somebody,
        "person_key": str(somebody.pk),
        "born": birth_words(somebody),
        "rows": found_rows(record.open),
        "closed": found_rows(record.closed),
        "columns": columns(),
        "bookings": [appointments.told(one) for one in record.bookings],
        "renewals": [
            (row, url)
            for row in found_rows([*record.open, *record.closed])
            if (url := renew_url(row["case"], party))
        ],
        "record": record,
        "post": post_of(request),
        "drafts": [one for one in begun if one["draft"].person_id == somebody.pk],
        "identities": identities.links_of(request, somebody, rows),
        "may_correct": identity_rules.may_declare_identity(party.actor, somebody),
        "paper": held_form(request),
    }
    return render(request, "cases/agent/desk/person.html", context)


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
