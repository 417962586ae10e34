"""Forms taken along on visits, filled in without the network, and what comes back of them."""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.cases import rules
from parvis.cases.actions.attachments import add_file, erase_files
from parvis.cases.actions.items import amend_item, finish_item
from parvis.cases.actions.messages import AGENTS, PART, add_note, write_message
from parvis.cases.answers.merging import merge, settled
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import (
    CaseClosed,
    CaseMoved,
    InvalidInputs,
    NotAllowed,
    NotFound,
)
from parvis.cases.engine.script import script_of
from parvis.cases.models import Attachment, VisitReport, WorkItem
from parvis.catalogue.definition import Field
from parvis.core import clock

KEPT = timedelta(days=60)
"""How long a form that never came back is waited for."""
PHOTOS = Field(id="photos", type="files", accept=["image"], max=10)
Status = VisitReport.Status


@transaction.atomic
def take_along(*, account: Account, items: Iterable[WorkItem]) -> dict[int, VisitReport]:
    """One form for each item, by its key; taken along again, it is the same form."""
    now = clock.now()
    _forget(
        VisitReport.objects.filter(
            account=account, status=Status.PREPARED, prepared_at__lt=now - KEPT
        )
    )
    wanted = {item.pk: item for item in items}
    VisitReport.objects.bulk_create(
        [
            VisitReport(account=account, item=item, prepared_at=now, seen=fingerprints(item))
            for item in wanted.values()
        ],
        update_conflicts=False,
        ignore_conflicts=True,
    )
    taken = VisitReport.objects.filter(account=account, item__in=wanted, status=Status.PREPARED)
    reports = {report.item_id: report for report in taken}
    for report in reports.values():
        report.seen, report.prepared_at = fingerprints(wanted[report.item_id]), now
    VisitReport.objects.bulk_update(reports.values(), ["seen", "prepared_at"])
    return reports


def _forget(reports: QuerySet[VisitReport]) -> None:
    """With the photographs that came without their answers."""
    paths = [photo_path(key) for key in reports.values_list("pk", flat=True).order_by("pk")]
    if paths:
        erase_files(Attachment.objects.filter(field__in=paths, note=None))
        reports.delete()


def fingerprints(item: WorkItem) -> dict[str, str]:
    """Of each answer that the item shares: enough to see that it changed, not to read it."""
    case = item.case
    shared = script_of(case.version_id).package.process.items[item.kind].shares
    return {name: _print(case.answers[name]) for name in shared if name in case.answers}


def _print(answer: Any) -> str:
    text = json.dumps(answer, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def photo_path(report_id: UUID) -> str:
    """Where the photographs of a report stand among the files of its request."""
    return f"message.visit.{report_id}"


@transaction.atomic
def keep_photo(
    *, report_id: UUID, account: Account, key: UUID, upload: "UploadedFile[Any]"
) -> Attachment:
    """One photograph, ahead of the answers it goes with; sent again under its key, it is the same.
    Nobody sees it before `receive`. Raises NotFound, FileRefused."""
    report = _held(report_id, account)
    own, draft_key = uuid5(report.pk, str(key)), report.item.case.draft_key
    again = Attachment.objects.filter(pk=own, draft_key=draft_key).first()
    if again is not None:
        return again
    return add_file(
        draft_key=draft_key, field=PHOTOS, path=photo_path(report.pk), upload=upload, key=own
    )


def _join_photos(report: VisitReport, party: Party, keys: Collection[UUID]) -> None:
    """Those named become a note for the units at work, once; what was taken out again on the device
    goes. Where the agent may write no longer, they wait until the report is settled."""
    waiting = Attachment.objects.filter(
        draft_key=report.item.case.draft_key, field=photo_path(report.pk), note=None
    )
    named = {uuid5(report.pk, str(key)) for key in keys}
    erase_files(waiting.exclude(pk__in=named))
    photos = list(waiting.filter(pk__in=named).values_list("pk", flat=True).order_by("pk"))
    audience = audience_of(report.item, party) if photos else ""
    if not audience:
        return
    text, case = _("Photographs of the visit"), report.item.case
    if audience == AGENTS:
        add_note(case=case, party=party, text=text, attachment_ids=photos)
    else:
        write_message(case=case, party=party, text=text, attachment_ids=photos, audience=audience)


def audience_of(item: WorkItem, party: Party) -> str:
    """For whom the agent who made the visit may write about it; empty: for nobody any more."""
    ours = (AGENTS, f"{PART}{item.unit_id}")
    return next((one for one in ours if rules.may_write(item.case, party, one)), "")


@transaction.atomic
def receive(
    *,
    report_id: UUID,
    account: Account,
    party: Party,
    result: str,
    inputs: Mapping[str, Any],
    photos: Collection[UUID] = (),
) -> VisitReport:
    """What was filled in away from the network. Sent again it counts once; other answers under the
    same key (from a second device) are kept beside it. What cannot be done at once waits for the
    agent to settle it; `photos`, the keys of those already sent, do not wait. Raises NotFound."""
    report = _held(report_id, account)
    _join_photos(report, party, photos)
    digest = _print([result, inputs])
    if report.status != Status.PREPARED and report.digest != digest:
        return _second(report, result, inputs, digest)
    if report.status != Status.PREPARED:
        return report
    report.result, report.inputs, report.received_at = result[:40], dict(inputs), clock.now()
    report.digest = digest
    now_seen = fingerprints(report.item)
    report.changed = sorted(
        name for name in {*now_seen, *report.seen} if now_seen.get(name) != report.seen.get(name)
    )
    if report.item.done_at is not None or report.changed:
        report.status = Status.CONFLICT
    else:
        _pass_on(report, party)
    report.save()
    return report


def _second(first: VisitReport, result: str, inputs: Mapping[str, Any], digest: str) -> VisitReport:
    """Whatever became of the first answers, these are lost neither; twice the same are one."""
    report, _is_new = VisitReport.objects.get_or_create(
        pk=uuid5(first.pk, digest),
        defaults={
            "account": first.account,
            "item": first.item,
            "prepared_at": first.prepared_at,
            "received_at": clock.now(),
            "status": Status.CONFLICT,
            "result": result[:40],
            "inputs": dict(inputs),
            "digest": digest,
        },
    )
    return report


def _held(report_id: UUID, account: Account) -> VisitReport:
    report = (
        VisitReport.objects.select_for_update(of=("self",))
        .select_related("item__case__area")
        .filter(pk=report_id, account=account)
        .first()
    )
    if report is None:
        raise NotFound
    return report


def _pass_on(report: VisitReport, party: Party) -> None:
    try:
        with transaction.atomic():
            finish_item(item=report.item, party=party, result=report.result, inputs=report.inputs)
    except InvalidInputs as wrong:
        report.status = Status.WRONG
        report.errors = {path: [str(one) for one in said] for path, said in wrong.errors.items()}
    except (CaseMoved, CaseClosed, NotFound):
        report.status = Status.CONFLICT
    except NotAllowed:
        # No answer was chosen, or the task is no longer the unit's.
        report.status = Status.WRONG
    else:
        _settle(report, Status.DONE)


def _settle(report: VisitReport, status: Status) -> None:
    """What was typed stands on the request now, or nowhere: it is not kept twice."""
    report.status, report.settled_at = status, clock.now()
    report.inputs, report.seen, report.errors, report.changed = {}, {}, {}, []
    erase_files(Attachment.objects.filter(field=photo_path(report.pk), note=None))


@transaction.atomic
def send_again(
    *, report: VisitReport, party: Party, result: str, inputs: Mapping[str, Any]
) -> VisitReport:
    """Corrected, or read again after the request changed: conclude the item with it. Raises what
    `finish_item` raises; nothing is then changed."""
    held = _to_settle(report)
    finish_item(item=held.item, party=party, result=result, inputs=inputs)
    _settle(held, Status.DONE)
    held.save()
    return held


@transaction.atomic
def settle_fields(
    *, report: VisitReport, party: Party, mine: Mapping[str, Any], kept_mine: frozenset[str]
) -> VisitReport:
    """Somebody concluded the item meanwhile: their result stands, and each answer is `mine` where
    the agent says so. Raises NotFound, CaseClosed, NotAllowed, InvalidInputs."""
    held = _to_settle(report)
    theirs = held.item.inputs
    merged = merge(mine, theirs)
    amend_item(item=held.item, party=party, inputs=settled(merged, mine, theirs, kept_mine))
    _settle(held, Status.DONE)
    held.save()
    return held


@transaction.atomic
def give_up(*, report: VisitReport) -> VisitReport:
    """What was typed is not wanted after all. Raises NotFound."""
    held = _to_settle(report)
    _settle(held, Status.DROPPED)
    held.save()
    return held


def _to_settle(report: VisitReport) -> VisitReport:
    """Under lock. Raises NotFound when it was settled meanwhile."""
    held = _held(report.pk, report.account)
    if not held.is_to_settle:
        raise NotFound
    return held
