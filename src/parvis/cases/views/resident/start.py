"""Beginning a request, and going on with one."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import ResidentRequest
from parvis.cases.actions import drafts
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.views import filling
from parvis.cases.views.resident.case import my_case
from parvis.cases.views.resident.flow import SENT, ResidentFlow
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import offered, package_of
from parvis.core.audience import public_page
from parvis.core.visitor import ensure_visitor, visitor_token
from parvis.eligibility.access import situation_at
from parvis.trust.access import applicant_page
from parvis.trust.queries import Acting


@public_page
@require_POST
def start(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin; a draft of this service that already waits is proposed first."""
    installation = get_object_or_404(offered(), slug=slug)
    flow = ResidentFlow(request)
    if flow.acting is None and flow.account is not None and flow.account.is_agent:
        messages.info(request, _("You are signed in as an agent: file requests from the desk."))
        return redirect("portal:service", slug=slug)
    if flow.acting is not None and not _is_mandated(flow.acting, installation):
        messages.error(request, _("Your mandate does not cover this service."))
        return redirect("portal:service", slug=slug)
    if "nouvelle" not in request.POST and flow.begun(installation).exists():
        return redirect("cases:mine", slug=slug)
    visitor = "" if flow.account else visitor_token(request, create=True) or ""
    try:
        draft = drafts.start_draft(
            installation=installation,
            visitor=visitor,
            account=flow.account,
            person=flow.account.person if flow.account else None,
            acting=flow.acting,
            situation=None if flow.acting else situation_at(request),
        )
    except NotAllowed:
        messages.error(
            request,
            _("Too many drafts wait already. Finish or delete one before beginning another."),
        )
        return redirect("cases:mine", slug=slug)
    response = redirect(filling.first_page(flow, draft))
    if visitor:
        ensure_visitor(request, response)
        # The session that will remember what was sent must be known to the browser before: the
        # answer to the sending may be lost on its way.
        request.session.setdefault(SENT, [])
    return response


def _is_mandated(acting: Acting, installation: Installation) -> bool:
    return acting.may_file and acting.covers(installation.slug, installation.institution_id)


@applicant_page
@require_POST
def renew(request: ResidentRequest, reference: str) -> HttpResponse:
    """Begin again from an earlier request, with its answers."""
    case, who = my_case(request, reference)
    flow = ResidentFlow(request)
    if not who.may_answer or flow.account is None:
        raise Http404
    try:
        draft = drafts.start_renewal(case=case, account=flow.account, acting=who.acting)
    except NotAllowed:
        messages.error(request, _("This request cannot be renewed now."))
        return redirect("cases:detail", reference=case.reference)
    return redirect(filling.first_page(flow, draft))


@public_page
@never_cache
@require_safe
def mine(request: HttpRequest, slug: str) -> HttpResponse:
    """My drafts of one service: go on, or begin again."""
    installation = get_object_or_404(Installation.objects.select_related("institution"), slug=slug)
    flow = ResidentFlow(request)
    waiting = list(flow.begun(installation)[: drafts.MOST_OPEN])
    words = package_of(installation.version_id).words(get_language() or settings.LANGUAGE_CODE)
    return render(
        request,
        "cases/resident/mine.html",
        {
            "installation": installation,
            "service": words.service,
            "drafts": waiting,
            "is_visitor": flow.account is None,
        },
    )


@public_page
@never_cache
@require_safe
def resume(request: HttpRequest, draft: UUID) -> HttpResponse:
    """Go on where one stopped: the page after the last one saved, or the check."""
    return filling.resume(request, ResidentFlow(request), draft)
