"""Agents: people their units help, mandates they record, stop, or find by number."""

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page, was_found
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.references import normalise
from parvis.directory import queries as directory
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at
from parvis.trust import actions, queries, rules
from parvis.trust.forms import AttestForm, NumberForm, StopForm
from parvis.trust.models import Mandate
from parvis.trust.views.resident import pdf_of
from parvis.trust.views.terms import badge_kind, terms_of

METHODS = ["GET", "HEAD", "POST"]
PAGE = 50
FOUND = "mandates_found"
_REMEMBERED = 30
_PROOFS = (Mandate.Proof.PRESENCE, Mandate.Proof.PAPER, Mandate.Proof.DOCUMENT)
State = Mandate.State


@agent_page
@never_cache
@require_http_methods(METHODS)
def helped(request: AgentRequest) -> HttpResponse:
    """People my units help now, by name; and, at a desk, a mandate found by its number."""
    memberships = memberships_at(request)
    if not memberships:
        raise Http404
    form = NumberForm(request.POST or None, initial={"number": request.GET.get("numero", "")})
    is_public = rules.serves_the_public(memberships)
    if is_public and form.is_valid():
        found = queries.numbered(normalise(form.cleaned_data["number"]) or "")
        if found is not None:
            _remember(request, found)
            return redirect("trust:agent-detail", number=found.number)
        form.add_error("number", _("No mandate has this number. Check each letter."))
    mine = queries.of_units({one.unit_id for one in memberships})
    held = mine.filter(state__in=[State.PROPOSED, State.ACTIVE])
    after = request.GET.get("apres", "")
    rows = list((held.filter(helped_name__gt=after) if after else held)[: PAGE + 1])
    context = {
        "form": form if is_public else None,
        "rows": [
            {"mandate": one, "badge": badge_kind(one), "is_open": one.is_open()}
            for one in rows[:PAGE]
        ],
        "next_after": rows[PAGE - 1].helped_name if len(rows) > PAGE else "",
    }
    return render(request, "trust/agent/helped.html", context)


def _remember(request: AgentRequest, mandate: Mandate) -> None:
    """It may be opened in this session: whoever typed its number holds its paper."""
    kept = [one for one in request.session.get(FOUND, []) if one != mandate.number]
    request.session[FOUND] = [mandate.number, *kept][:_REMEMBERED]


def seen_mandate(request: AgentRequest, number: str) -> Mandate:
    """A mandate of the agent's units; or, at a public desk, one found by number or of somebody the
    desk's search found. Raises Http404."""
    mandate = queries.numbered(normalise(number) or number)
    memberships = memberships_at(request)
    if mandate is None:
        raise Http404
    units = {one.unit_id for one in memberships}
    if units & {mandate.helper_unit_id, mandate.proposed_unit_id, mandate.attested_unit_id}:
        return mandate
    people = [one for one in (mandate.helped_id, mandate.helper_id) if one is not None]
    found = mandate.number in request.session.get(FOUND, []) or any(
        was_found(request, one) for one in people
    )
    if not (found and rules.serves_the_public(memberships)):
        raise Http404
    return mandate


def _actor(request: AgentRequest, mandate: Mandate) -> Actor:
    """In the name of the unit that holds it, else of the agent's first one."""
    units = [one.unit for one in memberships_at(request)]
    unit = next((one for one in units if one.pk == mandate.helper_unit_id), units[0])
    return directory.actor_of(request.user, unit)


def _units(request: AgentRequest) -> list[Unit]:
    units = {one.unit_id: one.unit for one in memberships_at(request)}
    return sorted(units.values(), key=lambda unit: (unit.name, unit.pk))


@agent_page
@never_cache
@require_safe
def detail(request: AgentRequest, number: str) -> HttpResponse:
    """What it allows and how it was proved; each reading is journalled."""
    mandate = seen_mandate(request, number)
    actions.note_reading(mandate=mandate, actor=_actor(request, mandate))
    memberships = memberships_at(request)
    is_ours = mandate.helper_unit_id in {one.unit_id for one in memberships}
    waits = mandate.state == State.PROPOSED and mandate.accepted_at is None
    context = terms_of(mandate) | {
        "proofs": [
            {"key": proof.value, "label": proof.label}
            for proof in _PROOFS
            if waits
            and mandate.lapses_on >= clock.today()
            and rules.may_attest(request.user, memberships, mandate, proof)
        ],
        "may_print": waits,
        "may_act": is_ours and mandate.is_open(),
        "may_renew": is_ours and mandate.accepted_at is not None,
        "may_stop": mandate.state == State.ACTIVE,
        "has_paper": bool(mandate.paper_sha256),
        "paper_is_readable": _is_readable(mandate),
    }
    return render(request, "trust/agent/detail.html", context)


def _is_readable(mandate: Mandate) -> bool:
    waiting = {Mandate.Scan.WAITING, Mandate.Scan.INFECTED}
    return bool(mandate.paper_storage) and mandate.paper_scan not in waiting


@agent_page
@never_cache
@require_http_methods(METHODS)
def attest(request: AgentRequest, number: str, proof: str) -> HttpResponse:
    """Record how the person accepted."""
    mandate = seen_mandate(request, number)
    waits = mandate.state == State.PROPOSED and mandate.accepted_at is None
    if not waits or proof not in _PROOFS:
        raise Http404
    if not rules.may_attest(request.user, memberships_at(request), mandate, proof):
        raise Http404
    form = AttestForm(
        request.POST or None,
        request.FILES or None,
        mandate=mandate,
        proof=proof,
        units=_units(request),
    )
    if form.is_valid() and _attested(form, request, mandate, proof):
        messages.success(request, _("It is recorded."))
        return redirect("trust:agent-detail", number=mandate.number)
    context = terms_of(mandate) | {"form": form, "proof": Mandate.Proof(proof)}
    return render(request, "trust/agent/attest.html", context)


def _attested(form: AttestForm, request: AgentRequest, mandate: Mandate, proof: str) -> bool:
    given: dict[str, Any] = form.cleaned_data
    try:
        actions.attest(
            mandate=mandate,
            account=request.user,
            unit=given["unit"],
            proof=proof,
            checked=given["checked"],
            helper_agreed=given.get("helper_agreed", False),
            paper=given.get("paper"),
        )
    except actions.PaperRefused as refused:
        form.add_error("paper", str(refused))
    except actions.NotAllowed:
        form.add_error(None, _("This mandate cannot be recorded in this way any more."))
    return form.is_valid()


@agent_page
@never_cache
@require_http_methods(METHODS)
def stop(request: AgentRequest, number: str) -> HttpResponse:
    """Stop it at somebody's demand, at the desk or by telephone."""
    mandate = seen_mandate(request, number)
    if mandate.state != State.ACTIVE:
        raise Http404
    form = StopForm(request.POST or None, units=_units(request))
    if form.is_valid():
        actor = directory.actor_of(request.user, form.cleaned_data["unit"])
        actions.revoke(mandate=mandate, actor=actor, reason=form.cleaned_data["reason"])
        messages.success(request, _("The mandate is stopped: it opens nothing any more."))
        return redirect("trust:agent-detail", number=mandate.number)
    return render(request, "trust/agent/stop.html", terms_of(mandate) | {"form": form})


@agent_page
@never_cache
@require_safe
def paper_form(request: AgentRequest, number: str) -> HttpResponse:
    """The form to print and have signed."""
    mandate = seen_mandate(request, number)
    if mandate.state != State.PROPOSED or mandate.accepted_at is not None:
        raise Http404
    return pdf_of(mandate)


@agent_page
@never_cache
@require_safe
def paper(request: AgentRequest, number: str) -> HttpResponse:
    """The scan of the signed form, as a download; journalled."""
    mandate = seen_mandate(request, number)
    if not _is_readable(mandate) or not default_storage.exists(mandate.paper_storage):
        raise Http404
    actions.note_reading(mandate=mandate, actor=_actor(request, mandate), paper=True)
    response = FileResponse(
        default_storage.open(mandate.paper_storage),
        as_attachment=True,
        filename=mandate.paper_name,
        content_type=mandate.paper_mime,
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = "private, no-store"
    return response  # type: ignore[return-value]
