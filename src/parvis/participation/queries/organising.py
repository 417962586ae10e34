"""Units that could organise a consultation too."""

from typing import Final

from django.db.models import Q, QuerySet

from parvis.directory.models import Unit
from parvis.participation.models import Consultation

MOST_UNITS: Final = 20
_MOST_WORDS: Final = 6


def organisers_of(consultation: Consultation) -> QuerySet[Unit]:
    units = Unit.objects.filter(consultations=consultation).select_related("institution")
    return units.order_by("institution__name", "name")


def units_named(words: str, consultation: Consultation) -> list[Unit]:
    """Those with these words in their name or their institution's that do not organise it yet, one
    more than `MOST_UNITS` at most; none without a word."""
    asked = words.split()[:_MOST_WORDS]
    if not asked:
        return []
    found = Unit.objects.exclude(consultations=consultation).select_related("institution")
    for word in asked:
        found = found.filter(
            Q(name__unaccent__icontains=word) | Q(institution__name__unaccent__icontains=word)
        )
    return list(found.order_by("institution__name", "name", "pk")[: MOST_UNITS + 1])
