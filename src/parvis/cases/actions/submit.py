"""A draft becomes a case."""

from django.db import transaction

from parvis.accounts.models import Person
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Draft


@transaction.atomic
def submit(*, draft: Draft, person: Person, party: Party) -> Case:
    """Open the case of a draft, in the name of `person`; the draft disappears.

    Submitting the same draft again, even at the same instant, gives the same case. Raises
    InvalidInputs, NotAllowed, FunctionNotBound, NotFound.
    """
    raise NotImplementedError
