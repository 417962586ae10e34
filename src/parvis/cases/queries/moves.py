"""What a party may do now."""

from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, WorkItem


def moves_of(case: Case, party: Party) -> list[Move]:
    """Transitions this party may make now. `perform` refuses whatever is not in this list."""
    raise NotImplementedError


def item_moves(item: WorkItem, party: Party) -> list[Move]:
    """Results this party may conclude the item with; none once it is done."""
    raise NotImplementedError
