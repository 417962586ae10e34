"""What may become of open cases when their service changes. Pure: packages in, words out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.catalogue.definition import Migration, Package, State
from parvis.catalogue.definition.process import DECIDED


@dataclass(frozen=True, slots=True)
class Gap:
    """What keeps a table from being used. `part`: a key of `Migration`; `name`: the old one, or
    that of a default."""

    part: str
    name: str
    why: str


def completed(table: Migration, old: Package, new: Package) -> Migration:
    """The table with the names that did not change, and the questions that are no longer asked.

    A state, a work item or a clock whose name is gone stays out: somebody must say what becomes of
    it (`gaps`).
    """
    fields = {one.id: one.type for one in new.form.all_fields()}
    proposed: dict[str, str | None] = {
        one.id: one.id if fields.get(one.id) == one.type else None for one in old.form.all_fields()
    }
    functions: dict[str, str | None] = {
        one: one if one in new.service.functions else None for one in old.service.functions
    }
    states = {n: n for n in open_states(old) if n in new.process.states}
    return table.model_copy(
        update={
            "states": states | table.states,
            "items": _same(old.process.items, new.process.items) | table.items,
            "deadlines": _same(old.process.deadlines, new.process.deadlines) | table.deadlines,
            "fields": proposed | table.fields,
            "functions": functions | table.functions,
        }
    )


def open_states(package: Package) -> dict[str, State]:
    return {n: one for n, one in package.process.states.items() if one.legal != "closed"}


def _same(old: Iterable[str], new: Iterable[str]) -> dict[str, str | None]:
    known = set(new)
    return {name: name for name in old if name in known}


def gaps(table: Migration, old: Package, new: Package) -> list[Gap]:
    """Why a completed table cannot be used; empty when it can. A case may still be refused for what
    it holds: its answers, its work in progress."""
    return [
        *_states(table, old, new),
        *_rows("items", table.items, old.process.items, new.process.items),
        *_rows("deadlines", table.deadlines, old.process.deadlines, new.process.deadlines),
        *_silences(table, old, new),
        *_fields(table, old, new),
        *_functions(table, new),
    ]


def _states(table: Migration, old: Package, new: Package) -> list[Gap]:
    found = []
    for name, state in open_states(old).items():
        target = table.states.get(name)
        if target is None:
            found.append(Gap("states", name, _("Say which state it becomes.")))
        elif target not in new.process.states:
            found.append(Gap("states", name, _unknown(target)))
        elif not may_become(state, new.process.states[target]):
            why = _("A move decides nothing, closes nothing and undoes no decision.")
            found.append(Gap("states", name, why))
    return found


def may_become(old: State, new: State) -> bool:
    """Whether a case in the state may be put in the other: open as before, decided as before."""
    if "closed" in {old.legal, new.legal}:
        return False
    same = (old.legal in DECIDED) == (new.legal in DECIDED)
    return same and (old.legal not in DECIDED or old.outcome == new.outcome)


def _rows(
    part: str, table: Mapping[str, str | None], old: Iterable[str], new: Iterable[str]
) -> list[Gap]:
    known = set(new)
    found = [
        Gap(part, name, _("Say what becomes of it, or that it is left."))
        for name in old
        if name not in table
    ]
    for name, target in table.items():
        if target is not None and target not in known:
            found.append(Gap(part, name, _unknown(target)))
        if target is None and name in known:
            found.append(Gap(part, name, _("The new version has one of that name: keep it.")))
    return found + _twice(part, table)


def _twice(part: str, table: Mapping[str, str | None]) -> list[Gap]:
    seen: set[str] = set()
    found = []
    for name, target in table.items():
        if target is not None and target in seen:
            found.append(Gap(part, name, _("Another one becomes “%s” already.") % target))
        seen.add(target or "")
    return found


def _silences(table: Migration, old: Package, new: Package) -> list[Gap]:
    """Whoever asked was told what silence will mean."""
    return [
        Gap("deadlines", name, _("Silence would not mean the same: what people were told holds."))
        for name, target in table.deadlines.items()
        if name in old.process.deadlines
        and target in new.process.deadlines
        and target is not None
        and old.process.deadlines[name].silence != new.process.deadlines[target].silence
    ]


def _fields(table: Migration, old: Package, new: Package) -> list[Gap]:
    types = {one.id: one.type for one in new.form.all_fields()}
    were = {one.id: one.type for one in old.form.all_fields()}
    found = []
    for name, target in table.fields.items():
        if target is not None and target not in types:
            found.append(Gap("fields", name, _unknown(target)))
        elif target is not None and name in were and types[target] != were[name]:
            found.append(Gap("fields", name, _("These two questions are not of the same kind.")))
    found += [Gap("defaults", name, _unknown(name)) for name in table.defaults if name not in types]
    return found + _twice("fields", table.fields)


def _functions(table: Migration, new: Package) -> list[Gap]:
    return [
        Gap("functions", name, _unknown(target))
        for name, target in table.functions.items()
        if target is not None and target not in new.service.functions
    ]


def _unknown(name: str) -> str:
    return _("The new version has no “%s”.") % name


def base(number: str) -> tuple[int, ...]:
    """The three numbers of a version, to be compared."""
    return tuple(int(part) for part in number.partition("+")[0].split("."))
