"""What somebody outside said on paper or at the desk, keyed in by an agent: a signature, or the
opinion of an expert. Nobody is recognised by guess: the scan is kept, or the agent saw them."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases.actions.attachments import FileRefused
from parvis.cases.actions.signatures import record as keep
from parvis.cases.actions.signatures import send_again
from parvis.cases.answers import summary
from parvis.cases.engine import moves, opinions
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.hands import is_signature
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.engine.words import Values
from parvis.cases.forms.signatures import ReachForm, RecordForm
from parvis.cases.models import Case, WorkItem
from parvis.cases.rules import shared_by
from parvis.cases.views.agent.acting import METHODS, back_to, item_of
from parvis.cases.views.agent.frame import head_of, language, opened, words_of
from parvis.catalogue.definition.process import UNSIGNED
from parvis.catalogue.queries import package_of

_FIELDS = {"fichiers": "fichiers", "text": "texte", "courriel": "courriel"}


@agent_page
@never_cache
@require_http_methods(METHODS)
def record(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Record it, or send the link to sign again."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    if held.done_at is not None:
        messages.info(request, _("This was answered already."))
        return HttpResponseRedirect(back_to(case))
    if not moves.may_record(case, held, party):
        raise Http404
    sends = request.POST.get("faire") == "renvoyer"
    form = RecordForm(
        None if sends else request.POST or None, request.FILES or None, results=_results(held)
    )
    reach = _reach(request, held, sends=sends)
    done = (
        reach is not None and reach.is_valid() and _sent(reach, held, party)
        if sends
        else form.is_valid() and _kept(request, form, held, party)
    )
    if done:
        said = _("The link was sent.") if sends else _("It is recorded.")
        messages.success(request, said)
        return HttpResponseRedirect(f"{back_to(case)}#taches")
    context = head_of(case) | _context(case, held) | {"form": form, "reach": reach}
    return render(request, "cases/agent/record.html", context)


def _results(held: WorkItem) -> list[tuple[str, str]]:
    kind = package_of(held.case.version_id).process.items[held.kind]
    words = package_of(held.case.version_id).words(language()).items[held.kind]
    said = [one for one in kind.results if not is_signature(held) or one != UNSIGNED]
    return [(one, words.results[one]) for one in said]


def _reach(request: AgentRequest, held: WorkItem, *, sends: bool) -> ReachForm | None:
    if not is_signature(held):
        return None
    known = held.asked["signatory"]
    initial = {"courriel": known["email"], "telephone": known["phone"]}
    return ReachForm(request.POST if sends else None, initial=initial)


def _kept(request: AgentRequest, form: RecordForm, held: WorkItem, party: Party) -> bool:
    data = form.cleaned_data
    try:
        keep(
            item=held,
            party=party,
            result=data["resultat"],
            how=data["maniere"],
            text=data["texte"],
            uploads=request.FILES.getlist("fichiers"),
        )
    except FileRefused as refused:
        form.add_error("fichiers", str(refused))
    except InvalidInputs as wrong:
        for name, said in wrong.errors.items():
            form.add_error(_FIELDS.get(name), said)
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused_too:
        form.add_error(None, str(refused_too))
    return form.is_valid()


def _sent(form: ReachForm, held: WorkItem, party: Party) -> bool:
    data = form.cleaned_data
    try:
        send_again(item=held, party=party, email=data["courriel"], phone=data["telephone"])
    except InvalidInputs as wrong:
        form.add_error("courriel", wrong.errors["courriel"])
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()


def _context(case: Case, held: WorkItem) -> dict[str, Any]:
    package, script = package_of(case.version_id), script_of(case.version_id)
    task = words_of(case).items[held.kind]
    values = Values(
        script,
        case,
        language=language(),
        submitted_on=LocalTime(case.area).day_of(case.submitted_at),
    )
    only = shared_by(package, [held])
    return {
        "item": held,
        "task": task,
        "ask": values.fill(task.ask),
        "who": opinions.who(held),
        "is_signature": is_signature(held),
        "sections": summary(package, case.answers, language(), only=only)
        if is_signature(held)
        else [],
        "back": back_to(case),
    }
