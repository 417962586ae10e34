"""One slip of the ear, the eye or the finger never leads to somebody else's file."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.core.references import _MISREAD, ALPHABET, new_reference, normalise

TYPED = string.digits + string.ascii_uppercase
references = st.tuples(
    st.sampled_from(["", "L", "LES", "PAU", "CAPBP"]), st.sampled_from([8, 12])
).flatmap(lambda form: st.builds(lambda _: (new_reference(*form), form[1]), st.integers()))


def compact(reference: str) -> str:
    return reference.replace("-", "")


def test_looks_as_promised():
    prefix, *groups = new_reference("LES").split("-")
    assert prefix == "LES"
    assert [len(group) for group in groups] == [4, 4]
    assert set("".join(groups)) <= set(ALPHABET)


def test_every_letter_is_drawn_or_read_as_one_that_is():
    assert set(ALPHABET) | set(_MISREAD) == set(TYPED)
    assert not set(ALPHABET) & set(_MISREAD)
    assert all(set(readings) <= set(ALPHABET) for readings in _MISREAD.values())


@given(references)
def test_what_was_printed_is_understood(drawn):
    reference, length = drawn
    assert normalise(reference, length) == reference
    assert normalise(f"  {reference.lower().replace('-', ' – ')}\u202f", length) == reference


@given(references)
def test_zero_and_one_may_be_typed_as_letters(drawn):
    reference, length = drawn
    head, body = compact(reference)[:-length], compact(reference)[-length:]
    if body.count("1") + body.count("0") <= 8:
        assert normalise(head + body.replace("0", "O").replace("1", "l"), length) == reference


@given(references)
def test_every_single_substitution_is_detected_or_repaired(drawn):
    reference, length = drawn
    text = compact(reference)
    for place in range(len(text)):
        for typed in TYPED:
            if typed == text[place]:
                continue
            found = normalise(text[:place] + typed + text[place + 1 :], length)
            assert found is None or (found == reference and typed in _MISREAD)


@given(references)
def test_every_exchange_of_neighbours_is_detected(drawn):
    reference, length = drawn
    text = compact(reference)
    for place in range(len(text) - 1):
        if text[place] != text[place + 1]:
            swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
            assert normalise(swapped, length) is None


@given(st.text(max_size=60))
def test_anything_typed_gets_an_answer(text):
    found = normalise(text)
    assert found is None or normalise(found) == found


@pytest.mark.parametrize("prefix", ["les", "L3S", "É", "L-S"])
def test_a_prefix_is_made_of_capital_letters(prefix):
    with pytest.raises(ValueError, match="capital letters"):
        new_reference(prefix)
