"""The repository as the architecture tests read it."""

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "parvis"


@cache
def project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text())


@cache
def rank() -> dict[str, int]:
    """Each domain's height: those on one rung are equal. Read from the import contract."""
    layers = project()["tool"]["importlinter"]["contracts"][0]["layers"]
    return {
        name.strip(): height
        for height, rung in enumerate(reversed(layers))
        for name in rung.split("|")
    }


def files(*patterns: str, under: Path = PACKAGE) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(path for path in under.rglob(pattern) if path.is_file())


def python(*, tests: bool = False) -> Iterator[Path]:
    """Our modules; migrations are history and left out."""
    for path in files("*.py"):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def domain_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0]


def shown(path: Path, line: int = 0) -> str:
    place = str(path.relative_to(ROOT))
    return f"{place}:{line}" if line else place
