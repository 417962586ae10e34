"""Nothing published of a service speaks of fewer than five people, even by subtraction."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.cases.queries.public_figures import FEWEST, may_tell, shown_months


@given(st.lists(st.integers(0, 12), max_size=12))
def test_no_month_of_one_to_four_is_shown_nor_found_by_subtraction(counts) -> None:
    kept = [(date(2026, month + 1, 1), many) for month, many in enumerate(counts)]
    shown = shown_months(kept)
    assert all(one.received is None or one.received == 0 or one.received >= FEWEST for one in shown)
    hidden = sum(counts) - sum(one.received or 0 for one in shown)
    assert hidden == 0 or hidden >= FEWEST or not any(one.received for one in shown)


def test_it_begins_with_the_first_request() -> None:
    shown = shown_months([(date(2026, 1, 1), 0), (date(2026, 2, 1), 7), (date(2026, 3, 1), 0)])
    assert [(one.first.month, one.received) for one in shown] == [(2, 7), (3, 0)]


@pytest.mark.parametrize(
    ("granted", "refused", "neither", "told"),
    [
        (10, 0, 0, True),
        (10, 5, 5, True),
        (0, 5, 0, True),
        (4, 5, 0, False),  # nine decisions, five of them refusals
        (10, 1, 0, False),
        (10, 5, 1, False),
        (4, 0, 0, False),
        (0, 0, 0, False),
    ],
)
def test_no_decision_of_one_to_four_people_is_told_nor_given_back(
    granted: int, refused: int, neither: int, told: bool
) -> None:
    assert may_tell(granted + refused + neither, granted, refused) == told
