"""People outside: their link, the browser it is bound to, the code that lets another one in.

A link opens nothing by itself: mail scanners open links. Whoever confirms has their browser bound
to it; another browser needs a code sent to the same address.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import make_aware
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.ports import CODE_MARK
from parvis.cases.engine import handovers, opinions
from parvis.cases.engine.hands import is_signature
from parvis.cases.engine.live import Live
from parvis.cases.engine.opinions import Expert
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, NotAllowed, Refused
from parvis.cases.models import Guest, WorkItem
from parvis.core import clock, codes
from parvis.core.ui.words import when
from parvis.notifications import actions as notifications
from parvis.notifications.models import Notification

AFTER_ITS_DATE = timedelta(days=30)
WITHOUT_A_DATE = timedelta(days=60)
MOST_BROWSERS = 5
MOST_LINKS = 10


class CodeNeeded(Refused):
    """Another browser was bound to the link: this one needs a code."""


def invite(live: Live, item: WorkItem, expert: Expert) -> Guest:
    """Give somebody outside the link of an item that was just opened; part of its transaction."""
    guest = Guest.objects.create(
        item=item,
        name=expert.name,
        quality=expert.quality,
        email=expert.email,
        language=settings.LANGUAGE_CODE[:2],
        expires_at=end_of(live, item),
    )
    with override(guest.language):
        values = opinions.values_of(live, item)
        subject = _("Your opinion is asked: %(what)s") % {"what": values["what"]}
        send_link(guest, f"{subject} ({values['reference']})", opinions.body_of(live, item))
    return guest


def end_of(live: Live, item: WorkItem) -> datetime:
    """Where silence concludes, nothing can be said after it; else a late answer is still one."""
    if item.due_on is None:
        return live.now + WITHOUT_A_DATE
    end = make_aware(datetime.combine(item.due_on, datetime.max.time()), live.local.zone)
    concludes = live.script.package.process.items[item.kind].at_expiry is not None
    return end if concludes else end + AFTER_ITS_DATE


def remind(live: Live, item: WorkItem, subject: str, body: str) -> None:
    """A date comes near: the same link is not kept anywhere, so another one goes with it."""
    guest = Guest.objects.select_for_update().filter(item=item, revoked_at=None).first()
    if guest is not None:
        label = _("Read and sign") if is_signature(item) else ""
        send_link(guest, subject, body, label=label, text_message=subject)


@transaction.atomic
def send_link_again(*, item: WorkItem, party: Party, email: str = "") -> Guest:
    """The unit that asked sends another link, to another address if one is given: what was sent to
    the former address then opens nothing any more. Raises CaseMoved, NotAllowed."""
    live = Live.lock(item.case_id, party)
    held = next(one for one in live.items if one.pk == item.pk)
    guest = Guest.objects.select_for_update().get(item=held)
    if held.done_at is not None:
        raise CaseMoved
    if held.asked.get("unit") not in party.unit_ids or len(guest.links) >= MOST_LINKS:
        raise NotAllowed
    if email and email != guest.email:
        guest.email, guest.links, guest.browsers = email, [], []
    with override(guest.language):
        values = handovers.values_of(live, held)
        subject = _("Your opinion is asked: %(what)s") % {"what": values["what"]}
        send_link(guest, f"{subject} ({values['reference']})", opinions.body_of(live, held))
    return guest


def send_link(
    guest: Guest, subject: str, body: str, *, label: str = "", text_message: str = ""
) -> None:
    """Another link, by mail or, where only a telephone is known, by text message."""
    token = secrets.token_urlsafe(32)
    guest.links = [*guest.links, _hashed("link", guest, token)][-MOST_LINKS:]
    guest.save()
    until = _("No account is needed. This link is yours alone: it works until %(date)s.")
    by_mail = bool(guest.email)
    notifications.tell_address_once(
        address=guest.email or guest.phone,
        channel=Notification.Channel.MAIL if by_mail else Notification.Channel.SMS,
        key=f"guest:{guest.pk}:link:{guest.links[-1][:16]}",
        subject=subject,
        text=f"{body}\n\n{until % {'date': when(guest.expires_at)}}" if by_mail else text_message,
        link=reverse("cases:guest-link", args=[guest.pk, token]),
        link_label=label or _("Read the question and answer"),
        secret_until=guest.expires_at,
        about=("cases.case", str(guest.item.case_id)),
        language=guest.language,
    )


# Coming in ---------------------------------------------------------------------------------------


def guest_at(guest_id: UUID, token: str) -> Guest | None:
    """Whose link this is; None when it never was one, or opens nothing any more."""
    guest = _open().filter(pk=guest_id).first()
    return guest if guest is not None and _holds("link", guest, token, guest.links) else None


def guest_in(guest_id: UUID, browser: str) -> Guest | None:
    """Whose browser this is: one that confirmed."""
    guest = _open().filter(pk=guest_id).first()
    return (
        guest if guest is not None and _holds("browser", guest, browser, guest.browsers) else None
    )


def _open() -> QuerySet[Guest]:
    return Guest.objects.select_related("item__case", "item__unit__institution").filter(
        revoked_at=None, expires_at__gt=clock.now(), item__cancelled=False
    )


@transaction.atomic
def bind(*, guest: Guest) -> str:
    """The first browser that confirms is bound to the link; answers with what it must keep.

    Raises CodeNeeded when another one was.
    """
    held = Guest.objects.select_for_update().get(pk=guest.pk)
    if held.browsers:
        raise CodeNeeded
    return _bound(held)


def _bound(guest: Guest) -> str:
    browser = secrets.token_urlsafe(32)
    guest.browsers = [*guest.browsers, _hashed("browser", guest, browser)][-MOST_BROWSERS:]
    guest.save(update_fields=["browsers"])
    return browser


@transaction.atomic
def send_code(*, guest: Guest) -> None:
    """Six figures to the telephone that is known, else to the address the link was sent to; the
    code before is void. Raises codes.TooManyCodes."""
    held, now = Guest.objects.select_for_update().get(pk=guest.pk), clock.now()
    sent = [datetime.fromisoformat(one) for one in held.codes_sent]
    sent = [one for one in sent if one > now - codes.A_DAY]
    codes.check_may_send(sent, now)
    code = codes.drawn()
    held.codes_sent = [one.isoformat() for one in [*sent, now]]
    held.code_hmac, held.code_attempts = _hashed("code", held, code), 0
    held.code_expires_at = now + codes.VALIDITY
    held.save()
    by_text = bool(held.phone)
    with override(held.language):
        told = _(
            "Here is the code that opens the question you were sent, in another browser:\n\n"
            "%(code)s\n\nIt works for fifteen minutes. If you asked for nothing, do nothing."
        )
        if is_signature(guest.item):
            told = _(
                "Here is the code to sign what you were sent, or to open it in another browser:\n\n"
                "%(code)s\n\nIt works for fifteen minutes. If you asked for nothing, do nothing."
            )
        if by_text:
            told = _("Parvis: your code is %(code)s. It works for fifteen minutes.")
        notifications.tell_address_once(
            address=held.phone or held.email,
            channel=Notification.Channel.SMS if by_text else Notification.Channel.MAIL,
            key=f"guest:{held.pk}:code:{now.timestamp():.3f}",
            subject=_("Your code"),
            text=told % {"code": CODE_MARK},
            code=code,
            secret_until=held.code_expires_at,
            about=("cases.case", str(guest.item.case_id)),
            language=held.language,
        )


def bind_by_code(*, guest: Guest, code: str) -> str:
    """Another browser is bound: its reader holds the mailbox. Raises
    codes.CodeRefused."""
    count_attempt(guest, code)
    with transaction.atomic():
        return _bound(spend_code(guest))


def spend_code(guest: Guest) -> Guest:
    """A code that was right opens nothing more; part of the transaction of what it opened."""
    held = Guest.objects.select_for_update().get(pk=guest.pk)
    held.code_hmac, held.code_expires_at = "", None
    held.save()
    return held


def count_attempt(guest: Guest, code: str) -> None:
    """In a transaction of its own: a wrong code still counts. Raises CodeRefused."""
    code = "".join(code.split())
    with transaction.atomic():
        held = Guest.objects.select_for_update().get(pk=guest.pk)
        expires = held.code_expires_at
        if expires is None or expires <= clock.now() or held.code_attempts >= codes.ATTEMPTS:
            raise codes.CodeRefused(0)
        held.code_attempts += 1
        held.save(update_fields=["code_attempts"])
    codes.check(held.code_hmac, _hashed("code", held, code), held.code_attempts)


def _hashed(what: str, guest: Guest, secret: str) -> str:
    return codes.hashed(f"parvis.cases.guest.{what}", guest.pk, secret)


def _holds(what: str, guest: Guest, secret: str, kept: list[str]) -> bool:
    found = _hashed(what, guest, secret)
    return any(constant_time_compare(found, one) for one in kept)
