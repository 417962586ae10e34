"""The votes of the demonstration, from `vote.yml` beside a consultation: one is open, one is over,
with invented ballots that anybody counts again."""

import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from parvis.config.demo import Report
from parvis.config.demo.consultations import folders
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import elections, projects, tallying
from parvis.participation.bundle.receipts import cast
from parvis.participation.counting.election import RULES, Rule
from parvis.participation.models import (
    Ballot,
    BudgetProject,
    Election,
    Idea,
    Participant,
    Phase,
    RollEntry,
    Way,
)

ORDER = 66
LABEL = "Votes"
_WORDS = ("code", "name", "summary", "where", "area", "category")


def load(report: Report) -> None:
    found = [folder for folder in folders() if (folder / "vote.yml").exists()]
    for done, folder in enumerate(found, 1):
        _put(folder)
        report(done, len(found))


def _put(folder: Path) -> None:
    phase = Phase.objects.select_related("consultation").get(
        consultation__slug=folder.name, kind=Phase.Kind.CHOOSE
    )
    if Election.objects.filter(phase=phase).exists():
        return
    told = yaml.safe_load((folder / "vote.yml").read_text())
    with clock.at(phase.opens_at):
        election = elections.set_up(
            actor=SYSTEM,
            phase=phase,
            title=told["title"],
            question=told["question"],
            budget_cents=told["budget"] * 100,
            ballot=told["ballot"],
            rule=elections.plain(_rule(told)),
            threshold=told["threshold"],
            tie_seed=told["tie_seed"],
        )
        elections.put_projects(
            actor=SYSTEM, election=election, projects=list(_projects(told["projects"]))
        )
        _take_up(election, told["projects"])
        elections.change(actor=SYSTEM, election=election, incompatible=told["incompatible"])
        election = elections.open_vote(actor=SYSTEM, election=election)
    if "crowd" in told:
        _vote(election, told)
        with clock.at(phase.closes_at):
            elections.close_vote(actor=SYSTEM, election=election)
            tallying.count_vote(key=election.pk)
            elections.publish_results(actor=SYSTEM, election=election)


def _take_up(election: Election, told: list[dict[str, Any]]) -> None:
    """Which ideas the projects come from: titles of `ideas.yml`."""
    ideas = {
        one.title: one for one in Idea.objects.filter(consultation=election.phase.consultation)
    }
    for one in told:
        if rows := [ideas[title] for title in one.get("ideas", ())]:
            projects.take_up(actor=SYSTEM, election=election, code=one["code"], ideas=rows)


def _rule(told: dict[str, Any]) -> Rule:
    known = RULES[told["rule"]]
    last = ("partial",) if told["partial"] else ()
    return Rule(known.method, known.utility, (*known.completion, *last), known.increment)


def _projects(told: list[dict[str, Any]]) -> Iterator[BudgetProject]:
    for one in told:
        words = {
            name: one[name] for name in ("code", "name", "summary", "where", "area", "category")
        }
        floor = one["floor"] * 100 if "floor" in one else None
        yield BudgetProject(cost_cents=one["cost"] * 100, floor_cents=floor, **words)


def _vote(election: Election, told: dict[str, Any]) -> None:
    """Invented voters: they like what is done where they live, and what is liked everywhere."""
    # Always the same ballots: nothing is secret here.
    draw = random.Random(told["crowd"]["seed"])  # noqa: S311
    budget = told["budget"]
    participants, ballots, roll = [], [], []
    for area, many in told["crowd"]["area"].items():
        for number in range(many):
            channel = _drawn(draw, told["crowd"]["channel"])
            codes = _choice(draw, told["projects"], area, budget)
            opening = cast(",".join(sorted(codes)))
            participants.append(
                Participant(
                    consultation=election.phase.consultation,
                    visitor=f"demo-{election.pk}-{area}-{number}"[:64],
                    way=Way.LETTER,
                    joined_at=election.phase.opens_at,
                )
            )
            ballots.append(
                Ballot(
                    election=election,
                    mark=secrets.token_hex(32),
                    choice=opening.choice,
                    salt=opening.salt,
                    channel=channel,
                    area="" if channel == "paper" else area,
                    age="" if channel == "paper" else _drawn(draw, told["crowd"]["age"]),
                )
            )
            roll.append((channel, participants[-1]))
    Participant.objects.bulk_create(participants)  # writes: the demonstration alone
    Ballot.objects.bulk_create(ballots)  # writes: the demonstration alone
    RollEntry.objects.bulk_create(  # writes: the demonstration alone
        RollEntry(
            election=election,
            participant=who,
            channel=channel,
            voted_on=election.phase.opens_at.date(),
            told=1,
        )
        for channel, who in roll
    )


def _drawn(draw: random.Random, weights: dict[str, int]) -> str:
    return draw.choices(list(weights), list(weights.values()))[0]


def _choice(
    draw: random.Random, offered: list[dict[str, Any]], area: str, budget: int
) -> list[str]:
    left, chosen = budget, []
    ranked = sorted(offered, key=lambda one: -draw.random() * (4 if one["area"] == area else 1))
    for one in ranked[: draw.randint(2, 5)]:
        if one["cost"] <= left:
            left -= one["cost"]
            chosen.append(one["code"])
    return chosen
