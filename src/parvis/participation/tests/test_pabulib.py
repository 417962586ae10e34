"""Files of Pabulib: read, written, refused with a line and a remedy, never with a traceback."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parvis.participation.counting.ballot import Ballot, age_band
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election, Project, Rule
from parvis.participation.counting.rules import count
from parvis.participation.pabulib import PabulibRefused, decode, read, write
from parvis.participation.tests.factories import rule

DATA = Path(__file__).parent / "data"
FILE = """META
key;value
description;Budget de l’école
budget;1000.50
vote_type;approval
min_length;1
PROJECTS
project_id;cost;votes;name
a;600;2;"Bancs ; et arbres"
b;400.5;1;Vélos
VOTES
voter_id;age;voting_method;vote
1;17;internet;a,b
2;70;paper;a
"""


@pytest.mark.parametrize("name", [f"town-{seed}.pb" for seed in range(6)])
def test_files_of_towns_have_the_winners_of_the_reference(name):
    election, ballots = read((DATA / name).read_text())
    expected = json.loads((DATA / "towns.json").read_text())[name]
    assert {
        n: sorted(count(election, ballots, rule(n, increment=4000)).funded) for n in expected
    } == expected


def test_a_file_is_read():
    election, ballots = read(FILE)
    assert election.budget == 100_050
    assert election.projects[0] == Project("a", 60_000, "Bancs ; et arbres")
    assert election.projects[1].cost == 40_050
    assert ballots.traits == {"age": ("16-24", "65+"), "channel": ("internet", "paper")}
    assert count(election, ballots).funded == {"a": 60_000, "b": 40_050}
    assert read(decode(b"\xef\xbb\xbf" + FILE.replace("\n", "\r\n").encode()))[0] == election


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("a,b", "a,b,a"), 13, "chosen twice"),
        (("a,b", "a,c"), 13, "no project c"),
        (("2;70", "1;70"), 14, "already, at line 13"),
        (("budget;1000.50", "budget;many"), 4, "not an amount"),
        (("budget;1000.50\n", ""), 4, "no budget"),
        (("1000.50", "1e9999999"), 4, "not an amount"),
        (("400.5;", "400.555;"), 10, "two decimals"),
        (("vote_type;approval", "vote_type;shouting"), 5, "vote_type is one of"),
        (('"Bancs ; et arbres"', "Bancs ; et arbres"), 9, "Put quotes"),
        (("VOTES\n", ""), 13, "VOTES is missing"),
        (("paper;a\n", "paper;\n"), 14, "fewer than 1"),
        (("b;400.5;", "a;400.5;"), 9, "Two projects are called a"),
        (("min_length;1", "min_length;one"), 6, "whole number"),
        (("b;400.5", "b;0"), 9, "no cost"),
    ],
)  # fmt: skip
def test_a_fault_names_its_line_and_its_remedy(change, line, words):
    assert change[0] in FILE
    with pytest.raises(PabulibRefused) as refused:
        read(FILE.replace(*change, 1))
    fault = refused.value.faults[0]
    assert (fault.line, words in str(fault)) == (line, True), str(fault)
    assert fault.remedy


def test_a_project_named_twice_may_count_once():
    _, ballots = read(FILE.replace("a,b", "b,a,b"), twice="once")
    assert next(iter(ballots)) == ([1, 0], [1, 1])


def test_text_that_is_not_utf_8_is_refused():
    with pytest.raises(PabulibRefused, match="Line 3: This is not UTF-8"):
        decode(FILE.replace("Bancs", "École").encode("latin-1", "replace"))


def test_faults_beyond_twenty_are_left_out():
    with pytest.raises(PabulibRefused) as refused:
        read(FILE + "".join(f"x{n};;;nothing\n" for n in range(99)))
    assert len(refused.value.faults) == 20


@pytest.mark.parametrize(
    ("age", "band"), [("12", "0-15"), ("16", "16-24"), ("64", "50-64"), ("65", "65+"), ("?", "?")]
)
def test_ages_become_bands(age, band):
    assert age_band(age) == band


texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)
names = st.text("abcé01_-", min_size=1, max_size=4)


@st.composite
def polls(draw):
    ids = draw(st.lists(names, min_size=1, max_size=5, unique=True))
    kind = draw(st.sampled_from(["approval", "knapsack", "ranking", "points"]))
    costs = draw(st.lists(st.integers(1, 10**7), min_size=len(ids), max_size=len(ids)))
    held = Election(
        budget=sum(costs),
        projects=tuple(
            Project(name, cost, draw(texts), area=draw(texts), category=draw(texts))
            for name, cost in zip(ids, costs, strict=True)
        ),
        title=draw(texts),
        kind=kind,
        most=len(ids),
        rule=draw(st.sampled_from([Rule("greedy"), Rule(completion=("add-one",))])),
    )
    rows = draw(st.lists(st.lists(st.sampled_from(ids), unique=True), max_size=4))
    points = st.integers(1, 9) if kind == "points" else st.just(1)
    return held, Ballots.of(
        held,
        [
            Ballot(
                f"v{n}",
                tuple((name, draw(points)) for name in row),
                {"area": draw(texts), "channel": draw(names), "age": "16-24"},
            )
            for n, row in enumerate(rows)
        ],
    )


@settings(max_examples=60, deadline=None)
@given(polls())
def test_what_is_written_is_read_back(poll):
    held, ballots = poll
    election, again = read(write(held, ballots))
    assert election == held
    assert again.voters == ballots.voters
    assert list(again) == list(ballots)
    assert again.traits.get("area", ()) == ballots.traits.get("area", ()) or not any(
        ballots.traits["area"]
    )


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_file_breaks_the_reader(data):
    """Lines cut, doubled, swapped, and characters put anywhere: read or refused, nothing else."""
    lines = FILE.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(lines) - 1))
        how = data.draw(st.sampled_from(["cut", "twice", "put", "swap"]))
        if how == "cut" and len(lines) > 1:
            del lines[place]
        elif how == "twice":
            lines.insert(place, lines[place])
        elif how == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        else:
            at = data.draw(st.integers(0, len(lines[place])))
            put = data.draw(
                st.text(max_size=3) | st.sampled_from(['"', ";", ",", "\x00", "-1", "9" * 30])
            )
            lines[place] = lines[place][:at] + put + lines[place][at:]
    with suppress(PabulibRefused):
        election, ballots = read("\n".join(lines))
        assert count(election, ballots).spent <= election.budget
