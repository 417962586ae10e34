"""Forms that came on paper: their pages kept, their person found, their answers keyed in."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Person
from parvis.cases.actions import paper as actions
from parvis.cases.actions.attachments import FileRefused
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.forms.paper import PagesForm
from parvis.cases.models import Attachment, Case, Draft, PaperForm
from parvis.cases.paper.codes import SCANS, page_image
from parvis.cases.queries.paper import pages_of, waiting_forms
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.flow import DeskFlow
from parvis.cases.views.agent.frame import acting_party
from parvis.cases.views.agent.held_paper import HELD
from parvis.cases.views.agent.post import desk_units
from parvis.cases.views.paper import print_draft
from parvis.directory.models import Unit


@agent_page
@never_cache
@require_http_methods(METHODS)
def received(request: AgentRequest) -> HttpResponse:
    """Add the pages of a form; those that wait to be keyed in."""
    units = desk_units(request)
    form = PagesForm(request.POST or None, request.FILES or None, units=units)
    if request.method == "POST" and form.is_valid():
        unit: Unit = form.cleaned_data.get("unite") or units[0]
        try:
            kept = actions.receive(
                uploads=request.FILES.getlist("pages"),
                typed=form.cleaned_data["reference"],
                unit=unit,
                party=acting_party(request),
            )
        except FileRefused as refused:
            form.add_error("pages", str(refused))
        else:
            return redirect("cases:paper-form", form=kept.pk)
    context = {"form": form, "waiting": list(waiting_forms([unit.pk for unit in units]))}
    status = 422 if form.errors else 200
    return render(request, "cases/agent/desk/papers.html", context, status=status)


@agent_page
@never_cache
@require_http_methods(METHODS)
def form(request: AgentRequest, form: UUID) -> HttpResponse:
    """One form: go on with its draft, or say whose it is."""
    units = desk_units(request)
    held = _mine(units, form)
    if held.draft_key is not None:
        return _of_a_draft(request, held, units[0])
    if request.method == "POST":
        request.session[HELD] = str(held.pk)
        messages.info(request, _("Look for the person; the form is kept beside you."))
        return redirect("cases:desk")
    return _whose(request, held, held.pk)


def _whose(request: AgentRequest, held: PaperForm, key: UUID) -> HttpResponse:
    pages = pages_of(key)
    images = [
        reverse("cases:paper-page", args=[page.pk, number])
        for page in pages
        for number in range(page.pages)
    ]
    context = {"form": held, "pages": pages, "images": images}
    return render(request, "cases/agent/desk/paper.html", context)


def _of_a_draft(request: AgentRequest, held: PaperForm, unit: Unit) -> HttpResponse:
    assert held.draft_key is not None, "printed from a draft, or keyed in"
    case = Case.objects.filter(draft_key=held.draft_key).first()
    if case is not None:
        messages.info(request, _("This form became a request: its pages are there."))
        return redirect("cases:agent-detail", reference=case.reference)
    try:
        draft = actions.take_over(
            form=held, account=request.user, unit=unit, party=acting_party(request)
        )
    except NotAllowed:
        messages.error(request, _("Another unit is keying this form in."))
        return redirect("cases:papers")
    if draft is None:
        messages.error(request, _("The draft of this form was deleted. Its pages are kept."))
        return redirect("cases:papers")
    if draft.person_id is None:
        if request.method == "POST":
            request.session[HELD] = str(held.pk)
            return redirect("cases:desk")
        return _whose(request, held, draft.pk)
    return redirect("cases:desk-resume", draft=draft.pk)


@agent_page
@require_POST
def put_down(request: AgentRequest) -> HttpResponse:
    """Stop looking for the person of a form: it waits in the list."""
    request.session.pop(HELD, None)
    return redirect("cases:papers")


@agent_page
@never_cache
@require_safe
def page(request: AgentRequest, attachment: UUID, number: int) -> HttpResponse:
    """One page of a form as an image, to read beside the questions."""
    scan = get_object_or_404(Attachment, pk=attachment, field=SCANS, case=None)
    if scan.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        raise Http404
    units = desk_units(request)
    keys = PaperForm.objects.filter(unit__in=units)
    if not (
        keys.filter(pk=scan.draft_key).exists()
        or DeskFlow(request).drafts().filter(pk=scan.draft_key).exists()
    ):
        raise Http404
    try:
        with default_storage.open(scan.storage_name) as content:
            image = page_image(content, scan.mime, number)
    except (LookupError, OSError) as absent:
        raise Http404 from absent
    response = HttpResponse(image, content_type="image/png")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


@agent_page
@never_cache
@require_safe
def printed(request: AgentRequest, draft: UUID) -> HttpResponse:
    """The draft on paper, for somebody who finishes it at home."""
    return print_draft(request, DeskFlow(request), draft)


def begin(request: AgentRequest, held: PaperForm, person: Person) -> Draft | None:
    """The person is found: their draft if it was printed from one. None for a blank form, which
    becomes a draft once its service is chosen."""
    if held.draft_key is None:
        return None
    actions.name_person(form=held, person=person)
    request.session.pop(HELD, None)
    return Draft.objects.filter(pk=held.draft_key).first()


def keyed_in(request: AgentRequest, held: PaperForm, draft: Draft) -> None:
    """The draft just begun is the one in which this form is keyed in."""
    request.session.pop(HELD, None)
    try:
        actions.key_in(form=held, draft=draft)
    except NotAllowed:
        messages.warning(request, _("Another agent is keying this form in: its pages are there."))


def _mine(units: list[Unit], key: UUID) -> PaperForm:
    return get_object_or_404(
        PaperForm.objects.select_related("installation"), pk=key, unit__in=units
    )
