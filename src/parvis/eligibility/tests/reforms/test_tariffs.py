"""Prices by quotient: one family, a column, and the rule of the benefit's file say the same."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.eligibility.reforms.tariffs import (
    Bands,
    Effort,
    InvalidTariff,
    Tariff,
    as_data,
    of_data,
)

PRICES = st.integers(0, 20_00)
QUOTIENTS = st.integers(0, 5_000_00)


@st.composite
def bands(draw: st.DrawFn) -> Bands:
    bounds = sorted(draw(st.sets(st.integers(1, 3_000_00), min_size=1, max_size=6)))
    prices = draw(st.lists(PRICES, min_size=len(bounds) + 1, max_size=len(bounds) + 1))
    return Bands(tuple(bounds), tuple(prices))


@st.composite
def efforts(draw: st.DrawFn) -> Effort:
    floor, cap = sorted((draw(PRICES), draw(PRICES)))
    percent = Decimal(draw(st.integers(1, 5_000))) / 1000
    return Effort(
        percent,
        floor,
        cap,
        draw(st.sampled_from([1, 5, 10])),
        draw(st.sampled_from(["nearest", "down", "up"])),
    )


TARIFFS = bands() | efforts()


@given(TARIFFS, st.lists(QUOTIENTS, min_size=1, max_size=30))
def test_a_column_costs_what_each_costs(tariff: Tariff, quotients: list[int]) -> None:
    assert tariff.prices_of(np.array(quotients)).tolist() == [
        tariff.price(one) for one in quotients
    ]


@given(TARIFFS, QUOTIENTS, QUOTIENTS)
def test_a_rising_tariff_never_asks_less_of_a_higher_quotient(
    tariff: Tariff, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    if tariff.is_rising:
        assert tariff.price(low) <= tariff.price(high)


@given(bands())
def test_bands_that_do_not_rise_say_so(tariff: Bands) -> None:
    falls = [jump for jump in tariff.jumps() if jump[2] < jump[1]]
    assert tariff.is_rising == (not falls)


@given(TARIFFS)
def test_kept_as_data_and_read_again(tariff: Tariff) -> None:
    assert of_data(as_data(tariff)) == tariff


def test_the_bound_belongs_to_the_lower_band() -> None:
    tariff = Bands((400_00, 700_00), (100, 200, 300))
    assert [tariff.price(q) for q in (0, 400_00, 400_01, 700_00, 700_01)] == [
        100,
        100,
        200,
        200,
        300,
    ]


def test_a_rate_between_its_floor_and_its_cap() -> None:
    tariff = Effort(Decimal("0.62"), 110, 680)
    assert [tariff.price(q) for q in (0, 500_00, 523_40, 5_000_00)] == [110, 310, 325, 680]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Bands((400, 300), (1, 2, 3)),
        lambda: Bands((400,), (1,)),
        lambda: Bands((400,), (1, -2)),
        lambda: Bands(tuple(range(1, 13)), (0,) * 13),
        lambda: Bands((10_000_000_000,), (1, 2)),
        lambda: Effort(Decimal(0), 1, 2),
        lambda: Effort(Decimal("0.1234567"), 1, 2),
        lambda: Effort(Decimal(1), 3, 2),
        lambda: Effort(Decimal(1), 1, 2, to=0),
        lambda: of_data({"kind": "bands"}),
        lambda: of_data(
            {"kind": "effort", "percent": "x", "floor": 1, "cap": 2, "to": 1, "how": "up"}
        ),
    ],
)
def test_what_is_no_tariff_is_refused(wrong) -> None:
    with pytest.raises(InvalidTariff):
        wrong()
