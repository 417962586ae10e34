"""Pages of any account: protecting it, taking up what an expired session interrupted, closing."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from parvis.accounts import actions
from parvis.accounts.access import (
    SignedInRequest,
    has_second_factor,
    home_of,
    local_path,
    signed_in_page,
    take_typed,
)
from parvis.accounts.forms import CloseForm


@signed_in_page
@never_cache
@require_GET
def protect(request: SignedInRequest) -> HttpResponse:
    """An agent without a second factor sets one up, then goes on."""
    next_path = local_path(request, request.GET.get("next"))
    if next_path:
        request.session["after_protecting"] = next_path
    if has_second_factor(request):
        way = request.session.pop("after_protecting", "")
        return HttpResponseRedirect(way or home_of(request.user))
    return render(request, "accounts/protect.html", {"enabled": is_mfa_enabled(request.user)})


@signed_in_page
@never_cache
@require_GET
def resume(request: SignedInRequest) -> HttpResponse:
    """What was being sent when the session ended, ready to be sent again."""
    typed = take_typed(request)
    if typed is None:
        return HttpResponseRedirect(home_of(request.user))
    return render(request, "accounts/resume.html", {"typed": typed})


@signed_in_page
@require_http_methods(["GET", "POST"])
def close(request: SignedInRequest) -> HttpResponse:
    """Close the account. Agents' accounts are closed by their institution."""
    if request.user.is_agent:
        return render(request, "accounts/close_agent.html")
    form = CloseForm(request.POST or None)
    if form.is_valid():
        account = request.user
        logout(request)
        actions.close_account(account=account, actor=account.actor)
        messages.success(request, _("Your account is closed. Your requests go on being handled."))
        return HttpResponseRedirect("/")
    return render(request, "accounts/close.html", {"form": form})
