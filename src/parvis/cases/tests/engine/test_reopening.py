"""A closed case taken up again: only where the package says so, by the lead unit, for a reason.
The refund's own scenario plays it on the real engine, database constraints included."""

from typing import Any
from uuid import uuid4

import pytest
from django.utils.translation import override

from parvis.cases.engine import moves
from parvis.cases.engine.facts import facts_of_case
from parvis.cases.engine.party import SYSTEM_PARTY, Party
from parvis.cases.engine.script import Script
from parvis.cases.models import Case
from parvis.cases.tests.factories import MONDAY
from parvis.catalogue.checker import process
from parvis.catalogue.checker.report import Report
from parvis.catalogue.loader import read
from parvis.core.actor import Actor
from parvis.core.paths import library_dir

PACKAGE, SOURCES = read(library_dir() / "parvis/remboursement-trop-percu")
SCRIPT = Script(PACKAGE)
PERSON = uuid4()
LEAD = Party("agent", Actor("agent", "a", "A"), unit_ids=frozenset({1}))
PAYER = Party("agent", Actor("agent", "b", "B"), unit_ids=frozenset({2}))
APPLICANT = Party("applicant", Actor("resident", "r", "R"), person_ids=frozenset({PERSON}))


@pytest.mark.parametrize(
    ("state", "party", "found"),
    [
        ("refusee", LEAD, ["rouvrir"]),
        ("refusee", PAYER, []),
        ("refusee", APPLICANT, []),
        ("refusee", SYSTEM_PARTY, []),
        ("payee", LEAD, []),
        ("retiree", LEAD, []),
        ("recue", LEAD, ["demander_piece", "accorder", "refuser"]),
    ],
)
def test_who_may_reopen_what(state: str, party: Party, found: list[str]) -> None:
    case = Case(
        state=state,
        legal_state=PACKAGE.process.states[state].legal,
        person_id=PERSON,
        bindings={"billing": 1, "treasury": 2},
        answers={},
        correction={},
        channel="web",
        applicant_identity="declared",
    )
    facts = facts_of_case(PACKAGE, case, [], today=MONDAY.date(), submitted_on=MONDAY.date())
    assert [one.id for one in moves.possible(SCRIPT, case, facts, party)] == found


@pytest.mark.parametrize(
    ("keys", "fault"),
    [
        ({}, ""),
        ({"reopens": False}, "is closed but leads to"),
        ({"source": ["refusee", "recue"]}, "reopens a case that is not closed"),
        ({"target": "payee"}, "leaves it closed"),
        ({"by": ["treasury"]}, "only the lead unit"),
        ({"by": ["billing", "applicant"]}, "only the lead unit"),
        ({"fields": []}, "does not tell the applicant why"),
        ({"notifies": []}, "does not tell the applicant why"),
    ],
)
@override("en")
def test_what_a_package_may_write(keys: dict[str, Any], fault: str) -> None:
    transitions = [
        one.model_copy(update=keys) if one.id == "rouvrir" else one
        for one in PACKAGE.process.transitions
    ]
    changed = PACKAGE.process.model_copy(update={"transitions": transitions})
    report = Report(SOURCES)
    process.check(PACKAGE.model_copy(update={"process": changed}), report)
    said = "\n".join(str(one) for one in report.faults)
    assert (fault in said) if fault else not report.faults
