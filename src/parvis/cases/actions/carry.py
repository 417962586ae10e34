"""A case carried to another version of its service by a table of names (`definition.Migration`).

What was sent, decided and issued stays: the answers of that day are kept beside (`Carried`), past
events and documents are not touched. Dates that people were told hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from parvis.cases.actions import pending
from parvis.cases.actions.commit import commit
from parvis.cases.actions.perform import around_of
from parvis.cases.answers import check_all, title_of
from parvis.cases.engine import advance, hands
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.live import Live
from parvis.cases.engine.lookups import ask_all
from parvis.cases.engine.refusals import Refused
from parvis.cases.engine.script import Script, script_of
from parvis.cases.models import Attachment, Carried, Case, Deadline, WorkItem
from parvis.catalogue import queries as catalogue
from parvis.catalogue.definition import Migration, Package
from parvis.core.actor import Actor

MOVED = "version_moved"
Names = Mapping[str, str | None]


class CannotFollow(Refused):
    """The case stays on its version; `reasons` name states and questions, never an answer."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Course:
    """From a version to another, by a completed table."""

    source: Script
    target: Script
    table: Migration
    from_version: int
    to_version: int


def course(from_version: int, to_version: int, table: Migration) -> Course:
    scripts = script_of(from_version), script_of(to_version)
    return Course(*scripts, table, from_version, to_version)


@dataclass(slots=True)
class _Found:
    """What the case will hold, or why it cannot."""

    answers: dict[str, Any] = field(default_factory=dict)
    bindings: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


def carry(live: Live, way: Course, actor: Actor) -> None:
    """Carry the case, then let the process go on as the new version says. The caller holds the
    transaction, and undoes it when it only rehearses. Raises CannotFollow: nothing was changed.
    """
    found = _Found(faults=_obstacles(live, way))
    files = list(of_no_message(live.case))
    _answers(live, way, files, found)
    _bindings(live, way, found)
    if found.faults:
        raise CannotFollow(found.faults)
    was_unsigned = bool(hands.unsigned(live.script, live.items))
    numbers: dict[str, Any] = {
        "from": live.script.package.service.version,
        "to": way.target.package.service.version,
    }
    _leave(live, way.table)
    event = live.note(MOVED, str(live.case.version_id), audience="all", **numbers)
    _keep(live, way.table)
    _rename(live, way.table, files)
    pending.rename(live, way.table)
    _enter(live, way, found)
    pending.keep_signatures(live)
    if was_unsigned:
        pending.go_on(live, event)
    commit(live, "cases.version_moved", actor=actor, **numbers)
    ask_all(live)


# Whether it can ----------------------------------------------------------------------------------


def _obstacles(live: Live, way: Course) -> list[str]:
    """Of its place in the process."""
    case, table = live.case, way.table
    words = live.script.package.words(settings.LANGUAGE_CODE)
    faults = [
        _("Nothing says what the state “%s” becomes.") % words.states[state].label
        for state in (case.state, case.state_before_correction)
        if state and state not in table.states
    ]
    faults += [
        _("Nothing says what becomes of the task “%s”.") % words.items[item.kind].label
        for item in live.open_items()
        if item.kind not in table.items
    ]
    target = table.states.get(case.state, "")
    if case.correction and not any(
        one.correction == "answer" for one in (way.target.leaving(target) if target else [])
    ):
        faults.append(_("The person was asked to complete it, and could no longer answer."))
    if case.automatic and not any(
        case.automatic in one.reviews for one in (way.target.leaving(target) if target else [])
    ):
        faults.append(_("Rules alone decided it, and nobody could be asked to look again."))
    return [*faults, *pending.obstacles(live, way)]


def _answers(live: Live, way: Course, files: list[Attachment], found: _Found) -> None:
    """The answers under their new names, checked as the new version asks them. What was wrong
    already, because time passed or rules changed before, is nobody's to mend now."""
    table, target = way.table, way.target.package
    around = around_of(live)
    former = check_all(live.script.package, live.case.answers, files, around=around)
    known_wrong = {table.fields.get(path.split(".")[0]) for path in former.errors}
    answers = dict(table.defaults)
    answers |= {
        new: live.case.answers[old]
        for old, new in table.fields.items()
        if new is not None and old in live.case.answers
    }
    fields = [file.field for file in files]
    for file in files:
        file.field = _renamed(file.field, table.fields)
    checked = check_all(target, answers, files, around=around)
    for file, named in zip(files, fields, strict=True):
        file.field = named
    wrong = {path.split(".")[0] for path in checked.errors}
    words = target.words(settings.LANGUAGE_CODE).fields
    for name in (one.id for one in target.form.all_fields() if one.id in wrong - known_wrong):
        said = (
            _("The answer to “%s” is no longer valid.")
            if name in answers
            else _("The new version asks “%s”: there is no answer, and no default.")
        )
        found.faults.append(said % words[name].label)
    untouched = {key: value for key, value in answers.items() if key in wrong}
    found.answers = checked.answers | untouched


def _bindings(live: Live, way: Course, found: _Found) -> None:
    """Who played a part plays it on; a new part is played by whom the installation names."""
    found.bindings = {
        new: live.case.bindings[old]
        for old, new in way.table.functions.items()
        if new is not None and old in live.case.bindings
    }
    missing = set(way.target.package.service.functions) - set(found.bindings)
    if not missing:
        return
    units = catalogue.units_bound(live.case.installation, live.case.area)
    words = way.target.package.words(settings.LANGUAGE_CODE).functions
    for name in sorted(missing):
        if name in units:
            found.bindings[name] = units[name].pk
        else:
            found.faults.append(_("Nobody is named as “%s” there.") % words[name].name)


# Doing it ----------------------------------------------------------------------------------------


def _leave(live: Live, table: Migration) -> None:
    """What the new version does not know ends under the words of the former one."""
    for item in live.open_items():
        if table.items.get(item.kind) is None:
            advance.close_item(live, item)
    for deadline in live.deadlines:
        if table.deadlines.get(deadline.rule) is None and deadline.met_at is None:
            advance.end_clock(live, deadline)
            deadline.save(update_fields=["met_at", "suspended_since"])


def _keep(live: Live, table: Migration) -> None:
    """The case as it was, for who asks later what was sent."""
    case = live.case
    Carried.objects.create(
        case=case,
        version_id=case.version_id,
        state=case.state,
        answers=case.answers,
        facts=case.facts,
        names={
            "items": _reversed(table.items),
            "deadlines": _reversed(table.deadlines),
            "fields": _reversed(table.fields),
        },
        at=live.now,
    )


def _reversed(names: Names) -> dict[str, str]:
    return {new: old for old, new in names.items() if new is not None and new != old}


def _rename(live: Live, table: Migration, files: Sequence[Attachment]) -> None:
    """Rows that carry a name of the package. By way of a name no package may use, so that two names
    may be exchanged."""
    _rename_rows(WorkItem, "kind", live.items, table.items)
    _rename_rows(Deadline, "rule", live.deadlines, table.deadlines)
    for file in files:
        named = _renamed(file.field, table.fields)
        if named != file.field:
            Attachment.objects.filter(pk=file.pk).update(field=named)


def _rename_rows(
    model: type[WorkItem] | type[Deadline],
    column: str,
    rows: Sequence[WorkItem] | Sequence[Deadline],
    names: Names,
) -> None:
    changed = [
        (row, new)
        for row in rows
        if (new := names.get(getattr(row, column))) is not None and new != getattr(row, column)
    ]
    for prefix in ("~", ""):
        for row, new in changed:
            model._default_manager.filter(pk=row.pk).update(**{column: f"{prefix}{new}"[:40]})
    for row, new in changed:
        setattr(row, column, new)


def _renamed(path: str, names: Names) -> str:
    """A field, or "group.index.field"; of one that is left, the name stays."""
    top, dot, rest = path.partition(".")
    return f"{names.get(top) or top}{dot}{rest}"


def _enter(live: Live, way: Course, found: _Found) -> None:
    """Be in the state of the new version. Nothing is decided by it: the outcome stays."""
    case, table, target = live.case, way.table, way.target.package
    state = target.process.states[table.states[case.state]]
    live.script = way.target
    case.state, case.legal_state = table.states[case.state], state.legal
    if case.state_before_correction:
        case.state_before_correction = table.states[case.state_before_correction]
    if case.correction:
        asked = [table.fields.get(name) for name in case.correction.get("fields", [])]
        case.correction = case.correction | {"fields": [name for name in asked if name]}
    case.answers, case.bindings = found.answers, found.bindings
    case.facts = _facts(case.facts, way.source.package, target)
    case.title = title_of(target, case.answers)
    case.version_id, case.lead_unit_id = way.to_version, found.bindings[target.service.lead]
    # Two columns that no other act changes.
    Case.objects.filter(pk=case.pk).update(
        version_id=case.version_id, lead_unit_id=case.lead_unit_id
    )
    live.deadlines = [one for one in live.deadlines if one.rule in target.process.deadlines]
    advance.run_clocks(live, case.state, case.legal_state)


def _facts(facts: Mapping[str, Any], old: Package, new: Package) -> dict[str, Any]:
    """Answers of registers to the same questions; others are asked anew."""
    asked, asks = old.process.lookups, new.process.lookups
    return {key: one for key, one in facts.items() if key in asks and asks[key] == asked.get(key)}
