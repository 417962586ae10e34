"""Maps of opinions: what they show, what they refuse to show, the same from the same."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation.opinions.consensus import consensus, tally
from parvis.participation.opinions.drawing import draw
from parvis.participation.opinions.groups import _squares, groups, likeness, silhouette
from parvis.participation.opinions.next_statement import next_of
from parvis.participation.opinions.reactions import AGREE, DISAGREE, PASS, Reactions
from parvis.participation.opinions.routing import weights

RAW = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 12), st.sampled_from([AGREE, PASS, DISAGREE])),
    max_size=300,
    unique_by=lambda one: one[:2],
)


def _told(rows):
    return Reactions.of((f"p{p:03}", f"s{s:02}", value) for p, s, value in rows)


def _two_camps(people=60, statements=12, noise=0.05, shared=2, seed=3):
    """Two camps that answer opposite ways, but for the last statements, which all agree on."""
    toss = random.Random(seed)
    for person in range(people):
        for statement in range(statements):
            side = AGREE if (person % 2 == 0) == (statement % 2 == 0) else DISAGREE
            if statement >= statements - shared:
                side = AGREE
            yield person, statement, -side if toss.random() < noise else side


def test_camps_are_found_and_shown():
    drawn = draw(_told(_two_camps()))
    assert [group.size for group in drawn.groups] == [30, 30]
    assert {point.group for point in drawn.points if int(point.person[1:]) % 2} == {1}
    assert drawn.is_shown
    assert drawn.stability > 0.95


def test_what_all_groups_agree_on_comes_first():
    drawn = draw(_told(_two_camps()))
    best = sorted(drawn.standings, key=lambda one: -one.all_agree)[:2]
    assert {one.statement for one in best} == {"s10", "s11"}


def test_a_majority_does_not_outvote_a_group():
    """Eighty of a hundred agree with the first and nobody of the rest; the second pleases both."""
    rows = [(p, 0, AGREE if p < 80 else DISAGREE) for p in range(100)]
    rows += [(p, 1, AGREE if p % 4 else PASS) for p in range(100)]
    reactions = _told(rows)
    labels = np.array([0] * 80 + [1] * 20)
    first, second = consensus(tally(reactions, labels, 2), "agree")
    assert first < 0.1 < second


def test_typical_of_a_group_is_what_the_other_refuses():
    drawn = draw(_told(_two_camps()))
    for one in drawn.groups[0].typical:
        assert one.share > 0.8 > 0.3 > one.elsewhere
        assert one.statement not in {"s10", "s11"}


def test_a_crowd_without_camps_shows_no_groups():
    toss = random.Random(5)
    rows = [(p, s, toss.choice([AGREE, PASS, DISAGREE])) for p in range(120) for s in range(15)]
    drawn = draw(_told(rows))
    assert drawn.stability < 0.8
    assert not drawn.is_shown


@pytest.mark.parametrize("people", [0, 1, 19])
def test_too_few_people_make_no_groups(people):
    drawn = draw(_told(_two_camps(people=people)))
    assert drawn.groups == ()
    assert not drawn.is_shown
    assert drawn.stability is None
    assert len(drawn.points) == people


def test_who_said_little_is_on_the_map_but_in_no_group():
    rows = [*_two_camps(), (99, 0, AGREE)]
    (late,) = [point for point in draw(_told(rows)).points if point.person == "p099"]
    assert late.group is None


def test_a_group_of_four_is_not_made():
    points = np.array([[0.0, 0.0]] * 40 + [[9.0, 9.0]] * 4) + np.arange(88).reshape(44, 2) / 1e4
    cut = groups(points, 0)
    assert cut is None or min(cut.sizes) >= 5


def test_somebody_who_reacts_twice_is_refused():
    with pytest.raises(ValueError, match="twice"):
        Reactions.of([("a", "s", 1), ("a", "s", -1)])


@settings(max_examples=40, deadline=None)
@given(RAW, st.randoms(use_true_random=False))
def test_the_order_in_which_people_came_changes_nothing(rows, toss):
    shuffled = rows[:]
    toss.shuffle(shuffled)
    assert draw(_told(rows), resamples=3) == draw(_told(shuffled), resamples=3)


@settings(max_examples=40, deadline=None)
@given(RAW)
def test_counts_add_up_and_numbers_are_finite(rows):
    drawn = draw(_told(rows), resamples=2)
    assert drawn.reactions == len(rows)
    assert sum(one.agree + one.disagree + one.passed for one in drawn.standings) == len(rows)
    for one in drawn.standings:
        assert 0 < one.all_agree < 1
        assert 0 < one.all_disagree < 1
        assert np.isfinite(one.weight)
        assert one.weight > 0
    assert all(np.isfinite([point.x, point.y]).all() for point in drawn.points)


def test_turning_all_reactions_round_keeps_the_groups():
    rows = list(_two_camps(noise=0.1))
    one, other = draw(_told(rows)), draw(_told([(p, s, -v) for p, s, v in rows]))
    assert [p.group for p in one.points] == [p.group for p in other.points]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [([0, 0, 1, 1], [1, 1, 0, 0], 1.0), ([0, 0, 1, 1], [0, 1, 0, 1], -0.5), ([0, 0], [0, 0], 1.0)],
)
def test_likeness_is_the_adjusted_rand_index(one, other, expected):
    assert likeness(np.array(one), np.array(other)) == pytest.approx(expected)


def test_silhouette_of_four_points_by_hand():
    points = np.array([[0.0, 0.0], [0.0, 1.0], [4.0, 0.0], [4.0, 1.0]])
    near, far = 1.0, (4 + 17**0.5) / 2
    found = silhouette(np.sqrt(_squares(points, points)), np.array([0, 0, 1, 1]))
    assert found == pytest.approx((far - near) / far)


def test_routing_prefers_the_new_then_what_a_small_group_holds_to():
    """Same crowd: s0 nobody likes, s1 the twenty of the second group like, both seen by all."""
    rows = [(p, 0, DISAGREE) for p in range(100)]
    rows += [(p, 1, AGREE if p >= 80 else DISAGREE) for p in range(100)]
    rows += [(p, 2, AGREE if p % 2 else DISAGREE) for p in range(3)]
    counts = tally(_told(rows), np.array([0] * 80 + [1] * 20), 2)
    unliked, minority, new = weights(counts, np.ones((3, 2)))
    assert new > minority > unliked


def test_the_next_statement_is_one_not_seen_and_a_new_one_most_often():
    drawn = [next_of(["a", "b"], {"a": 1.0}, random.Random(n)) for n in range(200)]
    assert set(drawn) <= {"a", "b"}
    assert drawn.count("b") > 180
    assert next_of([], {}, random.Random(0)) is None
