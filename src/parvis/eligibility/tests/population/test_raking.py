"""Weights that reach published totals; the iterative fitting of a kept library is the oracle."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ipfn import ipfn

from parvis.core.raking import CannotRake, effective_size, rake

SIZES = st.integers(20, 120)


def _classes(rows: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A class in each of two partitions for every row, all present, and starting weights."""
    dice = np.random.default_rng(seed)
    first = np.concatenate([np.arange(3), dice.integers(0, 3, rows - 3)])
    second = np.concatenate([np.arange(3), dice.integers(0, 4, rows - 3)])
    second[3:7] = np.arange(4)
    return first, second, dice.uniform(0.5, 2.0, rows)


def _indicators(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.concatenate(
        [first[:, None] == np.arange(3), second[:, None] == np.arange(4)], axis=1
    ).astype(float)


@given(SIZES, st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_raking_reaches_totals_that_some_weights_reach(rows: int, seed: int) -> None:
    first, second, start = _classes(rows, seed)
    counts = _indicators(first, second)
    totals = np.random.default_rng(seed + 1).uniform(0.3, 3.0, rows) @ counts
    raked = rake(start, counts, totals)
    assert np.allclose(raked.weights @ counts, totals, rtol=1e-6)
    assert (raked.weights > 0).all()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_on_partitions_it_is_iterative_proportional_fitting(seed: int) -> None:
    first, second, start = _classes(80, seed)
    target = np.random.default_rng(seed).uniform(0.5, 2.0, 80)
    wanted = [np.bincount(one, target, size) for one, size in ((first, 3), (second, 4))]
    table = np.zeros((3, 4))
    np.add.at(table, (first, second), start)
    fitted = ipfn.ipfn(
        table.copy(), wanted, [[0], [1]], convergence_rate=1e-12, max_iteration=5000
    ).iteration()
    ours = np.zeros((3, 4))
    weights = rake(
        start, _indicators(first, second), np.concatenate(wanted), tolerance=1e-11
    ).weights
    np.add.at(ours, (first, second), weights)
    assert np.allclose(ours, fitted, rtol=1e-5)
    # Within a cell, what it starts from is kept in proportion.
    assert np.allclose(weights / start, (ours / np.where(table, table, 1))[first, second])


def test_totals_of_persons_and_households_together() -> None:
    persons = np.array([1, 1, 2, 3, 4.0])
    counts = np.stack([np.ones(5), persons], axis=1)
    raked = rake(np.ones(5), counts, np.array([100.0, 230.0]))
    assert np.allclose(raked.weights @ counts, [100, 230])


def test_weights_that_are_right_are_kept() -> None:
    raked = rake(np.array([2.0, 3.0]), np.eye(2), np.array([2.0, 3.0]))
    assert raked.steps == 0
    assert raked.weights.tolist() == [2.0, 3.0]


def test_totals_that_contradict_each_other_name_the_one_missed() -> None:
    counts = np.ones((4, 2))
    with pytest.raises(CannotRake) as error:
        rake(np.ones(4), counts, np.array([10.0, 20.0]))
    assert error.value.gap > 0.1


def test_effective_size() -> None:
    assert effective_size(np.full(50, 3.0)) == pytest.approx(50)
    assert effective_size(np.array([1.0, 0, 0])) == pytest.approx(1)
