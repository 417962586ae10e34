"""A lesson as its file says it: `library/<publisher>/lessons/<key>.yml`."""

from typing import Annotated, Literal

from django.utils.translation import get_language
from pydantic import Field, StringConstraints

from parvis.catalogue.definition import Strict

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=6000)]


class Words(Strict):
    """The same in each language; drawn in that of the page."""

    fr: Text
    en: Text

    def __str__(self) -> str:
        return self.en if (get_language() or "fr").startswith("en") else self.fr


class Option(Strict):
    text: Words
    right: bool = False


class Question(Strict):
    """One question a step. `why` explains the right answer, whatever was answered."""

    text: Words
    options: Annotated[list[Option], Field(min_length=2, max_length=5)]
    why: Words


class ExampleProject(Strict):
    id: Key
    name: Words
    cost: Annotated[int, Field(gt=0, le=1_000_000)]
    """Euros."""


class ExampleBallots(Strict):
    voters: Annotated[int, Field(gt=0, le=1000)]
    chose: Annotated[list[Key], Field(min_length=1)]


class Example(Strict):
    """A vote small enough to follow by hand. `funded` is what each rule gives: the checker counts
    it by the rules that count real votes."""

    budget: Annotated[int, Field(gt=0, le=10_000_000)]
    projects: Annotated[list[ExampleProject], Field(min_length=2, max_length=8)]
    ballots: Annotated[list[ExampleBallots], Field(min_length=1, max_length=20)]
    funded: dict[Literal["greedy", "equal-shares", "phragmen"], list[Key]]


class Step(Strict):
    title: Words
    text: Words
    example: Example | None = None
    question: Question


class LessonFile(Strict):
    key: Key
    version: Annotated[str, StringConstraints(pattern=r"^\d{1,3}\.\d{1,3}\.\d{1,3}$")]
    audience: Annotated[list[Literal["resident", "agent"]], Field(min_length=1)]
    minutes: Annotated[int, Field(ge=1, le=240)]
    title: Words
    summary: Words
    skills: Annotated[list[Words], Field(min_length=1, max_length=8)]
    steps: Annotated[list[Step], Field(min_length=2, max_length=20)]
