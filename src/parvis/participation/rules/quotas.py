"""What a panel must look like, from published shares; and how far its volunteers are from it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core.refusals import Refused
from parvis.participation.sortition.pool import Quota, quotas_for

# With fewer volunteers a seat, the draw leaves little to chance.
PER_SEAT: Final = 5
# Under this part of their share of the population, people are looked for whatever their number.
FAR: Final = 0.8
SMALLEST_PANEL, LARGEST_PANEL = 4, 500


class InvalidPanel(Refused):
    """The panel cannot be as asked; the message says why."""


def written(published: Iterable[Any], keys: Sequence[str], size: int, slack: int) -> list[Any]:
    """`Panel.strata` from strata as `eligibility.queries.published_strata` gives them, those of
    `keys`: for each value its share and its seats. Raises InvalidPanel."""
    known = {stratum.key: stratum for stratum in published}
    if not keys or not set(keys) <= set(known):
        raise InvalidPanel(_("Choose at least one stratum for which figures are published."))
    if not SMALLEST_PANEL <= size <= LARGEST_PANEL:
        raise InvalidPanel(
            _("A panel has from %(least)s to %(most)s members.")
            % {"least": SMALLEST_PANEL, "most": LARGEST_PANEL}
        )
    found = []
    for key in (key for key in known if key in keys):
        stratum = known[key]
        shares = stratum.shares()
        seats = {quota.value: quota for quota in quotas_for(key, shares, size, slack)}
        values = [
            {
                "key": value.key,
                "label": dict(value.label),
                "share": round(shares[value.key], 4),
                "least": seats[value.key].least,
                "most": seats[value.key].most,
            }
            for value in stratum.values
        ]
        source = stratum.source.model_dump(mode="json")
        found.append({"key": key, "label": dict(stratum.label), "source": source, "values": values})
    return found


def quotas_of(strata: Iterable[Mapping[str, Any]]) -> tuple[Quota, ...]:
    return tuple(
        Quota(stratum["key"], value["key"], value["least"], value["most"])
        for stratum in strata
        for value in stratum["values"]
    )


def widened(strata: list[Any], quotas: Iterable[Quota]) -> list[Any]:
    """The same strata with these quotas in place of their own."""
    new = {(quota.stratum, quota.value): quota for quota in quotas}
    for stratum in strata:
        for value in stratum["values"]:
            if quota := new.get((stratum["key"], value["key"])):
                value["least"], value["most"] = quota.least, quota.most
    return strata


def label(told: Mapping[str, Any]) -> str:
    """The label of a stratum or a value in the reader's language."""
    labels: Mapping[str, str] = told["label"]
    return labels.get((get_language() or "fr")[:2], labels["fr"])


@dataclass(frozen=True, slots=True)
class Gap:
    """One value of a stratum: its part of the population, and of those who volunteered.

    `lacking`: how many more volunteers would leave the draw its chances (five for each seat), and
    be as many as in the population where they are far from it.
    """

    stratum: str
    value: str
    share: float
    least: int
    most: int
    volunteers: int
    of: int

    @property
    def part(self) -> float:
        return self.volunteers / self.of if self.of else 0.0

    @property
    def lacking(self) -> int:
        short = max(0, self.least * PER_SEAT - self.volunteers)
        if self.part >= self.share * FAR:
            return short
        # As many more as bring them to their share of the population.
        return max(short, ceil((self.share * self.of - self.volunteers) / (1 - self.share)))

    @property
    def points(self) -> int:
        """How far volunteers are from the population, in hundredths."""
        return round(100 * self.part) - round(100 * self.share)

    @property
    def seats(self) -> str:
        return str(self.least) if self.least == self.most else f"{self.least}–{self.most}"


def gaps(
    strata: Iterable[Mapping[str, Any]], profiles: Sequence[Mapping[str, str]]
) -> list[tuple[Mapping[str, Any], list[Gap]]]:
    """For each stratum, its values as the population and the volunteers have them."""
    found = []
    for stratum in strata:
        there = Counter(profile.get(stratum["key"], "") for profile in profiles)
        rows = [
            Gap(
                label(stratum), label(value), value["share"], value["least"], value["most"],
                there[value["key"]], len(profiles),
            )
            for value in stratum["values"]
        ]  # fmt: skip
        found.append((stratum, rows))
    return found


def to_invite(found: Iterable[tuple[Mapping[str, Any], list[Gap]]]) -> list[Gap]:
    """Whom to invite next: those who lack most for the seats they have, worst first."""
    short = [gap for _stratum, rows in found for gap in rows if gap.lacking]
    return sorted(short, key=lambda gap: (gap.part / gap.share if gap.share else 1, -gap.lacking))
