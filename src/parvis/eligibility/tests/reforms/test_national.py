"""A reform of the national law: asked for, computed by the worker, read again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries as counted

from parvis.accounts.tests.factories import sign_in
from parvis.directory.tests import factories as directory
from parvis.eligibility import ports
from parvis.eligibility.reforms.national_law import actions as national_actions
from parvis.eligibility.reforms.national_law import figures as national
from parvis.eligibility.reforms.national_law.models import NationalTrial
from parvis.eligibility.reforms.populations import population_of
from parvis.eligibility.tasks import try_reform
from parvis.journal.models import Entry

TODAY = {
    "rsa": 600.0, "ppa": 500.0, "ppa_slope": 0.5985, "ppa_bonus": 0.377, "ppa_bonus_from": 59.0,
    "ppa_bonus_whole": 138.0, "bmaf": 400.0,
}  # fmt: skip
SENT = {"name": "RSA à 700 €", "note": "Vœu", "a_rsa": "700", "b_bmaf": "380,50"}


class SmallLaw:
    """A law of three lines: who earns nothing has the RSA, each child a part of the base."""

    asked = 0
    is_there = True

    def parameters(self, month: date) -> ports.ParametersTold:
        if not self.is_there:
            raise ports.LawUnavailable
        said = {"since": "2026-04-01", "title": "Décret 1", "href": "https://example.org/1"}
        values = {code: {"value": value, **said} for code, value in TODAY.items()}
        return ports.ParametersTold({"small-law": "1"}, values)

    def reform(
        self,
        people: Mapping[str, Any],
        benefits: Sequence[str],
        changes: Sequence[Mapping[str, float]],
        month: date,
    ) -> list[list[int]]:
        if not self.is_there:
            raise ports.LawUnavailable
        self.asked += 1
        return [self._all(people, TODAY | dict(each)) for each in ({}, *changes)]

    def _all(self, people: Mapping[str, Any], values: Mapping[str, float]) -> list[int]:
        rows = zip(people["wages"], people["pensions"], people["children"], strict=True)
        return [
            round(1200 * (values["rsa"] * (sum(wages) + sum(pensions) == 0)))
            + round(384 * values["bmaf"]) * sum(age >= 0 for age in children)
            for wages, pensions, children in rows
        ]


@pytest.fixture(autouse=True)
def small() -> Iterator[SmallLaw]:
    before, small = list(ports._trials), SmallLaw()
    ports.provide_trials(small)
    yield small
    ports._trials[:] = before


NEW = reverse("eligibility:national-new")


def asked(page: Client, **more: str) -> NationalTrial:
    answer = page.post(NEW, SENT | more)
    assert answer.status_code == 302, answer.context["form"].errors
    return NationalTrial.objects.latest("pk")


def at(trial: NationalTrial, name: str = "trial") -> str:
    return reverse(f"eligibility:national-{name}", args=[trial.pk])


def test_the_law_of_the_day_is_told_with_its_texts(page: Client) -> None:
    html = page.get(NEW).text
    for told in ("600,00", "CASF L262-3", "https://example.org/1", "Décret 1", "1er avril 2026"):
        assert told in html


def test_a_share_is_typed_in_percent_and_hours_as_hours(page: Client) -> None:
    html = page.get(NEW).text
    assert "59,85" in html
    assert "138,00 heures" in html
    trial = asked(page, a_ppa_slope="61", a_ppa_bonus="37,7", a_ppa_bonus_from="60")
    assert trial.variants[0] == {"rsa": 700.0, "ppa_slope": 0.61, "ppa_bonus_from": 60.0}
    assert "61,00" in page.get(at(trial)).text
    refused = page.post(NEW, SENT | {"name": "x", "a_ppa_slope": "95"})
    assert "valeur de 29,92 à 89,78\u202f%" in refused.text


def test_it_is_computed_by_the_worker_and_the_page_says_how_far_it_is(
    page: Client, member: Any, small: SmallLaw
) -> None:
    trial = asked(page)
    waiting = page.get(at(trial))
    assert 'http-equiv="refresh"' in waiting.text
    assert "<progress" in waiting.text
    assert page.get(at(trial, "figures")).status_code == 404
    assert trial.variants == [{"rsa": 700.0}, {"bmaf": 380.5}]
    try_reform(trial=trial.pk)
    trial.refresh_from_db()
    assert (trial.done, small.asked) == (trial.households, -(-trial.households // national.CHUNK))
    told = page.get(at(trial))
    assert 'http-equiv="refresh"' not in told.text
    found = told.context["report"].outcomes
    assert found["a"].gaining > 0 == found["a"].losing
    assert found["b"].losing > 0 == found["b"].gaining
    assert found["a"].difference.value > 0 > found["b"].difference.value
    assert trial.by == str(member)
    assert Entry.objects.filter(verb="eligibility.reform_tried").count() == 1
    try_reform(trial=trial.pk)  # a job that comes twice finds nothing to do
    assert small.asked == -(-trial.households // national.CHUNK)


def test_cost_is_what_each_household_receives_more(page: Client, small: SmallLaw) -> None:
    trial = asked(page)
    try_reform(trial=trial.pk)
    trial.refresh_from_db()
    population = population_of({"64284"}, "")
    assert population is not None
    people = population.households
    told = national.told(people, range(len(people)))
    plain, more, _less = small.reform(told, (), trial.variants, trial.month)
    found = national.of_data(trial.figures)
    cost = sum(w * (b - a) for w, a, b in zip(people.weight, plain, more, strict=True))
    assert found.outcomes[0].difference.value == pytest.approx(cost)
    assert found.before.value == pytest.approx(float(people.weight @ plain))
    groups = found.outcomes[0].groups["decile"]
    assert sum(one.revenue - one.today for one in groups) == pytest.approx(cost)
    assert national.of_data(found.as_data()) == found


def test_values_of_the_day_change_nothing(page: Client, small: SmallLaw) -> None:
    assert page.post(NEW, SENT | {"a_rsa": "600"}).context["form"].errors["a_rsa"]
    population = population_of({"64284"}, "")
    assert population is not None
    [plain] = small.reform(
        national.told(population.households, range(len(population.households))), (), [], date.min
    )
    same = national.figures(population, [plain, plain]).outcomes[0]
    assert same.gaining == same.losing == same.difference.value == same.difference.margin == 0


@pytest.mark.parametrize(
    "wrong", [{"a_rsa": "299"}, {"a_rsa": "1201"}, {"a_rsa": "x"}, {"name": ""}]
)
def test_what_is_out_of_bounds_is_refused(page: Client, wrong: dict[str, str]) -> None:
    assert page.post(NEW, SENT | wrong).context["form"].errors
    assert not NationalTrial.objects.exists()


def test_a_name_is_given_once(page: Client) -> None:
    asked(page)
    assert page.post(NEW, SENT).context["form"].errors["name"]


def test_figures_as_csv(page: Client) -> None:
    trial = asked(page)
    try_reform(trial=trial.pk)
    text = page.get(at(trial, "figures")).content.decode()
    lines = text.splitlines()
    assert text.startswith("\ufeff")
    assert len([line for line in lines if line.startswith("A;")]) > 10
    assert len([line for line in lines if line.startswith("B;")]) > 10
    assert trial.population in text


def test_a_law_that_does_not_answer_is_said_and_tried_again(page: Client, small: SmallLaw) -> None:
    trial = asked(page)
    small.is_there = False
    assert "form" not in page.get(NEW).context
    try_reform(trial=trial.pk)
    said = page.get(at(trial))
    assert said.context["fault"]
    small.is_there = True
    assert page.post(at(trial)).status_code == 302
    trial.refresh_from_db()
    assert trial.fault == ""
    try_reform(trial=trial.pk)
    assert page.get(at(trial)).context["report"]


def test_another_population_is_not_mixed_with_the_first(page: Client) -> None:
    trial = asked(page)
    NationalTrial.objects.update(population="0" * 64)
    try_reform(trial=trial.pk)
    assert page.get(at(trial)).context["fault"]


def test_strangers_find_nothing(client: Client, page: Client) -> None:
    trial = asked(page)
    stranger = directory.agent("Paul Sarrat")
    directory.membership(stranger, directory.unit(), role="manager")
    other = sign_in(Client(), stranger)
    assert other.get(at(trial)).status_code == other.get(at(trial, "figures")).status_code == 404
    for act in (
        lambda: national_actions.try_again(account=stranger, memberships=[], trial=trial),
        lambda: national_actions.try_reform(
            account=stranger, memberships=[], institution=trial.institution, name="x", note="",
            month=trial.month, variants=[], today=SmallLaw().parameters(trial.month),
        ),
    ):  # fmt: skip
        with pytest.raises(national_actions.PermissionDenied):
            act()


def test_questions_to_the_database_do_not_grow(page: Client) -> None:
    trial = asked(page)
    try_reform(trial=trial.pk)
    page.get(at(trial))
    with counted() as read:
        page.get(at(trial))
    with counted() as first:
        page.get(NEW)
    asked(page, name="Une autre")
    with counted() as second:
        page.get(NEW)
    assert len(second) == len(first) <= 8
    assert len(read) <= 8
