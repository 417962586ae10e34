"""The lists, and the documents that describe the API."""

from typing import Any

from django.test import Client
from openapi_spec_validator import validate

from parvis.eligibility import local
from parvis.eligibility.access import titles
from parvis.eligibility.api.holders import HELD_BY
from parvis.eligibility.api.openapi import document
from parvis.eligibility.facts import FACTS
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.tests.api.conftest import Program


def test_every_fact_says_who_holds_it_and_how_it_is_asked(program: Program) -> None:
    assert set(HELD_BY) == set(FACTS)
    told = {one["key"]: one for one in program.get("facts").json()["facts"]}
    assert set(told) == set(FACTS)
    assert {key for key, one in told.items() if one["question"] is None} == set()
    wage = told["wage"]
    assert (wage["of"], wage["unit"], wage["may_be_absent"]) == ("person", "cents/month", True)
    assert wage["question"]["fr"] != wage["question"]["en"]


def test_benefits_of_the_nation_and_of_the_place(program: Program) -> None:
    every = {one["id"]: one for one in program.get("benefits").json()["benefits"]}
    assert {f"state.{code}" for code in BENEFITS} <= set(every)
    assert len(every) - len(BENEFITS) == len(local.shipped())
    here = {one["id"] for one in program.get("benefits?commune=64284").json()["benefits"]}
    assert here < set(every)
    rsa = every["state.rsa"]
    assert (rsa["law"], rsa["versions"][0]["id"]) == ("CASF L262-2", "twin 1.0")
    place = next(one for one in every.values() if one["level"] == "commune")
    assert place["area"]["communes"]
    assert place["versions"][0]["since"]
    assert place["versions"][0]["reference"]["title"]
    before = program.get("benefits?on=2024-01-01").json()["benefits"]
    assert len(before) < len(every)


def test_a_day_that_is_none(program: Program) -> None:
    for day in ("2026-02-30", "yesterday", "1999-01-01", ""):
        assert program.get(f"benefits?on={day}").status_code == 422


def test_the_description_is_valid(client: Client, db: None) -> None:
    told = client.get("/api/eligibility/openapi.json")
    validate(told.json())
    assert told.json() == document()
    assert told["Access-Control-Allow-Origin"] == "*"


def test_every_shape_is_described_by_what_checks_it() -> None:
    schemas: dict[str, Any] = document()["components"]["schemas"]
    said = {
        key
        for one in ("Person", "Household", "Family", "TaxHousehold")
        for key in schemas[one]["properties"]
    }
    assert said == set(FACTS) | {"id", "role"}


def test_the_page_for_people(client: Client, db: None) -> None:
    page = client.get("/api/eligibility/").content.decode()
    assert all(
        f"/api/eligibility/v1/{one}" in page
        for one in ("facts", "benefits", "assess", "next-question", "explain")
    )
    assert all(f">{code}<" in page for code in titles())
