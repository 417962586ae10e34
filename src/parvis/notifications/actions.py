"""Telling people, and getting what is told out of the house.

Why nothing is lost or told twice, wherever a process is killed:
- a telling is a row of the caller's transaction, unique by (key, channel);
- a sender takes a row with SKIP LOCKED and a lease (`retry_at`), commits, sends, commits the
  outcome. Killed in between, the row is taken again once the lease is over; the message then
  leaves with the same Message-ID;
- a sweeper looks each minute for rows whose job was lost.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from parvis.accounts.models import Person
from parvis.accounts.ports import AccountMail
from parvis.accounts.rules import root_of
from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.journal import actions as journal
from parvis.notifications import ports, rendering, rules
from parvis.notifications.models import DemoCopy, Notification, Preference

log = logging.getLogger(__name__)

Channel = Notification.Channel
Status = Notification.Status
SEND = "notifications.send_waiting"
ACCOUNT = "account:"
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A stored file that travels with the e-mail: its name for the reader, where it is kept
    (`default_storage`) and its media type."""

    name: str
    storage: str
    type: str


@transaction.atomic
def tell(
    *,
    person: Person,
    key: str,
    subject: str,
    text: str,
    sms: str = "",
    link: str = "",
    link_label: str = "",
    unsubscribe: str = "",
    channels: Sequence[Channel] | None = None,
    attachments: Sequence[Attachment] = (),
    about: tuple[str, str] = ("", ""),
    unit_key: str = "",
    language: str = "",
) -> None:
    """Tell a person something, once per `key`, by the channels they prefer (or by `channels`).

    `key` names the event ("cases.42.submitted"); the recipient is added to it. `text` is prose
    (`core.documents.prose`), `sms` its short form (else the subject), `link` the path of the page
    it speaks of (`link_label`: what its button says), `about` the row (type, key), `unit_key` the
    unit that would print a letter, `unsubscribe` the path at which one POST stops such messages
    (RFC 8058).
    Nothing leaves before the transaction commits.
    """
    person = root_of(person)
    preference = Preference.objects.filter(person=person).first()
    rows = [
        Notification(
            key=f"{key}|{person.pk}",
            channel=channel,
            person=person,
            unit_key=unit_key,
            address=_address(person, channel),
            language=language or person.language,
            subject=subject[:200],
            text=(sms or subject) if channel == Channel.SMS else text,
            link=link,
            link_label=link_label,
            unsubscribe=unsubscribe,
            attachments=[asdict(each) for each in attachments],
            about_type=about[0],
            about_key=about[1],
            status=Status.SENT if channel == Channel.IN_APP else Status.WAITING,
            created_at=clock.now(),
        )
        for channel in (channels or rules.channels_for(person, preference))
    ]
    _keep(rows)


@transaction.atomic
def tell_unit(
    *,
    unit_key: str,
    emails: Sequence[str],
    key: str,
    subject: str,
    text: str,
    link: str = "",
    about: tuple[str, str] = ("", ""),
    language: str = "fr",
) -> None:
    """Tell a unit by e-mail, once per `key` and address."""
    _keep(
        [
            Notification(
                key=f"{key}|unit:{unit_key}|{email}"[:200],
                channel=Channel.MAIL,
                unit_key=unit_key,
                address=email,
                language=language,
                subject=subject[:200],
                text=text,
                link=link,
                about_type=about[0],
                about_key=about[1],
                created_at=clock.now(),
            )
            for email in emails
            if email
        ]
    )


@transaction.atomic
def tell_address(mail: AccountMail) -> None:
    """Mail an address about its account, be it known or not: what `accounts` asks for."""
    _keep(
        [
            Notification(
                key=f"{ACCOUNT}{uuid4()}",
                channel=Channel.MAIL,
                address=mail.to,
                language=mail.language,
                subject=mail.subject[:200],
                text=mail.text,
                code=mail.code,
                link=mail.link,
                link_label=mail.link_label,
                secret_until=mail.secret_until,
                created_at=clock.now(),
            )
        ]
    )


@transaction.atomic
def tell_address_once(
    *,
    address: str,
    key: str,
    subject: str,
    text: str,
    link: str = "",
    link_label: str = "",
    code: str = "",
    secret_until: datetime | None = None,
    about: tuple[str, str] = ("", ""),
    language: str = "fr",
    channel: Channel = Channel.MAIL,
) -> None:
    """Mail or text somebody outside who is nobody here, once per `key`. With `secret_until`, `link`
    and `code` open something until then; they are erased once sent (`AccountMail`)."""
    _keep(
        [
            Notification(
                key=key[:200],
                channel=channel,
                address=address,
                language=language,
                subject=subject[:200],
                text=text,
                code=code,
                link=link,
                link_label=link_label,
                secret_until=secret_until,
                about_type=about[0],
                about_key=about[1],
                created_at=clock.now(),
            )
        ]
    )


def _keep(rows: list[Notification]) -> None:
    if not rows:
        return
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    if any(row.status == Status.WAITING for row in rows):
        jobs.wake(SEND)


def _address(person: Person, channel: Channel) -> str:
    if channel == Channel.MAIL:
        return person.email
    if channel == Channel.SMS:
        return person.phone
    return rendering.postal_address(person) if channel == Channel.LETTER else ""


_ERASED = {"code": "", "link": ""}


def send_waiting(is_over: jobs.IsOver = jobs.never) -> int:
    """Send all that is due, oldest first, after the codes and links that people wait for; once
    `is_over`, ring for somebody to go on. Returns how many left. Called by the worker."""
    left = 0
    while not is_over():
        told = _take_one()
        if told is None:
            return left
        left += _send(told)
    jobs.wake(SEND)
    return left


@transaction.atomic
def _take_one() -> Notification | None:
    now = clock.now()
    due = (
        Notification.objects.standing(Status.WAITING)
        .select_for_update(skip_locked=True)
        .filter(Q(retry_at=None) | Q(retry_at__lte=now) | Q(retry_at__gt=now + rules.LONGEST_WAIT))
        .filter(channel__in=ports.channels())
        .order_by("id")
    )
    told = due.filter(secret_until__isnull=False).first() or due.first()
    if told is not None:
        told.attempts += 1
        told.retry_at = now + ports.LEASE
        told.last_error = ""
        told.save(update_fields=["attempts", "retry_at", "last_error"])
    return told


def sweep(is_over: jobs.IsOver = jobs.never) -> int:
    """What no job does: give up a message whose last attempt ended with its process, a code or a
    link that opens nothing any more, and send what lost its job. Returns how many left."""
    now = clock.now()
    waiting = Notification.objects.standing(Status.WAITING)
    waiting.filter(attempts__gte=rules.MAX_ATTEMPTS, retry_at__lte=now).update(
        status=Status.FAILED, retry_at=None
    )
    for unsent in (waiting, Notification.objects.standing(Status.FAILED)):
        unsent.filter(secret_until__lte=now).update(status=Status.EXPIRED, retry_at=None, **_ERASED)
    return send_waiting(is_over)


def _send(told: Notification) -> bool:
    try:
        sender: Any = ports.sender_of(told.channel)
        sender.send(_MESSAGES[told.channel](told))
    except ports.Refused as error:
        _note_failure(told, error, is_final=True)
    except Exception as error:
        log.warning("notification %s did not leave: %r", told.pk, error)
        _note_failure(told, error, is_final=False)
    else:
        erased = _ERASED if told.secret_until else {}
        _outcome(
            told, status=Status.SENT, sent_at=clock.now(), retry_at=None, last_error="", **erased
        )
        return True
    return False


_MESSAGES: dict[str, Callable[[Notification], object]] = {
    Channel.MAIL: rendering.mail_of,
    Channel.SMS: rendering.sms_of,
    Channel.LETTER: rendering.letter_of,
}


@transaction.atomic
def _note_failure(told: Notification, error: Exception, *, is_final: bool) -> None:
    retry_at = None if is_final else rules.next_attempt_at(told.attempts, clock.now())
    _outcome(
        told,
        status=Status.WAITING if retry_at else Status.FAILED,
        retry_at=retry_at,
        last_error=f"{type(error).__name__}: {error}"[:500],
    )
    if retry_at:
        jobs.defer(SEND, at=retry_at)


def _outcome(told: Notification, **values: Any) -> None:
    # Only the holder of the lease speaks: a sender that slept past it must not undo another's word.
    mine = Notification.objects.filter(pk=told.pk, status=Status.WAITING, attempts=told.attempts)
    mine.update(**values)


@transaction.atomic
def retry(notification_id: int) -> bool:
    """Send a failed notification again, from the first attempt; False when it had not failed."""
    failed = Notification.objects.filter(pk=notification_id, status=Status.FAILED)
    if not failed.update(status=Status.WAITING, attempts=0, retry_at=None):
        return False
    jobs.wake(SEND)
    return True


@transaction.atomic
def retry_all() -> int:
    """Send every failed notification again; returns how many."""
    failed = Notification.objects.standing(Status.FAILED)
    count = failed.update(status=Status.WAITING, attempts=0, retry_at=None)
    if count:
        jobs.wake(SEND)
    return count


@transaction.atomic
def hurry() -> int:
    """Send now what waits for its next attempt, or lost its job; returns how many wait. What a
    sender holds is left to it, and no attempt is forgotten."""
    leased_until = clock.now() + ports.LEASE
    waiting = Notification.objects.standing(Status.WAITING).filter(channel__in=ports.channels())
    waiting.filter(retry_at__gt=leased_until).update(retry_at=None)
    count = waiting.count()
    if count:
        jobs.wake(SEND)
    return count


def forget_account_mails() -> int:
    """Mails about accounts are not kept beside the address they went to; returns how many."""
    old = Notification.objects.filter(
        key__startswith=ACCOUNT, created_at__lt=clock.now() - KEPT_FOR
    )
    return old.exclude(status__in=[Status.WAITING, Status.FAILED]).delete()[0]


def note_letter_opened(*, letter: Notification, actor: Actor) -> None:
    """An agent opens a letter to print it: the person can know."""
    _record("notifications.letter_opened", letter, actor)


@transaction.atomic
def mark_posted(*, letter: Notification, actor: Actor) -> None:
    """An agent has put the letter in the post. Repeating it changes nothing."""
    waiting = Notification.objects.filter(pk=letter.pk, status=Status.WAITING)
    if waiting.update(status=Status.SENT, sent_at=clock.now()):
        _record("notifications.letter_posted", letter, actor)


def _record(verb: str, letter: Notification, actor: Actor) -> None:
    about = (letter.about_type, letter.about_key) if letter.about_type else letter
    journal.record(actor=actor, verb=verb, about=about, person=str(letter.person_id or ""))


def forget_about(*, about: tuple[str, str]) -> None:
    """Erase what was ever said about a row (type, key): its keeping time is over."""
    Notification.objects.filter(about_type=about[0], about_key=about[1]).delete()


def mark_read(*, notification: Notification) -> None:
    """The person has opened the message; the first time counts."""
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=clock.now())


def mark_all_read(*, person_keys: Sequence[UUID]) -> int:
    """The person has seen every message; returns how many were new."""
    unread = Notification.objects.filter(
        person__in=person_keys, channel=Channel.IN_APP, read_at=None
    )
    return unread.update(read_at=clock.now())


def set_preference(*, person: Person, mail: bool, sms: bool) -> Preference:
    """How the person wants to be told from now on."""
    preference, _created = Preference.objects.update_or_create(
        person=person, defaults={"mail": mail, "sms": sms}
    )
    return preference


def keep_demo_copy(
    *, channel: str, address: str, subject: str, raw: bytes, outcome: str = ""
) -> None:
    """Show on the demonstration page what left (or, with `outcome`, why it did not)."""
    DemoCopy.objects.create(
        channel=channel,
        address=address[:300],
        subject=subject[:200],
        raw=raw,
        outcome=outcome[:200],
        created_at=clock.now(),
    )
