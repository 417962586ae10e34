"""What the two people answer: a code for who is helped, yes for who helps."""

import phonenumbers
from django.db import transaction

from parvis.accounts.models import Account, Person
from parvis.accounts.rules import may_be_same_human, root_of, same_root
from parvis.core import clock, codes
from parvis.core.actor import Actor
from parvis.notifications.models import Notification
from parvis.trust.actions.opening import locked, open_if_ready
from parvis.trust.actions.proposals import NotAllowed
from parvis.trust.actions.telling import tell_code, write_down
from parvis.trust.models import AcceptanceCode, Mandate

Channel = Notification.Channel


class NoAddress(Exception):
    """Neither telephone nor e-mail is known: the desk or paper remain."""


def address_of(person: Person) -> tuple[Channel, str] | None:
    """Where a code goes: the telephone, else the mailbox, of the person themselves. A landline
    reads no text message."""
    person = root_of(person)
    if person.phone and not _is_landline(person.phone):
        return Channel.SMS, person.phone
    return (Channel.MAIL, person.email) if person.email else None


def _is_landline(phone: str) -> bool:
    number = phonenumbers.parse(phone, "FR")
    return bool(phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE)


@transaction.atomic
def send_code(*, mandate: Mandate) -> AcceptanceCode:
    """Send six figures to the helped person's own telephone, or mailbox; the one before is void.

    Raises NotAllowed (nothing to accept), NoAddress, codes.TooManyCodes.
    """
    mandate = locked(mandate)
    if not may_accept_by_code(mandate):
        raise NotAllowed
    address = address_of(mandate.helped)
    if address is None:
        raise NoAddress
    now = clock.now()
    sent = mandate.codes.filter(sent_at__gt=now - codes.A_DAY)
    codes.check_may_send(sent.values_list("sent_at", flat=True), now)
    mandate.codes.filter(expires_at__gt=now).update(expires_at=now)
    code = codes.drawn()
    made = AcceptanceCode.objects.create(
        mandate=mandate,
        code_hmac=_hashed(mandate, code),
        channel=address[0],
        sent_at=now,
        expires_at=now + codes.VALIDITY,
    )
    tell_code(mandate, code, address[0], f"trust:{mandate.number}:code:{made.pk}")
    write_down(mandate, "code_sent", _helped_actor(mandate))
    return made


def may_accept_by_code(mandate: Mandate) -> bool:
    """A proposal that still waits, of a person who decides for themselves: a legal representative
    shows a document instead."""
    return (
        mandate.state == Mandate.State.PROPOSED
        and mandate.accepted_at is None
        and mandate.lapses_on >= clock.today()
        and mandate.kind != Mandate.Kind.GUARDIAN
    )


def accept_by_code(*, mandate: Mandate, code: str) -> Mandate:
    """The helped person typed the code: they accept. Raises NotAllowed, codes.CodeRefused."""
    sent = _count_attempt(mandate, code)
    with transaction.atomic():
        mandate = locked(mandate)
        if not may_accept_by_code(mandate):
            raise NotAllowed
        AcceptanceCode.objects.filter(pk=sent.pk).update(used_at=clock.now())
        mandate.helped_name = root_of(mandate.helped).display_name or mandate.helped_name
        mandate.accepted_at, mandate.proof = clock.now(), Mandate.Proof.CODE
        actor = _helped_actor(mandate)
        write_down(mandate, "mandate_accepted", actor)
        open_if_ready(mandate, actor)
        return mandate


def _count_attempt(mandate: Mandate, code: str) -> AcceptanceCode:
    """In a transaction of its own: a wrong code still counts."""
    with transaction.atomic():
        sent = AcceptanceCode.objects.select_for_update(of=("self",)).filter(
            mandate=mandate, used_at=None, expires_at__gt=clock.now(), attempts__lt=codes.ATTEMPTS
        )
        last = sent.order_by("-pk").first()
        if last is None:
            raise codes.CodeRefused(0)
        last.attempts += 1
        last.save(update_fields=["attempts"])
    codes.check(last.code_hmac, _hashed(mandate, code), last.attempts)
    return last


def _hashed(mandate: Mandate, code: str) -> str:
    return codes.hashed("parvis.trust.code", mandate.pk, code)


def _helped_actor(mandate: Mandate) -> Actor:
    """Who holds the telephone or the mailbox: with or without an account."""
    return Actor("resident", str(mandate.helped_id), mandate.helped_name)


@transaction.atomic
def agree(*, mandate: Mandate, account: Account) -> Mandate:
    """The helper takes the mandate, signed in: it is theirs from now on.

    Somebody registered for the proposal becomes the account that answers, when names agree. Raises
    NotAllowed: not waiting, an agent, another name, or the helped person themselves.
    """
    mandate = locked(mandate)
    waits = mandate.state == Mandate.State.PROPOSED and mandate.agreed_at is None
    me, helper = account.person, mandate.helper
    if not waits or me is None or helper is None or mandate.lapses_on < clock.today():
        raise NotAllowed
    me = root_of(me)
    if not me.family_name or same_root(me, mandate.helped):
        raise NotAllowed
    if not same_root(me, helper):
        if not may_be_same_human(me, helper):
            raise NotAllowed
        mandate.helper = me
    mandate.helper_name = me.display_name
    mandate.agreed_at = clock.now()
    write_down(mandate, "mandate_agreed", account.actor)
    open_if_ready(mandate, account.actor)
    return mandate
