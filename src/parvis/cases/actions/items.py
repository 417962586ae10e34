"""Work items: finished, given to somebody, taken."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from parvis.accounts.models import Account
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, WorkItem


@transaction.atomic
def finish_item(*, item: WorkItem, party: Party, result: str, inputs: Mapping[str, Any]) -> Case:
    """Conclude a work item and let the process go on.

    Raises NotFound, CaseClosed, CaseMoved (already concluded), NotAllowed, InvalidInputs.
    """
    raise NotImplementedError


@transaction.atomic
def assign(*, case: Case, party: Party, to: Account | None, item: WorkItem | None = None) -> Case:
    """Give the case, or one of its items, to an agent of the unit; None gives it back to all.

    Raises NotFound, CaseClosed, NotAllowed.
    """
    raise NotImplementedError


@transaction.atomic
def take(*, case: Case, party: Party, item: WorkItem | None = None) -> Case:
    """Assign to oneself. Raises as `assign`."""
    raise NotImplementedError
