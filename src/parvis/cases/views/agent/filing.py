"""Filing a request in somebody's name, from the choice of a service to the printed receipt."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Person
from parvis.cases.actions import desk as actions
from parvis.cases.actions import drafts
from parvis.cases.engine import hands
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.engine.script import script_of
from parvis.cases.forms.desk import AT_THE_DESK, RequestForm
from parvis.cases.models import Case, Channel, Draft
from parvis.cases.queries import items_of, standing
from parvis.cases.views import filling
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.desk import LIVE
from parvis.cases.views.agent.flow import DeskFlow
from parvis.cases.views.agent.frame import acting_party, head_of, language
from parvis.cases.views.agent.held_paper import held_form
from parvis.cases.views.agent.paper import begin, keyed_in
from parvis.cases.views.agent.people import found_person
from parvis.cases.views.agent.post import post_of
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import offered, package_of
from parvis.catalogue.queries import search as services_named
from parvis.directory.models import Unit
from parvis.eligibility.access import situation_at_desk


@agent_page
@never_cache
@require_http_methods(METHODS)
def start(request: AgentRequest, person: UUID) -> HttpResponse:
    """Choose the service and how the request came, then fill it in. `?q=` narrows the services;
    asked while one types, only they are drawn."""
    somebody, post = found_person(request, person), post_of(request)
    services = services_at_desk(request.GET.get("q", ""))
    if LIVE in request.headers:
        return render(request, "cases/agent/desk/services.html", {"services": services})
    paper = held_form(request)
    begun = begin(request, paper, somebody) if paper else None
    if begun is not None:
        return redirect("cases:desk-resume", draft=begun.pk)
    form = RequestForm(
        request.POST or None,
        services=services,
        units=post.units,
        initial={
            "demarche": paper.installation_id if paper else None,
            "canal": Channel.POST if paper else post.channel,
            "unite": post.unit.pk,
        },
    )
    if form.is_valid():
        draft = _begin(request, form, somebody, post.unit)
        if draft is not None:
            if paper:
                keyed_in(request, paper, draft)
            return redirect(filling.first_page(DeskFlow(request), draft))
    context = {
        "form": form,
        "person": somebody,
        "paper": paper,
        "services": services,
        "typed": request.GET.get("q", "").strip(),
    }
    return render(request, "cases/agent/desk/start.html", context)


def _begin(request: AgentRequest, form: RequestForm, somebody: Person, unit: Unit) -> Draft | None:
    installation: Installation = form.cleaned_data["demarche"]
    try:
        return drafts.start_draft(
            installation=installation,
            account=request.user,
            person=somebody,
            filed_by_unit=form.cleaned_data.get("unite") or unit,
            channel=form.cleaned_data["canal"],
            situation=situation_at_desk(request, somebody),
        )
    except NotAllowed:
        form.add_error(None, _refusal(installation, form.cleaned_data["canal"]))
        return None


def services_at_desk(typed: str = "") -> list[Installation]:
    """Open services that an agent may ask for in somebody's name, those that the words name."""
    return [
        installation
        for installation in (services_named(typed, limit=50) if typed.strip() else offered())
        if "agent" in package_of(installation.version_id).service.opened_by
        and set(AT_THE_DESK) & set(package_of(installation.version_id).service.channels)
    ]


def _refusal(installation: Installation, channel: str) -> str:
    if channel not in package_of(installation.version_id).service.channels:
        return _("This service cannot be asked for in this way.")
    return _("Too many requests were begun and not sent: finish or delete some of them first.")


@agent_page
@never_cache
@require_safe
def resume(request: AgentRequest, draft: UUID) -> HttpResponse:
    """Go on where one stopped: the last page saved that is not complete, or the check."""
    return filling.resume(request, DeskFlow(request), draft)


@agent_page
@never_cache
@require_http_methods(METHODS)
def page(request: AgentRequest, draft: UUID, page: str) -> HttpResponse:
    return filling.page(request, DeskFlow(request), draft, page)


@agent_page
@require_POST
def autosave(request: AgentRequest, draft: UUID, page: str) -> HttpResponse:
    return filling.autosave(request, DeskFlow(request), draft, page)


@agent_page
@never_cache
@require_safe
def check(request: AgentRequest, draft: UUID) -> HttpResponse:
    return filling.check(request, DeskFlow(request), draft)


@agent_page
@require_POST
def submit(request: AgentRequest, draft: UUID) -> HttpResponse:
    return filling.submit(request, DeskFlow(request), draft)


@agent_page
@never_cache
@require_http_methods(METHODS)
def drop(request: AgentRequest, draft: UUID) -> HttpResponse:
    return filling.drop(request, DeskFlow(request), draft)


@agent_page
@never_cache
@require_safe
def file(request: AgentRequest, draft: UUID, attachment: UUID) -> HttpResponse:
    return filling.file(request, DeskFlow(request), draft, attachment)


def _filed(request: AgentRequest, draft: UUID) -> Case:
    """The case this draft became, filed by one of the agent's units. Raises Http404."""
    mine = Case.objects.filter(filed_by_unit__in=acting_party(request).all_unit_ids)
    ready = mine.select_related(
        "installation__institution", "lead_unit__institution", "area__departement", "person"
    ).prefetch_related("items", "deadlines")
    return get_object_or_404(ready, draft_key=draft)


@agent_page
@never_cache
@require_safe
def done(request: AgentRequest, draft: UUID) -> HttpResponse:
    """The request is sent: its reference, what comes next, what to hand out."""
    case = _filed(request, draft)
    context = head_of(case) | {
        "standing": standing(case, acting_party(request), language()),
        "channel": Channel(case.channel).label,
        "unsigned": hands.unsigned(script_of(case.version_id), items_of(case)),
    }
    return render(request, "cases/agent/desk/done.html", context)


@agent_page
@never_cache
@require_POST
def receipt(request: AgentRequest, draft: UUID) -> HttpResponse:
    """The receipt to hand out, as PDF, with a code for whoever has no account; or the code alone,
    on screen, to be told or copied. Each time another code is drawn: none is kept."""
    case, party = _filed(request, draft), acting_party(request)
    try:
        if "afficher" in request.POST:
            code = actions.issue_code(case=case, party=party)
            return render(request, "cases/agent/desk/code.html", head_of(case) | {"code": code})
        content = actions.receipt(case=case, party=party)
    except NotAllowed as refused:
        raise Http404 from refused
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="recepisse-{case.reference}.pdf"'
    return response
