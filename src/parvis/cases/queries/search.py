"""Finding a case by its reference, a name or a phone number."""

from collections.abc import Iterable

from parvis.cases.models import Case

FOUND_MOST = 20


def search(*, unit_ids: Iterable[int], text: str) -> list[Case]:
    """Cases of these units, best match first, FOUND_MOST + 1 at most (one more says "and others").

    References are found with slips, names without accents and with typos, phone numbers as typed.
    A unit that sees a part finds by reference only.
    """
    raise NotImplementedError
