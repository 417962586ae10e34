"""A benefit of the library, ready to be judged."""

from dataclasses import dataclass
from datetime import date

from parvis.eligibility.local.compiled import CompiledVersion, compiled
from parvis.eligibility.local.definition import BenefitFile
from parvis.eligibility.local.environment import environment_for


@dataclass(frozen=True, slots=True, eq=False)
class Benefit:
    """`versions`: those that may be relied on, oldest first. Compared by identity."""

    definition: BenefitFile
    versions: tuple[CompiledVersion, ...]

    @property
    def id(self) -> str:
        return self.definition.id

    @property
    def name(self) -> str:
        """In the reader's language."""
        return str(self.definition.name)

    def version_on(self, on: date) -> CompiledVersion | None:
        """The version that holds on a day; None before the first and after the end of the last."""
        held = [each for each in self.versions if each.version.since <= on]
        if not held:
            return None
        last = held[-1]
        return last if last.version.until is None or on <= last.version.until else None


def benefit_of(definition: BenefitFile) -> Benefit:
    """With its rules compiled. Raises ExpressionError."""
    environment = environment_for(definition.beneficiary)
    versions = sorted(definition.versions, key=lambda version: version.since)
    return Benefit(definition, tuple(compiled(version, environment) for version in versions))
