"""What one may do in a phase, as data: `Phase.rules` is read and written here only."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from parvis.core.refusals import Refused
from parvis.participation.models import Act, Phase

Kind = Phase.Kind
USUAL: dict[str, tuple[Act, ...]] = {
    Kind.IMAGINE: (Act.PROPOSE, Act.SUPPORT, Act.ARGUE, Act.VOLUNTEER),
    Kind.DELIBERATE: (Act.STATE, Act.REACT, Act.ARGUE, Act.VOLUNTEER),
    Kind.CHOOSE: (Act.VOTE,),
    Kind.DO: (),
}
"""What is usually done in each kind of phase."""
MOST = 1000


class InvalidRules(Refused):
    """What was given cannot be the rules of a phase; the message says why."""


@dataclass(frozen=True, slots=True)
class PhaseRules:
    """`visitors`: acts open to visitors whom nobody verified, counted apart. `most`: how often one
    participant may do an act (absent: as often as wanted). `reads_before`: contributions are read
    by a moderator before they show, instead of after."""

    acts: frozenset[Act]
    visitors: frozenset[Act] = frozenset()
    most: Mapping[Act, int] = field(default_factory=dict)
    reads_before: bool = False

    def written(self) -> dict[str, Any]:
        """As `Phase.rules` keeps it."""
        return {
            "acts": sorted(self.acts),
            "visitors": sorted(self.visitors),
            "most": {str(act): self.most[act] for act in sorted(self.most)},
            "reads_before": self.reads_before,
        }


def usual(kind: str) -> PhaseRules:
    """What a new phase of this kind begins with."""
    return PhaseRules(frozenset(USUAL[kind]))


def rules_of(phase: Phase) -> PhaseRules:
    return read(phase.rules)


def read(document: Mapping[str, Any]) -> PhaseRules:
    """The rules that a JSON or YAML document holds. Raises InvalidRules."""
    unknown = document.keys() - {"acts", "visitors", "most", "reads_before"}
    if unknown:
        raise InvalidRules(_("Unknown rule: %(name)s.") % {"name": ", ".join(sorted(unknown))})
    acts = _acts(document.get("acts", ()))
    visitors = _acts(document.get("visitors", ()))
    if not visitors <= acts:
        raise InvalidRules(_("Visitors cannot do what nobody may do in this phase."))
    if Act.VOTE in visitors or Act.VOLUNTEER in visitors:
        raise InvalidRules(
            _("Votes and panels are for people whom one verified, not for visitors.")
        )
    most = document.get("most", {})
    if not isinstance(most, Mapping):
        raise InvalidRules(_("How often one may act is a whole number, from 1 to 1000."))
    return PhaseRules(
        acts,
        visitors,
        {next(iter(_acts([act]))): _count(number) for act, number in most.items()},
        bool(document.get("reads_before", False)),
    )


def _acts(given: object) -> frozenset[Act]:
    if not isinstance(given, list | tuple | set | frozenset):
        raise InvalidRules(_("Say what one may do as a list."))
    try:
        return frozenset(Act(one) for one in given)
    except ValueError as error:
        raise InvalidRules(_("Unknown act: %(name)s.") % {"name": error}) from None


def _count(number: object) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= MOST:
        raise InvalidRules(_("How often one may act is a whole number, from 1 to 1000."))
    return number
