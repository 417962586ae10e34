"""What a situation comes to, asked as pages do: of a law process that runs beside."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from parvis.connectors.openfisca.client import OpenFisca
from parvis.connectors.openfisca.outputs import QUOTIENT
from parvis.connectors.openfisca.tests.people import MONTH, household, mother, told
from parvis.eligibility.national import BENEFITS
from parvis.eligibility.ports import LawRefused, LawUnavailable

ALL = [*BENEFITS, QUOTIENT]


def test_a_young_mother_is_told_every_right(law: OpenFisca) -> None:
    [found] = law.amounts([mother()], ALL, MONTH)
    assert set(found) == {
        f"{code}:me" if code in BENEFITS and BENEFITS[code].for_each else code for code in ALL
    }
    assert found["asf"] == 20178  # 42.2 % of the base of family benefits, CSS D523-1
    assert found["paje_base"] > 0
    assert found["aide_logement"] > 0
    assert found["ppa"] > 0
    assert found["css_free"] == 1
    assert found["css_paid"] == found["rsa"] == found["af"] == found["aah:me"] == 0


@pytest.mark.parametrize(
    ("benefit", "cents", "facts"),
    [
        ("aah:me", 104159, {"me__disability_rate": 85}),
        ("aah:me", 104159, {"me__disability_rate": 60, "me__work_restriction": True}),
        ("aah:me", 0, {"me__disability_rate": 60, "me__work_restriction": False}),
        ("paje_naissance", 109857, {"me__due_date": date(2027, 2, 10)}),
        ("asf", 0, {"family__child_support_unpaid": False}),
        ("rsa", 0, {"me__birth_date": date(2006, 1, 1)}),
    ],
)
def test_one_fact_decides(
    law: OpenFisca, benefit: str, cents: int, facts: dict[str, object]
) -> None:
    [found] = law.amounts([household(**facts)], [benefit.partition(":")[0]], MONTH)
    assert found[benefit] == cents


def test_the_complement_of_the_aeeh_follows_its_category(law: OpenFisca) -> None:
    """Parts of the monthly base (CSS D541-2), and more for a parent alone from the second on."""
    disabled = household("child1", child1__disability_rate=60, child1__aeeh_category=0)
    couple = household("partner", "child1", child1__disability_rate=60, child1__aeeh_category=0)
    asked = [
        told(one, child1__aeeh_category=each) for one in (disabled, couple) for each in range(7)
    ]
    found = [each["aeeh"] for each in law.amounts(asked, ["aeeh"], MONTH)]
    base = found[0] / 0.32
    parts = [(each - found[0]) / base for each in (*found[1:6], *found[8:13])]
    alone = [0.24, 0.65 + 0.13, 0.92 + 0.18, 1.4257 + 0.57, 1.8221 + 0.73]
    assert parts == pytest.approx([*alone, 0.24, 0.65, 0.92, 1.4257, 1.8221], abs=1e-3)
    assert found[13] - found[7] > 1_288_00
    assert found[6] - found[13] == pytest.approx(base * 1.07, abs=2)
    told_steps = law.explain(asked[2], "aeeh", MONTH)
    assert told_steps.amount == found[2]
    assert told_steps.steps[-1].facts == ("child1.aeeh_category",)
    grown = told(asked[2], child1__birth_date=date(2005, 1, 1))
    assert law.amounts([grown], ["aeeh"], MONTH) == [{"aeeh": 0}]


def test_each_answer_is_that_of_the_household_alone(law: OpenFisca) -> None:
    """What one household states silences no formula for another, whatever the batch."""
    asked = [
        mother(),
        household(me__pension=60_000, me__birth_date=date(1950, 1, 1), me__activity="retired"),
        told(mother(), tax__reference_income=1_000_000),
        household("partner", "child1", "child2", partner__wage=180_000, family__union="pacs"),
        household("partner", partner__wage=120_000, family__union="living_together"),
        household(me__due_date=date(2027, 1, 5)),
    ]
    together = law.amounts(asked, ALL, MONTH)
    assert together == [law.amounts([one], ALL, MONTH)[0] for one in asked]
    assert together[0] != together[2]


def test_who_asks_at_the_same_time_is_computed_together(law: OpenFisca) -> None:
    before = law.ask("state")["batches"]
    with ThreadPoolExecutor(12) as people:
        answers = list(people.map(lambda _: law.amounts([mother()], ALL, MONTH)[0], range(12)))
    assert all(answer == answers[0] for answer in answers)
    assert law.ask("state")["batches"] - before < 12


def test_a_worker_that_is_killed_is_replaced(law: OpenFisca) -> None:
    for worker in law.ask("state")["workers"]:
        os.kill(worker, signal.SIGKILL)
    assert law.amounts([mother()], ["af"], MONTH) == [{"af": 0}]
    assert law.amounts([mother()], ["rsa"], MONTH) == [{"rsa": 0}]


def test_what_cannot_be_computed_is_refused_and_hurts_nobody(law: OpenFisca) -> None:
    good = law.amounts([mother()], ["af"], MONTH)[0]
    row = {"members": ["me"], "facts": {"me": {"birth_date": "1990-13-41"}}}
    fine = {"members": ["me"], "facts": {"me": {"birth_date": "1990-03-01"}}}
    with pytest.raises(LawRefused) as refused:
        law.ask("amounts", rows=[fine, row, fine], benefits=["af"], month="2026-11-01")
    assert refused.value.at == 1
    assert law.amounts([mother()], ["af"], MONTH)[0] == good


@pytest.mark.parametrize(
    "asked",
    [{"do": "nothing"}, [], {"do": "amounts", "rows": 3}, {"do": "explain", "within": []}, "…"],
)
def test_what_is_no_request_is_answered(address: str, asked: object) -> None:
    from parvis.connectors.openfisca import wire
    from parvis.connectors.openfisca.client import connected

    with connected(address, 60) as peer:
        wire.send(peer, asked)
        assert wire.receive(peer) == {"failed": "unknown request"}


def test_who_is_not_there_is_unavailable(tmp_path: object) -> None:
    away = OpenFisca(f"{tmp_path}/nobody.sock", commune_of=str)
    with pytest.raises(LawUnavailable):
        away.amounts([mother()], ["af"], MONTH)
    with pytest.raises(LawUnavailable):
        away.versions()


def test_the_version_of_the_law_is_told(law: OpenFisca) -> None:
    [version] = law.versions()
    assert (version.package, version.version) == ("openfisca-france", "176.1.8")


# Each takes a computation of its own: two in make test, the others in make proof.
_EXPLAINED = {"af": (), "css_free": ()}


@pytest.mark.parametrize(
    "benefit",
    [pytest.param(code, marks=_EXPLAINED.get(code, pytest.mark.proof)) for code in BENEFITS],
)
def test_each_right_is_explained(law: OpenFisca, benefit: str) -> None:
    [amounts] = law.amounts([mother()], [benefit], MONTH)
    told = law.explain(mother(), benefit, MONTH)
    assert told.amount == max(amounts.values())
    assert 1 <= len(told.steps) <= 15
    assert all(step.text for step in told.steps)
    assert any(step.law for step in told.steps)
    assert all(
        address == "" or address.startswith("http")
        for step in told.steps
        for _, address in step.law
    )
    if told.amount == 0 and benefit != "css_free":
        assert told.failed in told.steps


def test_a_refusal_says_by_how_much(law: OpenFisca) -> None:
    rich = told(mother(), me__wage=200_000)
    failed = law.explain(rich, "css_free", MONTH).failed
    assert failed is not None
    assert failed.code == "css_cmu_base_ressources"
    assert failed.gap is not None
    assert failed.gap > 0
    assert "me.wage" in failed.facts
    young = law.explain(household(me__birth_date=date(2006, 1, 1)), "rsa", MONTH).failed
    assert young is not None
    assert young.code == "rsa_eligibilite"


def test_goods_that_bring_nothing_count_for_a_part_of_their_rental_value(law: OpenFisca) -> None:
    """CASF R132-1: half of that of buildings, four fifths of that of land, a twelfth a month."""
    owner = household(home__occupancy="owner", home__rent=None)
    goods = {"home__other_property": True, "home__let_value": None}
    built, land = (
        told(
            owner,
            **goods,
            **{f"home__{kind}_value": 20_000_00, f"home__{kind}_rental_value": 1_200_00},
            **{f"home__{other}_value": None},
        )
        for kind, other in (("built", "land"), ("land", "built"))
    )
    rsa = [each["rsa"] for each in law.amounts([owner, built, land], ["rsa"], MONTH)]
    assert rsa[0] - rsa[1] == pytest.approx(50_00, abs=2)
    assert rsa[0] - rsa[2] == pytest.approx(80_00, abs=2)


def test_housing_aid_looks_at_goods_above_thirty_thousand_euros_only(law: OpenFisca) -> None:
    """CCH L822-5, R822-22: what is let counts for its worth, and brings its rents."""
    tenant = household(me__activity="employed", me__wage=90_000)
    goods = {
        "home__other_property": True, "home__built_value": None, "home__let_value": None,
        "home__land_rental_value": 1_500_00,
    }  # fmt: skip
    few = told(tenant, **goods, home__land_value=29_000_00)
    more = told(tenant, **goods, home__land_value=31_000_00)
    let = told(few, home__let_value=50_000_00, home__rents_received=300_00)
    found = law.amounts([tenant, few, more, let], ["aide_logement", "cheque_energie"], MONTH)
    aid = [each["aide_logement"] for each in found]
    assert aid[0] == aid[1] > aid[2] > aid[3]
    assert found[0]["cheque_energie"] > found[3]["cheque_energie"]
