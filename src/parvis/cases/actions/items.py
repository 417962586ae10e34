"""Work items: finished, given to somebody, taken."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Account
from parvis.cases import rules
from parvis.cases.actions.commit import commit, entry_of
from parvis.cases.actions.perform import checked_inputs
from parvis.cases.engine import advance, moves, opinions, signatures, validations
from parvis.cases.engine.given import keep_files
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseClosed, CaseMoved, InvalidInputs, NotAllowed, NotFound
from parvis.cases.engine.signed import HOW
from parvis.cases.models import Case, WorkItem
from parvis.catalogue.definition.process import DECLINED, RETURNED, SIGNED
from parvis.directory import queries as directory
from parvis.directory.models import Unit

LONGEST = 10_000
"""Characters of an opinion."""


@transaction.atomic
def finish_item(*, item: WorkItem, party: Party, result: str, inputs: Mapping[str, Any]) -> Case:
    """Conclude a work item and let the process go on.

    An opinion asked freely, or a validation, is concluded with its "text". Raises NotFound,
    CaseClosed, CaseMoved (already concluded), NotAllowed, InvalidInputs.
    """
    live = Live.lock(item.case_id, party)
    held = held_item(live, item)
    if party.guest_of != held.pk and rules.scope_of(live.case, party) == "none":
        raise NotFound
    if held.done_at is not None:
        raise CaseClosed if live.case.legal_state == Case.LegalState.CLOSED else CaseMoved
    if not moves.may_conclude(held, party):
        raise NotAllowed
    kind = live.script.package.process.items[held.kind]
    if result not in kind.results:
        raise NotAllowed
    if kind.kind == "validation":
        return _validate(live, held, result, str(inputs.get("text") or "").strip()[:LONGEST])
    if kind.kind == "signature":
        return _sign(live, held, result, inputs)
    words = live.script.package.words(get_language() or settings.LANGUAGE_CODE).items[held.kind]
    if kind.asked_by:
        given = {"text": str(inputs.get("text") or "").strip()[:LONGEST]}
        given |= {"how": inputs["how"]} if inputs.get("how") in HOW else {}
    else:
        given = checked_inputs(live, kind.fields, inputs, words.fields, live.facts())
        keep_files(live, given)
    advance.conclude(live, held, result, given)
    if "how" in given:
        who, how = opinions.who(held), _how(given["how"])
        commit(live, "cases.opinion_keyed", item=held.kind, what=words.label, who=who, how=how)
    else:
        commit(live, "cases.item_done", item=held.kind, what=words.label)
    return live.case


def _how(how: str) -> str:
    with override(settings.LANGUAGE_CODE):
        return str(HOW[how])


def _sign(live: Live, held: WorkItem, result: str, inputs: Mapping[str, Any]) -> Case:
    """`inputs`: {how, text (why not)}."""
    if result not in {SIGNED, DECLINED}:
        raise NotAllowed
    if held.asked["sha256"] != signatures.fingerprint(live, held.kind):
        raise CaseMoved
    how, text = str(inputs.get("how") or "link"), str(inputs.get("text") or "").strip()[:LONGEST]
    if result == DECLINED and not text:
        raise InvalidInputs({"text": [str(_("Say why you do not sign, in a few words."))]})
    verb = "cases.signed" if result == SIGNED else "cases.not_signed"
    detail = {"item": held.kind, "who": held.asked["expert"], "sha256": held.asked["sha256"]}
    signatures.conclude(live, held, result, how=how, text=text)
    commit(live, verb, how=_how(how), **detail)
    return live.case


def _validate(live: Live, held: WorkItem, result: str, text: str) -> Case:
    if result == RETURNED and not text:
        raise InvalidInputs({"text": [str(_("Say why, and what would have to change."))]})
    move = validations.values_of(live, held)["move"]
    made = validations.conclude(live, held, result, text)
    if made is not None:
        commit(live, "cases.moved", transition=made.id, move=move)
    else:
        verb = "cases.preparation_sent_back" if result == RETURNED else "cases.validated"
        commit(live, verb, item=held.kind, move=move)
    return live.case


@transaction.atomic
def amend_item(*, item: WorkItem, party: Party, inputs: Mapping[str, Any]) -> Case:
    """Correct what was said with a concluded item; its result stands, the process went on by it.

    Raises NotFound, CaseClosed, NotAllowed (not its unit, or not concluded by anybody, an
    opinion or a validation),
    InvalidInputs.
    """
    live = Live.lock(item.case_id, party)
    held = held_item(live, item)
    if rules.scope_of(live.case, party) == "none":
        raise NotFound
    if live.case.legal_state == Case.LegalState.CLOSED:
        raise CaseClosed
    said_by_somebody = held.done_at is not None and not (held.cancelled or held.by_silence)
    if held.unit_id not in party.unit_ids or not said_by_somebody or held.asked:
        raise NotAllowed
    kind = live.script.package.process.items[held.kind]
    words = live.script.package.words(get_language() or settings.LANGUAGE_CODE).items[held.kind]
    given = checked_inputs(live, kind.fields, inputs, words.fields, live.facts(), kept=held.inputs)
    keep_files(live, given)
    changed = [
        name for name in {**held.inputs, **given} if held.inputs.get(name) != given.get(name)
    ]
    if changed:
        held.inputs = given
        live.changed(held)
        live.note("item_amended", held.kind, unit_id=held.unit_id, changed=sorted(changed))
        live.save(entry_of(live, "cases.item_amended", item=held.kind, what=words.label))
    return live.case


def held_item(live: Live, item: WorkItem) -> WorkItem:
    """The same item, under the lock. Raises NotFound."""
    for held in live.items:
        if held.pk == item.pk:
            live.act_in_place(held.unit_id, held.assigned_to_id)
            return held
    raise NotFound


@transaction.atomic
def assign(*, case: Case, party: Party, to: Account | None, item: WorkItem | None = None) -> Case:
    """Give the case, or one of its items, to an agent of the unit; None gives it back to all.

    Raises NotFound, CaseClosed, NotAllowed.
    """
    live = Live.lock(case.pk, party)
    if rules.scope_of(live.case, party) not in {"all", "part"}:
        raise NotFound
    if live.case.legal_state == Case.LegalState.CLOSED:
        raise CaseClosed
    held = held_item(live, item) if item is not None else None
    if held is None:
        live.act_in_place(live.case.assigned_unit_id, live.case.assigned_to_id)
    unit_id = held.unit_id if held is not None else _unit_in_charge(live)
    if unit_id not in party.unit_ids or (
        held is not None and (held.done_at is not None or held.sent_back_at is not None)
    ):
        raise NotAllowed
    if to is not None and not directory.agents_of(Unit(pk=unit_id)).filter(pk=to.pk).exists():
        raise NotAllowed(_("This person does not work in that unit."))
    if held is not None:
        held.assigned_to = to
        live.changed(held)
    else:
        live.case.assigned_to = to
        live.case.assigned_unit_id = unit_id if to is not None else None
    live.note(
        "assigned",
        held.kind if held is not None else "",
        unit_id=unit_id,
        audience=f"part:{unit_id}" if held is not None else "agents",
        to=str(to) if to is not None else "",
    )
    given: dict[str, Any] = {"to": str(to)} if to is not None else {}
    live.save(entry_of(live, "cases.assigned" if to is not None else "cases.released", **given))
    return live.case


def _unit_in_charge(live: Live) -> int:
    """Whoever has the hand; the lead unit while it waits for somebody else."""
    return live.unit_of(live.case.hand) or live.case.lead_unit_id


@transaction.atomic
def take(*, case: Case, party: Party, item: WorkItem | None = None) -> Case:
    """Assign to oneself. Raises as `assign`."""
    account = Account.objects.filter(pk=party.account_id).first()
    if account is None:
        raise NotAllowed
    return assign(case=case, party=party, to=account, item=item)
