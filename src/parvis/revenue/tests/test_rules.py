from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.revenue import rules
from parvis.revenue.models import Attempt

State = Attempt.State
YOUNG, OLD = timedelta(minutes=5), timedelta(minutes=25)
KINDS = ["paid", "refused", "abandoned", "pending", "gone"]


@pytest.mark.parametrize(
    ("state", "kind", "age", "then"),
    [
        (State.STARTED, "paid", YOUNG, State.PAID),
        (State.STARTED, "refused", YOUNG, State.REFUSED),
        # It lives: it may still be paid, so that no second one may begin.
        (State.STARTED, "abandoned", YOUNG, State.STARTED),
        (State.STARTED, "pending", YOUNG, State.STARTED),
        (State.STARTED, "gone", YOUNG, State.STARTED),
        (State.STARTED, "abandoned", OLD, State.ABANDONED),
        (State.STARTED, "pending", OLD, State.EXPIRED),
        (State.STARTED, "gone", OLD, State.EXPIRED),
        # Late, and believed.
        (State.EXPIRED, "paid", OLD, State.PAID),
        (State.ABANDONED, "paid", OLD, State.PAID),
        (State.REFUSED, "paid", OLD, State.PAID),
        # Ended: nothing else changes it.
        (State.REFUSED, "pending", OLD, State.REFUSED),
        (State.EXPIRED, "refused", OLD, State.EXPIRED),
        (State.FAILED, "pending", OLD, State.FAILED),
        (State.PAID, "refused", OLD, State.PAID),
        (State.PAID, "gone", OLD, State.PAID),
    ],
)
def test_each_answer_leads_where_the_table_says(state, kind, age, then):
    assert rules.next_state(state, kind, age) == then


@given(
    st.lists(
        st.tuples(st.sampled_from(KINDS), st.timedeltas(timedelta(0), timedelta(days=2))),
        max_size=8,
    )
)
def test_whatever_the_order_paid_is_for_ever_and_repeating_changes_nothing(said):
    state = State.STARTED
    for kind, age in said:
        before, state = state, rules.next_state(state, kind, age)
        assert before != State.PAID or state == State.PAID
        assert rules.next_state(state, kind, age) == state
    assert (state == State.PAID) == any(kind == "paid" for kind, _age in said)
