import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.typed import whole


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("999999999", 999_999_999), ("1000000000", None), ("9" * 5000, None)]
    + [(text, None) for text in (None, "", "-1", "+1", "1.0", " 1", "²", "٣", "1_0", "0x1", "un")],
)
def test_only_a_short_whole_number_is_one(text: str | None, number: int | None) -> None:
    assert whole(text) == number


@given(st.integers(0, 10**18 - 1))
def test_eighteen_figures_fit_a_bigint(number: int) -> None:
    assert whole(str(number), digits=18) == number < 2**63
