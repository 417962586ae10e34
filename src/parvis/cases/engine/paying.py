"""How the applicant of a scenario pays: the real actions, and a payment service made of memory."""

from uuid import UUID

from parvis.accounts.models import Account
from parvis.cases.engine.facts import charge_of
from parvis.cases.engine.refusals import Refused
from parvis.cases.models import Case
from parvis.core import clock
from parvis.revenue import actions as revenue
from parvis.revenue import ports
from parvis.revenue.models import Attempt, Due, Keeper, Mode

_SAID: dict[str, ports.Kind] = {
    "paid": "paid",
    "refused": "refused",
    "abandoned": "abandoned",
}


class _Memory:
    """Says of any operation what the scenario says."""

    def __init__(self, said: ports.Kind) -> None:
        self.said = said

    def open(self, order: ports.Order) -> str:
        return f"scenario-{order.number}"

    def page(self, operation: str) -> str:
        return operation

    def outcome(self, operation: str) -> ports.Outcome:
        attempt = Attempt.objects.select_related("due").get(operation=operation)
        return ports.Outcome(
            kind=self.said, number=attempt.number, amount_cents=attempt.due.amount_cents
        )


def pay(case: Case, charge: str, how: str) -> None:
    """Pay, or try to. Raises Refused: it is not due, or cannot be paid so."""
    case.refresh_from_db()
    bills = [one for name, one in case.charges.items() if charge_of(name) == charge]
    waiting = [one["due"] for one in bills if one["due"] and not one["paid"]]
    key = next(iter(waiting), bills[-1]["due"] if bills else "")
    if not key:
        raise Refused(f"“{charge}” is not due")
    due = Due.objects.select_related("regie__institution__area").get(pk=UUID(key))
    try:
        if how == "counter":
            with ports.using(_Memory("pending")):
                revenue.receive(due=due, account=_keeper(due), mode=Mode.CASH)
        else:
            _pay_on_line(due, _SAID[how])
    except revenue.Refused as refused:
        raise Refused(str(refused)) from refused


def _pay_on_line(due: Due, said: ports.Kind) -> None:
    with ports.using(_Memory(said)):
        operation = revenue.begin(due=due, email="applicant@scenario.example")
        revenue.check(key=due.attempts.get(operation=operation).pk)


def _keeper(due: Due) -> Account:
    account: Account
    account, _created = Account.objects.get_or_create(
        email=f"keeper-{due.regie_id}@scenario.example",
        defaults={
            "kind": Account.Kind.AGENT,
            "display_name": "Regisseur",
            "created_at": clock.now(),
        },
    )
    Keeper.objects.get_or_create(
        regie=due.regie,
        account=account,
        defaults={"role": Keeper.Role.REGISSEUR, "starts_on": clock.today()},
    )
    return account
