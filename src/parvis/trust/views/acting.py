"""Beginning and ceasing to act for somebody: one clear switch, one click to stop."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from parvis.accounts.access import (
    SignedInRequest,
    has_second_factor,
    local_path,
    signed_in_page,
)
from parvis.core.references import normalise
from parvis.directory.queries import memberships_at
from parvis.trust import actions, queries
from parvis.trust.access import acting, forget, remember
from parvis.trust.models import Mandate
from parvis.trust.views.terms import terms_of


@signed_in_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: SignedInRequest, number: str) -> HttpResponse:
    """Read once more for whom and what, then begin. `suite`: where to go on."""
    account = request.user
    if account.is_agent and not has_second_factor(request):
        raise Http404
    found = queries.acting(account, normalise(number) or number, memberships_at(request))
    if found is None:
        raise Http404
    wanted = local_path(request, request.GET.get("suite"))
    mandate = Mandate.objects.prefetch_related("authorisations").get(pk=found.mandate_id)
    if request.method == "POST":
        actions.start_acting(mandate=mandate, actor=found.actor)
        remember(request, found.number)
        return redirect(wanted or "cases:list")
    return render(request, "trust/act.html", terms_of(mandate) | {"is_agent": account.is_agent})


@signed_in_page
@require_POST
def cease(request: SignedInRequest) -> HttpResponse:
    """Act for oneself again. Pressed twice, it says so twice."""
    found = acting(request)
    if found is not None:
        mandate = Mandate.objects.get(pk=found.mandate_id)
        actions.stop_acting(mandate=mandate, actor=found.actor)
    forget(request)
    messages.success(request, _("You act for yourself again."))
    return redirect("trust:helped" if request.user.is_agent else "trust:mandates")
