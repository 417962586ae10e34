"""The rules against themselves: exact, the same in any order, within every limit."""

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation.counting.ballot import Ballot
from parvis.participation.counting.ballots import Ballots, BallotsRefused
from parvis.participation.counting.election import (
    Ceiling,
    Election,
    InvalidElection,
    Project,
    Rule,
    drawn_order,
)
from parvis.participation.counting.rules import RULES, count
from parvis.participation.tests.factories import approving, ballots, election, rule

quickly = settings(max_examples=60, deadline=None)


def shares_by_fractions(
    costs: list[int], budget: int, rows: list[dict[int, int]], utility: str
) -> list[int]:
    """Equal shares as the definition says it, without floats or tricks."""
    left = [Fraction(budget, len(rows)) for _ in rows]
    bought: list[int] = []
    while True:
        offers = []
        for project, cost in enumerate(costs):
            buyers = {v: row[project] for v, row in enumerate(rows) if project in row}
            if project in bought or sum((left[v] for v in buyers), Fraction()) < cost:
                continue
            worth = cost if utility == "cost" else 1
            prices = sorted({left[v] / points for v, points in buyers.items()})
            for price in (
                prices
            ):  # the sum is linear between these, so the answer lies below the first that suffices
                if sum(min(left[v], price * n) for v, n in buyers.items()) >= cost:
                    break
            poor = {v for v, n in buyers.items() if left[v] < price * n}
            rich = sum(n for v, n in buyers.items() if v not in poor)
            exact = (cost - sum((left[v] for v in poor), Fraction())) / rich
            offers.append((exact / worth, project, exact, buyers))
        if not offers:
            return bought
        _, project, price, buyers = min(offers, key=lambda offer: offer[:2])
        for v, points in buyers.items():
            left[v] -= min(left[v], price * points)
        bought.append(project)


@st.composite
def votes(draw, points: bool = False):
    projects = draw(st.integers(1, 6))
    step = draw(st.sampled_from([1, 7, 10**9 + 7]))
    costs = [step * draw(st.integers(1, 12)) for _ in range(projects)]
    most = 5 if points else 1
    row = st.dictionaries(st.integers(0, projects - 1), st.integers(1, most), max_size=projects)
    rows = draw(st.lists(row, min_size=1, max_size=9))
    budget = max(*costs, sum(costs) * draw(st.integers(10, 90)) // 100)
    return costs, budget, rows


@quickly
@given(votes(points=True), st.sampled_from(["cost", "count"]))
def test_equal_shares_are_those_of_exact_fractions(told, utility):
    costs, budget, rows = told
    held = election(costs, budget, kind="points")
    outcome = count(held, ballots(held, [row.items() for row in rows]), Rule(utility=utility))
    expected = shares_by_fractions(costs, budget, rows, utility)
    assert [award.project for award in outcome.awards] == [f"p{n:02}" for n in expected]


@quickly
@given(votes(), st.sampled_from(sorted(RULES)), st.data())
def test_neither_the_order_of_voters_nor_that_of_projects_changes_anything(told, name, data):
    costs, budget, rows = told
    held = election(costs, budget)
    mixed = replace(held, projects=tuple(data.draw(st.permutations(held.projects))))
    names = [Ballot(f"v{n}", tuple((f"p{p:02}", 1) for p in row)) for n, row in enumerate(rows)]
    other = data.draw(st.permutations(names))
    chosen = replace(RULES[name], increment=10**9)
    first = count(held, Ballots.of(held, names), chosen)
    second = count(mixed, Ballots.of(mixed, other), chosen)
    assert first.awards == second.awards
    assert first.spent <= budget


@quickly
@given(votes(), st.sampled_from(sorted(RULES)), st.data())
def test_no_limit_is_passed(told, name, data):
    costs, budget, rows = told
    areas = data.draw(st.lists(st.sampled_from("NS"), min_size=len(costs), max_size=len(costs)))
    ceiling = data.draw(st.integers(0, sum(costs)))
    group = data.draw(st.lists(st.integers(0, len(costs) - 1), max_size=3, unique=True))
    plain = election(costs, budget)
    held = replace(
        plain,
        projects=tuple(
            replace(p, area=area, floor=data.draw(st.integers(1, p.cost)))
            for p, area in zip(plain.projects, areas, strict=True)
        ),
        threshold=data.draw(st.integers(0, 3)),
        ceilings=(Ceiling("area", "N", ceiling),),
        incompatible=(tuple(f"p{n:02}" for n in group),),
    )
    chosen = replace(RULES[name], completion=(*RULES[name].completion, "partial"), increment=10**9)
    outcome = count(held, approving(held, rows), chosen)
    amounts = outcome.funded
    assert len(amounts) == len(outcome.awards)
    assert outcome.spent <= budget
    assert sum(amounts.get(p.id, 0) for p in held.projects if p.area == "N") <= ceiling
    assert len({f"p{n:02}" for n in group} & amounts.keys()) <= 1
    for project, voters in zip(held.projects, outcome.voters, strict=True):
        if project.id in amounts:
            assert voters >= max(1, held.threshold)
            assert project.floor <= amounts[project.id] <= project.cost


@pytest.mark.parametrize(
    "name", ["greedy/cost", "equal-shares/cost", "equal-shares/count", "phragmen/cost"]
)
@pytest.mark.parametrize("first", ["p00", "p01"])
def test_equals_pass_in_the_published_order(name, first):
    second = {"p00": "p01", "p01": "p00"}[first]
    held = election([60, 60], 100, tie_order=(first, second))
    outcome = count(held, approving(held, [[0], [1], [0, 1]]), rule(name))
    assert [award.project for award in outcome.awards][:1] in ([first], [])
    assert outcome.funded.keys() <= {first}


def test_a_tie_that_floats_would_miss_is_seen():
    """Two projects at the same price a voter, 1/3 of a cent off in a way that no float holds."""
    held = election([10**15 + 1, 10**15 + 1], 3 * 10**15, tie_order=("p01", "p00"))
    rows = [[0, 1], [0, 1], [0, 1]]
    outcome = count(held, approving(held, rows), Rule())
    assert [award.project for award in outcome.awards] == ["p01", "p00"]
    nearer = election([10**15 + 1, 10**15], 3 * 10**15, tie_order=("p00", "p01"))
    outcome = count(nearer, approving(nearer, rows), Rule(utility="count"))
    assert [award.project for award in outcome.awards] == ["p01", "p00"]


def test_money_just_enough_is_enough():
    held = election([100], 100)
    assert count(held, approving(held, [[0]] * 7), Rule()).funded == {"p00": 100}
    short = election([100], 100)
    assert count(short, approving(short, [[0]] * 6 + [[]]), Rule()).funded == {}


def test_what_is_left_may_serve_in_part():
    held = Election(100, (Project("a", 70), Project("b", 60, floor=25), Project("c", 50, floor=40)))
    votes = Ballots.of(held, [Ballot("1", (("a", 1), ("b", 1))), Ballot("2", (("a", 1), ("c", 1)))])
    outcome = count(held, votes, Rule("greedy", completion=("partial",)))
    assert outcome.funded == {"a": 70, "b": 30}
    assert outcome.awards[-1].by == "partial"


def test_a_ranking_counts_places():
    held = election([10, 10, 10], 10, kind="ranking", most=3)
    votes = ballots(held, [[(0, 0), (1, 0)], [(2, 0), (1, 0)], [(1, 0)]])
    outcome = count(held, votes, Rule("greedy"))
    assert outcome.points == (3, 2 + 2 + 3, 3)
    assert outcome.funded == {"p01": 10}


@pytest.mark.parametrize(
    ("more", "choices", "words"),
    [
        ({}, [("p00", 1), ("p00", 1)], "chosen twice"),
        ({}, [("nothing", 1)], "no project"),
        ({"most": 1}, [("p00", 1), ("p01", 1)], "more than 1"),
        ({"fewest": 1}, [], "fewer than 1"),
        ({"kind": "knapsack"}, [("p00", 1), ("p01", 1)], "costs more"),
        ({"kind": "points"}, [("p00", 0)], "points are"),
        ({"kind": "points", "points": 5}, [("p00", 3), ("p01", 3)], "more than 5"),
    ],
)
def test_a_ballot_that_the_election_does_not_allow_is_refused(more, choices, words):
    held = election([60, 60], 100, **more)
    with pytest.raises(BallotsRefused) as refused:
        Ballots.of(held, [Ballot("good", (("p00", 1),)), Ballot("bad", tuple(choices))])
    assert list(refused.value.faults) == ["bad"]
    assert words in str(refused.value)


def test_a_voter_has_one_ballot():
    held = election([60], 100)
    with pytest.raises(BallotsRefused, match="two ballots"):
        Ballots.of(held, [Ballot("v", (("p00", 1),)), Ballot("v", ())])


@pytest.mark.parametrize(
    "more",
    [
        {"budget": -1},
        {"projects": (Project("a", 0),)},
        {"projects": (Project("a", 1), Project("a", 2))},
        {"projects": (Project("a b", 1),)},
        {"projects": (Project("a", 5, floor=6),)},
        {"tie_order": ("a", "a")},
        {"incompatible": (("a", "z"),)},
        {"most": 1, "fewest": 2},
        {"kind": "shouting"},
        {"ceilings": (Ceiling("area", "N", -1),)},
    ],
)
def test_an_election_that_contradicts_itself_is_refused(more):
    with pytest.raises(InvalidElection):
        Election(**{"budget": 10, "projects": (Project("a", 1),), **more})


@pytest.mark.parametrize(
    "more",
    [
        {"method": "guessing"},
        {"completion": ("utilitarian", "add-one")},
        {"method": "greedy", "completion": ("add-one",)},
        {"completion": ("partial", "partial")},
        {"increment": 0},
    ],
)
def test_a_rule_that_does_not_exist_is_refused(more):
    with pytest.raises(InvalidElection):
        Rule(**more)


def test_the_order_drawn_depends_on_the_seed_alone():
    projects = [Project(f"p{n}", 1) for n in range(9)]
    drawn = drawn_order("12 34 56", projects)
    assert drawn == drawn_order("12 34 56", projects[::-1])
    assert drawn != drawn_order("12 34 57", projects)
    assert sorted(drawn) == [p.id for p in projects]
