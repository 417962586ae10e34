"""The workbench as an elected member uses it, without a script."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries as counted

from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.directory.tests import factories as directory
from parvis.eligibility.reforms import actions, queries, seals
from parvis.eligibility.reforms.models import AdoptedTariff, Scenario
from parvis.eligibility.reforms.tariffs import Bands, Effort, of_data
from parvis.eligibility.tests.reforms.conftest import CANTEEN
from parvis.journal.models import Entry

BANDS = {
    "a_kind": "bands", "a_to_0": "500", "a_price_0": "1,20", "a_to_1": "1 000", "a_price_1": "3",
    "a_to_2": "", "a_price_2": "", "a_over": "5",
    "youngest": "3", "oldest": "10", "part": "75", "times": "120", "where": "here",
}  # fmt: skip


def bench(**fields: str) -> str:
    from django.utils.http import urlencode

    address = reverse("eligibility:reforms-bench", args=[CANTEEN])
    return f"{address}?{urlencode(fields)}" if fields else address


def kept(page: Client, **more: str) -> Scenario:
    answer = page.post(bench(**BANDS | more), {"name": "Trois tranches", "note": "Vœu du groupe"})
    assert answer.status_code == 302, answer.context["keep"].errors
    return Scenario.objects.get()


def test_the_tariffs_of_ones_institution(page: Client):
    html = page.get(reverse("eligibility:reforms")).text
    assert reverse("eligibility:reforms-bench", args=[CANTEEN]) in html
    assert "pau.stationnement" not in html


def test_it_opens_on_the_tariff_of_the_day(page: Client):
    answer = page.get(bench())
    found = answer.context["report"]
    assert found.variants == {"a": found.today}
    assert isinstance(found.today, Effort)
    assert not found.changes_something


def test_bands_typed_in_an_address_are_tried(page: Client):
    answer = page.get(bench(**BANDS))
    found = answer.context["report"]
    assert found.variants["a"] == Bands((500_00, 1_000_00), (120, 300, 500))
    assert found.outcomes["a"].difference.value != 0
    assert "<svg" in answer.text
    assert 'role="img"' in answer.text


def test_a_rate_turns_into_bands_and_back(page: Client):
    turned = page.get(
        bench(
            a_kind="bands",
            a_percent="0,5",
            a_floor="1",
            a_cap="4,60",
            part="75",
            times="120",
            youngest="3",
            oldest="10",
        )
    )
    tariff = turned.context["report"].variants["a"]
    assert isinstance(tariff, Bands)
    assert tariff.is_rising
    assert (tariff.prices[0], tariff.prices[-1]) == (100, 460)
    back = page.get(bench(**BANDS | {"a_kind": "effort"}))
    assert isinstance(back.context["report"].variants["a"], Effort)


def test_there_is_always_a_line_for_one_band_more(page: Client):
    form = page.get(bench(**BANDS)).context["bench"].forms["a"]
    assert len(form.rows) == 3
    added = BANDS | {"a_to_2": "1500", "a_price_2": "4"}
    again = page.get(bench(**added)).context["bench"].forms["a"]
    assert len(again.rows) == 4
    assert len(again.cleaned_data["tariff"].prices) == 4


def test_a_second_variant_side_by_side(page: Client):
    answer = page.get(
        bench(**BANDS | {"b_kind": "effort", "b_percent": "0,4", "b_floor": "0,80", "b_cap": "6"})
    )
    assert list(answer.context["report"].outcomes) == ["a", "b"]


@pytest.mark.parametrize(
    ("wrong", "letter"),
    [
        ({"a_to_0": "1 200"}, "a"),
        ({"a_price_0": ""}, "a"),
        ({"a_over": "beaucoup"}, "a"),
        ({"a_over": "-3"}, "a"),
        ({"a_kind": "effort", "a_percent": "0,5", "a_floor": "9", "a_cap": "2"}, "a"),
    ],
)
def test_what_cannot_be_a_tariff_is_said_beside_its_field(
    page: Client, wrong: dict[str, str], letter: str
):
    answer = page.get(bench(**BANDS | wrong))
    assert answer.status_code == 200
    assert answer.context["bench"].forms[letter].errors
    assert "report" not in answer.context


def test_ages_out_of_order(page: Client):
    assert "oldest" in page.get(bench(**BANDS | {"oldest": "2"})).context["bench"].use.errors


def test_all_communes_show_a_table_of_communes(page: Client):
    tables = page.get(bench(**BANDS | {"where": "all"})).context["report"].tables
    assert [table.name for table in tables] == ["decile", "kind", "commune"]
    assert any(groups[0].hidden for _, groups in tables[2].rows)


def test_figures_as_csv(page: Client):
    address = reverse("eligibility:reforms-figures", args=[CANTEEN])
    text = page.get(address, BANDS).content.decode()
    lines = text.splitlines()
    assert text.startswith("\ufeff")
    assert ";" in lines[0]
    assert len([line for line in lines if line.startswith("A;")]) > 10


def test_a_scenario_is_kept_with_its_author_and_told_again(page: Client, member: Any):
    scenario = kept(page)
    first = page.get(reverse("eligibility:reforms-scenario", args=[scenario.pk]))
    again = page.get(reverse("eligibility:reforms-scenario", args=[scenario.pk]))
    assert scenario.by == str(member)
    assert "Vœu du groupe" in first.text
    assert not first.context["other_population"]
    assert first.context["report"].outcomes == again.context["report"].outcomes
    assert of_data(scenario.variants[0]) == Bands((500_00, 1_000_00), (120, 300, 500))
    assert Entry.objects.filter(verb="eligibility.scenario_kept").count() == 1
    # From there one goes on: the workbench opens as it was.
    opened = page.get(first.context["again"])
    assert opened.context["report"].outcomes == first.context["report"].outcomes


def test_a_name_is_given_once(page: Client):
    kept(page)
    answer = page.post(bench(**BANDS), {"name": "Trois tranches"})
    assert answer.context["keep"].errors["name"]
    assert Scenario.objects.count() == 1


def test_another_population_is_said(page: Client):
    scenario = kept(page)
    Scenario.objects.update(population="0" * 64)
    answer = page.get(reverse("eligibility:reforms-scenario", args=[scenario.pk]))
    assert answer.context["other_population"]


def _vote(page: Client, scenario: Scenario, **changes: Any) -> Any:
    today = clock.today()
    starts, voted = changes.get("starts", today + timedelta(days=30)), changes.get("voted", today)
    sent = {"variant": "0", "deliberation": "2026-112"}
    for name, day in (("starts_on", starts), ("voted_on", voted)):
        sent |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    return page.post(reverse("eligibility:reforms-adopt", args=[scenario.pk]), sent)


def test_the_variant_voted_becomes_the_tariff_of_its_day(page: Client, jurancon: Any):
    scenario = kept(page)
    assert _vote(page, scenario).status_code == 302
    adopted = AdoptedTariff.objects.get()
    assert seals.is_whole(adopted)
    before = queries.priced([jurancon], clock.today())
    after = queries.priced([jurancon], adopted.starts_on)
    tariffs = [next(one for one in found if one.benefit.id == CANTEEN) for found in (before, after)]
    assert isinstance(tariffs[0].tariff, Effort)
    assert tariffs[1].tariff == Bands((500_00, 1_000_00), (120, 300, 500))
    assert "2026-112" in tariffs[1].text
    entry = Entry.objects.get(verb="eligibility.tariff_adopted")
    assert entry.detail["digest"] == adopted.digest
    assert entry.reason == "2026-112"
    assert "2026-112" in page.get(reverse("eligibility:reforms-scenario", args=[scenario.pk])).text


def test_what_was_adopted_neither_changes_nor_goes(page: Client):
    from django.db import DatabaseError, transaction

    _vote(page, kept(page))
    for change in (lambda rows: rows.update(deliberation="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(AdoptedTariff.objects.all())


def test_a_row_that_is_not_what_was_adopted_is_not_used(page: Client, jurancon: Any):
    _vote(page, kept(page))
    row = AdoptedTariff.objects.get()
    row.tariff = {**row.tariff, "prices": [0, 0, 0]}
    assert not seals.is_whole(row)


@pytest.mark.parametrize("days", [{"starts": -1}, {"voted": 2}, {"voted": 40}])
def test_a_tariff_does_not_begin_before_its_vote_nor_in_the_past(
    page: Client, days: dict[str, int]
):
    moved = {name: clock.today() + timedelta(days=count) for name, count in days.items()}
    answer = _vote(page, kept(page), **moved)
    assert answer.context["form"].errors["starts_on"]
    assert not AdoptedTariff.objects.exists()


def test_two_tariffs_do_not_begin_the_same_day(page: Client):
    scenario = kept(page)
    _vote(page, scenario)
    assert _vote(page, scenario).context["form"].errors["starts_on"]


def test_strangers_find_nothing(client: Client, page: Client):
    scenario = kept(page)
    stranger = directory.agent("Paul Sarrat")
    directory.membership(stranger, directory.unit(), role="manager")
    other = sign_in(Client(), stranger)
    for address in (
        bench(), bench(**BANDS), reverse("eligibility:reforms-figures", args=[CANTEEN]),
        reverse("eligibility:reforms-scenario", args=[scenario.pk]),
        reverse("eligibility:reforms-scenario-figures", args=[scenario.pk]),
        reverse("eligibility:reforms-adopt", args=[scenario.pk]),
    ):  # fmt: skip
        assert other.get(address).status_code == 404
    with pytest.raises(actions.PermissionDenied):
        actions.adopt_tariff(
            account=stranger, memberships=[], scenario=scenario, variant=0, deliberation="x",
            voted_on=clock.today(), starts_on=clock.today(),
        )  # fmt: skip


def test_questions_to_the_database_do_not_grow(page: Client):
    page.get(bench(**BANDS))
    with counted() as first:
        page.get(bench(**BANDS))
    kept(page)
    with counted() as second:
        page.get(
            bench(
                **BANDS
                | {
                    "where": "all",
                    "b_kind": "effort",
                    "b_percent": "1",
                    "b_floor": "1",
                    "b_cap": "2",
                }
            )
        )
    assert len(second) <= len(first) + 1 <= 10
