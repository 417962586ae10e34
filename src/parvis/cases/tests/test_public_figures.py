"""Nothing published of a service speaks of fewer than five people, even by subtraction."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from parvis.cases.queries.public_figures import FEWEST, shown_months


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
