"""What we lean on is locked, documented, and names no address."""

import re

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.architecture.source import ROOT, project

LOCKS = ["requirements.lock", "requirements-dev.lock"]


def _locked(lock: str) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / lock).read_text(), re.M):
        found.setdefault(name, []).append(Version(version))
    return found


def _asked(lock: str) -> list[Requirement]:
    wanted = list(project()["project"]["dependencies"])
    if "dev" in lock:
        wanted += project()["dependency-groups"]["dev"]
    return [Requirement(text) for text in wanted]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_dependency_is_locked(lock: str) -> None:
    locked = _locked(lock)
    missing = [
        str(wanted)
        for wanted in _asked(lock)
        if not any(wanted.specifier.contains(v) for v in locked.get(wanted.name.lower(), []))
    ]
    assert not missing, "run: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text()
    assert "://" not in text
    assert "index-url" not in text
    entries = re.findall(r"^[\w.-]+==.*", text, re.M)
    assert entries
    assert all(entry.endswith("\\") for entry in entries)


def test_what_checks_runs_with_what_runs() -> None:
    run, dev = _locked(LOCKS[0]), _locked(LOCKS[1])
    assert {name: versions for name, versions in run.items() if dev.get(name) != versions} == {}


def test_every_dependency_says_why_it_is_here() -> None:
    text = (ROOT / "docs/dependencies.md").read_text().lower()
    silent = [
        wanted.name
        for wanted in _asked("requirements-dev.lock")
        if not re.search(rf"\b{re.escape(wanted.name.lower())}\b", text)
    ]
    assert not silent
