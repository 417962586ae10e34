"""The law package, loaded as published; its parameters are kept on disk once they are read."""

import gc
import pickle
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import openfisca_france
from openfisca_france import CountryTaxBenefitSystem

from parvis.connectors.openfisca.outputs import PACKAGE


def versions() -> dict[str, str]:
    """Of all that a result depends on."""
    return {name: version(name) for name in (PACKAGE, "openfisca-core", "numpy")}


@cache
def stamp() -> str:
    """Names what is kept on disk: another version never reads it."""
    python = ".".join(map(str, sys.version_info[:3]))
    return "-".join([*versions().values(), python])


class Law(CountryTaxBenefitSystem):  # type: ignore[misc]
    """`kept`: folder of what a former start has read of the 4 000 files of parameters; None: read
    them. What is there for another version, or spoilt, is read again."""

    def __init__(self, kept: Path | None = None) -> None:
        self._kept = kept
        with _no_collection():
            super().__init__()

    def load_parameters(self, path_to_yaml_dir: str) -> None:
        file = self._kept / f"parameters-{stamp()}.pickle" if self._kept else None
        if file is not None:
            with suppress(OSError, EOFError, pickle.UnpicklingError, AttributeError):
                self.parameters = pickle.loads(file.read_bytes())  # noqa: S301  # our own
                return
        super().load_parameters(path_to_yaml_dir)
        if file is not None:
            keep(file, self.parameters)

    def get_package_metadata(self) -> dict[str, str]:
        return _metadata()


@cache
def _metadata() -> dict[str, str]:
    return {
        "name": PACKAGE,
        "version": version(PACKAGE),
        "repository_url": "https://github.com/openfisca/openfisca-france",
        "location": str(Path(openfisca_france.__file__).parents[1]),  # what addresses leave out
    }


def keep(file: Path, what: Any) -> None:
    """Whole or not at all; a disk that is full only makes the next start slower."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=file.parent, delete=False) as part:
            pickle.dump(what, part, protocol=5)
        Path(part.name).replace(file)


@contextmanager
def _no_collection() -> Iterator[None]:
    """Half a million objects are made here, and all stay: looking for those that do not is lost."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
