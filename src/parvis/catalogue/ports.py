"""What the catalogue needs from above: an engine that plays a package's scenarios."""

from dataclasses import dataclass
from typing import Protocol

from parvis.catalogue.definition import Package, Scenario


@dataclass(frozen=True, slots=True)
class Failure:
    """What a scenario expected and did not find. `step` counts from 1."""

    scenario: str
    step: int
    message: str

    def __str__(self) -> str:
        return f"« {self.scenario} », step {self.step}: {self.message}"


class ScenarioRunner(Protocol):
    def run(self, package: Package, scenario: Scenario) -> list[Failure]:
        """Plays one scenario on the real engine and leaves nothing behind. Empty: it passed."""


_runner: list[ScenarioRunner] = []


def register_runner(runner: ScenarioRunner) -> None:
    """Called once by `cases` when the program starts."""
    _runner[:] = [runner]


def scenario_runner() -> ScenarioRunner:
    """The engine. Raises LookupError when no upper domain registered one."""
    if not _runner:
        raise LookupError("no scenario engine is registered")
    return _runner[0]
