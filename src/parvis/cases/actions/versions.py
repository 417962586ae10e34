"""Carrying the open cases of a service to the version it offers now: prepared, rehearsed, run.

A rehearsal does all that the run will do, case after case, and undoes it. The run goes by small
batches in the worker; a line and its case commit together, so it may be killed anywhere, goes on
where it stopped, and carries each case once.
"""

import logging
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Account
from parvis.cases.actions.carry import CannotFollow, Course, carry, course
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.engine.refusals import NotAllowed, Refused
from parvis.cases.models import Case, IssuedDocument, VersionLine, VersionRun
from parvis.catalogue.definition import Migration
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.catalogue.rules import completed, gaps
from parvis.core import clock, jobs
from parvis.core.actor import SYSTEM, Actor

log = logging.getLogger(__name__)

REHEARSE, RUN = "cases.rehearse_versions", "cases.run_versions"
AT_ONCE = 50
"""Up to so many cases are rehearsed before the page answers."""
BATCH = 200
"""Cases of one job: others get their turn of the worker."""
KEPT_FOR = timedelta(days=30)
Outcome = VersionLine.Outcome


class _Rehearsed(Exception):
    """Rolls one case back."""


@transaction.atomic
def prepare(
    *,
    installation: Installation,
    from_version: ServiceVersion,
    table: Migration,
    actor: Actor,
    account: Account | None = None,
) -> VersionRun:
    """Take the open cases of one version, and the table by which they may follow the version
    offered now. Nothing moves. Raises NotAllowed: that version is of another service, or it is the
    one offered."""
    target = installation.version
    if from_version.service_id != installation.service_id or from_version.pk == target.pk:
        raise NotAllowed
    run = VersionRun.objects.create(
        installation=installation,
        from_version=from_version,
        to_version=target,
        table=_document(table, from_version.pk, target.pk),
        account=account,
        made_by=actor.label[:200],
        made_at=clock.now(),
    )
    found = Case.objects.filter(installation=installation, version=from_version, closed_at=None)
    rows = found.order_by("pk").values_list("pk", "state").iterator(chunk_size=2000)
    VersionLine.objects.bulk_create(
        (VersionLine(run=run, case_id=key, state=state) for key, state in rows), batch_size=2000
    )
    return run


def _document(table: Migration, from_version: int, to_version: int) -> dict[str, Any]:
    whole = completed(table, package_of(from_version), package_of(to_version))
    return whole.model_dump(mode="json", by_alias=True)


@transaction.atomic
def settle(*, run: VersionRun, table: Migration) -> None:
    """Say otherwise what becomes of what; all is to be rehearsed again. Raises NotAllowed once it
    is confirmed."""
    held = _held(run)
    held.table = _document(table, held.from_version_id, held.to_version_id)
    held.rehearsal_asked_at = held.rehearsed_at = None
    held.save(update_fields=["table", "rehearsal_asked_at", "rehearsed_at"])
    held.lines.update(outcome=Outcome.WAITING, why=[], becomes="", documents=0, at=None)


@transaction.atomic
def drop(*, run: VersionRun) -> None:
    """Forget what was prepared. Raises NotAllowed once it is confirmed."""
    _held(run).delete()


def ask_rehearsal(*, run: VersionRun) -> None:
    """Rehearse: at once when short, else by the worker. Raises NotAllowed: it is confirmed, or the
    table is not complete."""
    with transaction.atomic():
        held = _held(run)
        _complete(held)
        held.rehearsal_asked_at = clock.now()
        held.save(update_fields=["rehearsal_asked_at"])
        is_short = held.lines.count() <= AT_ONCE
        _defer(REHEARSE, held, later=is_short)
    if is_short:
        rehearse(run.pk)


def confirm(*, run: VersionRun) -> bool:
    """Carry the cases, by the worker. False when it was confirmed before. Raises NotAllowed: it was
    not rehearsed as it is."""
    with transaction.atomic():
        held = VersionRun.objects.select_for_update().get(pk=run.pk)
        if held.confirmed_at is not None:
            return False
        if held.rehearsed_at is None:
            raise NotAllowed(_("Rehearse it first."))
        held.confirmed_at = clock.now()
        held.save(update_fields=["confirmed_at"])
        _defer(RUN, held)
    return True


def _defer(task: str, run: VersionRun, *, later: bool = False) -> None:
    # What a killed page began, the worker takes up.
    at = clock.now() + timedelta(minutes=1) if later else None
    jobs.defer(task, at=at, lock=f"{task}.{run.pk}", run=str(run.pk))


def _held(run: VersionRun) -> VersionRun:
    held = VersionRun.objects.select_for_update().get(pk=run.pk)
    if held.confirmed_at is not None:
        raise NotAllowed(_("It is confirmed: it cannot be changed any more."))
    return held


def _complete(run: VersionRun) -> None:
    table = Migration.model_validate(run.table)
    if gaps(table, package_of(run.from_version_id), package_of(run.to_version_id)):
        raise NotAllowed(_("The table is not complete."))


def rehearse_here(*, run: VersionRun) -> None:
    """Rehearse all of it before going on, without a worker. Raises NotAllowed."""
    _complete(run)
    VersionRun.objects.filter(pk=run.pk).update(rehearsal_asked_at=clock.now())
    while VersionRun.objects.filter(pk=run.pk, rehearsed_at=None).exists():
        rehearse(run.pk)
    run.refresh_from_db()


def carry_here(*, run: VersionRun) -> None:
    """Carry all of it before going on; killed, the worker goes on. Raises NotAllowed."""
    confirm(run=run)
    while VersionRun.objects.filter(pk=run.pk, ended_at=None).exists():
        carry_on(run.pk)


# The worker --------------------------------------------------------------------------------------


def rehearse(key: UUID, most: int = BATCH) -> None:
    """Carry each case that waits, and undo it; keep what would become of it."""
    run = VersionRun.objects.filter(pk=key, confirmed_at=None, rehearsed_at=None).first()
    if run is not None and run.rehearsal_asked_at is not None:
        _batch(run, Q(outcome=Outcome.WAITING), most, REHEARSE, for_good=False)


def carry_on(key: UUID, most: int = BATCH) -> None:
    """Carry the next cases for good."""
    run = VersionRun.objects.filter(pk=key, confirmed_at__isnull=False, ended_at=None).first()
    if run is not None:
        left = ~Q(outcome__in=[Outcome.MOVED, Outcome.STAYED])
        _batch(run, left, most, RUN, for_good=True)


def _batch(run: VersionRun, left: Q, most: int, task: str, *, for_good: bool) -> None:
    way = course(run.from_version_id, run.to_version_id, Migration.model_validate(run.table))
    actor = run.account.actor if run.account else SYSTEM
    with override(settings.LANGUAGE_CODE):
        for line_id in list(
            run.lines.filter(left).order_by("pk").values_list("pk", flat=True)[:most]
        ):
            _do_line(line_id, left, way, actor, for_good)
    with transaction.atomic():
        held = VersionRun.objects.select_for_update().get(pk=run.pk)
        if held.lines.filter(left).exists():
            _defer(task, held)
        elif for_good:
            VersionRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=clock.now())
        elif held.rehearsal_asked_at is not None:
            VersionRun.objects.filter(pk=run.pk).update(rehearsed_at=clock.now())


def _do_line(line_id: int, left: Q, way: Course, actor: Actor, for_good: bool) -> None:
    with transaction.atomic():
        free = VersionLine.objects.select_for_update(skip_locked=True)
        line = free.filter(left, pk=line_id).first()
        if line is None:
            return
        line.becomes = ""
        line.why = _attempt(line, way, actor, for_good)
        done, not_done = (
            (Outcome.MOVED, Outcome.STAYED) if for_good else (Outcome.ABLE, Outcome.UNABLE)
        )
        line.outcome = not_done if line.why else done
        line.at = clock.now()
        line.save(update_fields=["state", "becomes", "documents", "outcome", "why", "at"])


def _attempt(line: VersionLine, way: Course, actor: Actor, for_good: bool) -> list[str]:
    """Why the case cannot follow; empty when it does, or would."""
    try:
        with transaction.atomic():
            live = Live.lock(line.case_id, SYSTEM_PARTY)
            refused = _no_longer(live.case, way)
            if refused:
                return refused
            line.state = live.case.state
            carry(live, way, actor)
            line.becomes = live.case.state
            line.documents = IssuedDocument.objects.filter(case=line.case_id).count()
            if not for_good:
                raise _Rehearsed
    except _Rehearsed:
        return []
    except CannotFollow as refusal:
        return refusal.reasons
    except Refused as refusal:
        return [str(refusal)]
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("version run: line %s", line.pk)
        return [_("An error prevented it; it was written down. Nothing was changed.")]
    return []


def _no_longer(case: Case, way: Course) -> list[str]:
    if case.legal_state == Case.LegalState.CLOSED:
        return [_("It was closed meanwhile: it stays as it ended.")]
    if case.version_id != way.from_version:
        return [_("It follows another version already.")]
    return []


@transaction.atomic
def purge_prepared() -> int:
    """Forget what was prepared and never confirmed; returns how many."""
    old = Q(confirmed_at=None, made_at__lt=clock.now() - KEPT_FOR)
    return VersionRun.objects.filter(old).delete()[1].get("cases.VersionRun", 0)
