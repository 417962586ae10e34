"""Paying through a keeper: at the counter, by post, by telephone."""

from datetime import datetime

from django.db import transaction

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.revenue import rules
from parvis.revenue.actions.online import check_old
from parvis.revenue.actions.received import write_receipt
from parvis.revenue.actions.refusals import (
    AlreadySettled,
    NotAKeeper,
    NotAllowedMode,
    PaymentRunning,
)
from parvis.revenue.models import THROUGH_A_KEEPER, Due, Receipt, Regie
from parvis.revenue.queries import regies_kept_by


def keeper_of(account: Account, regie_id: int) -> Regie:
    """The regie, if the account may handle its money today. Raises NotAKeeper."""
    regie = regies_kept_by(account).filter(pk=regie_id).first()
    if regie is None:
        raise NotAKeeper
    return regie


def actor_of(account: Account, regie: Regie) -> Actor:
    """The keeper in the journal's words."""
    return Actor(
        "agent",
        str(account.pk),
        str(account),
        institution=regie.institution.siren,
        role=regie.name[:60],
    )


def receive(*, due: Due, account: Account, mode: str, bank_reference: str = "") -> Receipt:
    """A keeper received what is due, in full.

    Raises NotAKeeper, NotAllowedMode, AlreadySettled, PaymentRunning (it may be paid on line at
    this very moment).
    """
    check_old(due=due)
    return _receive(due, account, mode, bank_reference)


@transaction.atomic
def _receive(due: Due, account: Account, mode: str, bank_reference: str) -> Receipt:
    held = (
        Due.objects.select_for_update(of=("self",))
        .select_related("regie__institution__area")
        .get(pk=due.pk)
    )
    regie = keeper_of(account, held.regie_id)
    if mode not in THROUGH_A_KEEPER or mode not in regie.modes:
        raise NotAllowedMode
    if held.state != Due.State.OPEN:
        raise AlreadySettled
    running = held.attempts.filter(state__in=rules.RUNNING).first()
    if running is not None and (running.operation or not _was_cut_short(running.started_at)):
        raise PaymentRunning
    return write_receipt(
        held,
        actor=actor_of(account, regie),
        mode=mode,
        amount_cents=held.amount_cents,
        bank_reference=bank_reference,
        taken_by=str(account),
    )


def _was_cut_short(started_at: datetime) -> bool:
    return clock.now() - started_at >= rules.OPENING
