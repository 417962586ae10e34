"""What does not go on by itself, and the button that frees it; no case and no name."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import AgentRequest, administrator_page
from parvis.core import stuck
from parvis.core.actor import Actor
from parvis.portal import actions


@administrator_page
@never_cache
@require_safe
def listed(request: AgentRequest) -> HttpResponse:
    """What is stuck first, then what was looked at and goes on."""
    seen = list(stuck.examine())
    context = {
        "held": [one for one in seen if not one.is_well],
        "well": [one for one in seen if one.is_well],
    }
    return render(request, "portal/administrator/stuck.html", context)


@administrator_page
@require_POST
def free(request: AgentRequest, key: str) -> HttpResponse:
    actor = Actor("agent", str(request.user.pk), str(request.user))
    try:
        count = actions.free(key=key, actor=actor)
    except actions.NothingFrees as unknown:
        raise Http404 from unknown
    if count:
        said = ngettext(
            "Asked for: the worker takes up %(count)d thing within a minute.",
            "Asked for: the worker takes up %(count)d things within a minute.",
            count,
        )
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nothing is left to free there, or it was asked for already."))
    return redirect("portal:stuck")
