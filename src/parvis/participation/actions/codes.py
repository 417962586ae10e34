"""Codes: made for letters, given at a desk, or sent to those on a list, by mail or text message;
each serves once.

A code holds fifty bits, so that nobody finds one by trying. An address is kept hashed, only to send
no second code to it: nobody is recognised, let alone merged, by an address.
"""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.accounts.models import Person
from parvis.accounts.ports import CODE_MARK
from parvis.cases.queries.drafts import phone_region
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.codes import hashed
from parvis.core.forms import PhoneField
from parvis.core.refusals import Refused
from parvis.journal import actions as journal
from parvis.notifications.actions import tell_address_once
from parvis.notifications.models import Notification
from parvis.participation.actions.supporting import recount
from parvis.participation.actions.taking_part import join
from parvis.participation.models import Code, Consultation, Idea, Participant, Way
from parvis.participation.queries.consultations import visitor_hash

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
LENGTH = 10
MOST = 5000
SALT = "parvis.participation.code"
ADDRESS_SALT = "parvis.participation.code-address"


class WrongCode(Refused):
    message = gettext_lazy("This is not a code of this consultation: check each letter.")


class UsedCode(Refused):
    message = gettext_lazy("This code has served already.")


class WrongList(Refused):
    """The message names the line."""


@dataclass(frozen=True, slots=True)
class Made:
    """Shown or sent once: only a hash is kept."""

    code: str
    address: str = ""


@transaction.atomic
def make_codes(
    *,
    actor: Actor,
    consultation: Consultation,
    count: int,
    label: str = "",
    met_by: str = "",
) -> list[Made]:
    """Codes for letters; `met_by`: the SIREN of the desk that gives one to somebody it met."""
    made = [Made(_drawn()) for _number in range(min(count, MOST))]
    _keep(consultation, made, label, met_by)
    _note(actor, consultation, len(made), label)
    return made


@transaction.atomic
def invite_list(
    *, actor: Actor, consultation: Consultation, lines: Sequence[str], label: str = ""
) -> int:
    """Send a code to each e-mail address or telephone of a list that has none yet; how many. All
    or none: raises WrongList, which names the first wrong line."""
    area = consultation.lead.institution.area
    region = phone_region(area) if area else "FR"
    wanted = dict.fromkeys(
        _reached(line, number, region) for number, line in enumerate(lines, 1) if line.strip()
    )
    if len(wanted) > MOST:
        raise WrongList(_("%(most)d addresses at most at a time.") % {"most": MOST})
    made = make_letter_codes(consultation=consultation, addresses=list(wanted), label=label)
    for one in made:
        _send(consultation, one)
    _note(actor, consultation, len(made), label)
    return len(made)


def make_letter_codes(
    *, consultation: Consultation, addresses: Sequence[str], label: str
) -> list[Made]:
    """A code for each postal address that has had none, for a caller who prints them in the same
    transaction."""
    hashes = {_address_hash(one): one for one in addresses}
    known = Code.objects.filter(consultation=consultation, address__in=hashes)
    for each in known.values_list("address", flat=True):
        del hashes[each]
    made = [Made(_drawn(), address) for address in hashes.values()]
    _keep(consultation, made, label, "")
    return made


@transaction.atomic
def use_code(
    *, consultation: Consultation, code: str, person: Person | None = None, token: str = ""
) -> Participant:
    """Take part with a code: once for one participant, typed again by them it changes nothing.

    Raises WrongCode, UsedCode.
    """
    typed = re.sub(r"[^A-Z0-9]", "", code.upper())
    rows = Code.objects.select_for_update().filter(consultation=consultation, secret=_hash(typed))
    found = rows.first()
    if found is None:
        raise WrongCode
    way = Way.COUNTER if found.met_by else Way.LETTER
    if found.used_at is not None:
        known = Participant.objects.filter(code=found)
        mine = known.filter(person=person) if person else known.filter(visitor=visitor_hash(token))
        one = mine.first()
        if one is None:
            raise UsedCode
        return one
    taking = join(
        consultation=consultation, person=person, token=token, way=way, confirmed_by=found.met_by
    )
    if not Code.objects.filter(used_by=taking).exists():
        found.used_at, found.used_by = clock.now(), taking
        found.save(update_fields=["used_at", "used_by"])
    # A visitor whom one now knows counts with the others.
    for idea in Idea.objects.filter(supporters__participant=taking):
        recount(idea)
    return taking


def shown(code: str) -> str:
    """ABCDE-FGHJK, as it is printed."""
    return f"{code[:5]}-{code[5:]}"


def _drawn() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


def _hash(code: str) -> str:
    return hashed(SALT, "", code)


def _address_hash(address: str) -> str:
    return hashed(ADDRESS_SALT, "", address)


def _reached(line: str, number: int, region: str) -> str:
    """The e-mail address in lower case, or the telephone as E.164, dialled from `region`."""
    address = line.strip().lower()
    try:
        if "@" not in address:
            return _telephone(address, number, region)
        validate_email(address)
    except ValidationError:
        said = _("Line %(number)d is no e-mail address and no telephone number: nothing was sent.")
        raise WrongList(said % {"number": number}) from None
    return address


def _telephone(typed: str, number: int, region: str) -> str:
    kept = PhoneField(region=region).clean(typed)
    kind = phonenumbers.number_type(phonenumbers.parse(kept))
    if kind == phonenumbers.PhoneNumberType.FIXED_LINE:
        said = _("Line %(number)d is a landline, which receives no text message: nothing was sent.")
        raise WrongList(said % {"number": number})
    return kept


def _keep(consultation: Consultation, made: Sequence[Made], label: str, met_by: str) -> None:
    Code.objects.bulk_create(
        Code(
            consultation=consultation,
            secret=_hash(one.code),
            address=_address_hash(one.address) if one.address else "",
            label=label[:80],
            met_by=met_by,
            made_at=clock.now(),
        )
        for one in made
    )


def _send(consultation: Consultation, made: Made) -> None:
    by_mail, title = "@" in made.address, {"title": consultation.title}
    text = _("Type this code on the page of the consultation to take part. It serves once.")
    if not by_mail:  # The code first: what is too long for one message is cut at its end.
        text = f"{CODE_MARK} " + _("is your code for “%(title)s”.") % title
    tell_address_once(
        address=made.address,
        channel=Notification.Channel.MAIL if by_mail else Notification.Channel.SMS,
        key=f"participation.code.{_hash(made.code)}",
        subject=_("Your code for “%(title)s”") % title,
        text=text,
        code=shown(made.code),
        secret_until=clock.now() + timedelta(days=30),
        link=reverse("participation:taking-part", args=[consultation.slug]),
        link_label=_("Take part"),
        about=("participation.consultation", str(consultation.pk)),
    )


def _note(actor: Actor, about: Consultation, count: int, label: str) -> None:
    journal.record(
        actor=actor,
        verb="participation.codes_made",
        about=about,
        detail={"title": about.title, "count": count, "what": label},
    )
