"""Statements and answers of the demonstration, from `library/*/consultations/*/opinions.yml`.

The people who answer are invented, and the same each time; the worker draws their map.
"""

import random
from typing import Any

import yaml

from parvis.config.demo import Report
from parvis.config.demo.consultations import folders
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation import actions
from parvis.participation.models import Act, Participant, Phase, Reaction, Statement, Way
from parvis.participation.queries import visitor_hash
from parvis.participation.rules import rules_of

ORDER = 61
LABEL = "Opinions"


def load(report: Report) -> None:
    files = [folder / "opinions.yml" for folder in folders()]
    found = [file for file in files if file.exists()]
    for done, file in enumerate(found, 1):
        phases = Phase.objects.filter(consultation__slug=file.parent.name).order_by("opens_at")
        phase = next(one for one in phases if Act.REACT in rules_of(one).acts)
        if not phase.statements.exists():
            _answer(phase, yaml.safe_load(file.read_text()))
        report(done, len(found))


def _answer(phase: Phase, told: dict[str, Any]) -> None:
    texts = {one["text"]: one["agree"] for one in told["statements"]}
    statements = actions.add_statements(actor=SYSTEM, phase=phase, texts=texts)
    crowd = Participant.objects.bulk_create(  # writes: the demonstration alone
        Participant(
            consultation_id=phase.consultation_id,
            visitor=visitor_hash(f"demo {phase.consultation_id} {n}"),
            way=Way.LETTER,
            joined_at=clock.now(),
        )
        for n in range(told["people"])
    )
    draw = random.Random(phase.consultation.slug)  # noqa: S311
    Reaction.objects.bulk_create(  # writes: the demonstration alone
        Reaction(
            phase=phase,
            statement=one,
            participant=who,
            value=_value(texts[one.text][int(n % 5 > 2)], draw),
            reacted_at=clock.now(),
        )
        for n, who in enumerate(crowd)
        for one in _read(statements, told["answers_each"], draw)
    )


def _read(statements: list[Statement], each: int, draw: random.Random) -> list[Statement]:
    return draw.sample(statements, min(len(statements), each + draw.randint(-6, 6)))


def _value(agreeing: float, draw: random.Random) -> int:
    if draw.random() < 0.12:
        return Reaction.Value.PASS
    return Reaction.Value.AGREE if draw.random() < agreeing else Reaction.Value.DISAGREE
