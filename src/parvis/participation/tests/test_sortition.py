"""Lotteries against what nobody disputes: quotas, sums, proofs, and all panels there are."""

import json
import random
import subprocess
import sys
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation.sortition.asking import QuotasCannotBeMet, lottery_of
from parvis.participation.sortition.lottery import TICKETS
from parvis.participation.sortition.pool import InvalidPool, Pool, Quota, Volunteer, quotas_for
from parvis.participation.sortition.portfolio import lottery_for
from parvis.participation.sortition.proof import UNIT, bound
from parvis.participation.sortition.relaxing import relaxation
from parvis.participation.sortition.solving import NoPanel

DATA = Path(__file__).parent / "data"


def drawn_pool(seed: int, *, number: int = 24, size: int = 6, slack: int = 1) -> Pool:
    draw = random.Random(seed)
    shares = {"sex": {"w": 0.5, "m": 0.5}, "age": {"young": 0.4, "old": 0.6}}
    people = tuple(
        Volunteer(
            f"v{n:02}",
            {"sex": draw.choice("wm"), "age": draw.choice(["young", "old", "old"])},
            f"h{n // 2}" if n < number // 3 else "",
        )
        for n in range(number)
    )
    quotas = [
        quota
        for stratum, parts in shares.items()
        for quota in quotas_for(stratum, parts, size, slack)
    ]
    return Pool(size, tuple(quotas), people)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(14, 26), st.integers(2, 7))
def test_whatever_the_pool_panels_keep_their_quotas_and_tickets_their_sum(seed, number, size):
    pool = drawn_pool(seed, number=number, size=size)
    try:
        found = lottery_for(pool)
    except NoPanel:
        assert relaxation(pool)
        return
    assert sum(found.tickets) == TICKETS
    assert min(found.tickets) > 0
    assert all(not pool.broken(panel) for panel in found.panels)
    assert sum(found.chances(number)) == TICKETS * size
    assert max(found.ideal.gaps(pool)) < Fraction(1, 10**6)
    assert sorted(found.ideal.chances()) == list(range(number))


@pytest.mark.parametrize("seed", range(4))
def test_no_lottery_does_better_than_the_bound(seed):
    """All panels are listed: the best least chance is known, and lies between ours and the bound."""
    pool = drawn_pool(seed, number=14, size=4)
    every = [p for p in combinations(range(14), 4) if not pool.broken(p)]
    found = lottery_for(pool)
    least = min(found.chances(14)[p] for p in found.ideal.chances() if p not in found.ideal.never)
    told = bound(pool, found.ideal.levels[0], dict.fromkeys(found.ideal.never, 0))
    best = _maximin(every, 14, found.ideal.never)
    assert Fraction(least, TICKETS) - Fraction(2, TICKETS) <= best <= float(told) + 1e-6
    assert Fraction(least, TICKETS) >= found.kept(14) * Fraction(found.ideal.levels[0].value, UNIT)
    assert Fraction(least, TICKETS) > 0.98 * Fraction(best)


def _maximin(panels, many, never):
    import numpy as np

    from parvis.participation.sortition.portfolio import _shared

    wanted = np.array([0.0 if place in never else 1.0 for place in range(many)])
    part, _, _ = _shared(panels, wanted)
    return part


def test_least_chances_are_those_of_the_reference():
    """`sortition-algorithms` reaches the highest least chance over whole panels, if slowly."""
    told = json.loads((DATA / "panels.json").read_text())
    infeasible = 0
    for one in told:
        pool = Pool.from_json(one)
        if one["never"] is None:
            infeasible += 1
            with pytest.raises(NoPanel):
                lottery_for(pool)
            assert relaxation(pool)
            continue
        found = lottery_for(pool)
        ids = pool.ids
        assert [ids[place] for place in found.ideal.never] == one["never"], one["seed"]
        chances = [c for c in found.chances(len(ids)) if c]
        ours = min(chances) / TICKETS
        told_bound = bound(pool, found.ideal.levels[0], dict.fromkeys(found.ideal.never, 0))
        assert one["least"] <= float(told_bound) + 1e-6, one["seed"]
        assert ours >= 0.985 * one["least"], one["seed"]
    assert len(told) >= 40
    assert infeasible < 10


def test_the_same_pool_in_any_order_gives_the_same_lottery():
    pool = drawn_pool(3)
    shuffled = replace(pool, volunteers=pool.volunteers[::-1], quotas=pool.quotas[::-1])
    assert lottery_for(pool) == lottery_for(shuffled)


def test_quotas_that_cannot_be_met_say_which_to_widen():
    people = tuple(Volunteer(f"v{n}", {"sex": "w" if n < 8 else "m"}) for n in range(10))
    pool = Pool(4, (Quota("sex", "w", 1, 1), Quota("sex", "m", 3, 3)), people)
    with pytest.raises(QuotasCannotBeMet) as refused:
        lottery_of(pool)
    assert dict(refused.value.widened) == {
        Quota("sex", "m", 3, 3): Quota("sex", "m", 2, 3),
        Quota("sex", "w", 1, 1): Quota("sex", "w", 1, 2),
    }
    wide = replace(pool, quotas=tuple(needed for _, needed in refused.value.widened))
    assert relaxation(wide) == ()
    lottery_for(wide)


def test_the_process_gives_what_the_function_gives():
    pool = drawn_pool(5)
    assert lottery_of(pool) == lottery_for(pool)


def test_two_people_of_one_address_are_never_drawn_together():
    people = tuple(Volunteer(f"v{n}", {"sex": "w"}, f"h{n // 2}") for n in range(8))
    pool = Pool(4, (Quota("sex", "w", 4, 4),), people)
    found = lottery_for(pool)
    assert found.chances(8) == [TICKETS // 2] * 8
    with pytest.raises(NoPanel):
        relaxation(Pool(5, (Quota("sex", "w", 5, 5),), people))


def test_somebody_no_panel_can_hold_is_named_and_the_others_keep_their_chances():
    people = (
        *(Volunteer(f"w{n}", {"sex": "w", "age": "old"}) for n in range(4)),
        *(Volunteer(f"m{n}", {"sex": "m", "age": "old"}) for n in range(4)),
        Volunteer("x", {"sex": "w", "age": "young"}),
    )
    quotas = (Quota("sex", "w", 1, 3), Quota("sex", "m", 1, 3), Quota("age", "young", 0, 0),
              Quota("age", "old", 4, 4))  # fmt: skip
    found = lottery_for(Pool(4, quotas, people))
    assert found.ideal.levels[0].value == 0 or found.ideal.never == (8,)
    assert found.chances(9) == [TICKETS // 2] * 8 + [0]


def test_a_pool_that_makes_no_sense_is_refused_in_words():
    people = (Volunteer("a", {"sex": "w"}), Volunteer("a", {"sex": "?"}))
    with pytest.raises(InvalidPool) as refused:
        Pool(3, (Quota("sex", "w", 2, 1),), people)
    assert len(refused.value.faults) == 4


@given(
    st.dictionaries(st.text("abcdef", min_size=1), st.integers(1, 10**6), min_size=1, max_size=8),
    st.integers(1, 200),
)
def test_quotas_around_shares_always_leave_room_for_the_panel(counts, size):
    quotas = quotas_for("age", {k: float(v) for k, v in counts.items()}, size)
    assert sum(q.least for q in quotas) <= size <= sum(q.most for q in quotas)
    assert all(q.most - q.least <= 1 for q in quotas)


def test_without_a_solver_a_sheet_is_still_read():
    """`parvis redraw`, and the pages that tell of a draw, load no solver."""
    told = subprocess.run(
        [sys.executable, "-c", "import parvis.participation.sortition.redrawing, sys;"
         "print({'numpy', 'highspy'} & set(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert told.stdout.strip() == "set()"
