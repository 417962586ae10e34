"""Static checks of a package: what its files say to each other, before anybody relies on it.

`loader` checks shapes; here, every name leads somewhere, every state can be reached and left, every
condition has a type, every word is present in every language. Faults are all given at once.
"""

from collections.abc import Mapping
from pathlib import Path

from parvis.catalogue.checker import (
    automatic,
    charges,
    form,
    migrations,
    process,
    scenarios,
    service,
    tariffs,
    texts,
)
from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package
from parvis.catalogue.loader import Fault, PackageFaults, files_of, read

__all__ = ["check", "check_files", "checked"]


def check(folder: Path) -> list[Fault]:
    """Every fault of the package in `folder`; empty when it may be published."""
    try:
        return check_files(files_of(folder))[1]
    except PackageFaults as found:
        return found.faults


def check_files(files: Mapping[str, str]) -> tuple[Package | None, list[Fault]]:
    """The package these texts make, by file name, and every fault of it. None: a shape is wrong."""
    try:
        package, sources = read(files)
    except PackageFaults as found:
        return None, found.faults
    report = Report(sources)
    for part in (
        service,
        form,
        process,
        charges,
        tariffs,
        automatic,
        texts,
        scenarios,
        migrations,
    ):
        part.check(package, report)
    return package, report.faults


def checked(folder: Path) -> Package:
    """The package, known to be sound. Raises PackageFaults."""
    package, faults = check_files(files_of(folder))
    if faults or package is None:
        raise PackageFaults(faults)
    return package
