"""Reads a package folder into a `Package`; every fault comes with its file, line and remedy.

Nothing is executed: YAML is read with the safe loader, and unknown keys are faults.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
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
Path_ = tuple[str | int, ...]
# The C reader is ten times quicker; both refuse anything but plain values.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a package, where, and what to do. `line` counts from 1; 0: unknown."""

    file: str
    line: int
    message: str
    remedy: str = ""

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

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.lines: dict[Path_, int] = {}
        self.value: Any = None
        path = folder / name
        if not path.is_file():
            raise PackageFaults([Fault(name, 0, "the file is missing", f"create {name}")])
        if path.stat().st_size > MAX_FILE_BYTES:
            raise PackageFaults([Fault(name, 0, "the file is larger than 1 MB", "shorten it")])
        try:
            text = path.read_text(encoding="utf-8")
            node = yaml.compose(text, Loader=_Loader)
            self.value = yaml.load(text, Loader=_Loader)  # noqa: S506 (a safe loader)
        except UnicodeDecodeError as error:
            raise PackageFaults(
                [Fault(name, 0, "the file is not UTF-8", "save it as UTF-8")]
            ) from error
        except (yaml.YAMLError, RecursionError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            problem = getattr(error, "problem", None) or "the YAML cannot be read"
            raise PackageFaults(
                [Fault(name, line, str(problem), "check indentation and quotes")]
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


def load(folder: Path) -> Package:
    """The package in `folder`, its shape checked. Raises PackageFaults.

    Only shapes are checked here; `checker.check` looks at what the files say to each other.
    """
    return read(folder)[0]


def read(folder: Path) -> tuple[Package, dict[str, Source]]:
    """The package and its sources, so that a checker can name lines. Raises PackageFaults."""
    if not folder.is_dir():
        raise PackageFaults([Fault(str(folder), 0, "there is no such folder")])
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
        parts[key] = _part(folder, f"{key}.yml", shape, sources, faults)
    if (folder / "migrations.yml").is_file():
        shape = MigrationsFile
        parts["migrations"] = _part(folder, "migrations.yml", shape, sources, faults)
    texts = {}
    for language in parts["service"].languages if parts["service"] else []:
        texts[language] = _part(folder, f"texts.{language}.yml", TextsFile, sources, faults)
    if faults:
        raise PackageFaults(faults)
    changelog = folder / "CHANGELOG.md"
    return (
        Package(
            **parts,
            texts=texts,
            changelog=changelog.read_text(encoding="utf-8") if changelog.is_file() else "",
        ),
        sources,
    )


def _part(
    folder: Path, name: str, shape: type[Strict], sources: dict[str, Source], faults: list[Fault]
) -> Any:
    try:
        source = sources[name] = Source(folder, name)
        return shape.model_validate(source.value)
    except PackageFaults as found:
        faults.extend(found.faults)
    except ValidationError as error:
        for detail in error.errors():
            path = tuple(detail["loc"])
            faults.append(_fault_of(name, source.line_of(path), path, dict(detail)))
    return None


def _fault_of(name: str, line: int, path: Path_, detail: dict[str, Any]) -> Fault:
    where = ".".join(str(part) for part in path) or "the file"
    if detail["type"] == "extra_forbidden":
        return Fault(
            name, line, f"unknown key “{path[-1]}” in {where}", "remove it or fix its spelling"
        )
    if detail["type"] == "missing":
        return Fault(name, line, f"“{where}” is missing", f"add {path[-1]}")
    return Fault(name, line, f"{where}: {detail['msg']}")
