"""Somebody else than the applicant signs: by the link they were sent, with a code or signed in to
their own account. Afterwards: their signature and its receipt, nothing else of the file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from parvis.accounts.models import Account
from parvis.accounts.queries import persons_at
from parvis.cases.actions import guests, signatures
from parvis.cases.answers import summary
from parvis.cases.engine import party as parties
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.engine.signed import how_of
from parvis.cases.engine.words import Values
from parvis.cases.forms.signatures import SignForm
from parvis.cases.models import Guest
from parvis.cases.queries.opening import note_reading
from parvis.cases.queries.opinions import files_for_guest
from parvis.cases.queries.signatures import receipt_of
from parvis.cases.rules import shared_by
from parvis.cases.views import serving
from parvis.cases.views.invited import known
from parvis.core import clock, codes
from parvis.core.audience import public_page


def sign(request: HttpRequest, guest: Guest, file_links: Any) -> HttpResponse:
    """What is signed, then the signature. `file_links` makes the address of a file."""
    item = guest.item
    account = _account(request)
    if request.method == "POST" and "envoyer" in request.POST:
        _send_code(request, guest)
        return redirect("cases:guest", guest=guest.pk)
    form = SignForm(request.POST or None, by_code=account is None)
    if item.done_at is None and form.is_valid() and _signed(form, guest, account):
        return redirect("cases:guest", guest=guest.pk)
    if item.done_at is None:
        note_reading(parties.guest(guest), item.case, _("read what they were asked to sign"))
    return render(request, "cases/guest/sign.html", _context(guest, form, account, file_links))


def _account(request: HttpRequest) -> Account | None:
    """A resident signed in to their own account; agents sign nothing for others."""
    account = request.user
    return account if isinstance(account, Account) and not account.is_agent else None


def _send_code(request: HttpRequest, guest: Guest) -> None:
    try:
        guests.send_code(guest=guest)
    except codes.TooManyCodes:
        messages.warning(request, codes.TOO_MANY)


def _signed(form: SignForm, guest: Guest, account: Account | None) -> bool:
    """Whether it is concluded; else the form says why not."""
    data = form.cleaned_data
    result, text = data["decision"], data["raison"]
    try:
        if account is not None:
            signatures.sign_as(guest=guest, account=account, result=result, text=text)
        else:
            signatures.sign_by_link(guest=guest, code=data["code"], result=result, text=text)
    except codes.CodeRefused as refused:
        form.add_error("code", str(refused))
    except InvalidInputs as wrong:
        form.add_error("raison", wrong.errors["text"])
    except CaseMoved:
        guest.item.refresh_from_db()
        if guest.item.done_at is None:
            form.add_error(None, _("What you would sign has just changed. Read it again."))
    except Refused as refused_too:
        form.add_error(None, str(refused_too))
    return form.is_valid()


def _context(
    guest: Guest, form: SignForm, account: Account | None, file_links: Any
) -> dict[str, Any]:
    item, language = guest.item, get_language() or "fr"
    case, script = item.case, script_of(item.case.version_id)
    package, words = script.package, script.package.words(language)
    values = Values(
        script,
        case,
        language=language,
        submitted_on=LocalTime(case.area).day_of(case.submitted_at),
    )
    files = files_for_guest(item)
    signatory = package.process.items[item.kind].signatory
    expires = guest.code_expires_at
    return {
        "guest": guest,
        "item": item,
        "service": words.service,
        "task": words.items[item.kind],
        "ask": values.fill(words.items[item.kind].ask),
        "applicant": case.applicant_name,
        "sections": summary(
            package, case.answers, language, files=files, only=shared_by(package, [item])
        ),
        "files": [(file, file_links(guest, file)) for file in files],
        "is_awaited": item.done_at is None,
        "is_signed": item.result == "signed",
        "how": how_of(item),
        "result": words.items[item.kind].results.get(item.result, ""),
        "receipt": receipt_of(guest),
        "state": words.states[case.state] if signatory and signatory.follows else None,
        "form": form,
        "account": account,
        "has_code": expires is not None and expires > clock.now(),
        "where": codes.masked(guest.phone or guest.email),
    }


@public_page
@never_cache
@require_safe
def receipt(request: HttpRequest, guest: UUID) -> HttpResponse:
    """The receipt of one's signature: in the browser that signed, or the account."""
    found = known(request, guest) or _mine(request, guest)
    document = receipt_of(found) if found is not None else None
    if document is None:
        raise Http404
    return serving.issued(document, f"{document.title}.pdf")


def _mine(request: HttpRequest, guest: UUID) -> Guest | None:
    account = _account(request)
    if account is None:
        return None
    persons = persons_at(request)
    found = Guest.objects.select_related("item").filter(pk=guest, person__in=persons)
    return found.first()
