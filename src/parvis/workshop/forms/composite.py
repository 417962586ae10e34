"""Keys that hold several things: a record, rows, a table of names, who is told."""

from collections.abc import Iterator
from typing import Any

from parvis.workshop.forms.kinds import SIMPLE, Asked, Fields, Given, Kind, looked_at, settled
from parvis.workshop.sheets import Ask
from parvis.workshop.written import MISSING, Path

SPARE = 2  # empty rows, to add to a list; save to get more


class Record:
    """Several keys under one, which is there when one of them is."""

    def fields(self, name: str, asked: Asked) -> Fields:
        made: Fields = {}
        for part in asked.ask.parts:
            made |= _part(f"{name}.{part.key}", part, asked, asked.value)
        return made

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        made = _unasked(asked.value, [part.path for part in asked.ask.parts])
        for part in asked.ask.parts:
            found = _of_part(f"{name}.{part.key}", part, asked, asked.value, given)
            if found is not MISSING:
                _put(made, part.path, found)
        return made or MISSING


class Rows:
    """A list of records: those there are, and a few more. A row without its first key goes."""

    def fields(self, name: str, asked: Asked) -> Fields:
        made: Fields = {}
        for number, row in enumerate(_rows(asked.value)):
            for part in asked.ask.parts:
                for key, one in _part(f"{name}.{number}.{part.key}", part, asked, row).items():
                    one.label = f"{one.label} ({number + 1})"
                    made[key] = one
        return made

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        made = []
        for number, row in enumerate(_rows(asked.value)):
            one = _unasked(row, [part.path for part in asked.ask.parts])
            for part in asked.ask.parts:
                found = _of_part(f"{name}.{number}.{part.key}", part, asked, row, given)
                if found is not MISSING:
                    _put(one, part.path, found)
            if asked.ask.parts[0].key in one:
                made.append(one)
        return made or MISSING


class Table:
    """Names and what each leads to; the two parts are the name and its value."""

    def fields(self, name: str, asked: Asked) -> Fields:
        made: Fields = {}
        for number, row in enumerate(_entries(asked)):
            for part in asked.ask.parts:
                for key, one in _part(f"{name}.{number}.{part.key}", part, asked, row).items():
                    one.label = f"{one.label} ({number + 1})"
                    made[key] = one
        return made

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        key_part, value_part = asked.ask.parts
        made: dict[str, Any] = {}
        for number, row in enumerate(_entries(asked)):
            here = f"{name}.{number}"
            key = _of_part(f"{here}.{key_part.key}", key_part, asked, row, given)
            found = _of_part(f"{here}.{value_part.key}", value_part, asked, row, given)
            if found is MISSING:
                found = value_part.empty
            if key is not MISSING and found is not MISSING:
                made[str(key)] = found
        return made or MISSING


class Told:
    """ "who: message" rows, exactly; or nobody looks. The two parts are whom and the message."""

    def fields(self, name: str, asked: Asked) -> Fields:
        inner = Rows().fields(f"{name}.these", self._split(asked))
        return {name: looked_at(isinstance(asked.value, list)), **inner}

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        if given.get(name) != "these":
            return MISSING
        rows = Rows().value(f"{name}.these", self._split(asked), given) or []
        return [f"{one['to']}: {one.get('message', '')}" for one in rows]

    def _split(self, asked: Asked) -> Asked:
        said = asked.value if isinstance(asked.value, list) else []
        pairs = [str(one).partition(": ") for one in said]
        rows = [{"to": to, "message": message} for to, _colon, message in pairs]
        return Asked(asked.ask, rows, asked.reading, asked.path)


class LeftOrNot:
    """A choice whose emptiness is said: "left behind"."""

    def fields(self, name: str, asked: Asked) -> Fields:
        shown = Asked(asked.ask, asked.value or "", asked.reading, asked.path)
        return SIMPLE["choice"].fields(name, shown)

    def value(self, name: str, asked: Asked, given: Given) -> Any:
        return given.get(name) or MISSING


_INSIDE: dict[str, Kind] = SIMPLE | {"left": LeftOrNot()}
COMPOSITE: dict[str, Kind] = {
    "record": Record(),
    "rows": Rows(),
    "table": Table(),
    "told": Told(),
}


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()
    yield from ({} for _row in range(SPARE))


def _entries(asked: Asked) -> Iterator[dict[str, Any]]:
    """Each entry of a table as a row, by the names of its two parts."""
    key, value = (part.key for part in asked.ask.parts)
    if isinstance(asked.value, dict):
        yield from ({key: name, value: one} for name, one in asked.value.items())
    yield from ({} for _row in range(SPARE))


def _part(name: str, part: Ask, asked: Asked, holder: Any) -> Fields:
    old = _get(holder, part.path)
    shown = part.default if old is MISSING else old
    made = _INSIDE[part.kind].fields(name, Asked(part, shown, asked.reading, asked.path))
    for one in made.values():
        alone = len(made) == 1 or not one.label
        one.label = str(part.label) if alone else f"{part.label} – {one.label}"
        one.help_text = one.help_text or (str(part.help) if alone else "")
    return made


def _of_part(name: str, part: Ask, asked: Asked, holder: Any, given: Given) -> Any:
    old = _get(holder, part.path)
    inner = Asked(part, part.default if old is MISSING else old, asked.reading, asked.path)
    return settled(_INSIDE[part.kind].value(name, inner, given), old, part.default)


def _get(holder: Any, path: Path) -> Any:
    for key in path:
        if not isinstance(holder, dict) or key not in holder:
            return MISSING
        holder = holder[key]
    return holder


def _put(holder: dict[str, Any], path: Path, value: Any) -> None:
    *way, last = path
    for key in way:
        holder = holder.setdefault(str(key), {})
    holder[str(last)] = value


def _unasked(value: Any, asked: list[Path]) -> dict[str, Any]:
    """The keys that no part asks for: they stay."""
    first = {path[0] for path in asked}
    return {k: v for k, v in value.items() if k not in first} if isinstance(value, dict) else {}
