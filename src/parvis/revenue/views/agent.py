"""Keepers: what is due, what was received, the day book, refunds checked by two."""

from datetime import date, timedelta
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.accounts.models import Account
from parvis.revenue import actions, papers, queries
from parvis.revenue.forms import PeriodForm, ReceiveForm, RefundForm
from parvis.revenue.models import Due, Receipt, Refund, Regie
from parvis.revenue.views.public import METHODS, pdf_answer

MOST_DAYS = 366


def concerns(request: HttpRequest) -> bool:
    """Keepers, a minute late at most: for the menu."""
    account = request.user
    if not isinstance(account, Account) or not account.is_agent:
        return False
    return queries.keeps_something(account.pk)


def _regie(request: AgentRequest, key: int) -> Regie:
    return get_object_or_404(queries.regies_kept_by(request.user), pk=key)


@agent_page
@never_cache
@require_safe
def regies(request: AgentRequest) -> HttpResponse:
    """My regies; straight to it when there is only one."""
    mine = list(queries.regies_kept_by(request.user))
    if not mine:
        raise Http404
    if len(mine) == 1:
        return redirect("revenue:regie", regie=mine[0].pk)
    return render(request, "revenue/regies.html", {"regies": mine})


@agent_page
@never_cache
@require_safe
def regie(request: AgentRequest, regie: int) -> HttpResponse:
    """What is due, and the day book of a period: today unless another is asked for."""
    found = _regie(request, regie)
    start, end, form = _period(request, found)
    text = request.GET.get("cherche", "")[:100]
    book = queries.day_book(found, start, end)
    dues = list(queries.open_dues(found, text)[: queries.MOST_FOUND + 1])
    context = {
        "regie": found,
        "form": form,
        "start": start,
        "end": end,
        "text": text,
        "dues": dues[: queries.MOST_FOUND],
        "is_cut": len(dues) > queries.MOST_FOUND,
        "receipts": list(book),
        "totals": queries.totals(book),
        "surplus": list(queries.surplus_of(found)),
        "refunds": list(queries.refunds_of([found])[: queries.MOST_FOUND]),
        "me": request.user,
    }
    return render(request, "revenue/regie.html", context)


def _period(request: AgentRequest, regie: Regie) -> tuple[date, date, PeriodForm]:
    today = queries.local_day(regie)
    asked = "start_day" in request.GET
    form = PeriodForm(request.GET if asked else None, initial={"start": today, "end": today})
    if not asked or not form.is_valid():
        return today, today, form
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    start, end = min(start, end), max(start, end)
    return max(start, end - timedelta(days=MOST_DAYS)), end, form


@agent_page
@never_cache
@require_safe
def export(request: AgentRequest, regie: int) -> HttpResponse:
    """The day book of the period, as a file."""
    found = _regie(request, regie)
    start, end, _form = _period(request, found)
    book = queries.day_book(found, start, end)
    lines = papers.day_book_csv(found, book.iterator(2000), queries.totals(book))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    name = f"journal-{found.pk}-{start.isoformat()}-{end.isoformat()}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return cast(HttpResponse, response)


@agent_page
@never_cache
@require_http_methods(METHODS)
def receive(request: AgentRequest, due: UUID) -> HttpResponse:
    """Money received at the counter, by post, by telephone."""
    found = queries.due_named(due)
    if found is None:
        raise Http404
    _regie(request, found.regie_id)
    form = ReceiveForm(request.POST or None, regie=found.regie)
    if form.is_valid() and found.state == Due.State.OPEN:
        try:
            written = actions.receive(due=found, account=request.user, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Received: receipt no. %(number)s.") % {"number": written})
            return redirect("revenue:receipt", receipt=written.pk)
    return render(request, "revenue/receive.html", {"due": found, "form": form})


def _receipt(request: AgentRequest, key: int) -> Receipt:
    mine = queries.regies_kept_by(request.user)
    receipts = Receipt.objects.select_related("due", "attempt", "regie__institution", "regie__unit")
    return get_object_or_404(receipts, pk=key, regie__in=mine)


@agent_page
@never_cache
@require_http_methods(METHODS)
def receipt(request: AgentRequest, receipt: int) -> HttpResponse:
    """One receipt. POST: ask that it be given back."""
    found = _receipt(request, receipt)
    refunds = list(found.refunds.select_related("asked_by", "decided_by").order_by("pk"))
    form = RefundForm(
        request.POST or None,
        initial={"amount_cents": found.amount_cents, "holder": found.due.payer[:70]},
    )
    if form.is_valid():
        try:
            actions.ask_refund(receipt=found, account=request.user, **form.cleaned_data)
        except actions.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("Somebody else must now check this refund."))
            return redirect("revenue:receipt", receipt=found.pk)
    context = {
        "receipt": found,
        "refunds": refunds,
        "may_ask": all(one.state == Refund.State.DECLINED for one in refunds),
        "form": form,
        "me": request.user,
    }
    return render(request, "revenue/receipt.html", context)


@agent_page
@never_cache
@require_safe
def paper(request: AgentRequest, receipt: int) -> HttpResponse:
    found = _receipt(request, receipt)
    return pdf_answer(papers.receipt_pdf(found), str(found))


@agent_page
@never_cache
@require_POST
def decide(request: AgentRequest, refund: int) -> HttpResponse:
    """A second person agrees, or does not."""
    mine = queries.regies_kept_by(request.user)
    found = get_object_or_404(Refund, pk=refund, receipt__regie__in=mine)
    agrees = request.POST.get("answer") == "agree"
    try:
        actions.decide_refund(refund=found, account=request.user, agrees=agrees)
    except actions.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = _("Agreed: the transfer is ready.") if agrees else _("Declined.")
        messages.success(request, said)
    return redirect("revenue:receipt", receipt=found.receipt_id)
