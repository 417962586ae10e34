"""What the page of a situation shows of an institution."""

from dataclasses import dataclass

from parvis.core import clock
from parvis.eligibility import ports
from parvis.eligibility.institutions.actions import QUOTIENT, identity_of
from parvis.eligibility.institutions.models import AskedFact
from parvis.eligibility.interview import Interview
from parvis.eligibility.models import KeptSituation


@dataclass(frozen=True, slots=True)
class Shown:
    """`declared`: cents, when what its person said differs from what came; 0: they said that there
    is none. `is_old`: the month it holds for is over."""

    agreement: str
    may_ask: bool
    asked: AskedFact | None
    declared: int | None = None
    is_old: bool = False

    @property
    def is_due(self) -> bool:
        """Whether there is something to ask: no answer under way, nor one for this month."""
        if self.asked is None:
            return True
        is_good = self.asked.state == AskedFact.State.CAME and not self.is_old
        return not is_good and self.asked.state != AskedFact.State.WAITING


def shown(kept: KeptSituation) -> Shown | None:
    """None: no agreement, and nothing was ever asked. One query."""
    source = ports.quotient_source()
    asked = kept.asked.filter(path=QUOTIENT).first()
    if source is None and asked is None:
        return None
    agreement = source.agreement if source is not None else ""
    may_ask = source is not None and identity_of(kept.person) is not None
    if asked is None or asked.state != AskedFact.State.CAME or asked.month is None:
        return Shown(agreement, may_ask, asked)
    known = Interview.from_json(kept.interview).situation.fact(QUOTIENT)
    differs = known is not None and known.value != asked.value
    is_old = asked.month < clock.today().replace(day=1)
    return Shown(
        agreement, may_ask, asked, (known.value or 0) if known and differs else None, is_old
    )
