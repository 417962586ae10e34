"""Exports of Pol.is: read, written, refused."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.participation.opinions.polis import (
    Comment,
    PolisRefused,
    Vote,
    read_comments,
    read_votes,
    write_comments,
    write_votes,
)

AT = st.integers(10**9, 2 * 10**9).map(lambda n: datetime.fromtimestamp(n, UTC))
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=80).filter(
    lambda text: text.strip() == text and not text.startswith("'")
)
COMMENTS = st.lists(
    st.builds(Comment, st.integers(0, 10**8), st.integers(0, 10**8), WORDS,
              st.sampled_from([-1, 0, 1]), AT)
)  # fmt: skip
VOTES = st.lists(
    st.builds(Vote, st.integers(0, 99), st.integers(0, 99), st.sampled_from([-1, 0, 1]), AT),
    unique_by=lambda one: (one.comment, one.voter),
)


@given(COMMENTS, VOTES)
def test_what_is_written_is_read_again(comments, votes):
    assert read_comments(write_comments(comments, votes)) == tuple(comments)
    assert read_votes(write_votes(votes)) == tuple(votes)


def test_agreements_are_counted():
    text = write_comments([Comment(7, 1, "Bien")], [Vote(7, 1, 1), Vote(7, 2, 1), Vote(7, 3, -1)])
    assert text.splitlines()[1] == ",,7,1,2,1,0,Bien"


def test_a_statement_is_never_a_formula():
    assert "'=HYPER" in write_comments([Comment(1, 1, "=HYPERLINK(1)")], [])


def test_the_last_vote_counts():
    head = "timestamp,datetime,comment-id,voter-id,vote\n"
    (one,) = read_votes(head + "1500000002000,,1,5,-1\n1500000001000,,1,5,1\n")
    assert one.vote == -1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "lacks comment-id"),
        ("a,b\n1,2\n", "lacks comment-id, voter-id, vote"),
        ("comment-id,voter-id,vote\n1,2,3\n", "Line 2: “3” is not -1, 0 or 1."),
        ("comment-id,voter-id,vote\nx,2,1\n", "Line 2: “x” is not a number"),
        ("comment-id,voter-id,vote\n²,2,1\n", "Line 2: “²” is not a number"),
        ('comment-id,voter-id,vote\n"1,2,1\n', "quotation marks do not end"),
    ],
)
def test_another_file_is_refused_with_its_line(text, said):
    with pytest.raises(PolisRefused, match=said):
        read_votes(text)


def test_twenty_faults_are_enough():
    with pytest.raises(PolisRefused) as refused:
        read_votes("comment-id,voter-id,vote\n" + "1,2,9\n" * 50)
    assert len(refused.value.faults) == 20


@given(st.text(max_size=300))
def test_no_file_makes_it_stumble(text):
    for read in (read_comments, read_votes):
        with suppress(PolisRefused):
            assert isinstance(read(text), tuple)
