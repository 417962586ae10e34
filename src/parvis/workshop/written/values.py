"""The same changes on plain values: what a changed text must read as."""

from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def apart(value: Any) -> Any:
    """The same without shared parts, so that what an alias repeats can be told apart."""
    if isinstance(value, dict):
        return {key: apart(one) for key, one in value.items()}
    if isinstance(value, list):
        return [apart(one) for one in value]
    return value


def place_of(here: Any, part: str | int) -> Any:
    """The key or index `part` names in `here`, None when there is none."""
    if isinstance(here, dict):
        return part if part in here else None
    if not isinstance(here, list):
        return None
    if isinstance(part, int):
        return part if 0 <= part < len(here) else None
    for index, one in enumerate(here):
        if one == part or (isinstance(one, dict) and one.get("id") == part):
            return index
    return None


def with_value(value: Any, path: Path, new: Any) -> Any:
    """`value` with `new` at `path`, as new maps and lists."""
    if not path:
        return new
    part, rest = path[0], path[1:]
    if isinstance(value, list) and isinstance(part, int):
        return [with_value(one, rest, new) if i == part else one for i, one in enumerate(value)]
    base = value if isinstance(value, dict) else {}
    return base | {part: with_value(base.get(part), rest, new)}


def without(value: Any, path: Path) -> Any:
    part, rest = path[0], path[1:]
    if isinstance(value, list):
        if rest:
            return [without(one, rest) if i == part else one for i, one in enumerate(value)]
        return [one for i, one in enumerate(value) if i != part]
    if rest:
        return value | {part: without(value[part], rest)}
    return {key: one for key, one in value.items() if key != part}


def exchanged(value: Any, path: Path, by: int) -> Any:
    """Items in another order; the order of keys is not looked at."""
    if len(path) > 1:
        part = path[0]
        inner = exchanged(value[part], path[1:], by)
        if isinstance(value, list):
            return [inner if i == part else one for i, one in enumerate(value)]
        return value | {part: inner}
    if not isinstance(value, list) or not isinstance(path[0], int):
        return value
    items = list(value)
    items[path[0]], items[path[0] + by] = items[path[0] + by], items[path[0]]
    return items


def only_repeated(before: Any, after: Any, wanted: Any) -> bool:
    """Whether what was wanted is done, and whatever else changed is the very same change of the
    same key elsewhere."""
    old, new, aim = (dict(_leaves(one)) for one in (before, after, wanted))
    here = {at for at in {*old, *aim} if old.get(at) != aim.get(at)}
    done = [(at[-1:], old.get(at), new.get(at)) for at in here]
    elsewhere = {at for at in {*old, *new} if old.get(at) != new.get(at)} - here
    return all(new.get(at) == aim.get(at) for at in here) and all(
        (at[-1:], old.get(at), new.get(at)) in done for at in elsewhere
    )


def _leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """What holds nothing more, with its place; a list of plain values is one."""
    if isinstance(value, dict) and value:
        for key, one in value.items():
            yield from _leaves(one, (*path, key))
    elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        for at, one in enumerate(value):
            yield from _leaves(one, (*path, at))
    else:
        yield path, value
