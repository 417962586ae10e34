"""Asks a process of its own for the lottery of a pool."""

import json
import subprocess
import sys
from typing import Any, Final

from pydantic import TypeAdapter

from parvis.participation.sortition.lottery import Lottery
from parvis.participation.sortition.pool import Pool, Quota

# Ten times what a thousand volunteers ask for on a slow machine.
MOST_SECONDS: Final = 1_800
_LOTTERIES = TypeAdapter(Lottery)
_QUOTAS = TypeAdapter(Quota)


class QuotasCannotBeMet(ValueError):
    """No panel meets the quotas. `widened`: what was asked and what it must become, the fewest
    seats in all; none when there are too few addresses for the places."""

    def __init__(self, widened: list[tuple[Quota, Quota]]) -> None:
        self.widened = widened
        super().__init__(f"{len(widened)} quotas must widen")


class SolverFailed(RuntimeError):
    """The process ended without an answer; the message holds its last words."""


def lottery_of(pool: Pool, *, seconds: float = MOST_SECONDS) -> Lottery:
    """The lottery of this pool. Raises QuotasCannotBeMet, SolverFailed."""
    asked = [sys.executable, "-m", "parvis.participation.sortition"]
    try:
        done = subprocess.run(
            asked, input=json.dumps(pool.as_json()), capture_output=True, text=True, timeout=seconds
        )
    except subprocess.TimeoutExpired as error:
        raise SolverFailed(f"no answer within {seconds:.0f} s") from error
    if done.returncode:
        raise SolverFailed(done.stderr[-500:])
    told: dict[str, Any] = json.loads(done.stdout)
    if "lottery" not in told:
        raise QuotasCannotBeMet(
            [
                (_QUOTAS.validate_python(one["asked"]), _QUOTAS.validate_python(one["needed"]))
                for one in told["widened"]
            ]
        )
    return _LOTTERIES.validate_python(told["lottery"])
