"""My messages, and how I want to be told."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parvis.accounts.access import ResidentRequest, resident_page
from parvis.accounts.queries import persons_at
from parvis.core.documents.prose import blocks_of
from parvis.core.typed import whole
from parvis.notifications import actions, queries
from parvis.notifications.forms import PreferenceForm


@resident_page
@require_safe
def inbox(request: ResidentRequest) -> HttpResponse:
    """Everything the person was told, newest first."""
    before = whole(request.GET.get("avant"), digits=18)
    found = queries.messages_of(persons_at(request))
    if before is not None:
        found = queries.older_than(found, before)
    rows = list(found[: queries.PAGE + 1])
    shown = rows[: queries.PAGE]
    more = len(rows) > queries.PAGE
    context = {
        "shown": shown,
        "has_unread": any(row.read_at is None for row in shown),
        "newest": before and reverse("notifications:inbox"),
        "older": f"?avant={shown[-1].pk}" if more else "",
    }
    return render(request, "notifications/resident/inbox.html", context)


@resident_page
@require_safe
def message(request: ResidentRequest, pk: int) -> HttpResponse:
    """One message; opening it marks it as read (repeating that changes nothing)."""
    mine = queries.messages_of(persons_at(request))
    told = get_object_or_404(mine, pk=pk)
    actions.mark_read(notification=told)
    context = {"told": told, "blocks": blocks_of(told.text)}
    return render(request, "notifications/resident/message.html", context)


@resident_page
@require_POST
def read_all(request: ResidentRequest) -> HttpResponse:
    actions.mark_all_read(person_keys=persons_at(request))
    return redirect("notifications:inbox")


@resident_page
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: ResidentRequest) -> HttpResponse:
    preference = queries.preference_of(request.person)
    form = PreferenceForm(
        request.POST if request.method == "POST" else None,
        person=request.person,
        initial={"channels": _chosen(preference.mail, preference.sms)},
    )
    if form.is_valid():
        chosen = form.cleaned_data["channels"]
        actions.set_preference(person=request.person, mail="mail" in chosen, sms="sms" in chosen)
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    return render(
        request,
        "notifications/resident/preferences.html",
        {"form": form, "person": request.person},
    )


def _chosen(mail: bool, sms: bool) -> list[str]:
    return [name for name, is_chosen in (("mail", mail), ("sms", sms)) if is_chosen]
