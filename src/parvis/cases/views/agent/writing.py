"""Messages to the applicant or to another service, and notes for colleagues."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions, rules
from parvis.cases.actions import attachments
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotFound, Refused
from parvis.cases.forms.agent import TextForm
from parvis.cases.forms.write import WriteForm
from parvis.cases.models import Case
from parvis.cases.queries import items_of, view_of
from parvis.cases.views.agent.acting import METHODS, back_to
from parvis.cases.views.agent.frame import head_of, opened
from parvis.core.forms import StyledForm
from parvis.core.typed import whole
from parvis.directory.models import Unit


@agent_page
@never_cache
@require_http_methods(METHODS)
def write(request: AgentRequest, reference: str, to: str) -> HttpResponse:
    """Write to the applicant ("usager"), colleagues ("note"), or a unit ("service-<id>")."""
    case, party = opened(request, reference)
    audience, unit = _audience(case, to)
    if not rules.may_write(case, party, audience):
        raise Http404
    form: StyledForm = (
        WriteForm(request.POST or None, request.FILES or None)
        if audience == "all"
        else TextForm(request.POST or None)
    )
    last = whole(request.POST.get("apres"))
    if form.is_valid() and _sent(request, form, case, party, audience, last):
        said = _("Your note is kept.") if audience == "agents" else _("Your message is sent.")
        messages.success(request, said)
        return HttpResponseRedirect(f"{back_to(case)}#echanges")
    if last is None:
        last = view_of(case, party).notes.values_list("pk", flat=True).last() or 0
    context = {"form": form, "to": to, "back": back_to(case), "unit": unit, "last_note": last}
    return render(request, "cases/agent/write.html", head_of(case) | context)


def _audience(case: Case, to: str) -> tuple[str, Unit | None]:
    """Raises Http404 for a unit that has no part in the case."""
    if to in {"usager", "note"}:
        return ("all" if to == "usager" else "agents"), None
    key = whole(to.removeprefix("service-"))
    for item in items_of(case):
        if item.unit_id == key:
            return f"part:{key}", item.unit
    raise Http404


def _sent(
    request: AgentRequest,
    form: StyledForm,
    case: Case,
    party: Party,
    audience: str,
    after: int | None,
) -> bool:
    text = form.cleaned_data["texte"]
    try:
        with transaction.atomic():
            if audience == "agents":
                actions.add_note(case=case, party=party, text=text, after=after)
            else:
                joined = [
                    attachments.join_to_message(case=case, upload=one)
                    for one in request.FILES.getlist("fichiers")
                ]
                actions.write_message(
                    case=case,
                    party=party,
                    text=text,
                    attachment_ids=[one.pk for one in joined],
                    audience=audience,
                    after=after,
                )
    except attachments.FileRefused as refused:
        form.add_error("fichiers", str(refused))
    except InvalidInputs as wrong:
        form.add_error("texte", [one for some in wrong.errors.values() for one in some])
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()
