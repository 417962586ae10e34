"""What agents do: transitions, work items, assignment, messages, notes."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.cases import actions
from parvis.cases.answers import Checked
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotFound, Refused
from parvis.cases.forms.acting import MoveForm
from parvis.cases.forms.agent import AssignForm, CorrectionForm, TextForm
from parvis.cases.models import Case, WorkItem
from parvis.cases.queries import item_moves, moves_of, view_of
from parvis.cases.queries.moves import items_of
from parvis.cases.views.agent.case import file_url
from parvis.cases.views.agent.frame import head_of, language, opened, words_of
from parvis.cases.views.filling import keep_uploads
from parvis.catalogue.queries import package_of
from parvis.directory import queries as directory
from parvis.directory.models import Unit


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: AgentRequest, reference: str, transition: str) -> HttpResponse:
    """Make one of the moves that the case page offers."""
    case, party = opened(request, reference)
    found = next((one for one in moves_of(case, party) if one.transition == transition), None)
    if found is None:
        messages.info(request, _("This is no longer possible: the request has moved on."))
        return redirect("cases:agent-detail", reference=case.reference)
    if found.correction == "ask":
        return _ask(request, case, party, found)
    form = MoveForm(case, found, language())
    if request.method == "POST":
        form.read(request.POST)
        if _uploads_are_kept(request, form):
            revision = form.revision
            done = _try(
                request,
                form,
                lambda: actions.perform(
                    case=case,
                    transition=found.transition,
                    party=party,
                    inputs=form.inputs,
                    correction=form.correction,
                    expected_revision=revision,
                ),
                _("Done: %(move)s.") % {"move": found.label},
            )
            if done:
                return redirect("cases:agent-detail", reference=case.reference)
    return _draw(request, case, form, {"move": found})


def _uploads_are_kept(request: AgentRequest, form: MoveForm) -> bool:
    """Keep the files that came; False when the page is only to be shown again."""
    _kept, refused = keep_uploads(form.case.draft_key, form.fields, request.FILES)
    for words in refused:
        messages.error(request, words)
    if "enlever_fichier" in request.POST:
        form.forget_file(request.POST["enlever_fichier"])
        return False
    return not refused and "joindre" not in request.POST


def _try(request: AgentRequest, form: MoveForm, deed: Callable[[], Any], said: str) -> bool:
    """True when there is nothing left to type: done, or refused for good."""
    try:
        deed()
    except InvalidInputs as wrong:
        form.checked = Checked(errors=wrong.errors)
        return False
    except CaseMoved as moved:
        messages.warning(request, str(moved))
        return False
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused:
        messages.error(request, str(refused))
        return True
    messages.success(request, said)
    return True


def _draw(request: AgentRequest, case: Case, form: MoveForm, more: dict[str, Any]) -> HttpResponse:
    case.refresh_from_db(fields=["revision"])
    context = form.context(lambda file: file_url(case, file)) | head_of(case) | more
    context["back"] = reverse("cases:agent-detail", args=[case.reference])
    return render(request, "cases/agent/act.html", context)


def _ask(request: AgentRequest, case: Case, party: Party, found: Move) -> HttpResponse:
    """Ask for a correction: which answers, and what is missing in plain words."""
    form = CorrectionForm(
        request.POST or None,
        package=package_of(case.version_id),
        language=language(),
        revision=case.revision,
    )
    back = reverse("cases:agent-detail", args=[case.reference])
    if form.is_valid():
        try:
            actions.perform(
                case=case,
                transition=found.transition,
                party=party,
                inputs={},
                correction={
                    "fields": form.cleaned_data["reponses"],
                    "message": form.cleaned_data["message"],
                },
                expected_revision=form.cleaned_data["revision"],
            )
        except InvalidInputs as wrong:
            form.add_error("message", [one for some in wrong.errors.values() for one in some])
        except CaseMoved as moved:
            messages.warning(request, str(moved))
            form = form.again(case.revision)
        except Refused as refused:
            messages.error(request, str(refused))
            return HttpResponseRedirect(back)
        else:
            messages.success(request, _("The person is told what is missing."))
            return HttpResponseRedirect(back)
    context = head_of(case) | {"form": form, "move": found, "back": back}
    return render(request, "cases/agent/ask.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def item(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Conclude a work item: one of its results, and what goes with it."""
    case, party = opened(request, reference)
    held = _item_of(case, party, item)
    results = item_moves(held, party)
    back = reverse("cases:agent-detail", args=[case.reference])
    if not results:
        messages.info(request, _("This task is already done."))
        return HttpResponseRedirect(back)
    form = MoveForm(case, results[0], language())
    chosen = request.POST.get("resultat", "")
    if request.method == "POST":
        form.read(request.POST)
        if chosen not in {one.transition for one in results}:
            form.checked = Checked(errors={"resultat": [_("Choose an answer.")]})
        elif _uploads_are_kept(request, form):
            done = _try(
                request,
                form,
                lambda: actions.finish_item(
                    item=held, party=party, result=chosen, inputs=form.inputs
                ),
                _("Thank you. Your answer was passed on."),
            )
            if done:
                return HttpResponseRedirect(back)
    more = {
        "task": words_of(case).items[held.kind],
        "item": held,
        "results": results,
        "chosen": chosen,
        "result_errors": form.checked.errors.get("resultat", []),
    }
    return _draw(request, case, form, more)


def _item_of(case: Case, party: Party, item_id: int) -> WorkItem:
    for held in view_of(case, party).items:
        if held.pk == item_id:
            held.case = case
            return held
    raise Http404


@agent_page
@require_POST
def take(request: AgentRequest, reference: str) -> HttpResponse:
    """Take the case, or one of its items, for oneself; or give it back to the unit."""
    case, party = opened(request, reference)
    held = _posted_item(request, case, party)
    mine = (held or case).assigned_to_id == request.user.pk
    try:
        if mine:
            actions.assign(case=case, party=party, to=None, item=held)
        else:
            actions.take(case=case, party=party, item=held)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Given back to your unit.") if mine else _("It is yours."))
    return redirect("cases:agent-detail", reference=case.reference)


def _posted_item(request: AgentRequest, case: Case, party: Party) -> WorkItem | None:
    text = request.POST.get("tache", "")
    return _item_of(case, party, int(text)) if text.isdecimal() and len(text) < 18 else None


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def entrust(request: AgentRequest, reference: str) -> HttpResponse:
    """Give the case, or one of its items, to a colleague of the unit."""
    case, party = opened(request, reference)
    text = request.GET.get("tache", "")
    held = _item_of(case, party, int(text)) if text.isdecimal() and len(text) < 18 else None
    unit_id = held.unit_id if held else case.lead_unit_id
    if unit_id not in party.unit_ids:
        raise Http404
    form = AssignForm(request.POST or None, agents=directory.agents_of(Unit(pk=unit_id)))
    back = reverse("cases:agent-detail", args=[case.reference])
    if form.is_valid():
        to: Account | None = form.cleaned_data["agent"]
        try:
            actions.assign(case=case, party=party, to=to, item=held)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Entrusted to %(name)s.") % {"name": to})
            return HttpResponseRedirect(back)
    context = head_of(case) | {"form": form, "back": back}
    return render(request, "cases/agent/entrust.html", context)


@agent_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: AgentRequest, reference: str, to: str = "usager") -> HttpResponse:
    """Write to the applicant ("usager"), colleagues ("note"), or a unit ("service-<id>")."""
    case, party = opened(request, reference)
    form = TextForm(request.POST or None)
    back = reverse("cases:agent-detail", args=[case.reference])
    if form.is_valid():
        text = form.cleaned_data["texte"]
        try:
            if to == "note":
                actions.add_note(case=case, party=party, text=text)
            else:
                audience = "all" if to == "usager" else f"part:{_unit_key(to)}"
                actions.write_message(case=case, party=party, text=text, audience=audience)
        except InvalidInputs as wrong:
            form.add_error("texte", [one for some in wrong.errors.values() for one in some])
        except NotFound as hidden:
            raise Http404 from hidden
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            said = _("Your note is kept.") if to == "note" else _("Your message is sent.")
            messages.success(request, said)
            return HttpResponseRedirect(back)
    context = head_of(case) | {"form": form, "to": to, "back": back, "unit": _unit_named(case, to)}
    return render(request, "cases/agent/write.html", context)


def _unit_key(to: str) -> int:
    text = to.removeprefix("service-")
    if not text.isdecimal() or len(text) > 9:
        raise Http404
    return int(text)


def _unit_named(case: Case, to: str) -> Unit | None:
    if to in {"usager", "note"}:
        return None
    key = _unit_key(to)
    for item in items_of(case):
        if item.unit_id == key:
            return item.unit
    raise Http404
