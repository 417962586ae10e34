"""The payment page of a due, by its secret address: whoever holds it may pay, from anywhere."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from parvis.accounts.models import Account
from parvis.core.audience import public_page
from parvis.revenue import actions, papers, queries, rules
from parvis.revenue.forms import PayForm
from parvis.revenue.models import THROUGH_A_KEEPER, Attempt, Due, Mode

METHODS = ["GET", "HEAD", "POST"]


def _due(key: UUID) -> Due:
    found = queries.due_named(key)
    if found is None:
        raise Http404
    return found


@public_page
@never_cache
@require_http_methods(METHODS)
def due(request: HttpRequest, due: UUID) -> HttpResponse:
    """What is due, how it can be paid, what became of the last try. POST: pay on line."""
    found = _due(due)
    is_open = found.state == Due.State.OPEN
    initial = {"email": _email_of(request, found)}
    form = PayForm(request.POST or None, initial=initial)
    refusal = ""
    if request.method == "POST" and is_open and form.is_valid():
        try:
            return HttpResponseRedirect(actions.begin(due=found, email=form.cleaned_data["email"]))
        except actions.Refused as refused:
            refusal = str(refused)
    attempt = queries.last_attempt(found)
    context = {
        "due": found,
        "is_open": is_open,
        "form": form,
        "refusal": refusal,
        "attempt": attempt,
        "outcome": _outcome(attempt),
        "receipt": queries.receipt_of(found) if found.state == Due.State.PAID else None,
        "on_line": queries.is_offered_on_line(found.regie),
        "ways": [mode for mode in THROUGH_A_KEEPER if mode in found.regie.modes],
        "cheque": Mode.CHEQUE,
        "is_mine": _is_mine(request, found),
    }
    return render(request, "revenue/due.html", context)


def _is_mine(request: HttpRequest, due: Due) -> bool:
    account = request.user
    return isinstance(account, Account) and str(account.person_id) == due.person_key


def _email_of(request: HttpRequest, due: Due) -> str:
    """Only whoever owes it is shown their own address."""
    account = request.user
    if not _is_mine(request, due) or not isinstance(account, Account):
        return ""
    return (account.email or "")[:80]


def _outcome(attempt: Attempt | None) -> str:
    """What to say of the last try: refused, abandoned, running, silent, or nothing."""
    if attempt is None:
        return ""
    if attempt.state in (Attempt.State.REFUSED, Attempt.State.ABANDONED, Attempt.State.FAILED):
        return str(attempt.state)
    if attempt.state not in rules.RUNNING:
        return ""
    if attempt.faults:
        return "silent"
    return "abandoned" if attempt.said == "abandoned" else "running"


@csrf_exempt
@public_page
@never_cache
@require_http_methods(METHODS)
def back(request: HttpRequest, attempt: UUID) -> HttpResponse:
    """The payer comes back: the far side is asked, whatever this address was called with."""
    found = actions.check(key=attempt)
    if found is None:
        raise Http404
    return redirect("revenue:due", due=found.due_id)


@public_page
@never_cache
@require_safe
def receipt(request: HttpRequest, due: UUID) -> HttpResponse:
    """The receipt, for whoever holds the address."""
    found = _due(due)
    paid = queries.receipt_of(found)
    if paid is None:
        raise Http404
    paid.due, paid.regie = found, found.regie
    return pdf_answer(papers.receipt_pdf(paid), str(paid))


def pdf_answer(content: bytes, number: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="quittance-{number}.pdf"'
    return response
