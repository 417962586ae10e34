"""How an attempt goes on, and who may do what with money. Writes nothing."""

from datetime import date, timedelta

from parvis.revenue.models import Attempt, Keeper
from parvis.revenue.ports import Kind

State = Attempt.State

OPENING = timedelta(minutes=2)
"""An attempt without an operation after that time was cut short: the payer never had an address."""
ALIVE = timedelta(minutes=20)
"""An operation may still be paid that long (PayFiP: 15 minutes, and a margin)."""
STUCK = timedelta(hours=1)
"""An attempt of which nothing is known after that time is shown to people."""
LATE = timedelta(hours=24)
"""An ended attempt is asked about again that long: a far side may be late."""

RUNNING = (State.ASKED, State.STARTED)


def next_state(state: str, kind: Kind, age: timedelta) -> str:
    """The state after the far side's answer, `age` after the attempt began.

    Paid is believed at any time, and for ever. Left or pending, an operation that lives may still
    be paid: a second attempt must wait for its end, or go on with the same operation.
    """
    if state == State.PAID or kind == "paid":
        return State.PAID
    if state != State.STARTED:
        return state
    if kind == "refused":
        return State.REFUSED
    if age < ALIVE:
        return State.STARTED
    return State.ABANDONED if kind == "abandoned" else State.EXPIRED


def is_keeper(keeper: Keeper, on: date) -> bool:
    return keeper.starts_on <= on and (keeper.ends_on is None or on <= keeper.ends_on)
