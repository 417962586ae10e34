"""What a colleague prepared: read it, with the letters it would issue; validate or send it back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.engine.validations import draft_of
from parvis.cases.forms.opinions import ValidationForm
from parvis.cases.queries import item_moves
from parvis.cases.views.agent.acting import METHODS, back_to, item_of
from parvis.cases.views.agent.frame import head_of, opened, words_of
from parvis.cases.views.agent.pieces import preparation_of


@agent_page
@never_cache
@require_http_methods(METHODS)
def validate(request: AgentRequest, reference: str, item: int) -> HttpResponse:
    """Validate what was prepared, or send it back with words."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    prepared, results = preparation_of(case, held, party), item_moves(held, party)
    if prepared is None or not results:
        if held.done_by != party.actor.label[:200]:
            messages.info(request, _("This does not wait for your agreement."))
        return HttpResponseRedirect(back_to(case))
    form = ValidationForm(
        request.POST or None, results=[(one.transition, one.label) for one in results]
    )
    if form.is_valid():
        try:
            actions.finish_item(
                item=held,
                party=party,
                result=form.cleaned_data["resultat"],
                inputs={"text": form.cleaned_data["texte"]},
            )
        except InvalidInputs as wrong:
            form.add_error("texte", wrong.errors["text"])
        except NotFound as hidden:
            raise Http404 from hidden
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Thank you. Your answer was passed on."))
            return HttpResponseRedirect(back_to(case))
    context = {
        "form": form,
        "task": words_of(case).items[held.kind],
        "item": held,
        "prepared": prepared,
        "back": back_to(case),
    }
    return render(request, "cases/agent/validations/validate.html", head_of(case) | context)


@agent_page
@never_cache
@require_safe
def preview(request: AgentRequest, reference: str, item: int, document: str) -> HttpResponse:
    """A letter as it would be written if it were validated now, marked as a draft; journalled."""
    case, party = opened(request, reference)
    held = item_of(case, party, item)
    content = draft_of(case, held, party, document) if held.done_at is None else None
    if content is None:
        raise Http404
    answer = HttpResponse(content, content_type="application/pdf")
    name = f"{case.reference} - {document}.pdf"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
