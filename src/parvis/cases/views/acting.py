"""What residents and agents share when they act on a case."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases import actions
from parvis.cases.actions import Typed
from parvis.cases.answers import Checked
from parvis.cases.engine.hands import ITEMS
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotAllowed, NotFound, Refused
from parvis.cases.engine.script import script_of
from parvis.cases.forms.acting import MoveForm
from parvis.cases.models import Case
from parvis.cases.queries.moves import move_named
from parvis.cases.views.filling import keep_uploads

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
        if form.written or not form.is_said():
            raise NotAllowed
        return Typed(form.inputs, form.correction, form.revision)

    try:
        case = actions.perform_at_once(
            reference=reference, transition=transition, party=party, read=read
        )
    except Refused:
        return None
    return replace(made[0], waits=waits_for_validation(case, transition))


def uploads_are_kept(request: HttpRequest, form: MoveForm) -> bool:
    """Keep the files that came; False when the page is only to be shown again."""
    _kept, refused = keep_uploads(form.case.draft_key, form.fields, request.FILES)
    for words in refused:
        messages.error(request, words)
    if "enlever_fichier" in request.POST:
        form.forget_file(str(request.POST["enlever_fichier"]))
        return False
    return not refused and "joindre" not in request.POST


def tried(
    request: HttpRequest, form: MoveForm, deed: Callable[[], Case], said: Callable[[Case], str]
) -> bool:
    """True when there is nothing left to type: done, or refused for good."""
    with refusals_said(request):
        try:
            done = deed()
        except InvalidInputs as wrong:
            form.checked = Checked(errors=wrong.errors)
            return False
        except CaseMoved as moved:
            messages.warning(request, str(moved))
            return False
        messages.success(request, said(done))
    return True


@contextmanager
def refusals_said(request: HttpRequest) -> Iterator[None]:
    """What is refused for good is told on the next page. Raises Http404 for what is hidden."""
    try:
        yield
    except NotFound as hidden:
        raise Http404 from hidden
    except Refused as refused:
        messages.error(request, str(refused))


def waits_for_validation(case: Case, transition: str) -> bool:
    """Whether a move just made is only prepared."""
    made = script_of(case.version_id).transition(transition)
    return made is not None and bool(made.validated_by) and case.hand == ITEMS


def said_of(move: Move, *, waits: bool) -> str:
    """What is told to whoever made a move."""
    if waits:
        return _("Prepared: %(move)s. It takes effect once it is validated.") % {"move": move.label}
    return _("Done: %(move)s.") % {"move": move.label}
