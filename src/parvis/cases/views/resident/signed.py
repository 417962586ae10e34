"""Signatures: those I gave for others; the link to send again for the one my request waits for."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.cases.actions.signatures import send_again
from parvis.cases.engine.hands import is_signature
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.engine.signed import how_of
from parvis.cases.forms.signatures import ReachForm
from parvis.cases.queries import items_of
from parvis.cases.queries.signatures import signed_by
from parvis.cases.views.resident.case import my_case
from parvis.catalogue.queries import package_of
from parvis.trust.access import applicant_page

LISTED = 100


@resident_page
@never_cache
@require_safe
def signed(request: ResidentRequest) -> HttpResponse:
    """What I signed in this account, with its receipt."""
    language = get_language() or "fr"
    rows = []
    for guest in signed_by(request.user)[:LISTED]:
        item = guest.item
        words = package_of(item.case.version_id).words(language)
        task = words.items.get(item.kind)
        rows.append(
            {
                "guest": guest,
                "item": item,
                "service": words.service.name,
                "result": task.results.get(item.result, "") if task else "",
                "is_signed": item.result == "signed",
                "how": how_of(item),
                "applicant": item.case.applicant_name,
            }
        )
    return render(request, "cases/resident/signed.html", {"rows": rows})


@applicant_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: ResidentRequest, reference: str, item: int) -> HttpResponse:
    """Send the link again, or to another address."""
    case, who = my_case(request, reference)
    held = next((one for one in items_of(case) if one.pk == item and is_signature(one)), None)
    if held is None or not who.may_answer:
        raise Http404
    if held.done_at is not None:
        return redirect("cases:detail", reference=case.reference)
    reached = held.asked["signatory"]
    form = ReachForm(
        request.POST or None,
        initial={"courriel": reached["email"], "telephone": reached["phone"]},
    )
    if form.is_valid():
        data = form.cleaned_data
        try:
            send_again(item=held, party=who, email=data["courriel"], phone=data["telephone"])
        except InvalidInputs as wrong:
            form.add_error("courriel", wrong.errors["courriel"])
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The link was sent."))
            return redirect("cases:detail", reference=case.reference)
    words = package_of(case.version_id).words(get_language() or "fr")
    context = {"case": case, "service": words.service, "form": form, "who": held.asked["expert"]}
    return render(request, "cases/resident/sign_again.html", context)
