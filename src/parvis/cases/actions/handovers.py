"""A work item sent back, then given to another unit or to the same again."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.cases import rules
from parvis.cases.actions.commit import commit
from parvis.cases.actions.items import held_item
from parvis.cases.engine import handovers, moves
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseMoved, InvalidInputs, NotAllowed, NotFound
from parvis.cases.models import Case, WorkItem
from parvis.directory.models import Unit

LONGEST = 2000


@transaction.atomic
def send_item_back(
    *,
    item: WorkItem,
    party: Party,
    reason: str,
    whose: str = "",
    whose_unit: Unit | None = None,
) -> Case:
    """Say that a hand-over or an opinion is not for this unit, why, and whose it is when known. The
    lead unit has the hand until it answers.

    Raises NotFound, CaseMoved (concluded or sent back already), NotAllowed, InvalidInputs.
    """
    live, held = _held(item, party)
    if held.done_at is not None or held.sent_back_at is not None:
        raise CaseMoved
    if not moves.may_send_back(live.script, live.case, held, party):
        raise NotAllowed
    unit = _unit(held.unit_id)
    handovers.send_back(
        live,
        held,
        unit,
        reason=_said("reason", reason),
        whose=whose.strip()[:200],
        whose_unit=whose_unit,
    )
    commit(live, "cases.item_sent_back", item=held.kind, what=_label(live, held))
    return live.case


@transaction.atomic
def pass_item_on(*, item: WorkItem, party: Party, unit: Unit) -> Case:
    """The lead unit gives an item that was sent back to another unit, with a date of its own.

    Raises NotFound, CaseMoved (answered already), NotAllowed.
    """
    live, held = _answering(item, party)
    if unit.pk == held.unit_id:
        raise NotAllowed(_("This service sent it back: choose another one, or insist."))
    handovers.pass_on(live, held, _unit(unit.pk))
    to = handovers.named(held.unit)
    commit(live, "cases.item_passed_on", item=held.kind, what=_label(live, held), to=to)
    return live.case


@transaction.atomic
def insist_on_item(*, item: WorkItem, party: Party, message: str) -> Case:
    """The lead unit asks the same unit again, and tells why.

    Raises NotFound, CaseMoved (answered already), NotAllowed, InvalidInputs.
    """
    live, held = _answering(item, party)
    handovers.insist(live, held, _said("message", message))
    commit(live, "cases.item_insisted", item=held.kind, what=_label(live, held))
    return live.case


def _held(item: WorkItem, party: Party) -> tuple[Live, WorkItem]:
    live = Live.lock(item.case_id, party)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    return live, held_item(live, item)


def _answering(item: WorkItem, party: Party) -> tuple[Live, WorkItem]:
    live, held = _held(item, party)
    if live.case.lead_unit_id not in party.unit_ids:
        raise NotAllowed
    if not moves.may_answer_return(live.case, held, party):
        raise CaseMoved
    return live, held


def _said(field: str, text: str) -> str:
    text = text.strip()[:LONGEST]
    if not text:
        raise InvalidInputs({field: [str(_("Please say why."))]})
    return text


def _unit(unit_id: int) -> Unit:
    return Unit.objects.select_related("institution").get(pk=unit_id)


def _label(live: Live, item: WorkItem) -> str:
    return live.script.package.words(settings.LANGUAGE_CODE).items[item.kind].label
