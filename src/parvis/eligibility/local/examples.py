"""Plays the tests a benefit carries: given a situation, this is the answer."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from parvis.catalogue.expressions import Type
from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.local.benefit import Benefit
from parvis.eligibility.local.definition import Area, BenefitFile, Example, Expected
from parvis.eligibility.local.environment import INCOMES
from parvis.eligibility.local.judging import judge
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.situation import ME, PARTNER, Fact, Situation
from parvis.eligibility.verdicts import Amount, Answer, CannotTell, No, Verdict, Yes

_CHILD = re.compile(r"child[1-9][0-9]?")
_SHORT = ("age", "resources")
_OWNERS = {Entity.HOUSEHOLD, Entity.FAMILY, Entity.TAX_HOUSEHOLD}


class Unreadable(ValueError):
    """A test says something that is no fact: `path` in the file, `remedy` what to write."""

    def __init__(self, path: tuple[str | int, ...], message: str, remedy: str) -> None:
        super().__init__(message)
        self.path = path
        self.remedy = remedy


def _no_such(path: tuple[str | int, ...], name: str, of: str, known: Iterable[str]) -> Unreadable:
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    remedy = _("did you mean “%s”?") % near[0] if near else _("known: %s") % ", ".join(names)
    said = _("there is no fact “%(name)s” of %(owner)s") % {"name": name, "owner": of}
    return Unreadable(path, said, remedy)


@dataclass(frozen=True, slots=True)
class Failure:
    """A test that does not come out: the case as given, and what came instead."""

    place: int
    case: str
    expected: str
    found: str

    def __str__(self) -> str:
        return _("“%(case)s”: expected %(expected)s, found %(found)s") % {
            "case": self.case,
            "expected": self.expected,
            "found": self.found,
        }


def failures_of(benefit: Benefit) -> list[Failure]:
    """Every test of the benefit that does not come out. Raises Unreadable."""
    found = []
    for place, example in enumerate(benefit.definition.tests):
        answer = answer_of(benefit, example)
        told, wanted = _said(answer), _wanted(example.expect)
        if not _holds(answer, example.expect):
            found.append(Failure(place, example.it, wanted, told))
    return found


def answer_of(benefit: Benefit, example: Example) -> Answer | None:
    """The answer for whom the test is about; None: nobody is answered. Raises Unreadable."""
    situation, law = situation_of(example, benefit.definition)
    answers = judge(benefit, situation, law, example.day)
    whom = example.expect.whom
    return next((one for one in answers if one.whom == whom or not whom), None)


def situation_of(example: Example, definition: BenefitFile) -> tuple[Situation, dict[str, int]]:
    """What a test gives. Who is named lives there, and nobody else."""
    named = set(example.given) - _OWNERS - {"law", ME, PARTNER}
    children = sorted(named, key=lambda name: (len(name), name))
    for name in children:
        if not _CHILD.fullmatch(name):
            fix = _("known: %s") % "me, partner, child1, child2, home, family, tax, law"
            raise Unreadable(("given", name), _("“%s” is nobody") % name, fix)
    partner = (PARTNER,) if PARTNER in example.given else ()
    situation = Situation((ME, *partner, *children))
    law: dict[str, int] = {}
    given: dict[str, dict[str, Any]] = {"home": {}, **example.given}
    given["home"] = _home(definition.area, definition, bool(partner), len(children)) | given["home"]
    for owner, facts in given.items():
        if owner == "law":
            law = _law(facts)
            continue
        for key, value in _spelt_out(owner, facts).items():
            situation = _told(situation, owner, key, value, example.day)
    for path in example.unknown:
        try:
            situation = situation.told(path, None)
        except KeyError as error:
            owner, _dot, key = path.partition(".")
            raise _no_such(("unknown",), key, owner, FACTS) from error
    return situation, law


def _spelt_out(owner: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """`resources: 98000` stands for a wage and no other income."""
    if "resources" not in facts or owner in _OWNERS:
        return dict(facts)
    others = dict.fromkeys(INCOMES) | {"wage": facts["resources"]}
    return others | {key: value for key, value in facts.items() if key != "resources"}


def _home(area: Area, definition: BenefitFile, couple: bool, children: int) -> dict[str, Any]:
    home: dict[str, Any] = {"couple": couple, "children": children}
    if area.communes:
        home["commune"] = area.communes[0]
    elif definition.institution.level == "commune":
        home["commune"] = definition.institution.code
    return home


def _told(situation: Situation, owner: str, key: str, value: Any, day: date) -> Situation:
    path = ("given", owner, key)
    if key == "age" and isinstance(value, int):
        key, value = "birth_date", date(day.year - value, 1, 1)
    try:
        kind = situation.kind(f"{owner}.{key}")
    except KeyError as error:
        known = [name for name, one in FACTS.items() if _owns(owner, one.entity)]
        raise _no_such(path, key, owner, [*known, *_SHORT]) from error
    if value is not None and not _fits(value, kind.type):
        said = _("“%(value)s” is no value of %(owner)s.%(key)s") % {
            "value": value,
            "owner": owner,
            "key": key,
        }
        known_ = ", ".join(kind.type.choices) or str(kind.type)
        raise Unreadable(path, said, _("known: %s") % known_)
    return situation.told(f"{owner}.{key}", Fact(value, day))


def _owns(owner: str, entity: Entity) -> bool:
    return entity == owner if owner in _OWNERS else entity is Entity.PERSON


def _fits(value: Any, type_: Type) -> bool:
    match type_.kind:
        case "bool":
            return isinstance(value, bool)
        case "int":
            return isinstance(value, int) and not isinstance(value, bool)
        case "date":
            return isinstance(value, date)
    return isinstance(value, str) and (not type_.choices or value in type_.choices)


def _law(given: Mapping[str, Any]) -> dict[str, int]:
    for name, amount in given.items():
        known = name.partition(":")[0] in BENEFITS
        if not known or not isinstance(amount, int) or isinstance(amount, bool):
            said = _("“%s” is no right of the State with its cents") % name
            fix = _("known: %s") % ", ".join(BENEFITS)
            raise Unreadable(("given", "law", name), said, fix)
    return dict(given)


def _holds(answer: Answer | None, expected: Expected) -> bool:
    if answer is None:
        return False
    match answer.verdict:
        case Yes(amount=None):
            return expected.right is True
        case Yes(amount=Amount(low=low, high=high)):
            return expected.amount in ((low, high), low if low == high else None)
        case No(reason=reason):
            return expected.refused == reason.code and expected.gap in (None, reason.gap)
        case CannotTell(facts=facts):
            return expected.cannot_tell is not None and set(expected.cannot_tell) == set(facts)
    return False


def _said(answer: Answer | None) -> str:
    return _("no answer") if answer is None else _verdict(answer.verdict)


def _verdict(verdict: Verdict) -> str:
    match verdict:
        case Yes(amount=None):
            return "right: true"
        case Yes(amount=Amount(low=low, high=high)):
            return f"amount: {low}" if low == high else f"amount: [{low}, {high}]"
        case No(reason=reason):
            gap = "" if reason.gap is None else f", gap: {reason.gap}"
            return f"refused: {reason.code}{gap}"
        case CannotTell(facts=facts):
            return f"cannot_tell: [{', '.join(facts)}]"
    return ""


def _wanted(expected: Expected) -> str:
    given = expected.model_dump(exclude_none=True, exclude={"whom"})
    return ", ".join(f"{key}: {_plain(value)}" for key, value in given.items())


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(str, value))}]"
    return str(value).lower() if isinstance(value, bool) else str(value)
