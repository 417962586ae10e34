"""What participants freely said of themselves, joined to what they chose only while it is added."""

from collections.abc import Mapping
from typing import Any

from parvis.core.kept import Kept
from parvis.eligibility.queries import published_strata
from parvis.participation.models import Consultation, Portrait

_asked: Kept[bool] = Kept(seconds=600)


def strata_of(consultation: Consultation) -> list[Any]:
    """How the people of its area share out: the first of its areas, or of the EPCI around them, for
    which figures are published. `areas` is prefetched."""
    areas = list(consultation.areas.all())
    codes = [f"{one.level}:{one.code}" for one in areas]
    return published_strata([*codes, *(f"epci:{one.epci.code}" for one in areas if one.epci)])


def facts_of(consultation: Consultation) -> dict[int, Mapping[str, str]]:
    """What those who take part said of themselves, by the key of the participant: for sums only."""
    told = Portrait.objects.filter(
        participant__consultation=consultation, participant__left_at=None
    )
    return {key: dict(held) for key, held in told.values_list("participant", "facts")}


def asks_facts(consultation: Consultation) -> bool:
    """Whether people may say a few facts of themselves there. `areas` is prefetched."""
    return _asked.get(consultation.pk, lambda: bool(strata_of(consultation)))
