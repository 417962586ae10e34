"""A transition of the process, made by somebody."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from parvis.cases.engine.party import Party
from parvis.cases.models import Case


@transaction.atomic
def perform(
    *,
    case: Case,
    transition: str,
    party: Party,
    inputs: Mapping[str, Any],
    correction: Mapping[str, Any] | None = None,
    expected_revision: int | None = None,
) -> Case:
    """Make one transition and all that follows from it.

    `correction`: for "ask", {"fields": [field ids], "message": text}; for "answer", the new answers
    by field id (only those asked for). `expected_revision`: the one shown to the actor. Raises
    NotFound, CaseClosed, CaseMoved, NotAllowed, InvalidInputs.
    """
    raise NotImplementedError
