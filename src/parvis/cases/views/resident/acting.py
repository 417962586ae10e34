"""What a resident does on a request already sent: correct, write, withdraw."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from parvis.accounts.access import ResidentRequest
from parvis.cases import actions
from parvis.cases.actions import attachments
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.forms.acting import MoveForm
from parvis.cases.forms.write import WriteForm
from parvis.cases.models import Case
from parvis.cases.queries import moves_of
from parvis.cases.views.acting import made_at_once, tried, uploads_are_kept
from parvis.cases.views.resident.case import file_url, my_case
from parvis.catalogue.queries import package_of
from parvis.trust.access import applicant_page


@applicant_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: ResidentRequest, reference: str, transition: str) -> HttpResponse:
    """Make one of the moves the case page offers, after its questions or a confirmation."""
    made = made_at_once(request, parties.applicant(request.user), reference, transition)
    if made is not None:
        messages.success(request, f"{made.done}.")
        return redirect("cases:detail", reference=reference)
    case, who = my_case(request, reference)
    found = next((one for one in moves_of(case, who) if one.transition == transition), None)
    back = reverse("cases:detail", args=[case.reference])
    if found is None:
        messages.info(request, _("This is no longer possible: the request has moved on."))
        return HttpResponseRedirect(back)
    form = MoveForm(case, found, get_language() or "fr")
    if request.method == "POST":
        form.read(request.POST)
        if (
            uploads_are_kept(request, form)
            and form.is_said()
            and tried(
                request,
                form,
                lambda: _made(case, transition, who, form),
                lambda _done: f"{found.done}.",
            )
        ):
            return HttpResponseRedirect(back)
    context = form.context(lambda file: file_url(case, file)) | {"back": back}
    return render(request, "cases/resident/move.html", context)


@transaction.atomic
def _made(case: Case, transition: str, who: Party, form: MoveForm) -> Case:
    """The move, and the word that goes with it."""
    done = actions.perform(
        case=case,
        transition=transition,
        party=who,
        inputs=form.inputs,
        correction=form.correction,
        expected_revision=form.revision,
    )
    if form.written:
        actions.write_message(case=done, party=who, text=form.written)
    return done


@applicant_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: ResidentRequest, reference: str) -> HttpResponse:
    """Write to the unit in charge, with files if need be."""
    case, who = my_case(request, reference)
    if not who.may_answer:
        raise Http404
    form = WriteForm(request.POST or None, request.FILES or None)
    if form.is_valid() and _sent(request, form, case, who):
        messages.success(request, _("Your message is sent."))
        return redirect("cases:detail", reference=case.reference)
    words = package_of(case.version_id).words(get_language() or "fr")
    context = {"case": case, "service": words.service, "form": form}
    return render(request, "cases/resident/write.html", context)


def _sent(request: ResidentRequest, form: WriteForm, case: Case, who: Party) -> bool:
    try:
        with transaction.atomic():
            joined = [
                attachments.join_to_message(case=case, upload=upload)
                for upload in request.FILES.getlist("fichiers")
            ]
            actions.write_message(
                case=case,
                party=who,
                text=form.cleaned_data["texte"],
                attachment_ids=[one.pk for one in joined],
            )
    except attachments.FileRefused as refused:
        form.add_error("fichiers", str(refused))
    except InvalidInputs as wrong:
        form.add_error("texte", [one for some in wrong.errors.values() for one in some])
    except Refused as refused:
        form.add_error(None, str(refused))
    return form.is_valid()
