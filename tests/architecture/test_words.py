"""Word-level checks: who writes rows, who reads the time, how long a file is."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import PACKAGE, ROOT, files, python, shown

LONGEST = 400
# `engine` is the inside of the actions of cases, `outbox` the one writer of the core:
WRITERS = {"actions", "models", "managers", "engine", "outbox"}
VERBS = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "acreate", "asave", "delete", "adelete",
}  # fmt: skip
# A line may say why it writes elsewhere: "# writes: reason".
EXCUSE = re.compile(r"# writes: \S+")


def _is_writer(path: Path) -> bool:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return bool(WRITERS.intersection(parts))


def _writes(path: Path) -> Iterator[int]:
    text = path.read_text()
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        receiver = ast.unparse(node.func.value)
        on_rows = "objects" in receiver or ".filter(" in receiver
        if node.func.attr in VERBS or (node.func.attr == "update" and on_rows):
            said = lines[node.lineno - 1 : node.end_lineno]
            if not any(EXCUSE.search(line) for line in said):
                yield node.lineno


def test_only_actions_and_models_write_rows() -> None:
    stray = [
        shown(path, line) for path in python() if not _is_writer(path) for line in _writes(path)
    ]
    assert not stray, "move it to actions.py, or end the line with '# writes: reason'"


def test_no_source_file_is_long() -> None:
    patterns = ("*.py", "*.html", "*.css", "*.js", "*.txt", "*.yml")
    everywhere = [*files(*patterns), *files("*.py", under=ROOT / "tests")]
    long = [
        f"{shown(path)}: {count}"
        for path in everywhere
        if not {"vendor", "data", "migrations"}.intersection(path.parts)
        and (count := len(path.read_text().splitlines())) > LONGEST
    ]
    assert not long


@pytest.mark.parametrize(
    ("word", "only_in", "instead"),
    [
        (r"\b(?:datetime|date)\.(?:now|today|utcnow)\(", {"core/clock.py"}, "core.clock"),
        (r"^import requests|urlopen\(", set(), "core.http"),
        (r"os\.environ|os\.getenv", {
            "config/env.py", "config/embedded.py", "config/wsgi.py", "config/lifeline.py",
            "config/settings/test.py", "config/cli",
        }, "config.env"),
        (r"apps\.get_model\(", set(), "an import, downwards"),
    ],
)  # fmt: skip
def test_what_has_one_place_stays_there(word: str, only_in: set[str], instead: str) -> None:
    found = [
        shown(path, number)
        for path in python()
        if not any(path.relative_to(PACKAGE).as_posix().startswith(place) for place in only_in)
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(word, line)
    ]
    assert not found, f"use {instead}"
