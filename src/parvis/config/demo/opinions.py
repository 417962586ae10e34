"""Statements and answers of the demonstration, from `library/*/consultations/*/opinions.yml`.

The people who answer are invented, and the same each time; the worker draws their map.
"""

import random
from typing import Any

from parvis.config.demo import Report
from parvis.config.demo.consultations import crowd, fill
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation import actions
from parvis.participation.models import Act, Phase, Reaction, Statement

ORDER = 61
LABEL = "Opinions"


def load(report: Report) -> None:
    fill(report, "opinions.yml", Act.REACT, _answer, full="statements")


def _answer(phase: Phase, told: dict[str, Any]) -> None:
    texts = {one["text"]: one["agree"] for one in told["statements"]}
    statements = actions.add_statements(actor=SYSTEM, phase=phase, texts=texts)
    people = crowd(phase, told["people"], "")
    draw = random.Random(phase.consultation.slug)  # noqa: S311
    Reaction.objects.bulk_create(  # writes: the demonstration alone
        Reaction(
            phase=phase,
            statement=one,
            participant=who,
            value=_value(texts[one.text][int(n % 5 > 2)], draw),
            reacted_at=clock.now(),
        )
        for n, who in enumerate(people)
        for one in _read(statements, told["answers_each"], draw)
    )


def _read(statements: list[Statement], each: int, draw: random.Random) -> list[Statement]:
    return draw.sample(statements, min(len(statements), each + draw.randint(-6, 6)))


def _value(agreeing: float, draw: random.Random) -> int:
    if draw.random() < 0.12:
        return Reaction.Value.PASS
    return Reaction.Value.AGREE if draw.random() < agreeing else Reaction.Value.DISAGREE
