"""The pages of a form, for visitors and residents."""

from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.cases.models import Draft
from parvis.cases.views import filling
from parvis.cases.views.held import hold
from parvis.cases.views.paper import print_draft
from parvis.cases.views.resident.flow import ResidentFlow
from parvis.catalogue.queries import package_of
from parvis.core.audience import public_page


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    """A page of questions. Posted after the session ended, what was typed waits for sign-in."""
    flow = ResidentFlow(request)
    if request.method == "POST" and flow.account is None:
        _hold_if_lost(request, flow, draft, page)
    return filling.page(request, flow, draft, page)


def _hold_if_lost(request: HttpRequest, flow: ResidentFlow, draft_id: UUID, page_id: str) -> None:
    if flow.drafts().filter(pk=draft_id).exists():
        return
    draft = Draft.objects.filter(pk=draft_id).exclude(account=None).first()
    if draft is None:
        return
    pages = package_of(draft.version_id).form.pages
    fields = next((one.fields for one in pages if one.id == page_id), [])
    parcel = uuid4()
    kept, _refused = filling.keep_uploads(parcel, fields, request.FILES)
    hold(request, files=[str(file.pk) for file in kept], parcel=parcel)


@public_page
@require_POST
def autosave(request: HttpRequest, draft: UUID, page: str) -> HttpResponse:
    return filling.autosave(request, ResidentFlow(request), draft, page)


@public_page
@never_cache
@require_safe
def check(request: HttpRequest, draft: UUID) -> HttpResponse:
    return filling.check(request, ResidentFlow(request), draft)


@public_page
@require_POST
def submit(request: HttpRequest, draft: UUID) -> HttpResponse:
    return filling.submit(request, ResidentFlow(request), draft)


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: HttpRequest, draft: UUID) -> HttpResponse:
    return filling.drop(request, ResidentFlow(request), draft)


@public_page
@never_cache
@require_safe
def file(request: HttpRequest, draft: UUID, attachment: UUID) -> HttpResponse:
    return filling.file(request, ResidentFlow(request), draft, attachment)


@public_page
@never_cache
@require_safe
def printed(request: HttpRequest, draft: UUID) -> HttpResponse:
    """The draft on paper, to finish by hand and send by post."""
    return print_draft(request, ResidentFlow(request), draft)
