"""From an export of votes to reactions, under names that sort as the numbers do."""

from parvis.participation.opinions.polis import read_votes
from parvis.participation.opinions.reactions import Reactions


def name(number: int) -> str:
    return f"{number:09}"


def reactions_in(votes_csv: str) -> Reactions:
    """Raises `polis.PolisRefused`."""
    return Reactions.of(
        (name(one.voter), name(one.comment), one.vote) for one in read_votes(votes_csv)
    )
