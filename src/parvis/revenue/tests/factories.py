"""The smallest believable money."""

from datetime import date
from typing import Any

from parvis.accounts.models import Account
from parvis.core import clock
from parvis.directory.models import Unit
from parvis.revenue import actions, queries
from parvis.revenue.models import Attempt, Due, Keeper, Mode, Receipt, Refund, Regie

IBAN = "FR7630006000011234567890189"


def regie(unit: Unit, **fields: Any) -> Regie:
    values = {
        "institution": unit.institution,
        "number": "R12",
        "name": "Régie du stationnement",
        "modes": list(Mode.values),
        "merchant": "090909",
        "where": "Guichet de la mairie, du lundi au vendredi",
        **fields,
    }
    return Regie.objects.get_or_create(unit=unit, defaults=values)[0]


def keeper(account: Account, of: Regie, role: str = "regisseur") -> Keeper:
    queries.forget_keepers()  # another test, at the same frozen minute, had others
    starts = {"starts_on": date(2020, 1, 1)}
    return Keeper.objects.get_or_create(
        account=account, regie=of, role=role, ends_on=None, defaults=starts
    )[0]


def due(account: Account | None, unit: Unit, **fields: Any) -> Due:
    """Owed to the regie of `unit`, which `account` keeps."""
    found = regie(unit)
    if account is not None:
        keeper(account, found)
    values = {
        "about": ("tests", "1"),
        "charge": "redevance",
        "amount_cents": 3000,
        "payer": "Camille Bordenave",
        "reference": "PAU-2K7Q4",
        "label": "Stationnement résident, un an",
        **fields,
    }
    return actions.ask(regie=found, **values)


def attempt(of: Due, **fields: Any) -> Attempt:
    values = {
        "state": Attempt.State.STARTED,
        "number": "PAU2K7Q401",
        "operation": "op-1",
        "email": "camille@example.test",
        "started_at": clock.now(),
        **fields,
    }
    return Attempt.objects.create(due=of, **values)


def refund(of: Receipt, account: Account) -> Refund:
    return actions.ask_refund(
        receipt=of,
        account=account,
        amount_cents=of.amount_cents,
        reason="Véhicule vendu",
        iban=IBAN,
        holder="Camille Bordenave",
    )
