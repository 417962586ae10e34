"""A move prepared by one agent takes effect once others, in their order, have validated it.

Each step is a work item; what was prepared is kept in `WorkItem.asked`, JSON: {move, inputs, by
(who prepared it), by_key, unit (theirs), steps (item ids), step (which of them), validated (by
whom)}.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases.engine import advance, effects, handovers, papers
from parvis.cases.engine.facts import Facts, with_inputs
from parvis.cases.engine.items import open_row
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotAllowed
from parvis.cases.models import Case, WorkItem
from parvis.catalogue.definition import Transition
from parvis.catalogue.definition.process import RETURNED
from parvis.directory.models import Unit

TO_VALIDATE, SENT_BACK = "to_validate", "preparation_sent_back"


def steps_of(live: Live, transition: Transition, facts: Facts) -> list[str]:
    """The validations this move needs, in their order. What cannot be known is validated."""
    return [
        step.item
        for step in transition.validated_by
        if step.when is None
        or not live.script.rule(step.when, transition.id, transition.fields)
        .evaluate(facts)
        .is_false
    ]


def prepare(
    live: Live, transition: Transition, inputs: Mapping[str, Any], steps: Sequence[str]
) -> None:
    """Keep a move as it was filled in, and ask the first validator."""
    unit_id = live.acting_unit(transition.by)
    live.note("prepared", transition.id, unit_id=unit_id, audience="agents")
    _ask(
        live,
        {
            "move": transition.id,
            "inputs": dict(inputs),
            "by": live.party.actor.label[:200],
            "by_key": live.party.actor.key,
            "unit": unit_id,
            "steps": list(steps),
            "step": 0,
            "validated": [],
        },
    )


def _ask(live: Live, asked: dict[str, Any]) -> None:
    kind_id = asked["steps"][asked["step"]]
    unit_id = live.unit_of(live.script.package.process.items[kind_id].function)
    assert unit_id is not None, "bound at submission"
    item, event = open_row(live, kind_id, unit_id, asked=asked, audience="agents")
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item)
        subject = _("To be validated: %(move)s (%(reference)s)") % values
        body = _(
            "%(by)s prepared this on the request %(reference)s: %(move)s.\n\n"
            "It takes effect once you validate it."
        )
        handovers.tell(live, event, unit_id, TO_VALIDATE, subject, body % values)


def values_of(live: Live, item: WorkItem) -> dict[str, str]:
    words = live.script.package.words(settings.LANGUAGE_CODE)
    return handovers.values_of(live, item) | {
        "move": words.transitions[item.asked["move"]].label,
        "by": item.asked["by"],
    }


def conclude(live: Live, item: WorkItem, result: str, text: str) -> Transition | None:
    """Validated: the next validator is asked or, after the last, the move is made (and answered).
    Sent back: whoever prepared it reads why. Raises NotAllowed when the move has become impossible.
    """
    advance.conclude(live, item, result, {"text": text})
    if result == RETURNED:
        _tell_back(live, item, text)
        return None
    asked = item.asked | {
        "step": item.asked["step"] + 1,
        "validated": [*item.asked["validated"], live.party.actor.label[:200]],
    }
    if asked["step"] < len(asked["steps"]):
        _ask(live, asked)
        return None
    made = live.script.transition(asked["move"])
    assert made is not None, "a version never changes"
    facts = with_inputs(live.facts(), made.fields, asked["inputs"])
    guard = live.script.guard(made)
    if live.case.state not in made.source or (guard and not guard.evaluate(facts).is_true):
        raise NotAllowed(
            _("The request has changed: this cannot be done any more. Send it back, and say why.")
        )
    noted = {"prepared_by": asked["by"], "validated_by": asked["validated"]}
    advance.move(live, made, inputs=asked["inputs"], facts=facts, **noted)
    return made


def _tell_back(live: Live, item: WorkItem, text: str) -> None:
    event = live.events[-1]
    with override(settings.LANGUAGE_CODE):
        values = values_of(live, item) | {"text": text, "who": live.party.actor.label}
        subject = _("Sent back: %(move)s (%(reference)s)") % values
        body = _("%(who)s does not validate what %(by)s prepared: %(move)s.\n\n%(text)s") % values
        handovers.tell(live, event, item.asked["unit"], SENT_BACK, subject, body)


def returned(items: Sequence[WorkItem], move: str) -> dict[str, Any]:
    """What was typed for a move that was last sent back: nobody types it twice."""
    made = [item for item in items if item.asked.get("move") == move]
    return dict(made[-1].asked["inputs"]) if made and made[-1].result == RETURNED else {}


def draft_of(case: Case, item: WorkItem, party: Party, document: str) -> bytes | None:
    """The PDF of a letter that a prepared move would issue, were it validated now by this party;
    None when it issues no such letter."""
    live = Live.of(case, party, items=list(case.items.all()), deadlines=list(case.deadlines.all()))
    made = live.script.transition(item.asked.get("move", ""))
    if made is None or document not in made.issues:
        return None
    wording = effects.Wording(live, made.fields, made.id, item.asked["inputs"])
    effect = effects.document_of(live, wording, document)
    unit = Unit.objects.select_related("institution").get(pk=effect["unit"] or case.lead_unit_id)
    return papers.letter_pdf(effect, case, unit, live.today.isoformat(), is_draft=True)
