"""What people write to each other about a case."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Note


@transaction.atomic
def write_message(
    *,
    case: Case,
    party: Party,
    text: str,
    attachment_ids: Iterable[UUID] = (),
    audience: str = "all",
) -> Note:
    """Write to the applicant (or to the administration, for the applicant).

    `audience`: "all", or "part:<unit id>" between a unit that sees a part and those that see all.
    A unit that sees a part writes to its own part only. Raises NotFound, CaseClosed, NotAllowed,
    InvalidInputs (empty or too long).
    """
    raise NotImplementedError


@transaction.atomic
def add_note(*, case: Case, party: Party, text: str) -> Note:
    """An internal note, read by the units that see all. Raises as `write_message`."""
    raise NotImplementedError
