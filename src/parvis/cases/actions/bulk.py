"""One thing done to many cases, each through the ordinary action, in a transaction of its own.

A line and what it did commit together: a run killed anywhere goes on where it stopped, and does
nothing twice.
"""

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Account
from parvis.cases import rules
from parvis.cases.actions.items import assign, take
from parvis.cases.actions.messages import write_message
from parvis.cases.actions.perform import perform
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, Refused
from parvis.cases.models import BulkLine, BulkRun, Case, Turn, WorkItem
from parvis.cases.queries.bulk import ASSIGNS, MOST, why_not
from parvis.cases.queries.team import loads_of_present
from parvis.core import clock, jobs

log = logging.getLogger(__name__)

RUN = "cases.run_bulk"
AT_ONCE = 20
"""Up to so many are done before the page answers."""
GRACE = timedelta(minutes=1)
PREPARED_FOR = timedelta(days=2)
_TYPED = ("text", "inputs")
Kind = BulkRun.Kind


@transaction.atomic
def prepare(*, account: Account, kind: str, turns: Iterable[Turn], back: str = "") -> BulkRun:
    """Keep what was chosen: one line a turn, or one a case where the whole case is meant."""
    run = BulkRun.objects.create(account=account, kind=kind, back=back[:500], made_at=clock.now())
    by_item = kind in ASSIGNS
    lines: dict[tuple[int, int | None], BulkLine] = {}
    for turn in turns:
        item_id = turn.item_id if by_item else None
        lines.setdefault(
            (turn.case_id, item_id),
            BulkLine(run=run, case_id=turn.case_id, item_id=item_id, revision=turn.case.revision),
        )
    BulkLine.objects.bulk_create(list(lines.values())[:MOST])
    return run


@transaction.atomic
def settle(*, run: BulkRun, arguments: Mapping[str, Any], label: str = "") -> None:
    """Say what to do exactly, before it is confirmed; afterwards, nothing changes."""
    waiting = BulkRun.objects.filter(pk=run.pk, confirmed_at=None)
    waiting.update(arguments=dict(arguments), label=label[:200])


def share_out(*, run: BulkRun, unit_id: int) -> bool:
    """Say who receives what: whoever handles cases in the unit and is present today, the least
    loaded first, the most pressing turn first. False when nobody is."""
    loads = loads_of_present(unit_id)
    lines = run.lines.order_by("pk").values_list("pk", flat=True)
    chosen = rules.share_out({account.pk: many for account, many in loads.items()}, len(lines))
    names = {account.pk: str(account) for account in loads}
    plan = {str(line): [str(key), names[key]] for line, key in zip(lines, chosen, strict=False)}
    settle(run=run, arguments={"plan": plan})
    return bool(plan)


def confirm(*, run: BulkRun) -> bool:
    """Do it: at once when short, else by the worker. False when it was confirmed before."""
    now = clock.now()
    with transaction.atomic():
        waiting = BulkRun.objects.filter(pk=run.pk, confirmed_at=None)
        if not waiting.update(confirmed_at=now):
            return False
        is_short = run.lines.count() <= AT_ONCE
        # A short run whose process is killed is taken up by the worker.
        jobs.defer(
            RUN, at=now + GRACE if is_short else None, lock=f"{RUN}.{run.pk}", run=str(run.pk)
        )
    if is_short:
        carry_on(run.pk)
    return True


def carry_on(key: UUID) -> None:
    """Do the lines that wait, in order, with the rights the agent has now."""
    run = (
        BulkRun.objects.select_related("account").filter(pk=key, confirmed_at__isnull=False).first()
    )
    if run is None or run.ended_at is not None:
        return
    party = parties.agent(run.account)
    with override(run.account.language):
        for line_id in (
            run.lines.filter(outcome=BulkLine.Outcome.WAITING)
            .order_by("pk")
            .values_list("pk", flat=True)
        ):
            _do_line(run, line_id, party)
    _end(run)


def _do_line(run: BulkRun, line_id: int, party: Party) -> None:
    with transaction.atomic():
        free = BulkLine.objects.select_for_update(skip_locked=True)
        line = free.filter(pk=line_id, outcome=BulkLine.Outcome.WAITING).first()
        if line is None:
            return
        line.why = _why_it_failed(run, line, party)[:300]
        line.outcome = BulkLine.Outcome.REFUSED if line.why else BulkLine.Outcome.DONE
        line.at = clock.now()
        line.save(update_fields=["outcome", "why", "at"])


def _why_it_failed(run: BulkRun, line: BulkLine, party: Party) -> str:
    """Act, and undo what was begun when it is refused. Empty when it is done."""
    try:
        with transaction.atomic():
            # Held from here, so that what is checked is what is acted on.
            line.case = Case.objects.select_for_update().get(pk=line.case_id)
            refused = why_not(run, line, party)
            if not refused:
                _act(run, line, party)
            return refused
    except InvalidInputs as wrong:
        return " ".join(one for some in wrong.errors.values() for one in some)
    except Refused as refusal:
        return str(refusal)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("bulk run %s, line %s", run.pk, line.pk)
        return _("An error prevented it; it was written down. Nothing was changed.")


def _act(run: BulkRun, line: BulkLine, party: Party) -> None:
    case, asked = line.case, run.arguments
    item = WorkItem.objects.get(pk=line.item_id) if line.item_id else None
    match run.kind:
        case Kind.TAKE if (item or case).assigned_to_id != party.account_id:
            take(case=case, party=party, item=item)
        case Kind.ENTRUST:
            assign(case=case, party=party, to=Account.objects.get(pk=asked["to"]), item=item)
        case Kind.SHARE:
            to = Account.objects.get(pk=asked["plan"][str(line.pk)][0])
            assign(case=case, party=party, to=to, item=item)
        case Kind.RELEASE:
            assign(case=case, party=party, to=None, item=item)
        case Kind.WRITE:
            write_message(case=case, party=party, text=asked["text"])
        case Kind.MOVE:
            perform(
                case=case,
                transition=asked["transition"],
                party=party,
                inputs=asked.get("inputs", {}),
                expected_revision=line.revision,
            )


@transaction.atomic
def _end(run: BulkRun) -> None:
    """Nothing waits any more: what was typed now stands on the cases, and only there."""
    held = BulkRun.objects.select_for_update().get(pk=run.pk)
    if held.ended_at or held.lines.filter(outcome=BulkLine.Outcome.WAITING).exists():
        return
    held.arguments = {key: one for key, one in held.arguments.items() if key not in _TYPED}
    held.ended_at = clock.now()
    held.save(update_fields=["arguments", "ended_at"])


@transaction.atomic
def purge_prepared() -> int:
    """Forget what was prepared and never confirmed; returns how many."""
    old = Q(confirmed_at=None, made_at__lt=clock.now() - PREPARED_FOR)
    return BulkRun.objects.filter(old).delete()[1].get("cases.BulkRun", 0)
