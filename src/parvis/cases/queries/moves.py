"""What a party may do now."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.cases import rules
from parvis.cases.engine import hands, moves
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.facts import facts_of_case
from parvis.cases.engine.live import is_paid
from parvis.cases.engine.moves import Move
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case, Deadline, WorkItem
from parvis.core import clock


def moves_of(case: Case, party: Party) -> list[Move]:
    """Transitions this party may make now. `perform` refuses whatever is not in this list.

    One query, none when `open_case_as` gave the case.
    """
    script = script_of(case.version_id)
    if rules.scope_of(case, party) == "none" or not script.leaving(case.state):
        return []
    local = LocalTime(case.area)
    facts = facts_of_case(
        script.package,
        case,
        items_of(case),
        today=local.day_of(clock.now()),
        submitted_on=local.day_of(case.submitted_at),
        paid=script.reads_payment and is_paid(case),
    )
    possible = moves.possible(
        script,
        case,
        facts,
        party,
        is_prepared=bool(hands.prepared(script, items_of(case))),
        is_unsigned=bool(hands.unsigned(script, items_of(case))),
    )
    said = moves.in_words(script, possible, get_language() or settings.LANGUAGE_CODE)
    return [_for_somebody(move) for move in said] if party.kind == "agent" else said


def _for_somebody(move: Move) -> Move:
    """The package speaks to the applicant ("Send my answers"); an agent answers in their name."""
    if move.reviews:
        return replace(move, label=_("Look at it again, as the person asks"), kind="secondary")
    if move.correction != "answer":
        return move
    return replace(move, label=_("Complete in the person’s name"), kind="secondary")


def answer_by(case: Case, transition_id: str) -> date | None:
    """The last day the applicant would have, were this asked of them today. One query at most."""
    script, local = script_of(case.version_id), LocalTime(case.area)
    today = local.day_of(clock.now())
    last = [
        local.count(today, rule.length).due_on
        for name, rule in script.package.process.deadlines.items()
        if rule.starts == transition_id and hands.binds_applicant(script, name)
    ]
    return min(last, default=None)


def move_named(case: Case, transition_id: str) -> Move | None:
    """A transition of the case's process in words, whoever may make it and when. No query."""
    script = script_of(case.version_id)
    named = script.transition(transition_id)
    if named is None:
        return None
    return moves.in_words(script, [named], get_language() or settings.LANGUAGE_CODE)[0]


def item_moves(item: WorkItem, party: Party) -> list[Move]:
    """Results this party may conclude the item with; none once it is done."""
    if not moves.may_conclude(item, party):
        return []
    script = script_of(item.case.version_id)
    return moves.results_in_words(script, item, get_language() or settings.LANGUAGE_CODE)


def items_of(case: Case) -> list[WorkItem]:
    """In the order of opening, from what was fetched with the case if it was. Those that the
    version followed now does not know are told by the story only."""
    known = script_of(case.version_id).package.process.items
    return sorted(
        (item for item in case.items.all() if item.kind in known), key=lambda item: item.pk
    )


def deadlines_of(case: Case) -> list[Deadline]:
    """The clocks of the version followed now, in the order of their start; fetched likewise."""
    known = script_of(case.version_id).package.process.deadlines
    return sorted(
        (one for one in case.deadlines.all() if one.rule in known), key=lambda one: one.pk
    )
