"""What waits on a case that is carried to another version: a validation, an opinion, a payment, a
signature. It goes on as it was asked, or the case stays where it is: nothing is dropped unsaid,
nothing is asked or paid twice.
"""

from collections.abc import Iterator
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.cases.engine import hands, signatures, signed
from parvis.cases.engine.facts import charge_of
from parvis.cases.engine.live import Live
from parvis.cases.engine.script import Script
from parvis.cases.models import CaseEvent, WorkItem
from parvis.catalogue.definition import ItemKind, Migration, TextsFile, Transition
from parvis.catalogue.definition.process import SYSTEM


class Course(Protocol):
    """From a version to another, by a completed table (`carry.Course`)."""

    @property
    def source(self) -> Script: ...
    @property
    def target(self) -> Script: ...
    @property
    def table(self) -> Migration: ...


def obstacles(live: Live, way: Course) -> list[str]:
    """Why what waits could not go on; each names what to do before."""
    words = live.script.package.words(settings.LANGUAGE_CODE)
    faults = [fault for item in live.open_items() if (fault := _of_item(live, way, item, words))]
    return [*faults, *_of_charges(live, way, words), *_of_transfers(live, way, words)]


def _of_item(live: Live, way: Course, item: WorkItem, words: TextsFile) -> str:
    name = way.table.items.get(item.kind)
    kind = way.target.package.process.items.get(name) if name else None
    if "move" in item.asked:
        if kind is not None and _still_validates(live, way, item):
            return ""
        label = words.transitions[item.asked["move"]].label
        return (
            _(
                "“%s” waits to be validated, and could not be as it was prepared: have it "
                "validated, or take it back, first."
            )
            % label
        )
    if kind is None:
        return ""
    if "question" in item.asked and not _still_asked(item, kind):
        return (
            _(
                "The opinion “%s” is awaited, and could no longer be given as it was asked: wait "
                "for it, or take the question back, first."
            )
            % words.items[item.kind].label
        )
    if hands.is_signature(item) and kind.kind != "signature":
        return (
            _("The signature “%s” is awaited, and the new version makes something else of it.")
            % words.items[item.kind].label
        )
    return ""


def _still_validates(live: Live, way: Course, item: WorkItem) -> bool:
    """The same move, from the same place, with the same questions, by validators that remain."""
    asked, table = item.asked, way.table
    before, after = live.script.transition(asked["move"]), way.target.transition(asked["move"])
    if before is None or after is None:
        return False
    renamed = [table.items.get(step) for step in asked["steps"]]
    return (
        table.states.get(live.case.state) in after.source
        and _shape(before) == _shape(after)
        and all(step in way.target.validations for step in renamed)
    )


def _shape(made: Transition) -> dict[str, tuple[str, tuple[str, ...]]]:
    return {one.id: (one.type, tuple(one.options)) for one in made.fields}


def _still_asked(item: WorkItem, kind: ItemKind) -> bool:
    return bool(kind.asked_by) and (kind.outside or not hands.is_outside(item))


def _of_charges(live: Live, way: Course, words: TextsFile) -> Iterator[str]:
    """An amount that is due is awaited under its name; the new version must go on from it."""
    state = way.table.states.get(live.case.state, "")
    for key, kept in live.case.charges.items():
        if kept["paid"] or not kept["due"]:
            continue
        name = charge_of(key)
        read = f"charges.{name}.paid"
        leaving = way.target.leaving(state) if state in way.target.package.process.states else []
        follows = any(SYSTEM in made.by and read in (made.guard or "") for made in leaving)
        if name not in way.target.package.process.charges or not follows:
            yield (
                _(
                    "The payment “%s” is awaited, and nothing would follow it: wait until it is "
                    "paid or no longer due."
                )
                % words.charges[name].label
            )


def _of_transfers(live: Live, way: Course, words: TextsFile) -> Iterator[str]:
    """A transfer is owed once under the name of its step: under another it could be made again."""
    paying = {made.id for made in live.script.package.process.transitions if made.pays}
    if not paying:
        return
    known = {made.id for made in way.target.package.process.transitions if made.pays}
    gone = sorted(paying - known)
    made = live.case.payments.filter(transition__in=gone).values_list("transition", flat=True)
    for name in made.order_by("transition"):
        yield (
            _("The transfer of “%s” was made ready, and the new version could make it again.")
            % words.transitions[name].label
        )


# Carrying it -------------------------------------------------------------------------------------


def rename(live: Live, table: Migration) -> None:
    """What was asked by hand speaks of answers and steps by name."""
    for item in live.items:
        asked = dict(item.asked)
        if "shares" in asked:
            shares = [table.fields.get(one) for one in asked["shares"]]
            asked["shares"] = [one for one in shares if one]
        if "steps" in asked:
            asked["steps"] = [table.items.get(one) or one for one in asked["steps"]]
        if asked != item.asked:
            item.asked = asked
            live.changed(item)


def keep_signatures(live: Live) -> None:
    """The answers are the same under their new names: what was signed stays signed, and what waits
    is signed as it reads now. The case follows its new version already."""
    for item in signed.in_force(live.items):
        if item.kind in live.script.signatures:
            item.asked = item.asked | {"sha256": signatures.fingerprint(live, item.kind)}
            live.changed(item)


def go_on(live: Live, event: CaseEvent) -> None:
    """The new version needs no signature where one was awaited: the request is complete."""
    if not hands.unsigned(live.script, live.items):
        signatures.complete(live, event)
