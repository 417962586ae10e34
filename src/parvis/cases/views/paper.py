"""Forms to print: blank for anybody, part-filled for whoever fills one in."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.cases.actions import paper as actions
from parvis.cases.models import Channel
from parvis.cases.paper import Code, code_of, sheet_of
from parvis.cases.queries.paper import takes_paper
from parvis.cases.views.flow import Flow
from parvis.catalogue.models import Binding, Installation
from parvis.catalogue.queries import offered, package_of
from parvis.core.audience import public_page


@public_page
@never_cache
@require_safe
def blank(request: HttpRequest, slug: str) -> HttpResponse:
    """The service's questions on paper; `?grand` in large letters. Each print has its own code."""
    installation = get_object_or_404(offered().select_related("version"), slug=slug)
    if Channel.POST not in package_of(installation.version_id).service.channels:
        raise Http404
    code = code_of(slug, installation.version.number)
    return _sheet(request, installation, installation.version_id, code, {})


@public_page
@never_cache
@require_safe
def scanned(request: HttpRequest, slug: str, version: str, reference: str) -> HttpResponse:
    """Where the code of a form leads when a telephone reads it: the service, on line."""
    get_object_or_404(Installation, slug=slug)
    return redirect("portal:service", slug=slug)


def print_draft(request: HttpRequest, flow: Flow, draft_id: UUID) -> HttpResponse:
    """What is filled in so far, to finish by hand. Raises Http404 for somebody else's draft."""
    draft = get_object_or_404(flow.drafts().select_related("version"), pk=draft_id)
    if not takes_paper(draft):
        raise Http404
    form = actions.printed(draft=draft)
    code = code_of(draft.installation.slug, form.version_number, form.reference)
    return _sheet(request, draft.installation, draft.version_id, code, draft.answers)


def _sheet(
    request: HttpRequest,
    installation: Installation,
    version_id: int,
    code: Code,
    answers: dict[str, object],
) -> HttpResponse:
    package = package_of(version_id)
    bound = (
        Binding.objects.filter(installation=installation, function=package.service.lead)
        .select_related("unit__institution")
        .order_by("area_id")
        .last()  # PostgreSQL puts nulls last: the unit of every area, when there is one
    )
    if bound is None:
        raise Http404
    content = sheet_of(
        package,
        unit=bound.unit,
        reference=code.reference,
        url=code.url,
        answers=answers,
        language=get_language() or "fr",
        large="grand" in request.GET,
    )
    response = HttpResponse(content, content_type="application/pdf")
    name = f"formulaire-{installation.slug}-{code.reference}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return response
