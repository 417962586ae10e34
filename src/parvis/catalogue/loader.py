"""Reads the files of a package into a `Package`; every fault has its file, line, place and remedy.

Nothing is executed: YAML is read with the safe loader, and unknown keys are faults.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import yaml
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from parvis.catalogue.definition import (
    FormFile,
    MigrationsFile,
    Package,
    ProcessFile,
    ScenariosFile,
    ServiceFile,
    Strict,
    TextsFile,
)

MAX_FILE_BYTES = 1_000_000
MAX_NODES = 100_000
MAX_DEPTH = 40
CHANGELOG = "CHANGELOG.md"
# What pydantic finds, in words that an author understands.
_PROBLEMS: dict[str, Promise] = {
    "string_pattern_mismatch": gettext_lazy("it is not written as it should be"),
    "literal_error": gettext_lazy("it is not one of the values that exist"),
    "too_short": gettext_lazy("something is needed here"),
    "string_too_short": gettext_lazy("something is needed here"),
    "int_type": gettext_lazy("a number is expected"),
    "int_parsing": gettext_lazy("a number is expected"),
    "string_type": gettext_lazy("a text is expected"),
    "list_type": gettext_lazy("a list is expected"),
    "dict_type": gettext_lazy("keys and values are expected"),
    "model_type": gettext_lazy("keys and values are expected"),
    "bool_type": gettext_lazy("yes or no is expected"),
    "bool_parsing": gettext_lazy("yes or no is expected"),
    "greater_than_equal": gettext_lazy("the number is out of bounds"),
    "less_than_equal": gettext_lazy("the number is out of bounds"),
}
Path_ = tuple[str | int, ...]
Shape = TypeVar("Shape", bound=Strict)
# The C reader is ten times quicker; both refuse anything but plain values.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a package, where, and what to do. `line` counts from 1; 0: unknown.
    `path`: the key in the file, for whoever shows the fault beside it."""

    file: str
    line: int
    message: str
    remedy: str = ""
    path: Path_ = ()

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.message}" + (f" → {self.remedy}" if self.remedy else "")


class PackageFaults(Exception):
    """The package cannot be used; `faults` says all that is wrong at once."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


class Source:
    """One YAML file: its value, and the line of each key."""

    def __init__(self, name: str, text: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.value: Any = None
        try:
            refuse_bombs(text)
            node = yaml.compose(text, Loader=_Loader)
            self.value = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            problem = getattr(error, "problem", None) or "the YAML cannot be read"
            raise PackageFaults(
                [Fault(name, line, str(problem), _("check indentation and quotes"))]
            ) from error
        if node is not None:
            self._note(node, (), set())

    def _note(self, node: yaml.Node, path: Path_, seen: set[int]) -> None:
        self.lines[path] = node.start_mark.line + 1
        if id(node) in seen:  # an alias that contains itself
            return
        seen = seen | {id(node)}
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                self._note(value, (*path, key.value), seen)
                self.lines[(*path, key.value)] = key.start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                self._note(value, (*path, index), seen)

    def line_of(self, path: Path_) -> int:
        """The line of the key at `path`, or of its nearest parent."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


def refuse_bombs(text: str) -> None:
    """Raises YAMLError for a text that would grow out of all measure once its aliases are followed,
    or that nests without end. Linear in the text: nothing is expanded."""
    sizes: dict[str, int] = {}
    open_: list[tuple[str | None, int]] = []
    total = 0
    for event in yaml.parse(text, Loader=_Loader):
        size = 0
        if isinstance(event, yaml.AliasEvent):
            if any(anchor == event.anchor for anchor, _total in open_):
                raise _too_much(event)
            size = sizes.get(event.anchor or "", 1)
        elif isinstance(event, yaml.NodeEvent):
            size = 1
        total += size
        if total > MAX_NODES or len(open_) > MAX_DEPTH:
            raise _too_much(event)
        if isinstance(event, yaml.CollectionStartEvent):
            open_.append((event.anchor, total - 1))
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_.pop()
            if anchor:
                sizes[anchor] = total - before


def _too_much(event: yaml.Event) -> yaml.YAMLError:
    mark: Any = event.start_mark
    return yaml.MarkedYAMLError(problem=_("it repeats or nests too much"), problem_mark=mark)


def load(folder: Path) -> Package:
    """The package in `folder`, its shape checked. Raises PackageFaults.

    Only shapes are checked here; `checker.check` looks at what the files say to each other.
    """
    return read(folder)[0]


def files_of(folder: Path) -> dict[str, str]:
    """The texts of the package in `folder`, by name. Raises PackageFaults."""
    if not folder.is_dir():
        raise PackageFaults([Fault(str(folder), 0, _("there is no such folder"))])
    files: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted([*folder.glob("*.yml"), folder / CHANGELOG]):
        if not path.is_file():
            continue
        if path.stat().st_size > MAX_FILE_BYTES:
            faults.append(Fault(path.name, 0, _("the file is larger than 1 MB"), _("shorten it")))
            continue
        try:
            files[path.name] = path.read_bytes().decode()
        except UnicodeDecodeError:
            faults.append(Fault(path.name, 0, _("the file is not UTF-8"), _("save it as UTF-8")))
    if faults:
        raise PackageFaults(faults)
    return files


def read(files: Path | Mapping[str, str]) -> tuple[Package, dict[str, Source]]:
    """The package in a folder, or that these texts make, and its sources, so that a checker can
    name lines. Raises PackageFaults."""
    if isinstance(files, Path):
        files = files_of(files)
    faults: list[Fault] = []
    sources: dict[str, Source] = {}
    parts: dict[str, Any] = {}
    shapes: dict[str, type[Strict]] = {
        "service": ServiceFile,
        "form": FormFile,
        "process": ProcessFile,
        "scenarios": ScenariosFile,
    }
    for key, shape in shapes.items():
        parts[key] = _part(files, f"{key}.yml", shape, sources, faults)
    if "migrations.yml" in files:
        parts["migrations"] = _part(files, "migrations.yml", MigrationsFile, sources, faults)
    texts = {}
    for language in parts["service"].languages if parts["service"] else []:
        texts[language] = _part(files, f"texts.{language}.yml", TextsFile, sources, faults)
    if faults:
        raise PackageFaults(faults)
    return Package(**parts, texts=texts, changelog=files.get(CHANGELOG, "")), sources


def _part(
    files: Mapping[str, str],
    name: str,
    shape: type[Strict],
    sources: dict[str, Source],
    faults: list[Fault],
) -> Any:
    if name not in files:
        faults.append(
            Fault(name, 0, _("the file is missing"), _("create %(name)s") % {"name": name})
        )
        return None
    try:
        value, sources[name] = shaped(name, files[name], shape)
    except PackageFaults as found:
        faults.extend(found.faults)
        return None
    return value


def shaped(name: str, text: str, shape: type[Shape]) -> tuple[Shape, Source]:
    """One YAML file as what it should be, and where its keys are. Raises PackageFaults."""
    source = Source(name, text)
    try:
        return shape.model_validate(source.value), source
    except ValidationError as error:
        faults = []
        for detail in error.errors():
            path = tuple(detail["loc"])
            faults.append(_fault_of(name, source.line_of(path), path, dict(detail)))
        raise PackageFaults(faults) from error


def _fault_of(name: str, line: int, path: Path_, detail: dict[str, Any]) -> Fault:
    where = ".".join(str(part) for part in path) or "the file"
    if detail["type"] == "extra_forbidden":
        return Fault(
            name,
            line,
            _("unknown key “%(key)s” in %(where)s") % {"key": path[-1], "where": where},
            _("remove it or fix its spelling"),
            path,
        )
    if detail["type"] == "missing":
        return Fault(
            name,
            line,
            _("“%(where)s” is missing") % {"where": where},
            _("add %(key)s") % {"key": path[-1]},
            path,
        )
    problem = _PROBLEMS.get(detail["type"], detail["msg"])
    said = _("%(where)s: %(problem)s") % {"where": where, "problem": problem}
    return Fault(name, line, said, path=path)
