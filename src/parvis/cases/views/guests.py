"""Somebody outside, asked something by a link: no account, nothing shown before they confirm.

The link leads to a page that says nothing but "confirm"; then the browser carries a cookie of its
own, and the address no secret. Whatever opens nothing any more answers the same: not found.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from parvis.cases.actions import guests
from parvis.cases.answers import summary
from parvis.cases.engine import opinions
from parvis.cases.engine import party as parties
from parvis.cases.engine.hands import is_signature
from parvis.cases.forms.opinions import GuestCodeForm, OpinionForm
from parvis.cases.models import Attachment, Guest
from parvis.cases.queries import item_moves
from parvis.cases.queries.lists import badge_of_result
from parvis.cases.queries.opening import note_reading
from parvis.cases.queries.opinions import files_for_guest
from parvis.cases.rules import shared_by
from parvis.cases.views import serving, signatures
from parvis.cases.views.agent.opinions import given
from parvis.cases.views.invited import known, remember
from parvis.catalogue.queries import package_of
from parvis.core import codes
from parvis.core.audience import public_page
from parvis.core.site import current as current_site

METHODS = ["GET", "HEAD", "POST"]


@public_page
@never_cache
@require_http_methods(METHODS)
def link(request: HttpRequest, guest: UUID, token: str) -> HttpResponse:
    """Where the mail leads: confirm or, in a second browser, type the code."""
    found = guests.guest_at(guest, token)
    if found is None:
        return _closed(request)
    if known(request, guest) is not None:
        return redirect("cases:guest", guest=guest)
    form = GuestCodeForm(request.POST if "code" in request.POST else None)
    if request.method == "POST":
        browser = _came_in(request, found, form)
        if browser is not None:
            return remember(redirect("cases:guest", guest=guest), found, browser)
    context = {
        "form": form,
        "needs_code": bool(found.browsers),
        "is_sent": bool(found.code_hmac),
        "where": codes.masked(found.phone or found.email),
        "is_signature": is_signature(found.item),
        "site_name": current_site().name,
    }
    return render(request, "cases/guest/link.html", context)


def _came_in(request: HttpRequest, found: Guest, form: GuestCodeForm) -> str | None:
    """What the browser will keep; None when it must do something more."""
    try:
        if "envoyer" in request.POST:
            guests.send_code(guest=found)
            found.code_hmac = "sent"
            return None
        if form.is_valid():
            return guests.bind_by_code(guest=found, code=form.cleaned_data["code"])
        return None if form.is_bound else guests.bind(guest=found)
    except guests.CodeNeeded:
        found.browsers = ["another"]
    except codes.TooManyCodes:
        messages.warning(request, codes.TOO_MANY)
    except codes.CodeRefused as refused:
        form.add_error("code", str(refused))
    return None


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "cases/guest/closed.html", status=404)


@public_page
@never_cache
@require_http_methods(METHODS)
def question(request: HttpRequest, guest: UUID) -> HttpResponse:
    """What is asked, what is shared, and the answer, or what is to be signed; each reading is
    journalled."""
    found = known(request, guest)
    if found is None:
        return _closed(request)
    if is_signature(found.item):
        return signatures.sign(request, found, _file_url)
    item, party = found.item, parties.guest(found)
    note_reading(party, item.case)
    results = item_moves(item, party)
    form = OpinionForm(
        request.POST or None,
        request.FILES or None,
        results=[(one.transition, one.label) for one in results],
    )
    uploads = request.FILES.getlist("fichiers")
    if results and form.is_valid() and given(form, item, party, uploads):
        return redirect("cases:guest", guest=guest)
    return render(request, "cases/guest/question.html", _context(found, form, bool(results)))


def _context(guest: Guest, form: OpinionForm, is_awaited: bool) -> dict[str, Any]:
    item, language = guest.item, get_language() or "fr"
    package = package_of(item.case.version_id)
    words = package.words(language)
    files = files_for_guest(item)
    mine = f"{opinions.ANSWER_FILES}{item.pk}"
    badge, icon = badge_of_result(package.process.items[item.kind], item.result)
    question_files = set(item.asked.get("files", ()))
    linked = [(file, _file_url(guest, file)) for file in files]
    return {
        "guest": guest,
        "item": item,
        "asked": item.asked,
        "service": words.service,
        "task": words.items[item.kind],
        "shown": opinions.shown_in_words(item),
        "sections": summary(
            package, item.case.answers, language, files=files, only=shared_by(package, [item])
        ),
        "files": [
            one for one in linked if one[0].field != mine and str(one[0].pk) not in question_files
        ],
        "question_files": [one for one in linked if str(one[0].pk) in question_files],
        "my_files": [one for one in linked if one[0].field == mine],
        "is_awaited": is_awaited,
        "result": words.items[item.kind].results.get(item.result, ""),
        "badge": badge,
        "badge_icon": icon,
        "form": form,
    }


def _file_url(guest: Guest, file: Attachment) -> str:
    """Empty while nobody may open it."""
    if file.scan in {Attachment.Scan.WAITING, Attachment.Scan.INFECTED}:
        return ""
    return reverse("cases:guest-file", args=[guest.pk, file.pk])


@public_page
@never_cache
@require_safe
def file(request: HttpRequest, guest: UUID, attachment: UUID) -> HttpResponse:
    """A document that is shared; journalled."""
    found = known(request, guest)
    if found is None:
        raise Http404
    given_file = get_object_or_404(Attachment, pk=attachment, case=found.item.case_id)
    if given_file not in files_for_guest(found.item):
        raise Http404
    note_reading(parties.guest(found), found.item.case, _("opened a file"))
    return serving.attachment(given_file)
