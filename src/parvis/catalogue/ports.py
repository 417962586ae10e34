"""What the catalogue needs from above: an engine that plays a package's scenarios, and the pages of
its form as people will see them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.http import HttpRequest, HttpResponse

from parvis.catalogue.definition import Package, Scenario


@dataclass(frozen=True, slots=True)
class Failure:
    """What a scenario expected and did not find. `step` counts from 1.

    `key`: which expectation ("state", "due.instruction"), with what it wanted and what was found;
    empty: the step itself could not be made."""

    scenario: str
    step: int
    message: str
    key: str = ""
    wanted: Any = None
    found: Any = None

    def __str__(self) -> str:
        return f"« {self.scenario} », step {self.step}: {self.message}"


@dataclass(frozen=True, slots=True)
class Moment:
    """How a case stood after a step (0: the submission). `state` empty: it was refused."""

    step: int
    on: str
    state: str = ""
    hand: str = ""
    told: tuple[str, ...] = field(default=())
    """ "applicant: message", since the step before."""


class ScenarioRunner(Protocol):
    def run(self, package: Package, scenario: Scenario) -> list[Failure]:
        """Plays one scenario on the real engine and leaves nothing behind. Empty: it passed."""

    def watch(self, package: Package, scenario: Scenario) -> tuple[list[Moment], list[Failure]]:
        """The same, telling how the case stood after each step that was made."""


@dataclass(frozen=True, slots=True)
class Trial:
    """Where a form is tried: the frame its pages stand in, and the address of each of them.

    `pages`: a pattern with {page}; `saving`: the same, for what the script keeps by itself."""

    frame: str
    pages: str
    saving: str
    check: str
    leave: str


class FormPreview(Protocol):
    def show(
        self,
        request: HttpRequest,
        package: Package,
        trial: Trial,
        *,
        page: str,
        answers: Mapping[str, Any] | None,
        saving: bool = False,
    ) -> tuple[HttpResponse, dict[str, Any]]:
        """The real page of the form (the check when `page` is empty) and the answers typed so far.
        Nothing is stored. `answers` None: somebody who begins. Raises Http404."""


_runner: list[ScenarioRunner] = []


def register_runner(runner: ScenarioRunner) -> None:
    """Called once by `cases` when the program starts."""
    _runner[:] = [runner]


def scenario_runner() -> ScenarioRunner:
    """The engine. Raises LookupError when no upper domain registered one."""
    if not _runner:
        raise LookupError("no scenario engine is registered")
    return _runner[0]


_preview: list[FormPreview] = []


def register_preview(preview: FormPreview) -> None:
    """Called once by `cases` when the program starts."""
    _preview[:] = [preview]


def form_preview() -> FormPreview:
    """The pages. Raises LookupError when no upper domain registered any."""
    if not _preview:
        raise LookupError("no form preview is registered")
    return _preview[0]
