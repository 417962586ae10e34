"""Are two records of one person? Decided by an agent who saw papers, never by a resemblance.

A pair opens to whoever meets people in an institution that knows one of the two, or whose search
at the desk found one of the two. Decision 0132.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts import actions as accounts
from parvis.accounts import queries as people
from parvis.accounts import rules as identity_rules
from parvis.accounts.access import FOUND, AgentRequest, agent_page, note_found
from parvis.accounts.models import Person, ProposedLink
from parvis.cases.actions import desk
from parvis.cases.actions import identities as actions
from parvis.cases.forms.identities import AnswerForm, GroundsForm
from parvis.cases.queries.desk import SHOWN_CASES, cases_at_desk
from parvis.cases.queries.identities import proposals_seen
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party
from parvis.cases.views.agent.people import birth_words, found_person
from parvis.core.text import fold
from parvis.core.ui.words import phone
from parvis.directory.queries import memberships_at
from parvis.directory.rules import may_settle_identities
from parvis.territory import queries as territory

LISTED = 50
_COMPARED = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One thing known of two records. `agrees` is None when one of the two does not say."""

    label: str
    one: str
    other: str
    agrees: bool | None


def settles_identities(request: HttpRequest) -> bool:
    """Whether who sends the request may say that two records are of one person."""
    return any(may_settle_identities(one) for one in memberships_at(request))


def _settlers_only(request: AgentRequest) -> None:
    if not settles_identities(request):
        raise Http404


@agent_page
@never_cache
@require_safe
def proposals(request: AgentRequest) -> HttpResponse:
    """Pairs that await an answer, oldest first."""
    _settlers_only(request)
    found = list(proposals_seen(memberships_at(request))[: LISTED + 1])
    context = {"proposals": found[:LISTED], "more": len(found) > LISTED}
    return render(request, "cases/agent/desk/identities.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def proposal(request: AgentRequest, proposal: int) -> HttpResponse:
    """Two records side by side, and the agent's answer."""
    _settlers_only(request)
    pair = _visible(request, proposal)
    form = AnswerForm(request.POST or None)
    if form.is_valid():
        same = form.cleaned_data["same"]
        try:
            actions.settle(
                proposal=pair, party=acting_party(request), same=same, reason=form.grounds
            )
        except accounts.AlreadySettled:
            messages.info(request, _("A colleague has just answered: nothing was changed."))
        else:
            said = _("The two records are now one.") if same else _("The two records stay apart.")
            messages.success(request, said)
        return redirect("cases:identities")
    return _side_by_side(request, pair.person, pair.older, form, back=reverse("cases:identities"))


def _visible(request: AgentRequest, key: int) -> ProposedLink:
    pair = proposals_seen(memberships_at(request)).filter(pk=key).first()
    if pair is None:
        pair = get_object_or_404(people.open_proposals(), pk=key)
        found = set(request.session.get(FOUND, []))
        if not found & {str(pair.person_id), str(pair.older_id)}:
            raise Http404
    return pair


@agent_page
@never_cache
@require_http_methods(METHODS)
def together(request: AgentRequest, person: UUID, other: UUID) -> HttpResponse:
    """Bring together two records that this agent's searches found."""
    _settlers_only(request)
    one, two = found_person(request, person), found_person(request, other)
    if one.pk == two.pk:
        raise Http404
    form = GroundsForm(request.POST or None)
    form.fields["seen"].choices = form.fields["seen"].choices[:2]  # type: ignore[attr-defined]
    if form.is_valid():
        kept = actions.bring_together(
            one=one, other=two, party=acting_party(request), reason=form.grounds
        )
        _forget(request, two if kept.pk == one.pk else one, instead=kept)
        messages.success(request, _("The two records are now one."))
        return redirect("cases:desk-person", person=kept.pk)
    return _side_by_side(request, one, two, form, back=reverse("cases:desk-person", args=[one.pk]))


def _forget(request: AgentRequest, gone: Person, *, instead: Person) -> None:
    kept = [key for key in request.session.get(FOUND, []) if key != str(gone.pk)]
    request.session[FOUND] = kept if str(instead.pk) in kept else [str(instead.pk), *kept]


@agent_page
@never_cache
@require_http_methods(METHODS)
def apart(request: AgentRequest, person: UUID, other: UUID) -> HttpResponse:
    """Separate a record that was brought together with this person's."""
    _settlers_only(request)
    root = found_person(request, person)
    merged = get_object_or_404(Person, pk=other, merged_into=root)
    form = GroundsForm(request.POST or None)
    if form.is_valid():
        actions.separate(person=merged, party=acting_party(request), reason=form.grounds)
        note_found(request, [merged])
        messages.success(request, _("The two records are separate again."))
        return redirect("cases:desk-person", person=root.pk)
    back = reverse("cases:desk-person", args=[root.pk])
    return _side_by_side(request, root, merged, form, back=back, separating=True)


def _side_by_side(
    request: AgentRequest,
    one: Person,
    other: Person,
    form: GroundsForm,
    *,
    back: str,
    separating: bool = False,
) -> HttpResponse:
    party = acting_party(request)
    if request.method != "POST":
        for somebody in (one, other):
            desk.note_opening(party=party, person=somebody)
    counts = []
    for somebody in (one, other):
        rows = [somebody.pk] if separating else people.person_family(somebody.pk)
        counts.append(len(cases_at_desk(party, rows)))
    context = {
        "one": one,
        "other": other,
        "lines": compared(one, other),
        "counts": counts,
        "most": SHOWN_CASES,
        "form": form,
        "back": back,
        "separating": separating,
        "settling": isinstance(form, AnswerForm),
        "contradicts": not identity_rules.may_be_same_human(one, other),
    }
    return render(request, "cases/agent/desk/side_by_side.html", context)


def compared(one: Person, other: Person) -> list[Line]:
    """What agrees and what differs, identity first."""
    readers: list[tuple[str, Callable[[Person], str]]] = [
        (_("First names"), lambda p: p.given_names),
        (_("Name at birth"), lambda p: p.family_name),
        (_("Name used"), lambda p: p.usual_name),
        (_("Born on"), birth_words),
        (_("Commune or country of birth"), _birth_place),
        (_("Sex"), lambda p: str(dict(_sexes()).get(p.gender, ""))),
        (_("Telephone"), lambda p: phone(p.phone)),
        (_("E-mail"), lambda p: p.email),
        (_("Address"), _address),
    ]
    lines = []
    for label, read in readers:
        mine, theirs = read(one), read(other)
        agrees = fold(mine) == fold(theirs) if mine and theirs else None
        lines.append(Line(label, mine, theirs, agrees))
    return lines


def _sexes() -> list[tuple[str, str]]:
    return [("female", _("female")), ("male", _("male"))]


def _birth_place(person: Person) -> str:
    """In words, when only the register's code is known."""
    known = territory.commune(person.birth_place_code) if person.birth_place_code else None
    return person.birth_place or (known.name if known else person.birth_place_code)


def _address(person: Person) -> str:
    town = f"{person.postal_code} {person.commune_name}".strip()
    return ", ".join(part for part in (person.address_line, town) if part)


def found_besides(request: AgentRequest) -> list[str]:
    """Whom this agent found in this session, to be compared with; nobody for those who may not
    answer."""
    found: list[str] = request.session.get(FOUND, [])
    return found if settles_identities(request) else []


def links_of(request: AgentRequest, person: Person, rows: people.Rows) -> dict[str, Any]:
    """What the page of a person at the desk proposes about their identity; nothing for those who
    may not answer. `rows`: theirs, and of those `found_besides`."""
    if not settles_identities(request):
        return {}
    has_ties = getattr(person, "has_ties", True)
    proposed = list(people.proposed_links(person)) if has_ties else []
    known = {one.pk for pair in proposed for one in (pair.person, pair.older)}
    alike = [
        one
        for one in rows.others
        if one.pk not in known and identity_rules.may_be_same_human(person, one)
    ]
    return {
        "proposed": proposed,
        "alike": [(one, birth_words(one)) for one in alike[:_COMPARED]],
        "merged": [(one, birth_words(one)) for one in rows.merged],
    }
