"""What a program sent, made an interview: its people under our names, its faults under its own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.core.problems import Problem, pointer_to
from parvis.eligibility.api.given import GROUPS, MOST_CHILDREN
from parvis.eligibility.consistency import faults_of
from parvis.eligibility.facts import FACTS, Entity
from parvis.eligibility.interview import Interview, told
from parvis.eligibility.ports import LawRefused
from parvis.eligibility.questions import BASE, questions_of
from parvis.eligibility.situation import ME, PARTNER, Fact, Situation

_OWNERS = {name: entity.value for entity, name in GROUPS.items()}


@dataclass(frozen=True, slots=True)
class Given:
    """`names`: the program's name of each member, and of each group; `places`: where it spoke of
    each person, by our name of them."""

    interview: Interview
    names: Mapping[str, str]
    places: Mapping[str, int]

    def member(self, name: str) -> str | None:
        """Our name for one of theirs."""
        return next((ours for ours, theirs in self.names.items() if theirs == name), None)

    def pointer(self, path: str) -> str:
        """Where the program says, or would say, this fact."""
        owner, _dot, key = path.partition(".")
        if owner in self.places:
            return pointer_to("situation", "persons", self.places[owner], key)
        if owner in GROUPS:
            return pointer_to("situation", GROUPS[Entity(owner)], key)
        return pointer_to("situation", "persons")

    def refused(self, refusal: LawRefused) -> Problem:
        """What the law cannot read, under the program's name of it."""
        if not refusal.path:
            return Problem("invalid", 422, refusal.message)
        return Problem("invalid", 422, errors={self.pointer(refusal.path): [refusal.message]})


def given_of(sent: Any, on: date) -> Given:
    """Raises Problem: what cannot be true, field by field."""
    places = _places(sent.persons)
    people = {ours: sent.persons[at] for ours, at in places.items()}
    groups = {owner: getattr(sent, name) for name, owner in _OWNERS.items()}
    situation = Situation()
    for key, fact in _who(groups, people).items():
        situation = told(situation, f"home.{key}", fact)
    for owner, shape in (people | groups).items():
        for key in FACTS:
            said = getattr(shape, key, None)
            if isinstance(said, Fact):
                situation = situation.told(f"{owner}.{key}", said)
    names = _names(situation, people)
    given = Given(Interview(situation), names, places)
    faults = {given.pointer(path): [said] for path, said in faults_of(situation, on).items()}
    if faults:
        raise Problem("invalid", 422, errors=faults)
    return given


def _names(situation: Situation, people: Mapping[str, Any]) -> dict[str, str]:
    """Theirs; people of whom only the number was said are named after what they are."""
    names = {owner: name for name, owner in _OWNERS.items()}
    names |= {one: person.id for one, person in people.items()}
    for one in situation.members:
        if one not in names:
            free = one
            while free in names.values():
                free += "_"
            names[one] = free
    return names


def _places(persons: list[Any]) -> dict[str, int]:
    """Our name of each person → place in the list. Raises Problem."""
    found: dict[str, int] = {}
    faults: dict[str, list[str]] = {}
    ids: set[str] = set()
    children = 0
    for at, person in enumerate(persons):
        if person.id in ids or person.id in _OWNERS:
            faults[pointer_to("situation", "persons", at, "id")] = [_("This id is taken.")]
        ids.add(person.id)
        role = pointer_to("situation", "persons", at, "role")
        if person.role == "child":
            children += 1
            if children > MOST_CHILDREN:
                faults[role] = [_("There are too many of these.")]
            found[f"child{children}"] = at
            continue
        ours = ME if person.role == "applicant" else PARTNER
        if ours in found:
            faults[role] = [
                _("One applicant only: the others are the partner and the children.")
                if ours == ME
                else _("One partner only: rights know couples of two people.")
            ]
        found.setdefault(ours, at)
    if ME not in found:
        faults["/situation/persons"] = [_("One of these people is the applicant.")]
    if faults:
        raise Problem("invalid", 422, errors=faults)
    return found


def _who(groups: Mapping[str, Any], people: Mapping[str, Any]) -> dict[str, Fact]:
    """Whether there is a partner and how many children: as said, else as those who are named tell;
    nobody named is nothing known. Raises Problem: they contradict each other."""
    home = groups[Entity.HOUSEHOLD.value]
    listed = {"couple": PARTNER in people, "children": sum("child" in one for one in people)}
    faults: dict[str, list[str]] = {}
    found: dict[str, Fact] = {}
    for key, count in listed.items():
        fact = getattr(home, key)
        if isinstance(fact, Fact):
            found[key] = fact
            if count and fact.value != count:
                faults[pointer_to("situation", "household", key)] = [
                    _("The people you speak of say otherwise: name each of them, or none.")
                ]
        elif count:
            found[key] = Fact(count, clock.today())
    if faults:
        raise Problem("invalid", 422, errors=faults)
    return found


def with_asked(given: Given, asked: Iterable[str], flagged: Iterable[str], on: date) -> Interview:
    """The interview so far: a first question is also asked when what it settles is known."""
    interview = given.interview
    known = set(interview.situation.paths())
    if "home.couple" in known and PARTNER not in interview.situation.members:
        known.add("family.union")
    said = dict.fromkeys(asked)
    for one in questions_of(interview.situation, on):
        if one.slug in BASE and known.issuperset(one.paths):
            said[one.slug] = None
    return Interview(interview.situation, tuple(said), (), tuple(flagged))
