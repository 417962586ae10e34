"""What whoever attacks a vote, or an organiser who errs, reads: in French, with what to do.

That each is refused is tested where it is done: `test_casting`, `test_voting_day`, `test_gathering`,
`test_one_each`.
"""

import pytest
from django.utils import translation

from parvis.core.refusals import Refused
from parvis.participation.actions.casting import AlreadyVoted, VoteClosed
from parvis.participation.actions.gathering import CountsSettled
from parvis.participation.actions.voting_desk import CodeSpent, EnvelopeTwice
from parvis.participation.rules.elections import Sealed
from parvis.participation.rules.taking_part import Why


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (AlreadyVoted, "déjà dans l’urne"),
        (VoteClosed, "ne compte pas"),
        (CodeSpent, "Demandez-en un autre"),
        (EnvelopeTwice, "déjà"),
        (Sealed, "ne changent plus"),
        (CountsSettled, "soutiens"),
    ],
)
def test_what_one_reads(refusal: type[Refused], words: str) -> None:
    with translation.override("fr"):
        assert words in str(refusal())


def test_who_withdrew_reads_it() -> None:
    with translation.override("fr"):
        assert "retiré" in str(Why.LEFT.label)
