"""A benefit file under examination, and the faults found in it."""

from collections.abc import Iterator

from parvis.catalogue.checker.report import Key, Report
from parvis.catalogue.loader import Source
from parvis.eligibility.local.definition import BenefitFile, Version
from parvis.eligibility.local.environment import environment_for

Place = tuple[Key, ...]


class Sheet:
    """`quotients`: the quotients familiaux that its rules read."""

    def __init__(self, definition: BenefitFile, source: Source) -> None:
        self.definition = definition
        self.file = source.name
        self.report = Report({source.name: source})
        self.environment = environment_for(definition.beneficiary)
        self.quotients: set[str] = set()

    def add(self, path: Place, message: str, remedy: str) -> None:
        self.report.add(self.file, path, message, remedy)

    def versions(self) -> Iterator[tuple[Place, Version]]:
        for place, version in enumerate(self.definition.versions):
            yield ("versions", place), version
