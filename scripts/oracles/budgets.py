"""Runs inside the environment of `pabutools`: invented elections, and the winners it finds.

Writes `budgets.json` (one election a line) and a few Pabulib files. No project is without support:
`pabutools` funds those too when money is left, which we refuse.
"""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from pabutools import rules
from pabutools.election import (
    Additive_Cardinal_Sat,
    ApprovalBallot,
    ApprovalProfile,
    CardinalBallot,
    Cardinality_Sat,
    CardinalProfile,
    Cost_Sat,
    Instance,
    Project,
    parse_pabulib,
)
from pabutools.rules.exhaustion import completion_by_rule_combination

Found = dict[str, list[str]]
SEEDS = 220


def election(seed: int) -> dict:
    """Small numbers and few distinct ones, so that ties abound; every fifth is larger."""
    draw = random.Random(seed)  # noqa: S311
    large = seed % 5 == 0
    projects, voters = draw.randint(2, 14 if large else 8), draw.randint(1, 60 if large else 12)
    step, top = draw.choice([(1, 9), (10, 6), (1, 5000), (250, 40)])
    costs = [step * draw.randint(1, top) for _ in range(projects)]
    points = seed % 4 == 3
    ballots = []
    for _ in range(voters):
        chosen = draw.sample(range(projects), draw.randint(0, min(5, projects)))
        ballots.append([[c, draw.randint(1, 5) if points else 1] for c in chosen])
    supported = sorted({c for ballot in ballots for c, _ in ballot})
    place = {c: n for n, c in enumerate(supported)}
    costs = [costs[c] for c in supported]
    budget = max([sum(costs) * draw.randint(20, 80) // 100, *costs, 1])
    return {
        "seed": seed,
        "kind": "points" if points else "approval",
        "budget": budget,
        "costs": costs,
        "ballots": [[[place[c], n] for c, n in ballot] for ballot in ballots],
    }


def read(told: dict) -> tuple[Instance, ApprovalProfile | CardinalProfile]:
    projects = [Project(f"p{n:02}", cost) for n, cost in enumerate(told["costs"])]
    instance = Instance(projects, budget_limit=told["budget"])
    if told["kind"] == "points":
        ballots = [CardinalBallot({projects[c]: n for c, n in b}) for b in told["ballots"]]
        return instance, CardinalProfile(ballots)
    return instance, ApprovalProfile(
        [ApprovalBallot({projects[c] for c, _ in b}) for b in told["ballots"]]
    )


def winners(instance: Instance, profile: ApprovalProfile | CardinalProfile, growth: int) -> Found:
    points = isinstance(profile, CardinalProfile)
    found = {}
    for utility, sat in (
        [("count", Additive_Cardinal_Sat)]
        if points
        else [("cost", Cost_Sat), ("count", Cardinality_Sat)]
    ):
        mes, welfare = rules.method_of_equal_shares, rules.greedy_utilitarian_welfare
        found[f"greedy/{utility}"] = welfare(instance, profile, sat_class=sat)
        found[f"equal-shares/{utility}"] = mes(instance, profile, sat_class=sat)
        found[f"equal-shares+add-one/{utility}"] = mes(
            instance, profile, sat_class=sat, voter_budget_increment=growth
        )
        for name, more in [
            ("utilitarian", {}),
            ("add-one+utilitarian", {"voter_budget_increment": growth}),
        ]:
            found[f"equal-shares+{name}/{utility}"] = completion_by_rule_combination(
                instance, profile, [mes, welfare], [{"sat_class": sat, **more}, {"sat_class": sat}]
            )
        if not points:
            found[f"equal-shares+phragmen/{utility}"] = in_time_after_shares(instance, profile, sat)
    if not points:
        found["phragmen/cost"] = rules.sequential_phragmen(instance, profile)
    return {rule: sorted(project.name for project in chosen) for rule, chosen in found.items()}


def in_time_after_shares(instance: Instance, profile: ApprovalProfile, sat: type) -> list[Project]:
    """Phragmén's rule, each voter beginning with what equal shares left them."""
    first = rules.method_of_equal_shares(instance, profile, sat_class=sat, analytics=True)
    turns = [t for t in first.details.iterations if t.voters_budget_after_selection]
    left = (
        turns[-1].voters_budget_after_selection
        if turns
        else first.details.iterations[0].voters_budget
    )
    return rules.sequential_phragmen(
        instance, profile, initial_loads=[-purse for purse in left], initial_budget_allocation=first
    )


def pabulib_file(seed: int) -> Iterator[str]:
    """A file as towns publish them: amounts in units, some with cents, traits of voters."""
    draw = random.Random(seed)  # noqa: S311
    points, projects, voters = seed % 2, draw.randint(12, 24), draw.randint(80, 160)
    costs = [draw.randint(20, 900) * 50 for _ in range(projects)]
    cents = seed % 3 == 0
    yield "META\nkey;value"
    yield f"description;Invented, seed {seed}\ncountry;France\nunit;Ville\ninstance;{seed}"
    yield f"num_projects;{projects}\nnum_votes;{voters}"
    yield f"budget;{sum(costs) * 3 // 10}{'.50' if cents else ''}"
    yield f"vote_type;{'scoring' if points else 'approval'}"
    yield "rule;greedy\ndate_begin;2026\ndate_end;2026"
    votes = []
    for voter in range(voters):
        chosen = sorted(draw.sample(range(projects), draw.randint(1, 6)))
        votes.append((voter, chosen, [draw.randint(1, 4) for _ in chosen]))
    support = [sum(p in chosen for _, chosen, _ in votes) for p in range(projects)]
    yield "PROJECTS\nproject_id;cost;votes;category;neighborhood;name"
    for p in range(projects):
        area, theme = draw.choice(["Nord", "Sud", "Centre"]), draw.choice(["sport", "vert,eau"])
        cost = f"{costs[p]}{'.25' if cents else ''}"
        yield f'p{p:02};{cost};{support[p]};{theme};{area};"Projet ; n° {p}"'
    yield "VOTES\nvoter_id;age;sex;voting_method;neighborhood;vote" + (";points" if points else "")
    for voter, chosen, given in votes:
        person = [voter, draw.randint(16, 90), draw.choice("FM")]
        person += [draw.choice(["internet", "paper"]), draw.choice(["Nord", "Sud"])]
        person += [",".join(f"p{c:02}" for c in chosen)]
        yield ";".join(map(str, person)) + (f";{','.join(map(str, given))}" if points else "")


def main(folder: Path) -> None:
    lines = []
    for seed in range(SEEDS):
        told = election(seed)
        if told["costs"]:
            growth = 1 if sum(told["costs"]) < 200 else 25
            told["increment"] = growth
            told["winners"] = winners(*read(told), growth)
            lines.append(json.dumps(told, separators=(",", ":")))
    (folder / "budgets.json").write_text("[\n" + ",\n".join(lines) + "\n]\n")
    published = {}
    for seed in range(6):
        path = folder / f"town-{seed}.pb"
        path.write_text("\n".join(pabulib_file(seed)) + "\n")
        published[path.name] = winners(*parse_pabulib(str(path)), 40)
    (folder / "towns.json").write_text(json.dumps(published, indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
