"""What a form changes in the files of a package, said by name so that it can be done again on files
that somebody else has changed in the meantime."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from parvis.workshop.written import MISSING, Document, Path

Files = Mapping[str, Document]


@dataclass(frozen=True, slots=True)
class Put:
    """Give a key a value. MISSING takes the key out."""

    file: str
    path: Path
    value: Any

    def on(self, document: Document) -> Document:
        if self.value is MISSING:
            return document.remove(self.path)
        return document.put(self.path, self.value)


@dataclass(frozen=True, slots=True)
class Insert:
    """Add an item to the list at `path`, before the item named `before` or last."""

    file: str
    path: Path
    value: Any
    before: str = ""

    def on(self, document: Document) -> Document:
        at = None
        if self.before:
            last = document.numbered((*self.path, self.before))[-1]
            at = last if isinstance(last, int) else None
        return document.insert(self.path, self.value, at)


@dataclass(frozen=True, slots=True)
class Move:
    """Exchange with the neighbour: -1 up, +1 down."""

    file: str
    path: Path
    by: int

    def on(self, document: Document) -> Document:
        return document.move(self.path, self.by)


@dataclass(frozen=True, slots=True)
class Write:
    """Replace a whole file by a text."""

    file: str
    text: str


Edit = Put | Insert | Move | Write


@dataclass(frozen=True, slots=True)
class Clash:
    """The same thing was changed by somebody else: what it was, what they made of it."""

    edit: Edit
    was: Any
    theirs: Any


def clashes(base: Files, head: Files, edits: Iterable[Edit]) -> list[Clash]:
    """The edits, thought of on `base`, that would undo what was done since, up to `head`."""
    found = []
    for edit in edits:
        if not isinstance(edit, Write) and _is_elsewhere(base, head, edit.file, edit.path):
            was, theirs = (_value(files, edit.file, edit.path) for files in (base, head))
            found.append(Clash(edit, was, theirs))
            continue
        if isinstance(edit, Move):
            continue
        if isinstance(edit, Write):
            was, theirs = _text(base, edit.file), _text(head, edit.file)
            wanted: Any = edit.text
        elif isinstance(edit, Insert):
            path = (*edit.path, edit.value["id"]) if _has_id(edit.value) else ()
            was, theirs = _value(base, edit.file, path), _value(head, edit.file, path)
            wanted = edit.value
            if not path:
                continue
        else:
            was = _value(base, edit.file, edit.path)
            theirs = _value(head, edit.file, edit.path)
            wanted = edit.value
        if theirs != was and theirs != wanted:
            found.append(Clash(edit, was, theirs))
    return found


def done(files: Files, edits: Iterable[Edit], *, everywhere: bool = False) -> dict[str, Document]:
    """The files with the edits made; `everywhere`: also where the file repeats the same thing.

    Raises EditRefused, Unreadable.
    """
    made = dict(files)
    for edit in edits:
        if isinstance(edit, Write):
            made[edit.file] = Document(edit.text)
        else:
            held = made.get(edit.file) or Document("")
            made[edit.file] = edit.on(held.everywhere() if everywhere else held)
    return made


def _is_elsewhere(base: Files, head: Files, name: str, path: Path) -> bool:
    """Whether what stood at a numbered place of the path may now stand at another."""
    for depth, part in enumerate(path):
        if not isinstance(part, int):
            continue
        was, now = _value(base, name, path[:depth]), _value(head, name, path[:depth])
        if was == now or not (isinstance(was, list) and isinstance(now, list)):
            continue
        if len(was) != len(now) or (part < len(was) and was[part] != now[part] in was):
            return True
    return False


def _has_id(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("id"), str)


def _text(files: Files, name: str) -> str:
    return files[name].text if name in files else ""


def _value(files: Files, name: str, path: Path) -> Any:
    return files[name].get(path, MISSING) if name in files else MISSING
