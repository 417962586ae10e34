"""What participants freely said of themselves, joined to what they chose only while it is added."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language

from parvis.eligibility.queries import published_strata
from parvis.participation.models import Consultation, Portrait
from parvis.participation.weighting import Weighed, weigh


def strata_of(consultation: Consultation) -> list[Any]:
    """How the people of its area share out: the first of its areas, or of the EPCI around them, for
    which figures are published. `areas` is prefetched."""
    areas = list(consultation.areas.all())
    codes = [f"{one.level}:{one.code}" for one in areas]
    return published_strata([*codes, *(f"epci:{one.epci.code}" for one in areas if one.epci)])


def weighed(
    consultation: Consultation, choices: Mapping[int, Collection[str]], options: Sequence[str]
) -> Weighed:
    """A result raw and weighted. `choices`: what each participant, by key, chose among `options`
    (supports, answers to statements, approvals on ballots). One query."""
    told = Portrait.objects.filter(participant__in=choices).values_list("participant", "facts")
    facts: dict[int, Mapping[str, str]] = {key: dict(held) for key, held in told}
    answers = [(facts.get(key), chosen) for key, chosen in choices.items()]
    return weigh(answers, options, strata_of(consultation), _label)


def _label(value: Any) -> str:
    labels: Mapping[str, str] = value.label
    return labels.get((get_language() or "fr")[:2], labels["fr"])
