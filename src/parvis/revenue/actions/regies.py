"""Regies and their keepers, named by act."""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.revenue.models import Keeper, Regie
from parvis.revenue.queries import forget_keepers


class RegieFields(TypedDict, total=False):
    """What its act and its contracts say."""

    name: str
    modes: list[str]
    merchant: str
    online_mode: str
    payable_to: str
    where: str
    closed_on: date | None


@transaction.atomic
def save_regie(*, actor: Actor, unit: Unit, number: str, **fields: Unpack[RegieFields]) -> Regie:
    """The regie of a unit, made or changed."""
    regie, _created = Regie.objects.update_or_create(
        unit=unit,
        defaults={"institution_id": unit.institution_id, "number": number.strip(), **fields},
    )
    journal.record(
        actor=actor, verb="revenue.regie_saved", about=regie, detail={"regie": str(regie)}
    )
    return regie


@transaction.atomic
def name_keeper(*, actor: Actor, regie: Regie, account: Account, role: str) -> Keeper:
    """From today; a new regisseur takes the place of the former one."""
    today = clock.today()
    current = Keeper.objects.select_for_update(of=("self",)).filter(regie=regie, ends_on=None)
    same = current.filter(account=account, role=role).first()
    if same is not None:
        return same
    replaced = current.filter(account=account)
    if role == Keeper.Role.REGISSEUR:
        replaced = replaced | current.filter(role=role)
    replaced.update(ends_on=today)
    keeper = Keeper.objects.create(regie=regie, account=account, role=role, starts_on=today)
    journal.record(
        actor=actor,
        verb="revenue.keeper_named",
        about=regie,
        detail={"regie": str(regie), "name": str(account)},
    )
    transaction.on_commit(forget_keepers)
    return keeper


@transaction.atomic
def end_keeper(*, actor: Actor, keeper: Keeper) -> None:
    """Whoever is no keeper any more handles nothing from now on."""
    today = clock.today()
    # A day that is included would leave them the rest of today.
    ended = Keeper.objects.filter(pk=keeper.pk, ends_on=None)
    if keeper.starts_on == today:
        ended.delete()
    else:
        ended.update(ends_on=date.fromordinal(today.toordinal() - 1))
    journal.record(
        actor=actor,
        verb="revenue.keeper_ended",
        about=keeper.regie,
        detail={"regie": str(keeper.regie), "name": str(keeper.account)},
    )
    transaction.on_commit(forget_keepers)
