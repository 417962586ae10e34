"""The national law in three values: one batch over the plausible completions of what is unknown.

All come to nothing: no. All come to something: yes, between the least and the most. Else it cannot
be told, and the facts whose variation changes the outcome are those to ask. Values that few people
have stand in the way of a no, and of a yes only as something "to be verified". Decision 0320.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from parvis.eligibility.completing import Row, completions
from parvis.eligibility.facts import FACTS
from parvis.eligibility.national import BENEFITS, QUOTIENT, NationalBenefit, other_month
from parvis.eligibility.ports import LawEngine, LawUnavailable
from parvis.eligibility.situation import Situation
from parvis.eligibility.verdicts import Amount, Answer, CannotTell, No, Per, Reason, Verdict, Yes

A_YEAR: Final = {Per.MONTH: 12, Per.YEAR: 1, Per.ONCE: 1, Per.UNIT: 100}
FLAG_IS_WORTH: Final = 300_00  # cents a year: a right without a sum still deserves a question
_ORDER: Final = {key: rank for rank, key in enumerate(FACTS)}

Groups = dict[str, list[list[int]]]


@dataclass(frozen=True, slots=True)
class Judged:
    """`stakes`: for each unknown fact that changes the outcome, by how many cents a year at most,
    usual values only. `rare`: the same of values that few people have. `supposed`: facts to verify
    before a yes is certain. `swings`: the law gives one amount a month and another the next
    (decision 0379)."""

    answer: Answer
    stakes: Mapping[str, int] = field(default_factory=dict)
    rare: Mapping[str, int] = field(default_factory=dict)
    supposed: tuple[str, ...] = ()
    swings: bool = False


@dataclass(frozen=True, slots=True)
class National:
    """`amounts`: what the law comes to where that is certain to the cent, by code, for local rules
    (`law.rsa`). `quotient`: the quotient familial of the CAF, None where usual lives differ."""

    judged: tuple[Judged, ...]
    amounts: Mapping[str, int]
    law: str = ""
    quotient: int | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """A situation to judge. `flagged`: see `completing.completions`."""

    situation: Situation
    flagged: tuple[str, ...] = ()


def judge_nation(
    engine: LawEngine,
    lives: Sequence[Life],
    month: date,
    benefits: Sequence[str] = tuple(BENEFITS),
    *,
    with_quotient: bool = True,
) -> list[National]:
    """Every national benefit that the engine knows, for each life, with one call to it.

    Raises LawUnavailable, LawRefused."""
    needs = _needs(engine, [*benefits, QUOTIENT] if with_quotient else benefits)
    keys = frozenset().union(*needs.values())
    rows = [completions(life.situation, keys, month, life.flagged) for life in lives]
    every = {id(row.situation): row.situation for each in rows for row in each}
    found = dict(zip(every, engine.amounts([*every.values()], list(needs), month), strict=True))
    law = _version(engine, month)
    return [
        _national(
            life.situation, needs, mine, [found[id(row.situation)] for row in mine], month, law
        )
        for life, mine in zip(lives, rows, strict=True)
    ]


def _national(
    situation: Situation,
    needs: Iterable[str],
    rows: Sequence[Row],
    found: Sequence[Mapping[str, int]],
    month: date,
    law: str,
) -> National:
    groups = _groups(rows, unusual=False), _groups(rows, unusual=True)
    judged = tuple(
        _judged(BENEFITS[code], key, rows, groups, found, month, law)
        for code in needs
        if code != QUOTIENT
        for key in _keys_of(code, situation)
    )
    usual = [amounts for row, amounts in zip(rows, found, strict=True) if not row.is_unusual]
    amounts = _certain(found)
    amounts.pop(QUOTIENT, None)
    return National(judged, amounts, law, _certain(usual).get(QUOTIENT))


def _needs(engine: LawEngine, benefits: Iterable[str]) -> dict[str, frozenset[str]]:
    """Facts by benefit; those this version of the law does not know are left out."""
    known = {}
    for code in benefits:
        try:
            known[code] = engine.facts_of(code)
        except KeyError:
            continue
    return known


def _version(engine: LawEngine, month: date) -> str:
    for one in engine.versions():
        if one.since <= month and (one.until is None or month <= one.until):
            return f"{one.package} {one.version}"
    raise LawUnavailable


def _keys_of(code: str, situation: Situation) -> list[str]:
    """How the engine names a person's own benefit: once for each adult who is known to be there."""
    if not BENEFITS[code].for_each:
        return [code]
    return [f"{code}:{who}" for who in situation.adults]


def _judged(
    benefit: NationalBenefit,
    key: str,
    rows: Sequence[Row],
    groups: tuple[Groups, Groups],
    found: Sequence[Mapping[str, int]],
    month: date,
    law: str,
) -> Judged:
    values = [amounts.get(key, 0) for amounts in found]
    usual = [value for row, value in zip(rows, values, strict=True) if not row.is_unusual]
    other = other_month(key)
    others = [
        amounts[other]
        for row, amounts in zip(rows, found, strict=True)
        if other in amounts and not row.is_unusual
    ]
    stakes, rare = (_stakes(benefit, each, values) for each in groups)
    verdict = _verdict(benefit, rows, values + others, usual + others, stakes, rare)
    answer = Answer(benefit.name, verdict, month, law, key.partition(":")[2])
    supposed = tuple(rare) if isinstance(verdict, Yes) else ()
    return Judged(answer, stakes, rare, supposed, bool(others))


def _verdict(
    benefit: NationalBenefit,
    rows: Sequence[Row],
    values: Sequence[int],
    usual: Sequence[int],
    stakes: Mapping[str, int],
    rare: Mapping[str, int],
) -> Verdict:
    if min(usual) > 0:
        return Yes(_between(benefit, usual))
    possible = [value for value in values if value > 0]
    if not possible:
        return No(Reason(f"law.{benefit.code}", "", law=((benefit.law, ""),)))
    settling = stakes if max(usual) > 0 else rare
    return CannotTell(_cheapest_first(settling or _varied(rows)), _between(benefit, possible))


def _between(benefit: NationalBenefit, values: Sequence[int]) -> Amount | None:
    return None if benefit.is_flag else Amount(min(values), max(values), benefit.per)


def _varied(rows: Sequence[Row]) -> tuple[str, ...]:
    return tuple({row.varied: None for row in rows if row.varied})


def _cheapest_first(paths: Iterable[str]) -> tuple[str, ...]:
    def cost(path: str) -> tuple[int, int]:
        key = path.partition(".")[2]
        return FACTS[key].cost, _ORDER[key]

    return tuple(sorted(paths, key=cost))


def _stakes(benefit: NationalBenefit, groups: Groups, values: Sequence[int]) -> dict[str, int]:
    """By fact, the widest change it makes around one base, in cents a year."""
    found: dict[str, int] = {}
    for path, group in groups.items():
        spread = max(_spread(values, members) for members in group)
        worth = FLAG_IS_WORTH if benefit.is_flag else A_YEAR[benefit.per]
        if spread:
            found[path] = spread * worth
    return found


def _groups(rows: Sequence[Row], *, unusual: bool) -> Groups:
    """By fact and base, the numbers of the rows where only that fact varies (and, for unusual
    values, the base they vary from)."""
    groups: dict[tuple[str, int], list[int]] = {}
    for number, row in enumerate(rows):
        if row.varied and row.is_unusual == unusual:
            groups.setdefault((row.varied, row.base), [row.base]).append(number)
    by_path: Groups = {}
    for (path, _base), numbers in groups.items():
        by_path.setdefault(path, []).append(numbers)
    return by_path


def _spread(values: Sequence[int], numbers: Sequence[int]) -> int:
    around = [values[number] for number in numbers]
    return max(around) - min(around)


def _certain(found: Sequence[Mapping[str, int]]) -> dict[str, int]:
    """What comes to the same in each of these completions, every month."""
    keys = {key for amounts in found for key in amounts}
    keys -= {key for code in keys if (other := other_month(code)) in keys for key in (code, other)}
    same = {}
    for key in keys:
        values = {amounts.get(key, 0) for amounts in found}
        if len(values) == 1:
            same[key] = values.pop()
    return same
