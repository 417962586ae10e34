"""Conditions of the form: what they read, and what they say."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from parvis.cases.answers.results import Around
from parvis.catalogue.definition import Field
from parvis.catalogue.definition.environment import LISTS, WORDS
from parvis.catalogue.expressions import Environment, compile_expression


class Conditions:
    """Says whether a condition holds, given facts by root: {"answers": {…}, "today": …}."""

    def __init__(self, environment: Environment, facts: Mapping[str, Any]) -> None:
        self.environment = environment
        self.facts = facts

    def holds(self, text: str | None) -> bool | None:
        """True, False, or None when it cannot be told yet. No condition holds always."""
        if text is None:
            return True
        outcome = compile_expression(text, self.environment).evaluate(self.facts)
        if outcome.is_true:
            return True
        return False if outcome.is_false else None

    def requires(self, field: Field) -> bool:
        """Whether the field must be answered; a condition that cannot be told does not oblige."""
        if isinstance(field.required, bool):
            return field.required
        return self.holds(field.required) is True

    def is_optional(self, field: Field) -> bool:
        """Whether one can already say that the answer may be left out."""
        if isinstance(field.required, bool):
            return not field.required
        return self.holds(field.required) is False

    def among(self, environment: Environment, **more: Any) -> "Conditions":
        return Conditions(environment, {**self.facts, **more})


def outer_facts(around: Around) -> dict[str, Any]:
    return {"today": around.today, **around.facts}


def facts_of(
    fields: Iterable[Field], answers: Mapping[str, Any], *, blank: Iterable[str] = ()
) -> dict[str, Any]:
    """Normalised answers as conditions read them. `blank` names the fields known to have none;
    a field that is in neither is unknown."""
    left_blank = set(blank)
    facts: dict[str, Any] = {}
    for field in fields:
        if field.type == "information":
            continue
        if field.id in answers:
            facts[field.id] = _fact(field, answers[field.id])
        elif field.id in left_blank:
            facts[field.id] = _blank(field)
    return facts


def _blank(field: Field) -> Any:
    if field.type in WORDS:
        return ""
    if field.type in LISTS:
        return ()
    return False if field.type == "declaration" else None


def _fact(field: Field, answer: Any) -> Any:
    if field.type == "date":
        return date.fromisoformat(answer)
    if field.type == "group":
        every = [sub.id for sub in field.fields]
        return tuple(facts_of(field.fields, entry, blank=every) for entry in answer)
    return tuple(answer) if isinstance(answer, list) else answer
