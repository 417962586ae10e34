"""What residents and agents share when they act on a case."""

from django.http import HttpRequest
from django.utils.translation import get_language

from parvis.cases import actions
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import Refused
from parvis.cases.forms.acting import MoveForm
from parvis.cases.queries.moves import move_named
from parvis.cases.queries.opening import to_act_on

_PAGE_AGAIN = {"joindre", "enlever_fichier"}


def made_at_once(
    request: HttpRequest, party: Party, reference: str, transition: str
) -> Move | None:
    """Make a move without opening the case; None when it takes more than that, and nothing was
    changed: a file, a mistake, somebody who acted meanwhile. Its page then looks and tells."""
    if request.method != "POST" or request.FILES or _PAGE_AGAIN & request.POST.keys():
        return None
    try:
        case = to_act_on(party, reference)
        move = move_named(case, transition)
        if move is None or move.correction == "ask":
            return None
        form = MoveForm(case, move, get_language() or "fr")
        form.read(request.POST)
        actions.perform(
            case=case,
            transition=transition,
            party=party,
            inputs=form.inputs,
            correction=form.correction,
            expected_revision=form.revision,
        )
    except Refused:
        return None
    return move
