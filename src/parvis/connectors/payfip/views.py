"""Where PayFiP gives notice; in a demonstration, the page that stands for its own."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from parvis.connectors import payfip
from parvis.connectors.payfip.twin import CHOICES
from parvis.core.audience import public_page
from parvis.revenue import actions

LONGEST = 60


@csrf_exempt
@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """Something happened to an operation: PayFiP will be asked what. What comes here proves
    nothing, and may come twice, late, or from anybody."""
    sent = request.POST if request.method == "POST" else request.GET
    operation = sent.get("idop") or sent.get("idOp") or ""
    if not 0 < len(operation) <= LONGEST or not actions.heard_of(operation=operation):
        raise Http404
    return HttpResponse("OK", content_type="text/plain")


@public_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stand_in(request: HttpRequest) -> HttpResponse:
    """Choose what becomes of a payment of the demonstration."""
    operation = request.GET.get("idop", "")
    record = payfip.STAND_IN.records.get(operation) if settings.DEMO else None
    if record is None:
        raise Http404
    choice = request.POST.get("choice", "")
    if choice in CHOICES:
        for _time in range(payfip.STAND_IN.choose(operation, choice)):
            actions.heard_of(operation=operation)
        return HttpResponseRedirect(record["asked"]["urlredirect"])
    cents = int(record["asked"]["montant"])
    context = {"asked": record["asked"], "cents": cents}
    return render(request, "connectors/payfip.html", context)
