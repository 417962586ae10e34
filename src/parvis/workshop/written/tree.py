"""Where each part of a YAML text begins and ends, read from the events of the parser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from parvis.catalogue.loader import refuse_bombs

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class Node:
    """`kind`: scalar, map, list or alias. `start`, `end`: characters of the text, without what
    follows. `style`: of a scalar, its quote or | or >; of a collection, "flow" or "block"."""

    kind: str
    start: int
    end: int
    style: str = ""
    text: str = ""
    entries: list[tuple["Node", "Node"]] = field(default_factory=list)
    """Of a map: keys and values. Of a list: each item twice."""

    @property
    def in_line(self) -> bool:
        return self.style == "flow"

    @property
    def is_tall(self) -> bool:
        """One line or more for each entry."""
        return self.style == "block"

    def at(self, part: str | int) -> int:
        """The place of the entry that `part` names: a key, a number, or the `id` of an item; -1."""
        if isinstance(part, int):
            return part if 0 <= part < len(self.entries) else -1
        for index, (key, value) in enumerate(self.entries):
            if self.kind == "map" and key.text == part:
                return index
            if self.kind == "list" and part in (value.text, value._id()):
                return index
        return -1

    def _id(self) -> str | None:
        if self.kind != "map":
            return None
        return next((value.text for key, value in self.entries if key.text == "id"), None)


def tree_of(text: str) -> Node | None:
    """The root of the text, None when it is empty. Raises yaml.YAMLError."""
    refuse_bombs(text)
    events = iter(yaml.parse(text, Loader=_Loader))
    for event in events:
        if isinstance(event, yaml.NodeEvent):
            return _Reading(text, events).node(event)
    return None


class _Reading:
    def __init__(self, text: str, events: Iterator[yaml.Event]) -> None:
        self.text, self.events = text, events

    def node(self, event: yaml.Event) -> Node:
        start, end = _index(event.start_mark), _index(event.end_mark)
        if isinstance(event, yaml.AliasEvent):
            return Node("alias", start, end, text=f"*{event.anchor}")
        if isinstance(event, yaml.ScalarEvent):
            style = event.style or ""
            if style in ("|", ">"):
                end = start + len(self.text[start:end].rstrip())
            return Node("scalar", start, end, style, event.value)
        assert isinstance(event, yaml.CollectionStartEvent)
        made = Node("map" if isinstance(event, yaml.MappingStartEvent) else "list", start, end)
        made.style = "flow" if event.flow_style else "block"
        for inner in self.events:
            if isinstance(inner, yaml.CollectionEndEvent):
                made.end = _index(inner.end_mark) if made.in_line else self._end_of(made)
                break
            first = self.node(inner)
            if made.kind == "map":
                made.entries.append((first, self._value_after(first)))
            else:
                made.entries.append((first, first))
        return made

    def _value_after(self, key: Node) -> Node:
        value = self.node(next(self.events))
        if value.kind == "scalar" and value.start >= value.end and not value.text:
            # Nothing is written: the value is where it would be.
            colon = self.text.find(":", key.end)
            value.start = value.end = colon + 1 if colon >= 0 else key.end
        return value

    def _end_of(self, made: Node) -> int:
        return made.entries[-1][1].end if made.entries else made.start


def _index(mark: Any) -> int:
    return int(mark.index)
