"""What a program asks and is told, with the small law of the tests and the library's real rules."""

from typing import Any

from tests.harness import queries

from parvis.eligibility.tests.api.conftest import Program, by_benefit, mother
from parvis.eligibility.tests.twin import Twin

KNOWN: dict[str, Any] = {
    "lea": {"nationality": "french", "disability_rate": None, "due_date": None,
            "self_employed_income": None, "unemployment_benefit": None, "pension": None,
            "invalidity_pension": None, "daily_allowances": None, "alimony_received": None,
            "alimony_paid": None, "years_of_permit": None},
    "household": {"flat_share": False, "savings": 0},
    "family": {"child_support_unpaid": True},
    "tax_household": {"incomes_steady": True, "reference_income": None},
    "tom": {"shared_custody": False, "disability_rate": None, "wage": None, "self_employed_income": None,
            "unemployment_benefit": None, "pension": None, "invalidity_pension": None, "daily_allowances": None,
            "alimony_received": None, "school": "none", "activity": "none", "nationality": "french"},
}  # fmt: skip


def test_three_values_each_with_why(program: Program) -> None:
    told = by_benefit(program.post("assess", mother()))
    grant = told["state.paje_base", None]
    assert (grant["verdict"], grant["amount"]) == (
        "yes", {"low": 19600, "high": 19600, "per": "month", "unit": None, "currency": "EUR"}
    )  # fmt: skip
    assert any(one["supposed"] for one in told.values() if one["verdict"] == "yes")
    none = told["state.af", None]
    assert none["verdict"] == "no"
    assert none["reason"]["text"]
    assert none["reason"]["law"][0]["title"] == "CSS L521-1"
    unsure = told["state.asf", None]
    assert unsure["verdict"] == "cannot_tell"
    assert {"of": "family", "fact": "child_support_unpaid"} in unsure["settled_by"]
    local = [one for (name, _), one in told.items() if not name.startswith("state.")]
    assert {one["verdict"] for one in local} == {"yes", "no", "cannot_tell"}
    assert all(one["reason"]["code"] for one in local if one["verdict"] == "no")
    assert {one["for"] for one in local} >= {"tom", None}


def test_what_is_not_said_is_never_zero(program: Program) -> None:
    said = mother()
    del said["situation"]["persons"][0]["wage"]
    unknown = mother(lea={"wage": {"unknown": True}})
    told = [by_benefit(program.post("assess", body)) for body in (said, unknown)]
    assert told[0] == told[1]
    assert told[0]["state.aide_logement", None]["verdict"] == "cannot_tell"
    absent = by_benefit(program.post("assess", mother(lea={"wage": None, "activity": "none"})))
    assert absent["state.ppa", None] != told[0]["state.ppa", None]


def test_facts_may_say_since_when_and_from_whom(program: Program) -> None:
    dated = {"value": 90000, "on": "2026-01-31", "origin": "proven", "currency": "EUR"}
    plain, more = (program.post("assess", mother(lea={"wage": wage})) for wage in (90000, dated))
    assert plain.json() == more.json()


def test_only_some_benefits(program: Program, law: Twin) -> None:
    asked = mother() | {"benefits": ["state.af", "state.paje_base"]}
    assert set(by_benefit(program.post("assess", asked))) == {
        ("state.af", None), ("state.paje_base", None),
    }  # fmt: skip
    answer = program.post("assess", mother() | {"benefits": ["state.af", "nowhere.nothing"]})
    assert answer.json()["errors"][0]["pointer"] == "/benefits/1"


def test_a_no_is_explained_by_the_engine(program: Program, law: Twin) -> None:
    asked = mother() | {"benefits": ["state.af"], "explain": True}
    [one] = program.post("assess", asked).json()["verdicts"]
    assert [step["code"] for step in one["steps"]] == ["af.means"]
    assert one["steps"][0]["facts"] == [{"of": "lea", "fact": "wage"}]


def test_why(program: Program, law: Twin) -> None:
    told = program.post("explain", mother() | {"benefit": "state.paje_base"}).json()
    assert told["verdict"]["verdict"] == "yes"
    assert told["used"] == [{"of": "lea", "fact": "wage"}]
    local = by_benefit(program.post("assess", mother()))
    name, whom = next(key for key, one in local.items() if key[1] == "tom" and one["steps"])
    told = program.post("explain", mother() | {"benefit": name, "for": "tom"}).json()
    assert told["verdict"] == local[name, whom]
    for wrong in ({"benefit": "no.such"}, {"benefit": name, "for": "nobody"}):
        assert program.post("explain", mother() | wrong).status_code == 422


def test_questions_until_nothing_can_change(program: Program) -> None:
    body: dict[str, Any] = {
        "situation": {"persons": [{"id": "lea", "role": "applicant"}]}, "asked": []
    }  # fmt: skip
    first = program.post("next-question", body).json()
    assert first["question"]["key"] == "vous"
    assert first["left"] is None
    asked = []
    while len(asked) < 30:
        question = program.post("next-question", mother(**KNOWN) | {"asked": asked}).json()[
            "question"
        ]
        if question is None:
            break
        asked.append(question["key"])
    open_ = program.post("next-question", mother()).json()
    assert open_["left"] > len(asked)
    assert open_["question"]["facts"]
    assert open_["question"]["key"] not in {"vous", "couple", "enfants"}


def test_a_case_that_is_theirs_is_asked_about(program: Program) -> None:
    asked = ["vous", "couple", "enfants", "activite", "logement", "revenus", "situations"]
    flagged = [{"of": "lea", "fact": "due_date"}]
    told = program.post("next-question", mother() | {"asked": asked, "flagged": flagged}).json()
    assert told["question"]["key"] == "grossesse"
    assert told["question"]["about"] == "lea"
    cases = program.post("next-question", mother() | {"asked": asked[:-1]}).json()["question"]
    assert cases["key"] == "situations"
    assert "expecting_me" in {one["key"] for one in cases["cases"]}


def test_people_of_whom_only_the_number_is_known(program: Program) -> None:
    alone = {"persons": [{"id": "child1", "role": "applicant"}],
             "household": {"children": 2, "couple": True}}  # fmt: skip
    told = program.post("assess", {"situation": alone})
    assert told.status_code == 200
    named = {one["of"] for each in told.json()["verdicts"] for one in each["settled_by"]}
    assert {"child1", "child1_", "child2", "partner"} & named == {
        "child1",
        "child1_",
        "child2",
        "partner",
    }


def test_nothing_is_a_no_while_the_law_is_away(program: Program, law: Twin) -> None:
    law.is_there = False
    told = program.post("assess", mother())
    assert told.json()["national"] == {"answered": False, "version": None}
    assert not [key for key in by_benefit(told) if key[0].startswith("state.")]
    for path, body in (
        ("next-question", mother()),
        ("explain", mother() | {"benefit": "state.af"}),
    ):
        away = program.post(path, body)
        assert away.status_code == 503
        assert away["Retry-After"]


def test_nothing_is_written_and_few_questions_are_put(program: Program) -> None:
    program.post("assess", mother())
    with queries() as sent:
        program.post("assess", mother())
    assert len(sent) <= 3
    assert [one for one in sent if not one.lstrip().startswith("SELECT")] == [
        one for one in sent if "allowance" in one
    ]


def test_french_by_default(around_pau: object, law: Twin) -> None:
    told = Program(**{"accept-language": "fr"}).post("assess", mother()).json()["verdicts"]
    assert "Allocations familiales" in {one["name"] for one in told}
