"""One YAML file, and the few changes a form makes to it.

A change rewrites the characters of what changed and nothing else. The result is read again and
compared with what was meant: a change that would touch anything more (a part repeated elsewhere by
an alias, for instance) is refused, and the text stays as it was.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

import yaml

from parvis.workshop.written import emit
from parvis.workshop.written.tree import Node, tree_of
from parvis.workshop.written.values import (
    Path,
    apart,
    exchanged,
    only_repeated,
    place_of,
    with_value,
    without,
)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Missing:
    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING: Any = _Missing()


class Unreadable(Exception):
    """The text is not YAML that a package may hold. `line` counts from 1; 0: unknown."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.problem, self.line = problem, line


class EditRefused(Exception):
    """The change cannot be made without touching something else; `path` says where."""

    def __init__(self, path: Path) -> None:
        super().__init__(".".join(map(str, path)))
        self.path = path


class Document:
    """An immutable file: each change answers another document. Raises Unreadable.

    In a path, a text names the key of a map or the `id` of an item of a list; a number, its place.
    """

    def __init__(self, text: str, *, everywhere: bool = False) -> None:
        self.text, self._everywhere = text, everywhere
        self._mark = "\ufeff" if text.startswith("\ufeff") else ""
        self._body = text.removeprefix("\ufeff")
        try:
            self._root = tree_of(self._body)
            self.value: Any = apart(yaml.load(self._body, Loader=_Loader))  # noqa: S506
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            problem = str(getattr(error, "problem", None) or "the YAML cannot be read")
            raise Unreadable(problem, mark.line + 1 if mark else 0) from error

    def everywhere(self) -> "Document":
        """The same file, where a change may also reach what repeats the same thing by an alias."""
        return Document(self.text, everywhere=True)

    @cached_property
    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self._body else "\n"

    def get(self, path: Path, default: Any = None) -> Any:
        """The value there, or `default`."""
        here = self.value
        for part in path:
            where = place_of(here, part)
            if where is None:
                return default
            here = here[where]
        return here

    def numbered(self, path: Sequence[str | int]) -> Path:
        """The same path with places instead of ids, as faults name it."""
        here, found = self.value, []
        for part in path:
            where = place_of(here, part)
            found.append(part if where is None else where)
            here = None if where is None else here[where]
        return tuple(found)

    def named(self, path: Sequence[str | int]) -> Path:
        """The same path with ids instead of places, which stays true when others move things."""
        here, found = self.value, []
        for part in path:
            where = place_of(here, part)
            here = None if where is None else here[where]
            is_item = isinstance(part, int) and isinstance(here, dict)
            named = here.get("id") if is_item and isinstance(here, dict) else None
            found.append(named if isinstance(named, str) else part)
        return tuple(found)

    # Changes -------------------------------------------------------------------------------------

    def put(self, path: Path, value: Any) -> "Document":
        """Give the key at `path` that value; keys on the way are made. Raises EditRefused."""
        if self.get(path, MISSING) == value and type(self.get(path)) is type(value):
            return self
        if not path or self._root is None:
            raise EditRefused(path)
        if shared := self._shared(path):
            return self.put(shared, with_value(self.get(shared), self._inside(path, shared), value))
        parent, rest = self._nearest(path)
        if rest:
            return self._checked(self._added(parent, rest, value, path), path, value)
        old = self.get(path)
        owner, entry = parent[-1]
        node = owner.entries[entry][1]
        both = old and value and node.kind
        if both == "map" and isinstance(old, dict) and isinstance(value, dict):
            return self._put_each(path, old, value)
        if both == "list" and isinstance(old, list) and isinstance(value, list) and node.is_tall:
            return self._put_items(path, old, value)
        return self._checked(self._replaced(owner, entry, value, path), path, value)

    def remove(self, path: Path) -> "Document":
        """Take out a key or an item; nothing when it is not there. Raises EditRefused."""
        if self.get(path, MISSING) is MISSING:
            return self
        if shared := self._shared(path):
            return self.put(shared, without(self.get(shared), self._inside(path, shared)))
        parent, rest = self._nearest(path)
        if rest:
            raise EditRefused(path)
        owner, entry = parent[-1]
        if len(owner.entries) == 1:
            if len(path) == 1:
                raise EditRefused(path)
            empty: Any = {} if owner.kind == "map" else []
            return self._emptied(path, empty)
        start, end = self._cut(owner, entry)
        made = self._spliced(start, end, "")
        return self._compared(made, without(self.value, self.numbered(path)), path)

    def insert(self, path: Path, value: Any, at: int | None = None) -> "Document":
        """Put an item in the list at `path` (made if need be), at a place or last."""
        items = self.get(path, MISSING)
        if not isinstance(items, list) or not items:
            return self.put(path, [value])
        if shared := self._shared((*path, 0)):
            more = [*items[:at], value, *items[at:]] if at is not None else [*items, value]
            return self.put(shared, with_value(self.get(shared), self._inside(path, shared), more))
        parent, rest = self._nearest(path)
        node = parent[-1][0].entries[parent[-1][1]][1] if not rest else None
        if node is None or node.kind != "list":
            raise EditRefused(path)
        at = len(items) if at is None else max(0, min(at, len(items)))
        made = self._with_item(node, at, value, path)
        wanted = with_value(self.value, self.numbered(path), [*items[:at], value, *items[at:]])
        return self._compared(made, wanted, path)

    def move(self, path: Path, by: int) -> "Document":
        """Exchange an item or a key with its neighbour before (-1) or after (+1)."""
        shared = self._shared(path)
        if shared and isinstance(self.get(path[:-1]), list):
            inside, last = self._inside(path, shared), self.numbered(path)[-1]
            if not (isinstance(last, int) and 0 <= last + by < len(self.get(path[:-1]))):
                return self
            return self.put(shared, exchanged(self.get(shared), inside, by))
        parent, rest = self._nearest(path)
        if rest:
            raise EditRefused(path)
        owner, entry = parent[-1]
        other = entry + by
        if not 0 <= other < len(owner.entries):
            return self
        first = min(entry, other)
        (a, b), (c, d) = self._span(owner, first), self._span(owner, first + 1)
        made = self._spliced(a, d, self._body[c:d] + self._body[b:c] + self._body[a:b])
        return self._compared(made, exchanged(self.value, self.numbered(path), by), path)

    # How -----------------------------------------------------------------------------------------

    def _nearest(self, path: Path) -> tuple[list[tuple[Node, int]], Path]:
        """The entries that lead to `path`, and what of it is not there."""
        here = self._root
        way: list[tuple[Node, int]] = []
        for depth, part in enumerate(path):
            entry = -1 if here is None or here.kind not in {"map", "list"} else here.at(part)
            if here is None or entry < 0:
                return way, path[depth:]
            way.append((here, entry))
            here = here.entries[entry][1]
        return way, ()

    def _shared(self, path: Path) -> Path:
        """The part on the way to `path` that an alias or a merge brings from elsewhere, empty when
        there is none: it gets a copy of its own before it is changed."""
        here = self._root
        for depth, part in enumerate(path):
            entry = -1 if here is None or here.kind not in {"map", "list"} else here.at(part)
            if here is None or entry < 0:
                came = self.get(path[: depth + 1], MISSING) is not MISSING
                return path[: depth + 1] if came and depth + 1 < len(path) else ()
            here = here.entries[entry][1]
            if here.kind == "alias":
                return path[: depth + 1] if depth + 1 < len(path) else ()
        return ()

    def _inside(self, path: Path, shared: Path) -> Path:
        return self.numbered(path)[len(shared) :]

    def _put_each(self, path: Path, old: dict[str, Any], value: dict[str, Any]) -> "Document":
        made = self
        for key in [*old]:
            if key not in value:
                made = made.remove((*path, key))
        for key, one in value.items():
            made = made.put((*path, key), one)
        return made

    def _put_items(self, path: Path, old: list[Any], value: list[Any]) -> "Document":
        """Item by item, so that the comments between those that stay are kept."""
        made, shift = self, 0
        keys, wanted = [repr(one) for one in old], [repr(one) for one in value]
        for what, a, b, c, d in SequenceMatcher(None, keys, wanted, False).get_opcodes():
            if what == "equal":
                continue
            for index, one in enumerate(value[c:d]):
                made = made.insert(path, one, b + shift + index)
            for _index in range(a, b):
                made = made.remove((*path, a + shift))
            shift += (d - c) - (b - a)
        return made

    def _replaced(self, owner: Node, entry: int, value: Any, path: Path) -> "Document":
        key, node = owner.entries[entry]
        on_a_line = node.kind == "scalar" and node.style in ("", "'", '"') and node.text
        if on_a_line and self._stays_on_a_line(owner, value):
            new = emit.scalar(value, style=node.style, loose=not owner.in_line)
            return self._spliced(node.start, node.end, new)
        if owner.in_line:
            lead = " " if self._body[node.start - 1 : node.start] == ":" else ""
            return self._spliced(node.start, node.end, lead + emit.in_line(value))
        indent = self._column(key.start if owner.kind == "map" else node.start)
        if owner.kind == "list":
            return self._spliced(node.start, node.end, emit.item(value, indent - 2))
        new = self._after_key(value, indent, node)
        return self._spliced(key.end, node.end, ":" + new)

    def _stays_on_a_line(self, owner: Node, value: Any) -> bool:
        if isinstance(value, (dict, list)):
            return False
        return owner.in_line or not (isinstance(value, str) and emit.can_be_literal(value))

    def _after_key(self, value: Any, indent: int, old: Node | None = None) -> str:
        if old is not None and old.style == "|" and isinstance(value, str):
            plain = value.rstrip("\n")
            if plain and emit.can_be_literal(plain + "\nx"):
                return " " + emit.literal(value, indent + 2)
        return emit.after_key(value, indent)

    def _added(self, way: list[tuple[Node, int]], rest: Path, value: Any, path: Path) -> "Document":
        key, *deeper = rest
        for part in reversed(deeper):
            value = {part: value}
        if isinstance(key, int) or any(isinstance(part, int) for part in deeper):
            raise EditRefused(path)
        owner = way[-1][0].entries[way[-1][1]][1] if way else self._root
        assert owner is not None
        if owner.kind != "map" or (not owner.entries and not self._in_brackets(way)):
            if not way or owner.kind == "alias" or (owner.kind == "scalar" and owner.text):
                raise EditRefused(path)
            return self._replaced(way[-1][0], way[-1][1], {key: value}, path)
        if owner.in_line:
            written = f"{emit.scalar(key)}: {emit.in_line(value)}"
            if not owner.entries:
                return self._spliced(owner.start, owner.end, f"{{{written}}}")
            end = owner.entries[-1][1].end
            return self._spliced(end, end, f", {written}")
        indent = self._column(owner.entries[0][0].start)
        end = self._end_of_line(owner.entries[-1][1].end)
        written = f"{' ' * indent}{emit.scalar(key)}:{emit.after_key(value, indent)}"
        return self._spliced(end, end, "\n" + written)

    def _with_item(self, node: Node, at: int, value: Any, path: Path) -> "Document":
        if node.in_line:
            new = emit.in_line(value)
            if at < len(node.entries):
                start = node.entries[at][0].start
                return self._spliced(start, start, f"{new}, ")
            end = node.entries[-1][1].end
            return self._spliced(end, end, f", {new}")
        indent = self._dash(node, 0, path)
        written = f"{' ' * indent}- {emit.item(value, indent)}"
        if at == 0:
            start = self._start_of_line(node.entries[0][0].start)
            return self._spliced(start, start, written + "\n")
        end = self._end_of_line(node.entries[at - 1][1].end)
        return self._spliced(end, end, "\n" + written)

    def _emptied(self, path: Path, empty: Any) -> "Document":
        return self.put(path[:-1], empty)

    def _cut(self, owner: Node, entry: int) -> tuple[int, int]:
        """The characters of an entry and of what joins it to its neighbours."""
        key, node = owner.entries[entry]
        last = entry == len(owner.entries) - 1
        if owner.in_line:
            if last:
                return owner.entries[entry - 1][1].end, node.end
            return key.start, owner.entries[entry + 1][0].start
        line = self._start_of_line(key.start)
        opens_a_line = self._body[line : key.start].strip() == ("" if owner.kind == "map" else "-")
        if not opens_a_line:
            return key.start, owner.entries[entry + 1][0].start
        end = self._end_of_line(node.end)
        if end >= len(self._body):
            return max(line - len(self._newline), 0), end
        return line, end + len(self._newline)

    def _span(self, owner: Node, entry: int) -> tuple[int, int]:
        """The characters to exchange: with the lines of comments above, in a block."""
        key, node = owner.entries[entry]
        if owner.in_line:
            return key.start, node.end
        start = self._start_of_line(key.start)
        if entry:
            start = self._end_of_line(owner.entries[entry - 1][1].end) + len(self._newline)
        elif self._body[start : key.start].strip() not in {"", "-"}:
            raise EditRefused((key.text,))
        elif owner.kind == "map" and self._body[start : key.start].strip():
            start = key.start
        return start, self._end_of_line(node.end)

    def _in_brackets(self, way: list[tuple[Node, int]]) -> bool:
        return any(owner.in_line for owner, _entry in way)

    def _dash(self, node: Node, entry: int, path: Path) -> int:
        start = node.entries[entry][0].start
        line = self._start_of_line(start)
        before = self._body[line:start]
        if before.strip() != "-":
            raise EditRefused(path)
        return before.index("-")

    def _column(self, at: int) -> int:
        return at - self._start_of_line(at)

    def _start_of_line(self, at: int) -> int:
        return self._body.rfind("\n", 0, at) + 1

    def _end_of_line(self, at: int) -> int:
        """Where the line ends, its comment included, its line break left out."""
        found = self._body.find("\n", at)
        if found < 0:
            return len(self._body)
        return found - 1 if self._body[found - 1 : found] == "\r" else found

    def _spliced(self, start: int, end: int, new: str) -> "Document":
        if self._newline != "\n":
            new = new.replace("\r\n", "\n").replace("\n", self._newline)
        try:
            text = self._mark + self._body[:start] + new + self._body[end:]
            return Document(text, everywhere=self._everywhere)
        except Unreadable as error:
            raise EditRefused(()) from error

    def _checked(self, made: "Document", path: Path, value: Any) -> "Document":
        return self._compared(made, with_value(self.value, self.numbered(path), value), path)

    def _compared(self, made: "Document", wanted: Any, path: Path) -> "Document":
        if made.value != wanted:
            same = self._everywhere and only_repeated(self.value, made.value, wanted)
            if not same:
                raise EditRefused(path)
        return made
