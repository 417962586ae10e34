"""One page of questions at a time, then the check, then the sending: the same for a resident at
home and for an agent at the desk (`flow.Flow`)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases.actions import attachments, drafts
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotFound, Refused
from parvis.cases.forms import posted
from parvis.cases.models import Attachment, Draft
from parvis.cases.queries.drafts import files_of, one_of, version_of
from parvis.cases.views import serving
from parvis.cases.views.flow import Flow
from parvis.cases.views.held import take
from parvis.cases.views.screens import CheckScreen, FormScreen, PageScreen
from parvis.catalogue.definition import Field
from parvis.catalogue.queries import package_of
from parvis.core.typed import whole
from parvis.core.ui.words import when


def first_page(flow: Flow, draft: Draft) -> str:
    """Where a new draft begins."""
    pages = FormScreen(flow, draft).pages
    return flow.page_url(draft.pk, pages[0][0].id) if pages else flow.check_url(draft.pk)


def resume(request: HttpRequest, flow: Flow, draft_id: UUID) -> HttpResponse:
    """Go on where one stopped: the last page saved when it needs a second look, the next one, or
    the check."""
    draft = flow.drafts().filter(pk=draft_id).first()
    if draft is None:
        return _gone(flow, draft_id)
    _follow_version(request, draft)
    screen = FormScreen(flow, draft)
    for page, fields in screen.pages[max(screen.place_of(draft.page), 0) :]:
        if page.id != draft.page or screen.form.check(fields).errors:
            return redirect(flow.page_url(draft.pk, page.id))
    return redirect(flow.check_url(draft.pk))


def page(request: HttpRequest, flow: Flow, draft_id: UUID, page_id: str) -> HttpResponse:
    """Show one page of questions, or keep what was typed in it and go on."""
    draft = flow.drafts().filter(pk=draft_id).first()
    if draft is None:
        return _gone(flow, draft_id)
    _follow_version(request, draft)
    held = take(request)
    if held is not None:
        attachments.give_to(attachment_ids=held.files, parcel=held.parcel, draft_key=draft.pk)
        _save(draft, page_id, held.data, {})
        messages.success(request, _("You are signed in again. What you had typed was kept."))
        return redirect(f"{flow.page_url(draft.pk, page_id)}?verifier=1")
    if request.method == "POST":
        return _posted(request, flow, draft, page_id)
    screen = PageScreen(flow, draft, page_id, verify=bool(request.GET.get("verifier")))
    if screen.is_hidden:
        return redirect(screen.nearest_url)
    return render(request, "cases/form/page.html", screen.context())


def _posted(request: HttpRequest, flow: Flow, draft: Draft, page_id: str) -> HttpResponse:
    command = _Command(request)
    refused = _save(draft, page_id, request.POST, request.FILES, tidy=not command.name)
    draft.refresh_from_db()
    here = flow.page_url(draft.pk, page_id)
    back = "retour" in request.POST
    if refused:
        for message in refused:
            messages.error(request, message)
        return _to(here, back=back, verify=False)
    if command.name:
        return _to(here, back=back, verify=False, anchor=command.run(draft))
    if "partir" in request.POST:
        messages.success(request, _("Your answers are kept. Come back whenever you like."))
        return redirect(flow.leave_url(draft))
    screen = PageScreen(flow, draft, page_id, verify=True)
    if screen.is_hidden:
        return redirect(screen.nearest_url)
    if screen.errors:
        return _to(here, back=back, verify=True)
    if screen.new_questions:
        messages.info(request, _("One of your answers calls for a few more questions."))
        return _to(here, back=back, verify=False, anchor=f"bloc-{screen.new_questions[0]}")
    return redirect(flow.check_url(draft.pk) if back else screen.next_url)


def _to(url: str, *, back: bool, verify: bool, anchor: str = "") -> HttpResponseRedirect:
    asked = "&".join(part for part, on in (("retour=1", back), ("verifier=1", verify)) if on)
    return HttpResponseRedirect(
        f"{url}{'?' + asked if asked else ''}{'#' + anchor if anchor else ''}"
    )


class _Command:
    """A button of the page other than "go on": add or take out an entry or a file."""

    def __init__(self, request: HttpRequest) -> None:
        self.name, self.value = next(
            (
                (name, str(request.POST[name]))
                for name in ("ajouter", "enlever", "enlever_fichier", "joindre")
                if name in request.POST
            ),
            ("", ""),
        )

    def run(self, draft: Draft) -> str:
        """Do it; the anchor of where to look next."""
        if self.name == "ajouter":
            index = drafts.add_entry(draft=draft, group=self.value)
            return f"bloc-{self.value}.{index}"
        if self.name == "enlever":
            group, _dot, number = self.value.partition(".")
            if (place := whole(number)) is not None:
                drafts.remove_entry(draft=draft, group=group, index=place)
            return f"bloc-{group}"
        if self.name == "enlever_fichier":
            path, _dash, key = self.value.partition("/")
            try:
                attachments.remove_file(draft=draft, attachment_id=UUID(key))
            except ValueError:
                raise Http404 from None
            return f"bloc-{path}"
        return f"bloc-{self.value}"


def _save(
    draft: Draft,
    page_id: str,
    data: Any,
    uploads: Any,
    *,
    tidy: bool = False,
    since: str | None = None,
) -> list[str]:
    """Keep answers and files; the files refused, in words. `tidy` drops entries left blank."""
    package = package_of(draft.version_id)
    fields = next((p.fields for p in package.form.pages if p.id == page_id), None)
    if fields is None:
        raise Http404
    typed = posted.read(fields, data, draft.answers)
    _kept, refused = keep_uploads(draft.pk, fields, uploads)
    if tidy:
        typed = posted.without_blank_entries(fields, typed, [f.field for f in files_of(draft)])
    drafts.save_page(draft=draft, page_id=page_id, typed=typed, since=since)
    return refused


def keep_uploads(
    draft_key: UUID, fields: list[Field], uploads: Any
) -> tuple[list[Attachment], list[str]]:
    """Keep the files posted for these questions: those kept, and what is refused, in words."""
    kept, refused = [], []
    for path in uploads:
        question = question_at(fields, path)
        if question is None:
            continue
        for upload in uploads.getlist(path):
            try:
                kept.append(
                    attachments.add_file(
                        draft_key=draft_key, field=question, path=path, upload=upload
                    )
                )
            except attachments.FileRefused as reason:
                refused.append(str(reason))
    return kept, refused


def question_at(fields: list[Field], path: str) -> Field | None:
    """The file question a path names ("piece", "enfants.0.certificat"), None for anything else."""
    top, *inside = path.split(".")
    question = next((field for field in fields if field.id == top), None)
    if question is not None and question.type == "group" and len(inside) == 2:
        if whole(inside[0], digits=2) is None:
            return None
        question = next((sub for sub in question.fields if sub.id == inside[1]), None)
    elif inside:
        return None
    return question if question is not None and question.type == "files" else None


def autosave(request: HttpRequest, flow: Flow, draft_id: UUID, page_id: str) -> HttpResponse:
    """Keep what is typed, for the script; says when, and which questions are now to be shown. What
    comes after the page itself was sent, or after another window saved, changes nothing."""
    draft = get_object_or_404(flow.drafts(), pk=draft_id)
    try:
        _save(draft, page_id, request.POST, {}, since=request.POST.get("_since"))
    except CaseMoved:
        said = _("Changed in another window: press “Continue” to keep what is here.")
        return JsonResponse({"saved": said}, status=409)
    draft.refresh_from_db()
    screen = PageScreen(flow, draft, page_id, verify=False)
    return JsonResponse(
        {
            "saved": _("Saved %(when)s") % {"when": when(draft.saved_at)},
            "shown": screen.shown,
            "since": version_of(draft),
        }
    )


def check(request: HttpRequest, flow: Flow, draft_id: UUID) -> HttpResponse:
    """Every answer before sending, and what is still missing."""
    draft = flow.drafts().filter(pk=draft_id).first()
    if draft is None:
        return _gone(flow, draft_id)
    _follow_version(request, draft)
    return render(request, "cases/form/check.html", CheckScreen(flow, draft).context())


def submit(request: HttpRequest, flow: Flow, draft_id: UUID) -> HttpResponse:
    """Send. Pressed twice, or again after a lost answer, it leads to the same confirmation."""
    draft = one_of(flow.drafts(), draft_id)
    if draft is None:
        return _gone(flow, draft_id)
    need = flow.identity_needed(draft)
    if need:
        return redirect(flow.identity_url(draft, need) or flow.check_url(draft.pk))
    arrival = flow.arrival(draft)
    if arrival is not None and not arrival.is_valid():
        context = CheckScreen(flow, draft).context() | {"arrival": arrival}
        return render(request, "cases/form/check.html", context, status=422)
    try:
        case = flow.submit(draft)
    except InvalidInputs:
        messages.error(request, _("A few answers are still missing or need to be corrected."))
        return redirect(flow.check_url(draft.pk))
    except NotFound:
        # Sent from another tab in the meantime.
        return _gone(flow, draft_id)
    except Refused as reason:
        messages.error(request, str(reason))
        return redirect(flow.check_url(draft.pk))
    return redirect(flow.done_url(case))


def drop(request: HttpRequest, flow: Flow, draft_id: UUID) -> HttpResponse:
    """Ask, then forget the draft."""
    draft = flow.drafts().filter(pk=draft_id).first()
    if draft is None:
        return _gone(flow, draft_id)
    if request.method == "POST":
        drafts.drop_draft(draft=draft)
        messages.success(request, _("Your draft was deleted."))
        return redirect(flow.leave_url(draft))
    words = package_of(draft.version_id).words(get_language() or "fr")
    context = {
        "flow": flow,
        "draft": draft,
        "service": words.service,
        "back": flow.check_url(draft.pk),
    }
    return render(request, "cases/form/drop.html", context)


def file(request: HttpRequest, flow: Flow, draft_id: UUID, attachment_id: UUID) -> HttpResponse:
    """One's own file, while filling in."""
    draft = get_object_or_404(flow.drafts(), pk=draft_id)
    mine = Attachment.objects.filter(draft_key=draft.pk, case=None)
    return serving.attachment(get_object_or_404(mine, pk=attachment_id))


def _gone(flow: Flow, draft_id: UUID) -> HttpResponse:
    case = flow.submitted(draft_id)
    return redirect(flow.done_url(case)) if case is not None else flow.missing(draft_id)


def _follow_version(request: HttpRequest, draft: Draft) -> None:
    if drafts.follow_version(draft=draft):
        draft.refresh_from_db()
        messages.info(
            request,
            _("This form changed since your last visit. Your answers are kept: check them."),
        )
