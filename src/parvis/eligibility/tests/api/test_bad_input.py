"""What cannot be is refused by the name of the field, in words, and nothing else is said of it."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parvis.eligibility.api.openapi import OPERATIONS
from parvis.eligibility.facts import FACTS
from parvis.eligibility.tests.api.conftest import Program, faults, mother

CHILD = "/situation/persons/1"


@pytest.mark.parametrize(
    ("change", "pointer", "said"),
    [
        ({"lea": {"birth_date": "1990-02-30"}}, "/situation/persons/0/birth_date", "no day of the calendar"),
        ({"lea": {"birth_date": "12/03/1990"}}, "/situation/persons/0/birth_date", "no day of the calendar"),
        ({"tom": {"birth_date": "2031-01-01"}}, f"{CHILD}/birth_date", "in the future"),
        ({"lea": {"birth_date": "1800-01-01"}}, "/situation/persons/0/birth_date", "too long ago"),
        ({"lea": {"birth_date": None}}, "/situation/persons/0/birth_date", "cannot be absent"),
        ({"tom": {"birth_date": "1980-01-01"}}, f"{CHILD}/birth_date", "older than the parents"),
        ({"lea": {"wage": {"value": 6000, "currency": "FRF"}}}, "/situation/persons/0/wage", "euro cents"),
        ({"lea": {"wage": "6 000 F"}}, "/situation/persons/0/wage", "whole number of euro cents"),
        ({"lea": {"wage": 1512.5}}, "/situation/persons/0/wage", "whole number of euro cents"),
        ({"lea": {"wage": 10**9}}, "/situation/persons/0/wage", "at most 10000000 euro cents a month"),
        ({"lea": {"wage": -1}}, "/situation/persons/0/wage", "too low"),
        ({"lea": {"wage": True}}, "/situation/persons/0/wage", "whole number"),
        ({"lea": {"wage": {"valeur": 3}}}, "/situation/persons/0/wage", "Say a value"),
        ({"lea": {"wage": {"value": 3, "on": "2027-01-01"}}}, "/situation/persons/0/wage", "past"),
        ({"lea": {"salary": 3}}, "/situation/persons/0/salary", "Nothing has this name"),
        ({"lea": {"activity": "chômeuse"}}, "/situation/persons/0/activity", "unemployed"),
        ({"lea": {"due_date": "2030-01-01"}}, "/situation/persons/0/due_date", "ten months"),
        ({"lea": {"id": "a b"}}, "/situation/persons/0/id", "not written as expected"),
        ({"lea": {"role": "mother"}}, "/situation/persons/0/role", "none of the answers"),
        ({"household": {"commune": "99999"}}, "/situation/household/commune", "No commune"),
        ({"household": {"children": 3}}, "/situation/household/children", "say otherwise"),
        ({"household": {"couple": "no"}}, "/situation/household/couple", "True or false"),
        ({"household": 3}, "/situation/household", "object"),
    ],
)  # fmt: skip
def test_each_fault_names_its_field(
    program: Program, change: dict[str, Any], pointer: str, said: str
) -> None:
    body = mother() if change == {"household": 3} else mother(**change)
    if change == {"household": 3}:
        body["situation"]["household"] = 3
    found = faults(program.post("assess", body))
    assert list(found) == [pointer]
    assert said in found[pointer]


def test_three_partners(program: Program) -> None:
    body = mother()
    body["situation"]["persons"] += [{"id": f"p{n}", "role": "partner"} for n in range(3)]
    body["situation"]["household"].pop("couple")
    found = faults(program.post("assess", body))
    assert set(found) == {"/situation/persons/3/role", "/situation/persons/4/role"}
    assert "couples of two" in found["/situation/persons/3/role"]


def test_nobody_and_twice_the_same(program: Program) -> None:
    child = {"id": "tom", "role": "child"}
    for persons, pointer in (
        ([], "/situation/persons"),
        ([child], "/situation/persons"),
        ([{"id": "tom", "role": "applicant"}, child], "/situation/persons/1/id"),
        ([{"id": "household", "role": "applicant"}], "/situation/persons/0/id"),
        ([{"id": f"x{n}", "role": "child"} for n in range(18)], "/situation/persons"),
    ):
        assert pointer in faults(program.post("assess", {"situation": {"persons": persons}}))


def test_several_faults_at_once(program: Program) -> None:
    found = faults(program.post("assess", mother(lea={"wage": "x"}, tom={"birth_date": "x"})))
    assert set(found) == {"/situation/persons/0/wage", f"{CHILD}/birth_date"}


@pytest.mark.parametrize(
    ("text", "status"),
    [("{", 400), ("[" * 100_000, 400), ("9" * 5_000, 400), ("null", 422), ("[]", 422), ('{"situation": null}', 422),
     ('"' + "x" * 300_000 + '"', 413), (b"\xff\xfe", 400), ('{"situation": {"\\ud800": 1}}', 422)],
)  # fmt: skip
def test_what_is_no_request(program: Program, text: str | bytes, status: int) -> None:
    assert program.post("assess", text).status_code == status


def test_other_kinds_and_methods(program: Program) -> None:
    answer = program.client.post("/api/eligibility/v1/assess", {"a": 1}, headers=program.headers)
    assert answer.status_code == 415
    assert program.client.put("/api/eligibility/v1/facts").status_code == 405
    assert program.client.get("/api/eligibility/v1/assess")["Allow"] == "POST"
    large = program.client.post(
        "/api/eligibility/v1/assess", "x" * 3_000_000, content_type="application/json"
    )
    assert (large.status_code, large["Content-Type"]) == (413, "application/problem+json")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | st.sampled_from(sorted(FACTS)), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
VALUE = JSON | st.sampled_from([None, 0, 1, 10**7, "2020-01-01", "64284", "employed", True])
FACT = st.dictionaries(st.sampled_from(sorted(FACTS)), VALUE, max_size=5)
PERSON = st.builds(
    dict, id=st.sampled_from(["a", "b", "c", "partner"]) | st.text(max_size=5),
    role=st.sampled_from(["applicant", "partner", "child"]),
)  # fmt: skip
SITUATION = st.fixed_dictionaries(
    {"persons": st.lists(st.builds(lambda one, facts: facts | one, PERSON, FACT), max_size=4) | JSON},
    optional={"household": FACT | JSON, "family": FACT, "tax_household": FACT},
)  # fmt: skip
BODY = st.fixed_dictionaries(
    {"situation": SITUATION | JSON},
    optional={
        "on": st.dates().map(str) | JSON, "benefits": JSON, "asked": JSON, "flagged": JSON,
        "benefit": st.sampled_from(["state.aah", "state.af", "jurancon.cantine"]) | JSON, "for": JSON,
    },
)  # fmt: skip
POSTS = [one.name for one in OPERATIONS if one.takes]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(name=st.sampled_from(POSTS), body=BODY | JSON)
def test_whatever_is_sent_is_answered_as_described(
    program: Program, monkeypatch: pytest.MonkeyPatch, name: str, body: Any
) -> None:
    monkeypatch.setattr("parvis.eligibility.access.PER_MINUTE", {"address": 10**6})
    answer = program.post(name, json.dumps(body))
    assert answer.status_code in {200, 400, 413, 422}
    if answer.status_code != 200:
        assert "Traceback" not in answer.content.decode()
