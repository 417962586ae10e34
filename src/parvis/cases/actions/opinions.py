"""Opinions asked of whom an agent chooses, and taken back."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.cases import rules
from parvis.cases.actions import attachments, guests
from parvis.cases.actions.commit import commit
from parvis.cases.actions.items import held_item
from parvis.cases.engine import advance, moves, opinions, validations
from parvis.cases.engine.live import Live
from parvis.cases.engine.opinions import Expert, Question
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotAllowed, NotFound
from parvis.cases.models import Attachment, Case, WorkItem
from parvis.catalogue.definition import Field
from parvis.directory.models import Unit

MOST_AT_ONCE = 10
LONGEST = 4000


@transaction.atomic
def ask_opinions(
    *, case: Case, party: Party, kind: str, question: Question, of: Sequence[Unit | Expert]
) -> list[WorkItem]:
    """Ask each of these units and people outside for an opinion, with what the question shares.

    Those outside receive a link of their own. Raises NotFound, NotAllowed (not this opinion, not
    now, nobody outside), InvalidInputs ("question", "of", "due_on").
    """
    live = Live.lock(case.pk, party)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    if kind not in moves.may_ask(live.script, live.case, party):
        raise NotAllowed
    _check(live, kind, question, of)
    by = _asking_unit(live, kind)
    readers = Unit.objects.filter(
        pk__in=live.case.full_units, institution=by.institution_id
    ).values_list("pk", flat=True)
    asked = [
        opinions.ask(live, kind, question, by=by, readers=readers, of=one)
        for one in dict.fromkeys(of)
    ]
    label = live.script.package.words(settings.LANGUAGE_CODE).items[kind].label
    to = ", ".join(opinions.who(item) for item in asked)
    commit(live, "cases.opinion_asked", item=kind, what=label, to=to)
    for item, one in zip(asked, dict.fromkeys(of), strict=True):
        if isinstance(one, Expert):
            guests.invite(live, item, one)
    return asked


def _check(live: Live, kind: str, question: Question, of: Sequence[Unit | Expert]) -> None:
    rule = live.script.package.process.items[kind]
    wrong: dict[str, list[str]] = {}
    if not question.text.strip() or len(question.text) > LONGEST:
        wrong["question"] = [_("Write your question, in less than 4,000 characters.")]
    if not 1 <= len(set(of)) <= MOST_AT_ONCE:
        wrong["of"] = [_("Choose whom you ask: ten at most at once.")]
    if rule.due is None and (question.due_on is None or question.due_on <= live.today):
        wrong["due_on"] = [_("Give the day by which you need the answer.")]
    if wrong:
        raise InvalidInputs(wrong)
    if not rule.outside and any(isinstance(one, Expert) for one in of):
        raise NotAllowed(_("This service does not ask people outside for this opinion."))
    if rule.applicant_sees != "answer" and "applicant" in question.shown:
        raise NotAllowed(_("This service does not show this opinion to the applicant."))


def _asking_unit(live: Live, kind: str) -> Unit:
    unit_id = live.acting_unit(live.script.package.process.items[kind].asked_by)
    assert unit_id is not None, "it may ask"
    return Unit.objects.select_related("institution").get(pk=unit_id)


@transaction.atomic
def withdraw(*, item: WorkItem, party: Party) -> Case:
    """The unit that asked an opinion, or prepared a move, takes it back; a link sent outside opens
    nothing from now on.

    Raises NotFound, CaseMoved (answered already), NotAllowed.
    """
    live = Live.lock(item.case_id, party)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    held = held_item(live, item)
    if held.done_at is not None:
        raise CaseMoved
    if not moves.may_withdraw(held, party):
        raise NotAllowed
    advance.close_item(live, held)
    if "move" in held.asked:
        move = validations.values_of(live, held)["move"]
        commit(live, "cases.preparation_withdrawn", item=held.kind, move=move)
        return live.case
    label = live.script.package.words(settings.LANGUAGE_CODE).items[held.kind].label
    to = opinions.who(held)
    commit(live, "cases.opinion_withdrawn", item=held.kind, what=label, to=to)
    return live.case


# Files -------------------------------------------------------------------------------------------

_FILE = Field(id="opinion", type="files", accept=["image", "pdf", "document"], max=5)
_QUESTION_FILE = _FILE.model_copy(update={"max": 40})
"""The questions of a case share one shelf."""


def keep_question_file(*, case: Case, upload: "UploadedFile[Any]") -> Attachment:
    """Keep a document that goes with a question being asked. Raises FileRefused."""
    return attachments.add_file(
        draft_key=case.draft_key,
        case=case,
        field=_QUESTION_FILE,
        path=opinions.QUESTION_FILES,
        upload=upload,
    )


def keep_answer_file(*, item: WorkItem, upload: "UploadedFile[Any]") -> Attachment:
    """Keep a file that goes with an opinion being given. Raises FileRefused."""
    return attachments.add_file(
        draft_key=item.case.draft_key,
        case=item.case,
        field=_FILE,
        path=f"{opinions.ANSWER_FILES}{item.pk}",
        upload=upload,
    )
