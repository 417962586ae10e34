"""How a commitment may move, when it is late, what its ratings are worth. Writes nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from parvis.participation.models import Commitment, Idea, Milestone, Progress
from parvis.participation.rules.small_cells import SMALLEST

State = Commitment.State
Outcome = Idea.Outcome
Kind = Progress.Kind

# Forward only: nothing comes back from its end, and nothing begun becomes a mere promise again.
MOVES: dict[str, frozenset[str]] = {
    State.PROMISED: frozenset({State.UNDERWAY, State.DELAYED, State.ABANDONED}),
    State.UNDERWAY: frozenset({State.DELAYED, State.DELIVERED, State.ABANDONED}),
    State.DELAYED: frozenset({State.UNDERWAY, State.DELIVERED, State.ABANDONED}),
    State.DELIVERED: frozenset(),
    State.ABANDONED: frozenset(),
}
NEEDS_A_REASON = frozenset({State.DELAYED, State.ABANDONED})
# Decisions on one's own idea are told at once; the rest waits for the weekly letter (0443).
TOLD_AT_ONCE = frozenset({
    Kind.RETAINED, Kind.DECLINED, Kind.WON, Kind.LOST,
    Kind.PROMISED, Kind.DELIVERED, Kind.ABANDONED,
})  # fmt: skip
# Of several things an idea led to, the one to show: the furthest on its way.
FURTHEST = (
    Outcome.DELIVERED, Outcome.UNDERWAY, Outcome.DELAYED, Outcome.PROMISED, Outcome.ABANDONED,
    Outcome.WON, Outcome.LOST, Outcome.VOTED,
)  # fmt: skip


def may_move(was: str, to: str) -> bool:
    return to in MOVES[was]


def furthest(found: Iterable[str]) -> str:
    """Empty when an idea led to nothing."""
    reached = set(found)
    return next((one.value for one in FURTHEST if one in reached), "")


def is_overdue(one: Commitment | Milestone, today: date) -> bool:
    """Its day is over, and it is neither done nor given up."""
    over = one.is_over if isinstance(one, Commitment) else one.done_on is not None
    return not over and one.due_on < today


def share_done(commitment: Commitment, done: int, steps: int) -> int:
    """Whole per cent. Steps are the measure; nothing is finished before it is delivered."""
    if commitment.state == State.DELIVERED:
        return 100
    return min(done * 100 // steps, 95) if steps else 0


@dataclass(frozen=True, slots=True)
class Rated:
    """`tenths`: the average in tenths of a star, once five people gave theirs; None until then."""

    count: int
    tenths: int | None

    @property
    def stars(self) -> str:
        """ "3,8": as it is read aloud in French; empty until it may be shown."""
        return "" if self.tenths is None else f"{self.tenths // 10},{self.tenths % 10}"


def rated(total: int, count: int) -> Rated:
    """Rounded half up, in whole numbers."""
    if count < SMALLEST:
        return Rated(count, None)
    return Rated(count, (20 * total + count) // (2 * count))
