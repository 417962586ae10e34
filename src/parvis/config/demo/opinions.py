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
from parvis.participation.actions.portraits import give_portrait
from parvis.participation.actions.weighings import weigh_consultation
from parvis.participation.models import Act, Participant, Phase, Reaction, Statement
from parvis.participation.queries.portraits import strata_of

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
    _speak_of_themselves(phase, people)


def _speak_of_themselves(phase: Phase, people: list[Participant]) -> None:
    """Two in three do: later classes of each list, older people say, more often than they are."""
    strata = strata_of(phase.consultation)
    draw = random.Random(f"{phase.consultation.slug} portraits")  # noqa: S311
    for who in people[: len(people) * 2 // 3]:
        facts = {one.key: _one_of(one, draw) for one in strata}
        give_portrait(participant=who, facts=facts, strata=strata)
    weigh_consultation(consultation=phase.consultation)


def _one_of(stratum: Any, draw: random.Random) -> str:
    shares = stratum.shares()
    weights = [share * (1 + place) for place, share in enumerate(shares.values())]
    return str(draw.choices(list(shares), weights)[0])


def _read(statements: list[Statement], each: int, draw: random.Random) -> list[Statement]:
    return draw.sample(statements, min(len(statements), each + draw.randint(-6, 6)))


def _value(agreeing: float, draw: random.Random) -> int:
    if draw.random() < 0.12:
        return Reaction.Value.PASS
    return Reaction.Value.AGREE if draw.random() < agreeing else Reaction.Value.DISAGREE
