"""What a campaign came to, as a page may say it: no small number, and no more than is known."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from parvis.eligibility.takeup.models import Campaign, Recipient
from parvis.eligibility.takeup.protection import is_small
from parvis.eligibility.takeup.rules import SMALLEST_CELL
from parvis.eligibility.takeup.trials import Difference, difference

_NARROW: Final = 0.05


@dataclass(frozen=True, slots=True)
class Counted:
    """A group. `lost`: no longer counted, known not to have asked. `asked`: `filed` a request here
    or `said` that they receive it, or both."""

    people: int
    lost: int
    filed: int
    said: int
    asked: int

    def as_json(self) -> dict[str, int]:
        return asdict(self)

    @property
    def rate(self) -> float:
        return self.asked / self.people if self.people else 0.0

    @property
    def is_told(self) -> bool:
        """Neither those who asked nor those who did not are one to four people."""
        return not is_small(self.asked) and not is_small(self.people - self.asked)


@dataclass(frozen=True, slots=True)
class Outcome:
    """`difference` is told with its figures only when those of both groups are. `verdict`: "alone"
    (nobody was held back), "few", "chance", "little", "more" or "less"."""

    contacted: Counted
    held: Counted
    difference: Difference | None
    verdict: str

    @property
    def is_told(self) -> bool:
        return self.contacted.is_told and self.held.is_told


def outcome_of(campaign: Campaign) -> Outcome | None:
    """None before the end."""
    if campaign.outcome is None:
        return None
    told: Mapping[str, Any] = campaign.outcome
    contacted = Counted(**told[Recipient.Group.CONTACTED])
    held = Counted(**told[Recipient.Group.HELD])
    found = difference(contacted.asked, contacted.people, held.asked, held.people)
    return Outcome(contacted, held, found, _verdict(contacted, held, found))


def _verdict(contacted: Counted, held: Counted, found: Difference | None) -> str:
    if found is None:
        return "alone"
    if found.is_clear:
        return "more" if found.low > 0 else "less"
    if min(contacted.people, held.people) < 2 * SMALLEST_CELL:
        return "few"
    return "little" if found.high - found.low < 2 * _NARROW else "chance"
