"""Somebody asks an institution for what it knows of them, and sees what came beside what they
said."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.eligibility.institutions import actions
from parvis.eligibility.views.resident import mine


@resident_page
@require_POST
def quotient(request: ResidentRequest) -> HttpResponse:
    """Ask for it; take what came; or erase it."""
    kept = mine(request)
    if "effacer" in request.POST:
        actions.erase(kept=kept, actor=request.user.actor)
        messages.success(request, _("What the institution told is erased."))
    elif "prendre" in request.POST:
        actions.take(kept=kept, actor=request.user.actor)
        messages.success(request, _("Your situation now holds what the institution told."))
    else:
        try:
            actions.ask(kept=kept, actor=request.user.actor)
        except actions.CannotAsk:
            messages.error(request, _("Nothing can be asked: your identity was not checked."))
        else:
            messages.success(request, _("The question leaves. The answer appears here."))
    return redirect("eligibility:kept")
