"""A package as its files say it, whole or not: what is wrong must still be shown and mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parvis.workshop.written import Document, Path

FORM, SERVICE, PROCESS = "form.yml", "service.yml", "process.yml"
SCENARIOS, MIGRATIONS = "scenarios.yml", "migrations.yml"
COLON = "\u202f: "
Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A field and where it stands: `path` in its file, `words` in the texts."""

    file: str
    path: Path
    words: Path
    raw: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.raw.get("id", ""))

    @property
    def type(self) -> str:
        return str(self.raw.get("type", ""))


class Reading:
    """The YAML files of a project; missing or misshapen parts read as empty."""

    def __init__(self, documents: Mapping[str, Document]) -> None:
        self.documents = documents
        self.former: Mapping[str, Any] = {}
        """The published version, as one document, where it matters."""

    def get(self, file: str, path: Path, default: Any = None) -> Any:
        document = self.documents.get(file)
        return default if document is None else document.get(path, default)

    @cached_property
    def languages(self) -> list[str]:
        """Of the texts, in the package's order."""
        said = self.get(SERVICE, ("languages",), [])
        return [str(one) for one in said] if isinstance(said, list) else []

    def word(self, path: Path, language: str = "") -> str:
        """Words in a language, else in the first that has them."""
        for one in [language] if language else self.languages:
            found = self.get(f"texts.{one}.yml", path)
            if isinstance(found, str) and found:
                return found
        return ""

    def keys(self, file: str, path: Path) -> list[str]:
        found = self.get(file, path)
        return [str(key) for key in found] if isinstance(found, dict) else []

    def names(self, file: str, path: Path) -> list[str | int]:
        """What is there: keys of a map; ids of a list, or places of what has none."""
        found = self.get(file, path)
        if isinstance(found, dict):
            return [str(key) for key in found]
        entries = found if isinstance(found, list) else []
        named = [one.get("id") if isinstance(one, dict) else None for one in entries]
        return [one if isinstance(one, str) else at for at, one in enumerate(named)]

    def items(self, file: str, path: Path) -> list[Mapping[str, Any]]:
        found = self.get(file, path)
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    @property
    def pages(self) -> list[Mapping[str, Any]]:
        return self.items(FORM, ("pages",))

    def page_fields(self, page: str) -> list[Placed]:
        return self._fields(FORM, ("pages", page, "fields"), ("fields",))

    def fields(self) -> list[Placed]:
        """Fields of the form, those inside groups left out."""
        return [one for page in self.pages for one in self.page_fields(str(page.get("id")))]

    def inner_fields(self, file: str, path: Path, words: Path) -> list[Placed]:
        """Fields of a group, a transition or a work item."""
        return self._fields(file, (*path, "fields"), (*words, "fields"))

    def _fields(self, file: str, path: Path, words: Path) -> list[Placed]:
        return [
            Placed(file, (*path, str(raw.get("id"))), (*words, str(raw.get("id"))), raw)
            for raw in self.items(file, path)
        ]

    def every_field(self) -> Iterator[Placed]:
        """Wherever it stands, groups looked into."""
        outer = self.fields()
        for raw in self.items(PROCESS, ("transitions",)):
            here = ("transitions", str(raw.get("id")))
            outer += self.inner_fields(PROCESS, here, here)
        for key in self.keys(PROCESS, ("items",)):
            outer += self.inner_fields(PROCESS, ("items", key), ("items", key))
        for one in outer:
            yield one
            yield from self.inner_fields(one.file, one.path, one.words)

    # What can be chosen --------------------------------------------------------------------------

    def functions(self) -> Choices:
        return self._named(self.keys(SERVICE, ("functions",)), "functions", "name")

    def states(self) -> Choices:
        keys = self.keys(PROCESS, ("states",))
        return [
            (key, self.word(("states", key, "agent")) or self.word(("states", key, "label")) or key)
            for key in keys
        ]

    def transitions(self) -> Choices:
        ids = [str(one.get("id")) for one in self.items(PROCESS, ("transitions",))]
        return self._named(ids, "transitions", "label")

    def work_items(self) -> Choices:
        return self._named(self.keys(PROCESS, ("items",)), "items", "label")

    def messages(self) -> Choices:
        return self._named(self.keys(PROCESS, ("messages",)), "messages", "subject")

    def letters(self) -> Choices:
        return self._named(self.keys(PROCESS, ("documents",)), "documents", "title")

    def deadlines(self) -> Choices:
        return self._named(self.keys(PROCESS, ("deadlines",)), "deadlines", "label")

    def charges(self) -> Choices:
        return self._named(self.keys(PROCESS, ("charges",)), "charges", "label")

    def tariffs(self) -> Choices:
        """By their short names: people read those of the institution."""
        return [(key, key) for key in self.keys(PROCESS, ("tariffs",))]

    def items_of(self, *kinds: str) -> Choices:
        """Work items of these kinds."""
        return [
            (key, label)
            for key, label in self.work_items()
            if self.get(PROCESS, ("items", key, "kind")) in kinds
        ]

    def automatic(self) -> Choices:
        """Steps that the platform takes by itself."""
        moves = self.items(PROCESS, ("transitions",))
        own = {str(one.get("id")) for one in moves if one.get("by") == ["system"]}
        return [(key, label) for key, label in self.transitions() if key in own]

    def results(self) -> Choices:
        """What tasks may conclude, said with their task."""
        found: dict[str, list[str]] = {}
        for key, task in self.work_items():
            ids = self.get(PROCESS, ("items", key, "results"), [])
            for one in ids if isinstance(ids, list) else []:
                said = self.word(("items", key, "results", str(one))) or str(one)
                found.setdefault(str(one), []).append(f"{task}{COLON}{said}")
        return [(key, " ; ".join(said)) for key, said in found.items()]

    def questions(self, *types: str) -> Choices:
        """Of the form; only those of these types, if any is given."""
        return [
            (one.id, self.word((*one.words, "label")) or one.id)
            for one in self.fields()
            if not types or one.type in types
        ]

    def former_names(self, part: str, section: str) -> Choices:
        """Short names in the published version, with their words there."""
        texts: Mapping[str, Any] = self.former.get("texts", {})
        words: Mapping[str, Any] = next((one.get(section, {}) for one in texts.values()), {})
        held = self.former.get(part, {}).get(section, {})
        if section == "fields":
            pages = self.former.get("form", {}).get("pages", [])
            held = [one["id"] for page in pages for one in page["fields"]]
        return [(key, _called(words.get(key)) or key) for key in held]

    def legal_texts(self) -> Choices:
        found = self.items(SERVICE, ("legal_basis",))
        return [(str(at), str(one.get("title", ""))) for at, one in enumerate(found)]

    def _named(self, ids: list[str], section: str, key: str) -> Choices:
        return [(one, self.word((section, one, key)) or one) for one in ids]


def _called(words: Any) -> str:
    said = words if isinstance(words, dict) else {}
    return str(said.get("agent") or said.get("label") or said.get("name") or "")
