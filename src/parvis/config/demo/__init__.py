"""The demonstration: Communauté d'agglomération Pau Béarn Pyrénées, its communes, its people.

Each module here with an `ORDER` is one step: a `LABEL`, and `load(report)`, which changes nothing
when repeated and tells `report(done, in_all)` how far it is. The cast is in `people.py`.
"""

import hashlib
import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

import parvis
from parvis.core.paths import library_dir

Report = Callable[[int, int], None]


class Step(Protocol):
    """What a module of this package offers."""

    ORDER: int
    LABEL: str

    def load(self, report: Report) -> None: ...


def steps() -> list[Step]:
    """The steps, in the order in which they need each other."""
    modules = [import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    found = [cast(Step, module) for module in modules if hasattr(module, "ORDER")]
    return sorted(found, key=lambda step: step.ORDER)


def load(report_on: Callable[[str], Report] = lambda label: lambda done, total: None) -> None:
    """Run every step; `report_on(label)` gives the step's progress report."""
    for step in steps():
        step.load(report_on(step.LABEL))


def freshen() -> None:
    """What is counted from today, counted again: for data loaded some days ago. Every module that
    has a `freshen` does it."""
    for step in steps():
        getattr(step, "freshen", lambda: None)()


def fingerprint() -> str:
    """Changes when anything changes that the demonstration is loaded from."""
    digest = hashlib.sha256()
    for path in _sources():
        digest.update(path.name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    package = Path(parvis.__file__).parent
    folders = [Path(__file__).parent, package / "territory" / "data", library_dir()]
    for folder in folders:
        files = (path for path in folder.rglob("*") if path.suffix != ".pyc" and path.is_file())
        yield from sorted(files)
