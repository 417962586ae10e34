"""What an agent vouches for: a signed paper, words said before them, a judgment they saw."""

from functools import partial
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.core import clock, files
from parvis.core.typed import whole
from parvis.directory import queries as directory
from parvis.directory.models import Unit
from parvis.trust import rules
from parvis.trust.actions.opening import locked, open_if_ready
from parvis.trust.actions.proposals import NotAllowed
from parvis.trust.actions.telling import write_down
from parvis.trust.models import Mandate

Proof = Mandate.Proof
_KINDS = ("image/", "application/pdf")
_LARGEST = 15 * 1024 * 1024


class PaperRefused(Exception):
    """The scan cannot be kept; `str()` says what to do."""


@transaction.atomic
def attest(
    *,
    mandate: Mandate,
    account: Account,
    unit: Unit,
    proof: str,
    checked: str,
    helper_agreed: bool = False,
    paper: "UploadedFile[Any] | None" = None,
) -> Mandate:
    """An agent records how the person accepted; the mandate opens if the helper agreed too.

    `checked`: what was looked at (identity documents, the judgment and its date). `paper`: the scan
    of the signed form, asked for with that proof. Raises NotAllowed, PaperRefused.
    """
    mandate = locked(mandate)
    memberships = list(directory.memberships_of(account))
    here = [membership for membership in memberships if membership.unit_id == unit.pk]
    waits = mandate.state == Mandate.State.PROPOSED and mandate.accepted_at is None
    if not waits or mandate.lapses_on < clock.today() or not checked.strip():
        raise NotAllowed
    if not rules.serves_the_public(here):
        raise NotAllowed
    if not rules.may_attest(account, memberships, mandate, proof):
        raise NotAllowed
    if proof == Proof.PAPER:
        _keep(mandate, paper)
    actor = directory.actor_of(account, unit)
    now = clock.now()
    mandate.proof, mandate.accepted_at = proof, now
    mandate.attested_label, mandate.attested_unit = actor.label[:200], unit
    mandate.checked = checked.strip()[:300]
    if helper_agreed and mandate.agreed_at is None:
        mandate.agreed_at = now
    write_down(
        mandate,
        "mandate_attested",
        actor,
        proof=str(Proof(proof).label),
        checked=mandate.checked,
    )
    open_if_ready(mandate, actor)
    return mandate


def _keep(mandate: Mandate, paper: "UploadedFile[Any] | None") -> None:
    if paper is None:
        raise PaperRefused(_("Add the scan or the photo of the signed form."))
    try:
        seen = files.inspect(paper)
    except files.FileRefused as refused:
        raise PaperRefused(str(refused)) from None
    if not seen.mime.startswith(_KINDS) or seen.size > _LARGEST:
        raise PaperRefused(_("Give a photo or a PDF of at most 15 MB."))
    mandate.paper_name, mandate.paper_mime = seen.name, seen.mime
    mandate.paper_sha256 = seen.sha256
    paper.seek(0)
    mandate.paper_storage = default_storage.save(f"mandates/{mandate.number}", paper)
    if files.scanner_is_configured():
        mandate.paper_scan = Mandate.Scan.WAITING
        files.ask_scan(mandate.paper_storage, f"mandate:{mandate.pk}")


@transaction.atomic
def note_scan(event: files.FileScanned) -> None:
    """What the scanner found of a paper; keys that are not ours are somebody else's files."""
    prefix, _colon, key = event.key.partition(":")
    number = whole(key, digits=18)
    if prefix != "mandate" or number is None or event.gone:
        return
    found = Mandate.Scan.INFECTED if event.threat else Mandate.Scan.CLEAN
    waiting = Mandate.objects.filter(pk=number, paper_scan=Mandate.Scan.WAITING)
    for mandate in waiting.select_for_update(of=("self",)):
        mandate.paper_scan = found
        mandate.save(update_fields=["paper_scan"])
        if event.threat:
            transaction.on_commit(partial(default_storage.delete, mandate.paper_storage))
