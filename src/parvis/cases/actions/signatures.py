"""Signatures of others than the applicant: the ways to sign.

Whoever signs holds the address the code was sent to, or is signed in to their own account, or is
seen by an agent, or signed a paper that is kept. Nobody is recognised by guess: a request comes to
somebody's account only by their own signature there.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.accounts.queries import persons_of
from parvis.cases import rules
from parvis.cases.actions import attachments, guests, inviting
from parvis.cases.actions.commit import entry_of
from parvis.cases.actions.items import finish_item, held_item
from parvis.cases.engine import hands, moves, opinions
from parvis.cases.engine import party as parties
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotAllowed, NotFound
from parvis.cases.engine.signatures import SCANS, is_own
from parvis.cases.models import Attachment, Case, Guest, WorkItem
from parvis.catalogue.definition import Field

_SCAN = Field(id="signature", type="files", accept=["image", "pdf"], max=5)


@transaction.atomic
def send_again(*, item: WorkItem, party: Party, email: str, phone: str) -> Guest:
    """Send the link again, or elsewhere: by the applicant, or a unit that may record the signature.
    Raises NotFound, CaseMoved (signed already), NotAllowed."""
    live = Live.lock(item.case_id, party)
    if rules.scope_of(live.case, party) not in {"all", "desk"}:
        raise NotFound
    held = held_item(live, item)
    if held.done_at is not None:
        raise CaseMoved
    may = party.may_answer if rules.writes_as_applicant(live.case, party) else False
    if not (may or moves.may_record(live.case, held, party)):
        raise NotAllowed
    if not email and not phone:
        raise InvalidInputs({"courriel": [_("Write an e-mail address or a telephone number.")]})
    guest = Guest.objects.select_for_update().filter(item=held).first()
    if guest is not None and len(guest.links) >= guests.MOST_LINKS:
        raise NotAllowed(_("The link was sent ten times. Another way is paper, or the desk."))
    guest = guest or Guest(
        item=held,
        name=held.asked["expert"],
        language=applicant_language(live)[:2],
        expires_at=guests.end_of(live, held),
    )
    reached = {"email": email, "phone": phone}
    if (guest.email, guest.phone) != (email, phone):
        inviting.reach(guest, reached)
        held.asked = held.asked | {"signatory": reached, "own": is_own(live, reached)}
        live.changed(held)
    inviting.send(live, guest)
    live.save(entry_of(live, "cases.signature_sent", who=guest.name))
    return guest


# Signing -----------------------------------------------------------------------------------------


def sign_by_link(*, guest: Guest, code: str, result: str, text: str = "") -> Case:
    """Sign, or decline, with the code sent to whoever holds the link. Raises codes.CodeRefused,
    CaseMoved (concluded, or other answers by now), InvalidInputs ("text")."""
    guests.count_attempt(guest, code)
    with transaction.atomic():
        case = finish_item(
            item=guest.item,
            party=parties.guest(guest),
            result=result,
            inputs={"how": "link", "text": text},
        )
        guests.spend_code(guest)
    return case


@transaction.atomic
def sign_as(*, guest: Guest, account: Account, result: str, text: str = "") -> Case:
    """The same by somebody signed in to their own account, where the signature is then found.
    Raises CaseMoved, NotAllowed (an agent, the applicant), InvalidInputs."""
    person = account.person
    if account.is_agent or person is None:
        raise NotAllowed
    if guest.item.case.person_id in persons_of(account):
        raise NotAllowed(_("This request is yours: somebody else must sign it."))
    party = Party("guest", account.actor, account_id=account.pk, guest_of=guest.item_id)
    inputs = {"how": "account", "text": text}
    case = finish_item(item=guest.item, party=party, result=result, inputs=inputs)
    Guest.objects.filter(pk=guest.pk).update(person=person)
    return case


@transaction.atomic
def record(
    *,
    item: WorkItem,
    party: Party,
    result: str,
    how: str,
    text: str = "",
    uploads: "Sequence[UploadedFile[Any]]" = (),
) -> Case:
    """Key in what somebody outside said on paper (its scan is kept) or at the desk: a signature, or
    the opinion of an expert. Raises NotFound, CaseMoved, NotAllowed, InvalidInputs, FileRefused.
    """
    live = Live.lock(item.case_id, party)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    held = held_item(live, item)
    if held.done_at is not None:
        raise CaseMoved
    if how not in {"paper", "desk"} or not moves.may_record(live.case, held, party):
        raise NotAllowed
    if how == "paper" and not uploads:
        raise InvalidInputs({"fichiers": [_("Join the scan of the signed paper.")]})
    for upload in uploads:
        keep_scan(item=held, upload=upload)
    recorder = replace(live.party, guest_of=held.pk)
    return finish_item(item=held, party=recorder, result=result, inputs={"how": how, "text": text})


def keep_scan(*, item: WorkItem, upload: "UploadedFile[Any]") -> Attachment:
    """Keep the paper on which somebody signed or answered. Raises FileRefused."""
    path = SCANS if hands.is_signature(item) else opinions.ANSWER_FILES
    return attachments.add_file(
        draft_key=item.case.draft_key,
        case=item.case,
        field=_SCAN,
        path=f"{path}{item.pk}",
        upload=upload,
    )
