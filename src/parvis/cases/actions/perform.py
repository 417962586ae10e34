"""A transition of the process, made by somebody."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases import rules
from parvis.cases.actions import inviting
from parvis.cases.actions.commit import commit
from parvis.cases.answers import Around, Checked, check_all, check_fields
from parvis.cases.engine import advance, hands, moves, signatures, validations
from parvis.cases.engine.facts import Facts, with_inputs
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.given import files_for, keep_files
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import (
    CaseClosed,
    CaseMoved,
    InvalidInputs,
    NotAllowed,
    NotFound,
)
from parvis.cases.models import Attachment, Case
from parvis.cases.queries.drafts import phone_region
from parvis.catalogue.definition import Field, FieldTexts, Transition

LONGEST_MESSAGE = 4000


@dataclass(frozen=True, slots=True)
class Typed:
    """What came with a move: see `perform`."""

    inputs: Mapping[str, Any]
    correction: Mapping[str, Any] | None = None
    expected_revision: int | None = None


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
    typed = Typed(inputs, correction, expected_revision)
    return _perform(Live.lock(case.pk, party), transition, lambda _case: typed)


@transaction.atomic
def perform_at_once(
    *, reference: str, transition: str, party: Party, read: Callable[[Case], Typed]
) -> Case:
    """The same on a case not opened before: nothing of it is shown, so no reading is journalled.

    `read`, called under the lock, says what came with the move; it must be quick. Raises what
    `perform` and `read` raise; nothing is then changed.
    """
    return _perform(Live.lock_named(reference, party), transition, read)


def _perform(live: Live, transition: str, read: Callable[[Case], Typed]) -> Case:
    if rules.scope_of(live.case, live.party) == "none":
        raise NotFound
    if live.case.legal_state == Case.LegalState.CLOSED and not _reopens(live, transition):
        raise CaseClosed
    live.act_in_place(live.case.assigned_unit_id, live.case.assigned_to_id)
    typed = read(live.case)
    if typed.expected_revision not in (None, live.case.revision):
        raise CaseMoved
    facts = live.facts()
    made = _allowed(live, transition, facts)
    given = _checked_inputs(live, made, typed.inputs, facts)
    keep_files(live, given)
    noted: dict[str, Any] = {}
    if made.correction == "ask":
        noted = _ask(live, typed.correction or {})
    elif made.correction == "answer":
        noted = _answer(live, typed.correction or {})
        facts = live.facts()
    facts = with_inputs(facts, made.fields, given)
    guard = live.script.guard(made)
    if guard is not None and not guard.evaluate(facts).is_true:
        raise NotAllowed
    label = live.script.package.words(settings.LANGUAGE_CODE).transitions[made.id].label
    steps = validations.steps_of(live, made, facts)
    if steps:
        validations.prepare(live, made, given, steps)
        commit(live, "cases.prepared", transition=made.id, move=label)
    else:
        advance.move(live, made, inputs=given, facts=facts, **noted)
        if made.correction == "answer":
            signatures.ask_all(live)
        commit(live, "cases.moved", transition=made.id, move=label)
        if made.correction == "answer":
            inviting.invite_all(live)
    return live.case


def _reopens(live: Live, transition_id: str) -> bool:
    named = live.script.transition(transition_id)
    may = named is not None and (named.reopens or bool(named.reviews))
    return named is not None and may and live.case.state in named.source


def _allowed(live: Live, transition_id: str, facts: Facts) -> Transition:
    for transition in moves.possible(
        live.script,
        live.case,
        facts,
        live.party,
        is_prepared=bool(hands.prepared(live.script, live.items)),
        is_unsigned=bool(hands.unsigned(live.script, live.items)),
    ):
        if transition.id == transition_id:
            return transition
    named = live.script.transition(transition_id)
    if named is not None and live.case.state not in named.source:
        raise CaseMoved
    raise NotAllowed


def _checked_inputs(
    live: Live, transition: Transition, inputs: Mapping[str, Any], facts: Facts
) -> dict[str, Any]:
    words = live.script.package.words(get_language() or settings.LANGUAGE_CODE)
    return checked_inputs(
        live, transition.fields, inputs, words.transitions[transition.id].fields, facts
    )


def checked_inputs(
    live: Live,
    fields: Sequence[Field],
    inputs: Mapping[str, Any],
    texts: Mapping[str, FieldTexts],
    facts: Facts,
    kept: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What the actor typed, normalised; in place of `kept`, if anything. Raises InvalidInputs."""
    if not fields:
        return {}
    files: list[Attachment] = []
    if any(field.type == "files" for field in fields):
        files = files_for(live, kept or {})
    outer = {root: values for root, values in facts.items() if root != "inputs"}
    checked = check_fields(
        fields,
        inputs,
        texts,
        package=live.script.package,
        facts=outer,
        files=files,
        around=around_of(live),
    )
    if checked.errors:
        raise InvalidInputs(checked.errors)
    return checked.answers


def around_of(live: Live) -> Around:
    facts = live.facts()
    return Around(
        today=live.today,
        region=phone_region(live.case.area),
        facts={"case": facts["case"], "applicant": facts["applicant"]},
    )


def _ask(live: Live, correction: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.id for field in live.script.package.form.all_fields()}
    fields = [field for field in correction.get("fields") or [] if field in known]
    message = str(correction.get("message") or "").strip()
    if not message:
        raise InvalidInputs({"message": [_("Write what is missing, in plain words.")]})
    if len(message) > LONGEST_MESSAGE:
        raise InvalidInputs(
            {
                "message": [
                    _("Shorten this text to %(most)d characters.") % {"most": LONGEST_MESSAGE}
                ]
            }
        )
    live.case.correction = {"fields": fields, "message": message, "at": live.now.isoformat()}
    return {"fields": fields, "message": message}


def _answer(live: Live, correction: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the answers asked for; the others stay as they were, whatever today's rules say."""
    case = live.case
    asked = set(case.correction.get("fields", []))
    files = list(of_no_message(case))
    checked = _checked_with(live, correction, asked, files)
    # A corrected answer may call for a question that was not to be asked before.
    called_for = {path.split(".")[0] for path in checked.errors} - set(case.answers)
    if called_for & correction.keys():
        asked |= called_for
        checked = _checked_with(live, correction, asked, files)
    concerned = {
        path: messages
        for path, messages in checked.errors.items()
        if (top := path.split(".")[0]) in asked or top not in case.answers
    }
    if concerned:
        raise InvalidInputs(concerned)
    untouched = {path.split(".")[0] for path in checked.errors}
    kept = {key: value for key, value in case.answers.items() if key in untouched}
    answers = checked.answers | kept
    changed = sorted(
        key for key in {*answers, *case.answers} if answers.get(key) != case.answers.get(key)
    )
    case.answers = answers
    if any(file.case_id is None for file in files):
        Attachment.objects.filter(pk__in=[file.pk for file in files], case=None).update(case=case)
    return {"changed": changed}


def _checked_with(
    live: Live, correction: Mapping[str, Any], asked: set[str], files: list[Attachment]
) -> Checked:
    offered = {key: value for key, value in correction.items() if key in asked}
    answers = {**live.case.answers, **offered}
    return check_all(live.script.package, answers, files, around=around_of(live))
