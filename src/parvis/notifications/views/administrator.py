"""What could not leave or be carried out, without showing what it said."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from parvis.accounts.access import AgentRequest, administrator_page
from parvis.core import failed_jobs, outbox
from parvis.notifications import actions, queries


@administrator_page
@require_safe
def failures(request: AgentRequest) -> HttpResponse:
    """Messages that did not leave and effects that were given up, oldest first."""
    context = {
        "failed": queries.failed()[: queries.PAGE],
        "failed_count": queries.failed().count(),
        "stuck": outbox.stuck_deliveries()[: queries.PAGE],
        "jobs": failed_jobs.failed_jobs()[: queries.PAGE],
        "expired": queries.expired()[: queries.PAGE],
        "waiting": queries.waiting_summary(),
    }
    return render(request, "notifications/administrator/failures.html", context)


@administrator_page
@require_POST
def retry(request: AgentRequest, pk: int) -> HttpResponse:
    if actions.retry(pk):
        messages.success(request, _("The message will be sent again within a minute."))
    return redirect("notifications:failures")


@administrator_page
@require_POST
def retry_all(request: AgentRequest) -> HttpResponse:
    count = actions.retry_all()
    said = ngettext(
        "%(count)d message will be sent again.", "%(count)d messages will be sent again.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("notifications:failures")


@administrator_page
@require_POST
def retry_delivery(request: AgentRequest, pk: int) -> HttpResponse:
    outbox.retry(pk)
    messages.success(request, _("The effect will be carried out again within a minute."))
    return redirect("notifications:failures")


@administrator_page
@require_POST
def retry_job(request: AgentRequest, pk: int) -> HttpResponse:
    if failed_jobs.retry(pk):
        messages.success(request, _("The job will be run again within a minute."))
    return redirect("notifications:failures")
