"""Two reports of the same visit become one, and nobody's words are lost unasked."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from parvis.cases.answers.merging import EMPTY, merge, settled

NAMES = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.one_of(
    st.sampled_from([None, "", [], {}]), st.integers(0, 3), st.lists(st.integers(0, 2), max_size=2)
)
ANSWERS = st.dictionaries(NAMES, VALUES)


def said(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value not in EMPTY}


@given(mine=ANSWERS, base=ANSWERS)
def test_what_nobody_else_touched_is_mine(mine: dict[str, Any], base: dict[str, Any]) -> None:
    merged = merge(mine, base, base)
    assert (merged.values, merged.disputed) == (said(mine), ())


@given(theirs=ANSWERS, base=ANSWERS)
def test_what_i_did_not_touch_is_theirs(theirs: dict[str, Any], base: dict[str, Any]) -> None:
    assert merge(base, theirs, base).values == said(theirs)


@given(same=ANSWERS, base=ANSWERS)
def test_two_who_say_the_same_agree(same: dict[str, Any], base: dict[str, Any]) -> None:
    assert merge(same, same, base).disputed == ()


@given(mine=ANSWERS, theirs=ANSWERS, base=ANSWERS)
def test_both_see_the_same_disputes(
    mine: dict[str, Any], theirs: dict[str, Any], base: dict[str, Any]
) -> None:
    one, other = merge(mine, theirs, base), merge(theirs, mine, base)
    assert set(one.disputed) == set(other.disputed)
    assert one.values == other.values
    for name in one.disputed:
        assert mine.get(name) != theirs.get(name)


@given(mine=ANSWERS, theirs=ANSWERS, data=st.data())
def test_every_answer_of_either_is_kept_or_was_weighed(
    mine: dict[str, Any], theirs: dict[str, Any], data: st.DataObject
) -> None:
    merged = merge(mine, theirs)
    kept_mine = frozenset(name for name in merged.disputed if data.draw(st.booleans()))
    chosen = settled(merged, mine, theirs, kept_mine)
    assert set(chosen) == set(said(mine)) | set(said(theirs))
    for name, value in chosen.items():
        assert value == (said(mine) if name in kept_mine else said(theirs) or {}).get(
            name, said(mine).get(name)
        )
