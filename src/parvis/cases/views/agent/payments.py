"""Transfers: what is owed, the file for the bank, what the bank carried out."""

from typing import Any, cast

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import AgentRequest, agent_page
from parvis.cases import actions
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.forms.agent import DebtorForm
from parvis.cases.models import DebtorAccount, Payment, PaymentBatch
from parvis.cases.queries.payments import (
    LISTED,
    batches_of,
    debtor_accounts,
    owed_by,
    waiting_payments,
)
from parvis.cases.views.acting import refusals_said
from parvis.cases.views.agent.acting import METHODS
from parvis.cases.views.agent.frame import acting_party, services_of, units_of
from parvis.core.typed import whole
from parvis.directory.models import Unit

BATCHES = 20


def paying_units(request: AgentRequest) -> list[Unit]:
    """The agent's units that make transfers. Raises Http404 when none does."""
    keys = {run.unit_id for run in services_of(acting_party(request).unit_ids) if run.pays}
    units = [unit for unit in units_of(request) if unit.pk in keys]
    if not units:
        raise Http404
    return units


def paying_unit(request: AgentRequest, key: int) -> Unit:
    """Raises Http404 for a unit that is not the agent's, or pays nothing."""
    for unit in paying_units(request):
        if unit.pk == key:
            return unit
    raise Http404


@agent_page
@never_cache
@require_safe
def transfers(request: AgentRequest) -> HttpResponse:
    """What waits, by unit, and the files made before."""
    units = paying_units(request)
    keys = [unit.pk for unit in units]
    before = whole(request.GET.get("avant"))
    owed, debtors = owed_by(keys), debtor_accounts(keys)
    waiting = list(waiting_payments(keys)[: LISTED + 1])
    batches = list(batches_of(keys, before=before)[: BATCHES + 1])
    context = {
        "units": [_unit(unit, owed, debtors, waiting[:LISTED]) for unit in units],
        "is_cut": len(waiting) > LISTED,
        "batches": batches[:BATCHES],
        "next_url": f"?avant={batches[BATCHES - 1].pk}" if len(batches) > BATCHES else "",
    }
    return render(request, "cases/agent/payments/transfers.html", context)


def _unit(
    unit: Unit,
    owed: dict[int, tuple[int, int]],
    debtors: dict[int, DebtorAccount],
    waiting: list[Payment],
) -> dict[str, Any]:
    count, total = owed.get(unit.pk, (0, 0))
    debtor = debtors.get(unit.pk)
    return {
        "unit": unit,
        "count": count,
        "total": total,
        "debtor": debtor,
        "debtor_iban": masked(debtor.iban) if debtor else "",
        "payments": [(one, masked(one.iban)) for one in waiting if one.unit_id == unit.pk],
    }


def masked(iban: str) -> str:
    """Enough to tell two accounts apart: "FR76 •••• 0189"."""
    return f"{iban[:4]} •••• {iban[-4:]}"


@agent_page
@require_POST
def prepare(request: AgentRequest, unit: int) -> HttpResponse:
    """Put all that waits in one file. Pressed twice, it makes one file."""
    payer = paying_unit(request, unit)
    try:
        batch = actions.make_payment_file(unit=payer, party=acting_party(request))
    except actions.NothingToPay:
        messages.info(request, _("No transfer is waiting: the last file holds them all."))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext(
            "The file is ready: %(count)d transfer. Download it and hand it to the bank.",
            "The file is ready: %(count)d transfers. Download it and hand it to the bank.",
            batch.count,
        )
        messages.success(request, said % {"count": batch.count})
    return redirect("cases:transfers")


def _batch(request: AgentRequest, key: int) -> PaymentBatch:
    units = [unit.pk for unit in paying_units(request)]
    return get_object_or_404(PaymentBatch, pk=key, unit__in=units)


@agent_page
@never_cache
@require_safe
def download(request: AgentRequest, batch: int) -> HttpResponse:
    """The file as the bank takes it."""
    found = _batch(request, batch)
    if not default_storage.exists(found.storage_name):
        raise Http404
    response = FileResponse(
        default_storage.open(found.storage_name),
        as_attachment=True,
        filename=f"{found.message_id}.xml",
        content_type="application/xml",
    )
    response.headers["Cache-Control"] = "private, no-store"
    return cast(HttpResponse, response)


@agent_page
@require_POST
def settle(request: AgentRequest, batch: int) -> HttpResponse:
    """Note that the bank carried the file out: cases that waited for it go on."""
    found = _batch(request, batch)
    with refusals_said(request):
        actions.settle_batch(batch=found, party=acting_party(request))
        messages.success(request, _("The transfers are noted as carried out; people are told."))
    return redirect("cases:transfers")


@agent_page
@never_cache
@require_http_methods(METHODS)
def debtor(request: AgentRequest, unit: int) -> HttpResponse:
    """The account the unit pays from."""
    payer = paying_unit(request, unit)
    known = debtor_accounts([payer.pk]).get(payer.pk)
    initial = {"name": known.name, "iban": known.iban, "bic": known.bic} if known else {}
    form = DebtorForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            actions.set_debtor_account(
                unit=payer, actor=acting_party(request).actor, **form.cleaned_data
            )
        except InvalidInputs as wrong:
            for name, found in wrong.errors.items():
                form.add_error(name, found)
        else:
            messages.success(request, _("The account to pay from is saved."))
            return redirect("cases:transfers")
    return render(request, "cases/agent/payments/debtor.html", {"form": form, "unit": payer})
