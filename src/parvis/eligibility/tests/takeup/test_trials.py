"""Draws, sizes and differences, against published figures and by properties."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.eligibility.takeup.trials import difference, drawn, smallest_effect, wilson


@pytest.mark.parametrize(
    ("found", "low", "high"),
    # Newcombe 1998, table II, method 10.
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((10, 10, 0, 10), 0.6075, 1.0000),
    ],
)
def test_the_interval_is_that_of_the_paper(found, low, high):
    told = difference(*found)
    assert (told.low, told.high) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_wilson_as_published():
    # Newcombe 1998, Statistics in Medicine 17:857, table I: 81 of 263.
    assert wilson(81, 263) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))


def test_nobody_on_one_side_shows_nothing():
    assert difference(3, 10, 0, 0) is None
    assert smallest_effect(10, 0) is None


@given(st.integers(1, 300), st.integers(1, 300), st.data())
def test_the_interval_holds_the_difference_and_turns_with_the_groups(n, m, data):
    x, y = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    told, turned = difference(x, n, y, m), difference(y, m, x, n)
    assert -1 - 1e-9 <= told.low <= told.value + 1e-9
    assert told.value - 1e-9 <= told.high <= 1 + 1e-9
    assert turned.low == pytest.approx(-told.high)
    assert told.is_clear is turned.is_clear


def test_sizes_as_in_the_tables():
    # 10 % against 20 %: 199 in each group for a power of 80 % (Fleiss, table A.4, uncorrected).
    assert smallest_effect(199, 199) == pytest.approx(0.100, abs=0.001)
    assert smallest_effect(3, 3) is None


@given(st.integers(20, 5000), st.integers(20, 5000))
def test_more_people_show_smaller_effects(n, m):
    assert (smallest_effect(n + 50, m + 50) or 1) <= (smallest_effect(n, m) or 1)


strata = st.dictionaries(
    st.sampled_from(["64445", "64284", "64335", ""]), st.integers(0, 40), min_size=1
)


@given(
    strata, st.text("0123456789abcdef", min_size=4, max_size=16), st.sampled_from([0, 20, 33, 50])
)
def test_the_draw_has_its_size_in_each_area_and_is_the_same_again(sizes, seed, percent):
    numbers, at = {}, 1
    for name, size in sizes.items():
        numbers[name] = range(at, at + size)
        at += size
    held = drawn(numbers, seed, percent)
    assert held == drawn(dict(reversed(numbers.items())), seed, percent)
    assert len(held) == (sum(sizes.values()) * percent + 50) // 100
    for each in numbers.values():
        share = len(each) * percent / 100
        assert share - 1 < len(held & set(each)) < share + 1


def test_another_seed_draws_others_and_everybody_is_drawn_alike():
    times = dict.fromkeys(range(1, 21), 0)
    for seed in range(600):
        for number in drawn({"": range(1, 21)}, str(seed), 50):
            times[number] += 1
    # 300 expected, standard deviation 12: five of them away would be a fault.
    assert all(240 < count < 360 for count in times.values())
