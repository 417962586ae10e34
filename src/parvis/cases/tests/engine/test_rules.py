"""Who sees what, who may say what, who may move what: tables of person × case."""

from typing import Any
from uuid import uuid4

import pytest

from parvis.cases import rules
from parvis.cases.engine import hands, moves
from parvis.cases.engine.facts import facts_of_case
from parvis.cases.engine.party import SYSTEM_PARTY, Party
from parvis.cases.engine.script import Script
from parvis.cases.models import Case, WorkItem
from parvis.cases.tests.factories import MONDAY
from parvis.catalogue.tests.factories import make_package
from parvis.core.actor import Actor

SOMEBODY, SOMEBODY_ELSE = uuid4(), uuid4()
LEAD, PART, OTHER, DESK = 1, 2, 3, 4
SCRIPT = Script(make_package())


def agent(*units: int, desk: tuple[int, ...] = ()) -> Party:
    return Party(
        "agent", Actor("agent", "a", "A"), unit_ids=frozenset(units), desk_unit_ids=frozenset(desk)
    )


def applicant(person: Any) -> Party:
    return Party("applicant", Actor("resident", "r", "R"), person_ids=frozenset({person}))


PARTIES = {
    "applicant": applicant(SOMEBODY),
    "somebody else": applicant(SOMEBODY_ELSE),
    "lead": agent(LEAD),
    "part": agent(PART),
    "lead and part": agent(LEAD, PART),
    "other": agent(OTHER),
    "desk": agent(desk=(DESK,)),
    "desk of the lead": agent(desk=(LEAD,)),
    "nobody": agent(),
    "system": SYSTEM_PARTY,
}


def case(**fields: Any) -> Case:
    values: dict[str, Any] = {
        "person_id": SOMEBODY,
        "lead_unit_id": LEAD,
        "filed_by_unit_id": DESK,
        "full_units": [LEAD],
        "part_units": [PART],
        "bindings": {"waste": LEAD, "land_owner": PART, "trainer": OTHER},
        "state": "recue",
        "channel": "desk",
        "applicant_identity": "declared",
        "answers": {},
        "correction": {},
    }
    return Case(**values | fields)


@pytest.mark.parametrize(
    ("who", "scope"),
    [
        ("applicant", "all"),
        ("somebody else", "none"),
        ("lead", "all"),
        ("part", "part"),
        ("lead and part", "all"),
        ("other", "none"),
        ("desk", "desk"),
        ("desk of the lead", "none"),
        ("nobody", "none"),
        ("system", "all"),
    ],
)
def test_scope(who: str, scope: str) -> None:
    assert rules.scope_of(case(), PARTIES[who]) == scope


@pytest.mark.parametrize(
    ("who", "to_all", "internally", "to_part"),
    [
        ("applicant", True, False, False),
        ("somebody else", False, False, False),
        ("lead", True, True, True),
        ("part", False, False, True),
        ("other", False, False, False),
        ("desk", True, False, False),
        ("nobody", False, False, False),
    ],
)
def test_who_may_write(who: str, to_all: bool, internally: bool, to_part: bool) -> None:
    found = [
        rules.may_write(case(), PARTIES[who], audience)
        for audience in ("all", "agents", f"part:{PART}")
    ]
    assert found == [to_all, internally, to_part]


@pytest.mark.parametrize(
    ("who", "parts"),
    [
        ("applicant", {"applicant"}),
        ("somebody else", set()),
        ("lead", {"waste"}),
        ("part", {"land_owner"}),
        ("desk", {"applicant"}),
        ("desk of the lead", set()),
        ("system", {"system"}),
    ],
)
def test_the_parts_somebody_plays(who: str, parts: set[str]) -> None:
    assert moves.parts_of(case(), PARTIES[who]) == parts


def item(kind: str, unit: int, **fields: Any) -> WorkItem:
    return WorkItem(kind=kind, unit_id=unit, opened_at=MONDAY, **fields)


def done(kind: str, unit: int, result: str, **fields: Any) -> WorkItem:
    return item(kind, unit, done_at=MONDAY, result=result, **fields)


def moves_in(state: str, who: str, items: list[WorkItem], **fields: Any) -> list[str]:
    held = case(state=state, **fields)
    facts = facts_of_case(
        SCRIPT.package, held, items, today=MONDAY.date(), submitted_on=MONDAY.date()
    )
    return [t.id for t in moves.possible(SCRIPT, held, facts, PARTIES[who])]


BOTH = [done("terrain", PART, "accorde"), done("formation", OTHER, "reservee")]
REFUSED = [done("terrain", PART, "refuse"), done("formation", OTHER, "reservee")]


@pytest.mark.parametrize(
    ("state", "who", "items", "found"),
    [
        ("recue", "lead", [], ["demander_piece", "prendre_en_charge", "refuser"]),
        ("recue", "applicant", [], ["retirer"]),
        ("recue", "desk", [], ["retirer"]),
        ("recue", "part", [], []),
        ("recue", "nobody", [], []),
        ("instruction", "lead", BOTH, []),
        ("instruction", "system", BOTH, ["reunir_avis", "constater_silence"]),
        ("instruction", "system", BOTH[:1], ["constater_silence"]),
        ("a_decider", "lead", BOTH, ["demander_piece", "accepter", "refuser"]),
        ("a_decider", "lead", REFUSED, ["demander_piece", "refuser"]),
        # Never asked: known to be no refusal. Asked and waiting: unknown is not true.
        ("rejet_implicite", "lead", [], ["accepter", "refuser"]),
        ("rejet_implicite", "lead", [item("terrain", PART)], ["refuser"]),
        ("acceptee", "lead", BOTH, []),
    ],
)
def test_moves(state: str, who: str, items: list[WorkItem], found: list[str]) -> None:
    assert moves_in(state, who, items) == found


@pytest.mark.parametrize(("correction", "found"), [({}, []), ({"fields": []}, ["completer"])])
def test_nothing_is_answered_that_was_not_asked(
    correction: dict[str, Any], found: list[str]
) -> None:
    told = moves_in("a_completer", "applicant", [], correction=correction)
    assert [move for move in told if move == "completer"] == found


@pytest.mark.parametrize(
    ("state", "items", "hand"),
    [
        ("recue", [], "waste"),
        ("a_completer", [], "applicant"),
        ("instruction", [item("terrain", PART)], "items"),
        # Waiting for nothing: the lead sees to it.
        ("instruction", BOTH, "waste"),
        ("acceptee", [], "nobody"),
    ],
)
def test_a_case_is_in_somebodys_hand(state: str, items: list[WorkItem], hand: str) -> None:
    assert hands.hand_of(SCRIPT, case(state=state), items) == hand


def test_units_see_all_or_a_part_never_both() -> None:
    opened = [item("terrain", LEAD), item("formation", OTHER)]
    assert hands.units_of(SCRIPT, case(), "items", opened) == ([LEAD], [OTHER])
