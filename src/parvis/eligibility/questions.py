"""The questions that can be asked: each settles some facts, on one page, about one thing.

Which comes next: the one that can still change the most, in euros a year, for what it costs the
person to answer. A fact few people have counts for a tenth of what it would change. Papers one must
look for (a tax notice, the quotient of the CAF) are never asked on the way: the results offer them.
Decision 0321.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from parvis.eligibility.interview import Interview
from parvis.eligibility.judging import Judged
from parvis.eligibility.plausible import age, value
from parvis.eligibility.situation import (
    GOODS,
    ME,
    PARTNER,
    Situation,
    may_be_restricted,
    may_have_a_complement,
)
from parvis.eligibility.verdicts import Answer, CannotTell

ENOUGH: Final = 60_00  # cents a year: less than that is not worth a question
RARE_COUNTS: Final = 0.1
LOCAL_IS_WORTH: Final = 120_00  # cents a year, when a local rule cannot tell and says no sum
INCOMES: Final = (
    *("wage", "self_employed_income", "unemployment_benefit", "pension"),
    *("invalidity_pension", "daily_allowances", "alimony_received", "alimony_paid"),
)


@dataclass(frozen=True, slots=True)
class Topic:
    """`paths`: the facts it settles for this household, none when it does not concern it. `asks`:
    False when only the results offer it."""

    key: str
    cost: int
    paths: Callable[[Situation, date], tuple[str, ...]]
    asks: bool = True


@dataclass(frozen=True, slots=True)
class Question:
    """`slug`: its address. `who`: the adult it is about, "" when it is the household."""

    slug: str
    topic: str
    who: str
    cost: int
    paths: tuple[str, ...]
    asks: bool


def _of(who: str, *keys: str) -> Callable[[Situation, date], tuple[str, ...]]:
    def paths(situation: Situation, on: date) -> tuple[str, ...]:
        return tuple(f"{who}.{key}" for key in keys) if who in situation.members else ()

    return paths


def _fixed(*paths: str) -> Callable[[Situation, date], tuple[str, ...]]:
    return lambda situation, on: paths


def _children(situation: Situation, on: date) -> tuple[str, ...]:
    return ("home.children", *(f"{child}.birth_date" for child in situation.children))


def _older_children(situation: Situation, on: date) -> tuple[str, ...]:
    older = (child for child in situation.children if (age(situation, child, on) or 0) >= 15)
    return tuple(f"{child}.{key}" for child in older for key in ("school", "activity"))


def _studies(who: str) -> Callable[[Situation, date], tuple[str, ...]]:
    def paths(situation: Situation, on: date) -> tuple[str, ...]:
        is_student = who in situation.members and value(situation, f"{who}.activity") == "student"
        return (f"{who}.scholarship", f"{who}.apprentice") if is_student else ()

    return paths


def _restriction(who: str) -> Callable[[Situation, date], tuple[str, ...]]:
    def paths(situation: Situation, on: date) -> tuple[str, ...]:
        is_theirs = who in situation.members and may_be_restricted(situation, who)
        return (f"{who}.work_restriction",) if is_theirs else ()

    return paths


def _complements(situation: Situation, on: date) -> tuple[str, ...]:
    entitled = (child for child in situation.children if may_have_a_complement(situation, child))
    return tuple(f"{child}.aeeh_category" for child in entitled)


_GOODS: Final = tuple(f"home.{key}" for pair in GOODS.items() for key in pair)


def special_cases(situation: Situation, on: date) -> dict[str, tuple[str, ...]]:
    """What few people live, by case: the facts it speaks of. Only cases this household may know."""
    cases: dict[str, tuple[str, ...]] = {}
    for who in situation.adults:
        if 15 <= (age(situation, who, on) or 30) <= 50:
            cases[f"expecting_{who}"] = (f"{who}.due_date",)
        cases[f"disability_{who}"] = (f"{who}.disability_rate",)
    if situation.children:
        cases["disability_children"] = tuple(f"{one}.disability_rate" for one in situation.children)
        cases["custody"] = tuple(f"{one}.shared_custody" for one in situation.children)
        if PARTNER not in situation.members:
            cases["unpaid"] = ("family.child_support_unpaid",)
    for who in situation.adults:
        cases[f"foreign_{who}"] = (f"{who}.nationality",)
    if value(situation, "home.occupancy") not in (None, "owner", "owner_with_loan", "free"):
        cases["flat_share"] = ("home.flat_share",)
    cases["savings"] = ("home.savings",)
    cases["property"] = ("home.other_property", *_GOODS)
    cases["unsteady"] = ("tax.incomes_steady",)
    return cases


def _specials(situation: Situation, on: date) -> tuple[str, ...]:
    return tuple(path for paths in special_cases(situation, on).values() for path in paths)


def _each_child(key: str) -> Callable[[Situation, date], tuple[str, ...]]:
    return lambda situation, on: tuple(f"{child}.{key}" for child in situation.children)


BASE: Final = ("vous", "couple", "enfants")
"""Asked of everybody first, without asking the law: who lives there."""
FOLLOW_UPS: Final = frozenset(
    ("grossesse", "handicap", "handicap-enfants", "garde", "nationalite", "epargne")
)
"""Asked only of those who said it is their case."""

_TOPICS: Final = (
    Topic("vous", 1, lambda situation, on: ("home.commune", "me.birth_date")),
    Topic("couple", 1, lambda situation, on: ("home.couple", "family.union")),
    Topic("enfants", 1, _children),
    Topic("conjoint", 1, _of(PARTNER, "birth_date", "activity")),
    Topic("activite", 1, _of(ME, "activity")),
    Topic("logement", 1, _fixed("home.occupancy", "home.rent")),
    Topic("revenus", 2, _of(ME, *INCOMES)),
    Topic("revenus-conjoint", 2, _of(PARTNER, *INCOMES)),
    Topic("etudes", 1, _studies(ME)),
    Topic("etudes-conjoint", 1, _studies(PARTNER)),
    Topic("scolarite", 1, _older_children),
    Topic("situations", 2, _specials),
    Topic("grossesse", 2, _of(ME, "due_date")),
    Topic("grossesse-conjoint", 2, _of(PARTNER, "due_date")),
    Topic("handicap", 3, _of(ME, "disability_rate")),
    Topic("handicap-conjoint", 3, _of(PARTNER, "disability_rate")),
    Topic("acces-emploi", 3, _restriction(ME)),
    Topic("acces-emploi-conjoint", 3, _restriction(PARTNER)),
    Topic("handicap-enfants", 3, _each_child("disability_rate")),
    Topic("complement", 3, _complements),
    Topic("garde", 2, _each_child("shared_custody")),
    Topic("nationalite", 3, _of(ME, "nationality", "years_of_permit")),
    Topic("nationalite-conjoint", 3, _of(PARTNER, "nationality", "years_of_permit")),
    Topic("epargne", 3, _fixed("home.savings", *_GOODS)),
    Topic("quotient", 3, _fixed("family.quotient_caf"), asks=False),
    Topic("impots", 4, _fixed("tax.reference_income", "tax.half_shares"), asks=False),
)


def questions_of(situation: Situation, on: date) -> list[Question]:
    """Every question that concerns this household, in the order of a conversation."""
    found = []
    for topic in _TOPICS:
        paths = topic.paths(situation, on)
        if paths:
            who = PARTNER if topic.key.endswith("-conjoint") or topic.key == "conjoint" else ME
            name = topic.key.removesuffix("-conjoint")
            found.append(Question(topic.key, name, who, topic.cost, paths, topic.asks))
    return found


def question(situation: Situation, slug: str, on: date) -> Question | None:
    return next((one for one in questions_of(situation, on) if one.slug == slug), None)


def question_for(situation: Situation, path: str, on: date) -> Question | None:
    """The question that settles this fact, the most precise first."""
    able = [one for one in questions_of(situation, on) if path in one.paths]
    return min(able, key=lambda one: len(one.paths), default=None)


@dataclass(frozen=True, slots=True)
class Next:
    """`left`: how many questions can still change something, this one included."""

    question: Question | None
    left: int


def first_questions(interview: Interview, on: date) -> Question | None:
    """The one of `BASE` that was not asked yet; None when all were."""
    for slug in BASE:
        if slug not in interview.asked:
            return question(interview.situation, slug, on)
    return None


def next_question(interview: Interview, judged: Iterable[Judged], on: date) -> Next:
    """What to ask now, given what every benefit comes to; None when nothing can change any more,
    or when what could was skipped."""
    stakes = _stakes(judged)
    ranked = []
    for rank, one in enumerate(questions_of(interview.situation, on)):
        weight = _weight(one, interview, stakes)
        if weight:
            ranked.append((-weight / one.cost, rank, one))
    ranked.sort(key=lambda each: each[:2])
    return Next(ranked[0][2] if ranked else None, len(ranked))


def without_the_law(interview: Interview, on: date) -> Next:
    """When the law cannot be asked: the questions that most rights depend on, in their order."""
    wanted = [
        one
        for one in questions_of(interview.situation, on)
        if one.asks
        and one.slug not in interview.asked
        and (_is_told(one, interview) if one.topic in FOLLOW_UPS else True)
    ]
    return Next(wanted[0] if wanted else None, len(wanted))


def _weight(one: Question, interview: Interview, stakes: Mapping[str, float]) -> float:
    if not one.asks or one.slug in interview.asked:
        return 0.0
    if one.topic in FOLLOW_UPS and not _is_told(one, interview):
        return 0.0
    unknown = [path for path in one.paths if interview.situation.fact(path) is None]
    weight = max((stakes.get(path, 0.0) for path in unknown), default=0.0)
    return weight if weight >= ENOUGH * RARE_COUNTS else 0.0


def _is_told(one: Question, interview: Interview) -> bool:
    return any(path in interview.flagged for path in one.paths)


def _stakes(judged: Iterable[Judged]) -> dict[str, float]:
    found: dict[str, float] = {}
    for each in judged:
        for path, cents in each.stakes.items():
            found[path] = found.get(path, 0.0) + cents
        for path, cents in each.rare.items():
            found[path] = found.get(path, 0.0) + cents * RARE_COUNTS
    return {path: cents for path, cents in found.items() if cents >= ENOUGH * RARE_COUNTS}


def local_judged(answers: Iterable[Answer]) -> list[Judged]:
    """Answers of local rules, with what their unknown facts are worth."""
    found = []
    for answer in answers:
        verdict = answer.verdict
        facts = verdict.facts if isinstance(verdict, CannotTell) else ()
        found.append(Judged(answer, dict.fromkeys(facts, LOCAL_IS_WORTH)))
    return found
