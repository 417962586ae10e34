"""What a participant says of themselves, so that results can be weighted; and takes back."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from parvis.core import clock
from parvis.participation.actions.weighings import ask_again
from parvis.participation.models import Participant, Portrait


@transaction.atomic
def give_portrait(
    *, participant: Participant, facts: Mapping[str, str], strata: Sequence[Any]
) -> Portrait | None:
    """Keep the answers that `strata` know; none at all: nothing is kept, and what was is erased."""
    known = {stratum.key: {value.key for value in stratum.values} for stratum in strata}
    kept = {key: value for key, value in facts.items() if value in known.get(key, ())}
    if not kept:
        take_back_portrait(participant=participant)
        return None
    return Portrait.objects.update_or_create(
        participant=participant, defaults={"facts": kept, "given_at": clock.now()}
    )[0]


@transaction.atomic
def take_back_portrait(*, participant: Participant) -> None:
    """Erase it; results are weighted again without it."""
    erased, _rows = Portrait.objects.filter(participant=participant).delete()
    if erased:
        ask_again(participant.consultation_id)
