"""What agents do: transitions, corrections asked, tasks concluded.

Nothing typed is lost: a refusal, or somebody who acted meanwhile, shows the same page again with
the same words. A button pressed twice does the thing once and says so once.
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, Refused
from parvis.cases.engine.validations import returned
from parvis.cases.forms.acting import MoveForm
from parvis.cases.forms.agent import CorrectionForm, ask_result
from parvis.cases.models import Case, CaseEvent, WorkItem
from parvis.cases.queries import item_moves, items_of, moves_of, view_of
from parvis.cases.queries.moves import answer_by
from parvis.cases.views.acting import (
    made_at_once,
    said_of,
    tried,
    uploads_are_kept,
    waits_for_validation,
)
from parvis.cases.views.agent.frame import (
    acting_party,
    address_of,
    head_of,
    language,
    opened,
    words_of,
)
from parvis.cases.views.agent.pieces import file_url
from parvis.catalogue.queries import package_of
from parvis.core.typed import whole

METHODS = ["GET", "HEAD", "POST"]


def back_to(case: Case) -> str:
    return address_of(case.reference)


@agent_page
@never_cache
@require_http_methods(METHODS)
def move(request: AgentRequest, reference: str, transition: str) -> HttpResponse:
    """Make one of the moves that the case page offers."""
    made = made_at_once(request, acting_party(request), reference, transition)
    if made is not None:
        messages.success(request, said_of(made, waits=made.waits))
        return HttpResponseRedirect(address_of(reference))
    case, party = opened(request, reference)
    found = next((one for one in moves_of(case, party) if one.transition == transition), None)
    if _was_just_done(request, case, party, transition):
        return HttpResponseRedirect(back_to(case))
    if found is None:
        messages.info(request, _("This is no longer possible: the request has moved on."))
        return HttpResponseRedirect(back_to(case))
    if found.correction == "ask":
        return _ask(request, case, party, found)
    form = MoveForm(case, found, language())
    # What was sent back to whoever prepared it is not typed again.
    form.values |= returned(items_of(case), transition)
    if request.method == "POST":
        form.read(request.POST)
        if uploads_are_kept(request, form) and tried(
            request,
            form,
            lambda: actions.perform(
                case=case,
                transition=found.transition,
                party=party,
                inputs=form.inputs,
                correction=form.correction,
                expected_revision=form.revision,
            ),
            lambda done: said_of(found, waits=waits_for_validation(done, transition)),
        ):
            return HttpResponseRedirect(back_to(case))
    return render(request, "cases/agent/act.html", _context(case, form) | {"move": found})


def _was_just_done(request: AgentRequest, case: Case, party: Party, transition: str) -> bool:
    """The same button pressed twice: the last move is this one, by this agent, made from the very
    page that is posted again."""
    shown = whole(request.POST.get("revision"))
    if request.method != "POST" or shown is None or shown >= case.revision:
        return False
    # What follows by itself comes after, in the system's name.
    last = CaseEvent.objects.filter(case=case, kind__in=["moved", "prepared"]).exclude(
        actor_kind="system"
    )
    made = last.order_by("-pk").values_list("subject", "actor_label").first()
    return shown == case.revision - 1 and made == (transition, party.actor.label[:200])


def _context(case: Case, form: MoveForm) -> dict[str, Any]:
    """The revision shown is today's: sending again, after reading, is agreeing to go on."""
    case.refresh_from_db(fields=["revision"])
    context = form.context(lambda file: file_url(case, file)) | head_of(case)
    return context | {"back": back_to(case)}


def _ask(request: AgentRequest, case: Case, party: Party, found: Move) -> HttpResponse:
    """Ask for a correction: which answers, and what is missing in plain words."""
    form = CorrectionForm(
        request.POST or None,
        package=package_of(case.version_id),
        answers=case.answers,
        language=language(),
        revision=case.revision,
    )
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
            return HttpResponseRedirect(back_to(case))
        else:
            messages.success(request, _("The person is told what is missing."))
            return HttpResponseRedirect(back_to(case))
    context = head_of(case) | {"form": form, "move": found, "back": back_to(case)}
    context["until"] = answer_by(case, found.transition)
    return render(request, "cases/agent/ask.html", context)


@agent_page
@never_cache
@require_http_methods(METHODS)
def item(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Conclude a work item: one of its results, and what goes with it."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    if held.asked:
        page = "validation" if "move" in held.asked else "opinion"
        return redirect(f"cases:agent-{page}", reference=reference, item=held.pk)
    results = item_moves(held, party)
    chosen, wrong = request.POST.get("resultat", ""), []
    if not results:
        # The same button pressed twice says it once.
        if (held.result, held.done_by) != (chosen, party.actor.label[:200]):
            messages.info(
                request,
                _("This task was sent back.") if held.sent_back_at else _("This task is done."),
            )
        return HttpResponseRedirect(back_to(case))
    form = MoveForm(case, results[0], language())
    if request.method == "POST":
        form.read(request.POST)
        if not uploads_are_kept(request, form):
            pass
        elif chosen not in {one.transition for one in results}:
            wrong = [_("Choose an answer.")]
        elif tried(
            request,
            form,
            lambda: actions.finish_item(item=held, party=party, result=chosen, inputs=form.inputs),
            lambda _done: _("Thank you. Your answer was passed on."),
        ):
            return HttpResponseRedirect(back_to(case))
    context = _context(case, form) | {"task": words_of(case).items[held.kind], "item": held}
    ask_result(context["form"], results, chosen, wrong)
    return render(request, "cases/agent/act.html", context)


def item_of(case: Case, party: Party, item_id: int) -> WorkItem:
    """An item the party may see. Raises Http404."""
    for held in view_of(case, party).items:
        if held.pk == item_id:
            held.case = case
            return held
    raise Http404
