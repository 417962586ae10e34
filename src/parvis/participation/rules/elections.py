"""What a vote is made of, as plain values, and what may still be done with it."""

import secrets
from dataclasses import asdict
from functools import lru_cache
from hashlib import sha256
from typing import cast

from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter

from parvis.accounts.models import Person
from parvis.core.codes import hashed
from parvis.core.refusals import Refused
from parvis.participation.canonical import canonical
from parvis.participation.counting.ballot import age_band
from parvis.participation.counting.election import (
    RULES,
    InvalidElection,
    Kind,
    Project,
    Rule,
    drawn_order,
)
from parvis.participation.counting.election import Election as Terms
from parvis.participation.models import Election
from parvis.participation.models.consultation import Participant, Way

_TERMS = TypeAdapter(Terms)
_RULES = TypeAdapter(Rule)


class ElectionRefused(Refused):
    """Why something cannot be done with a vote, in words for an agent."""


class Sealed(ElectionRefused):
    message = _("The vote has opened: its rule, its projects and its budget no longer change.")


class NotReady(ElectionRefused):
    message = _("This vote cannot open yet.")


def terms_of(election: Election) -> Terms:
    """The sealed terms; of a draft, what they would be now. Raises InvalidElection."""
    return _sealed(election.terms) if election.terms else _drafted(election)


def rule_of(election: Election) -> Rule:
    """Raises InvalidElection."""
    return _RULES.validate_python(election.rule) if election.rule else Rule("greedy")


@lru_cache(maxsize=64)
def _sealed(text: str) -> Terms:
    return _TERMS.validate_json(text)


def _drafted(election: Election) -> Terms:
    projects = tuple(
        Project(
            id=one.code,
            cost=one.cost_cents,
            name=one.name,
            floor=one.floor_cents,
            area=one.area,
            category=one.category,
        )
        for one in election.projects.all()
    )
    kind = "approval" if election.ballot == Election.Ballot.SUPPORT else election.ballot
    order = tuple(project.id for project in projects)
    return Terms(
        budget=election.budget_cents,
        projects=projects,
        title=election.title,
        kind=cast(Kind, str(kind)),
        most=election.most,
        points=election.points,
        threshold=election.threshold,
        tie_order=drawn_order(election.tie_seed, projects) if election.tie_seed else order,
        incompatible=tuple(tuple(group) for group in election.incompatible),
        rule=rule_of(election),
    )


def written(terms: Terms) -> str:
    return canonical(asdict(terms)).decode()


def seal_of(terms: str) -> str:
    return sha256(terms.encode()).hexdigest()


def check_ready(election: Election) -> Terms:
    """What would be sealed. Raises NotReady with what is missing."""
    try:
        terms = terms_of(election)
    except InvalidElection as error:
        raise NotReady(str(error)) from error
    if len(terms.projects) < 2:
        raise NotReady(_("A vote needs two projects at least."))
    if sum(project.cost for project in terms.projects) <= terms.budget:
        raise NotReady(_("The budget pays for every project: there is nothing to choose."))
    if terms.kind == "points" and not terms.points:
        raise NotReady(_("Say how many points each voter shares out."))
    if len(election.tie_seed) < 8:
        raise NotReady(_("Give the numbers drawn in public that settle ties."))
    return terms


def rule_name_of(rule: Rule) -> str:
    """Its name among `RULES`, partial funding apart; "own" for another."""
    steps = tuple(step for step in rule.completion if step != "partial")
    for name, known in RULES.items():
        if (known.method, known.completion) == (rule.method, steps):
            return name
    return "own"


def drawn_key() -> str:
    return secrets.token_hex(32)


def mark_of(box_key: str, who: str) -> str:
    """What stands for a voter on their ballot while the vote is open: it takes the box's key and
    the key of the site to make it again."""
    return hashed("parvis.participation.ballot", box_key, who)


def voter_mark(election: Election, participant: Participant) -> str:
    return mark_of(election.box_key, f"voter {participant.pk}")


def paper_mark(election: Election, serial: str) -> str:
    return mark_of(election.box_key, f"paper {serial}")


def is_identified(participant: Participant) -> bool:
    """Whether somebody answers for who this is: a certified identity, an agent, a letter."""
    if participant.way in {Way.COUNTER, Way.LETTER} or participant.confirmed_by:
        return True
    return participant.person is not None and participant.person.is_certified


def traits_of(person: Person | None, year: int) -> tuple[str, str]:
    """Commune and age band, as results are told by; empty where they are not known."""
    if person is None:
        return "", ""
    born = person.birth_date[:4]
    age = age_band(str(max(0, year - int(born)))) if born.isdecimal() else ""
    return person.commune_name[:80], age
