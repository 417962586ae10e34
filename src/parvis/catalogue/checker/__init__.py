"""Static checks of a package: what its files say to each other, before anybody relies on it.

`loader` checks shapes; here, every name leads somewhere, every state can be reached and left, every
condition has a type, every word is present in every language. Faults are all given at once.
"""

from pathlib import Path

from parvis.catalogue.checker import form, migrations, process, scenarios, service, texts
from parvis.catalogue.checker.report import Report
from parvis.catalogue.definition import Package
from parvis.catalogue.loader import Fault, PackageFaults, read

__all__ = ["check", "checked"]


def check(folder: Path) -> list[Fault]:
    """Every fault of the package in `folder`; empty when it may be published."""
    try:
        package, sources = read(folder)
    except PackageFaults as found:
        return found.faults
    report = Report(sources)
    for part in (service, form, process, texts, scenarios, migrations):
        part.check(package, report)
    return report.faults


def checked(folder: Path) -> Package:
    """The package, known to be sound. Raises PackageFaults."""
    faults = check(folder)
    if faults:
        raise PackageFaults(faults)
    return read(folder)[0]
