"""A conversation under way: what was said, what was skipped, and what comes next of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from parvis.catalogue.expressions import DATE
from parvis.eligibility.facts import FACTS
from parvis.eligibility.situation import ME, PARTNER, Fact, Lived, Origin, Situation


@dataclass(frozen=True, slots=True)
class Interview:
    """`asked`: questions in the order they were answered or skipped. `flagged`: facts of which the
    person said "that is my case" without saying more yet."""

    situation: Situation = field(default_factory=Situation)
    asked: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    flagged: tuple[str, ...] = ()

    def telling(self, question: str, facts: Mapping[str, Fact | None]) -> "Interview":
        """The same once `question` was answered. Facts of nobody there are left out."""
        situation = self.situation
        for path, fact in facts.items():
            situation = told(situation, path, fact)
        known = set(situation.paths())
        return replace(
            self,
            situation=situation,
            asked=_with(self.asked, question),
            skipped=tuple(one for one in self.skipped if one != question),
            flagged=tuple(
                one
                for one in self.flagged
                if one not in known and one.partition(".")[0] in _owners(situation)
            ),
        )

    def flagging(self, paths: tuple[str, ...], among: tuple[str, ...]) -> "Interview":
        """Of the facts `among` which one asked, those in `paths` are the person's case."""
        kept = tuple(one for one in self.flagged if one not in among)
        return replace(self, flagged=kept + paths)

    def skipping(self, question: str) -> "Interview":
        return replace(
            self,
            asked=_with(self.asked, question),
            skipped=_with(self.skipped, question),
        )

    def proving(self, seen: Collection[str], on: date) -> "Interview":
        """The same once an agent saw the proof of the facts `seen`, and of no other: a paper that
        was ticked by mistake proves nothing."""
        situation = self.situation
        for path in tuple(situation.paths()):
            fact = situation.fact(path)
            assert fact is not None
            if path in seen and fact.origin is Origin.DECLARED:
                situation = situation.told(path, replace(fact, on=on, origin=Origin.PROVEN))
            elif path not in seen and fact.origin is Origin.PROVEN:
                situation = situation.told(path, replace(fact, origin=Origin.DECLARED))
        return replace(self, situation=situation)

    def to_json(self) -> dict[str, Any]:
        return {
            "situation": situation_to_json(self.situation),
            "asked": list(self.asked),
            "skipped": list(self.skipped),
            "flagged": list(self.flagged),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Interview":
        """Facts that no longer exist, or whose value is no longer possible, are forgotten."""
        return cls(
            situation_from_json(kept.get("situation") or {}),
            tuple(kept.get("asked", ())),
            tuple(kept.get("skipped", ())),
            tuple(kept.get("flagged", ())),
        )


def told(situation: Situation, path: str, fact: Fact | None) -> Situation:
    """`situation.told`, with the household made of those that the fact says live there. A fact of
    somebody who does not is left out. Said again alike, a proven fact stays proven."""
    if path == "home.couple" or path == "home.children":
        situation = situation.told(path, fact)
        return situation.among(*members_said(situation))
    try:
        known = situation.fact(path)
        if known and fact and known.origin is not fact.origin and known.value == fact.value:
            return situation
        return situation.told(path, fact)
    except KeyError:
        return situation


def members_said(situation: Lived) -> tuple[str, ...]:
    """Those whom the couple and the number of children say live there."""
    couple, children = situation.fact("home.couple"), situation.fact("home.children")
    pair = (PARTNER,) if couple is not None and couple.value else ()
    count = children.value or 0 if children is not None else 0
    return (ME, *pair, *(f"child{number}" for number in range(1, count + 1)))


def _owners(situation: Situation) -> set[str]:
    return {*situation.members, "home", "family", "tax"}


def _with(kept: tuple[str, ...], one: str) -> tuple[str, ...]:
    return kept if one in kept else (*kept, one)


def situation_to_json(situation: Situation) -> dict[str, Any]:
    return {
        "members": list(situation.members),
        "facts": {
            owner: {
                key: [
                    fact.value.isoformat() if isinstance(fact.value, date) else fact.value,
                    fact.on.isoformat(),
                    fact.origin.value,
                ]
                for key, fact in known.items()
            }
            for owner, known in situation.facts.items()
        },
    }


def situation_from_json(kept: Mapping[str, Any]) -> Situation:
    situation = Situation(tuple(kept.get("members") or (ME,)))
    for owner, known in (kept.get("facts") or {}).items():
        for key, (value, on, origin) in known.items():
            if key not in FACTS:
                continue
            fact = Fact(_read(key, value), date.fromisoformat(on), Origin(origin))
            try:
                situation = situation.told(f"{owner}.{key}", fact)
            except KeyError:
                continue
    return situation


def _read(key: str, value: Any) -> Any:
    is_date = FACTS[key].type == DATE and value is not None
    return date.fromisoformat(value) if is_date else value
