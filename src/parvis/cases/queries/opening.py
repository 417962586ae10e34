"""The only way an agent reads a case: it is written in the journal."""

from parvis.accounts.models import Account
from parvis.cases.models import Case


def open_case_as(account: Account, reference: str, reason: str = "") -> Case:
    """The case of that reference, with its items, deadlines and labels at hand.

    An agent's reading is journalled (`cases.read`) with the person's key, each time. Raises
    NotFound when there is none this account may see.
    """
    raise NotImplementedError
