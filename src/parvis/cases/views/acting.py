"""What residents and agents share when they act on a case."""

from django.http import HttpRequest
from django.utils.translation import get_language

from parvis.cases import actions
from parvis.cases.actions import Typed
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotAllowed, Refused
from parvis.cases.forms.acting import MoveForm
from parvis.cases.models import Case
from parvis.cases.queries.moves import move_named

_PAGE_AGAIN = {"joindre", "enlever_fichier"}


def made_at_once(
    request: HttpRequest, party: Party, reference: str, transition: str
) -> Move | None:
    """Make a move without opening the case; None when it takes more than that, and nothing was
    changed: a file, a mistake, somebody who acted meanwhile. Its page then looks and tells."""
    if request.method != "POST" or request.FILES or _PAGE_AGAIN & request.POST.keys():
        return None
    made: list[Move] = []

    def read(case: Case) -> Typed:
        move = move_named(case, transition)
        if move is None or move.correction == "ask":
            raise NotAllowed
        made.append(move)
        form = MoveForm(case, move, get_language() or "fr")
        form.read(request.POST)
        return Typed(form.inputs, form.correction, form.revision)

    try:
        actions.perform_at_once(reference=reference, transition=transition, party=party, read=read)
    except Refused:
        return None
    return made[0]
