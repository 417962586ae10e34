"""The letter box of the demonstration: every mail, text message and letter that left this site."""

from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from parvis.core.audience import public_page
from parvis.core.typed import whole
from parvis.notifications import queries
from parvis.notifications.models import DemoCopy, Notification

P = ParamSpec("P")
Page = Callable[Concatenate[HttpRequest, P], HttpResponse]
# The mail is shown in a frame of its own that can run and load nothing; a click on one of its links
# leads the whole window there, as in a mail program.
FRAME = "allow-top-navigation-by-user-activation"
MAIL_POLICY = (
    f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox {FRAME}"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """One attached file: its place among them, name, type and bytes."""

    number: int
    name: str
    media_type: str
    content: bytes


def demo_page(view: Page[P]) -> Page[P]:
    """Open to anybody on a demonstration site, unknown anywhere else."""

    @wraps(view)
    def page(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return public_page(page)


@demo_page
@require_safe
def letter_box(request: HttpRequest) -> HttpResponse:
    """All that left, newest first; `canal` and `avant` narrow it."""
    channel = request.GET.get("canal", "")
    before = whole(request.GET.get("avant"), digits=18)
    found = queries.demo_copies()
    if channel in Notification.Channel.values:
        found = found.filter(channel=channel)
    if before is not None:
        found = queries.older_than(found, before)
    rows = list(found.defer("raw")[: queries.PAGE + 1])
    shown = rows[: queries.PAGE]
    query = f"canal={channel}&" if channel else ""
    context = {
        "copies": shown,
        "tabs": _tabs(channel),
        "older": f"?{query}avant={shown[-1].pk}" if len(rows) > queries.PAGE else "",
        "newest": before and f"{reverse('notifications:demo')}?{query}",
    }
    return render(request, "notifications/demo/letter_box.html", context)


def _tabs(channel: str) -> list[dict[str, object]]:
    address = reverse("notifications:demo")
    kinds = [
        ("", _("All")),
        (Notification.Channel.MAIL, _("E-mails")),
        (Notification.Channel.SMS, _("Text messages")),
        (Notification.Channel.LETTER, _("Letters")),
    ]
    return [
        {
            "label": label,
            "href": f"{address}?canal={value}" if value else address,
            "current": value == channel,
        }
        for value, label in kinds
    ]


@demo_page
@require_safe
def opened(request: HttpRequest, pk: int) -> HttpResponse:
    """One message as its reader gets it."""
    copy = get_object_or_404(DemoCopy, pk=pk)
    has_html = copy.channel == "mail" and _mail(copy).get_body(("html",)) is not None
    context = {
        "copy": copy,
        "pieces": _pieces(copy),
        "text": _text(copy),
        "frame": FRAME if has_html else "",
    }
    return render(request, "notifications/demo/opened.html", context)


@demo_page
@require_safe
@xframe_options_sameorigin
def framed(request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML of a mail, alone in its frame."""
    part = _mail(get_object_or_404(DemoCopy, pk=pk, channel="mail")).get_body(("html",))
    if part is None:
        raise Http404
    html = str(part.get_content()).replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    response["Content-Security-Policy"] = MAIL_POLICY
    return response


@demo_page
@require_safe
def piece(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """A file that came with a message."""
    found = [p for p in _pieces(get_object_or_404(DemoCopy, pk=pk)) if p.number == number]
    if not found:
        raise Http404
    response = HttpResponse(found[0].content, content_type=found[0].media_type)
    shown = "inline" if found[0].media_type == "application/pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{shown}; filename="piece-{number}"'
    return response


def _mail(copy: DemoCopy) -> EmailMessage:
    parsed = message_from_bytes(bytes(copy.raw), policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def _text(copy: DemoCopy) -> str:
    if copy.channel == "sms":
        return bytes(copy.raw).decode("utf-8", "replace")
    if copy.channel != "mail":
        return ""
    part = _mail(copy).get_body(("plain",))
    return str(part.get_content()) if part else ""


def _pieces(copy: DemoCopy) -> list[Piece]:
    if copy.channel == "letter":
        return [Piece(0, "courrier.pdf", "application/pdf", bytes(copy.raw))]
    if copy.channel != "mail":
        return []
    return [
        Piece(number, part.get_filename() or f"{number}", part.get_content_type(), _bytes(part))
        for number, part in enumerate(_mail(copy).iter_attachments())
    ]


def _bytes(part: EmailMessage) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
