"""The hours that automatic steps give back, by month and service, with the clock moved."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.cases import actions
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.queries import hours
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.tests.factories import REFUND, make_package
from parvis.core import clock
from parvis.directory.models import Unit

PACKAGE = make_package(REFUND)
GIVEN = PACKAGE.scenarios.scenarios[0].given
PAGE = reverse("cases:hours")


@pytest.fixture
def stage(db: None) -> Stage:
    hours._hours.forget()
    return Stage(PACKAGE, GIVEN)


def ask(stage: Stage, at: datetime, *, agrees: bool = True) -> None:
    """A refund, granted by the rule when the accounts agree."""
    with clock.at(at):
        party = parties.somebody(stage.person)
        case = actions.submit(draft=stage.draft(), person=stage.person, party=party)
        facts = GIVEN.facts["facture"] if agrees else {}
        actions.record_facts(case=case, lookup="facture", facts=facts)


def manager(stage: Stage) -> Client:
    return enter(make_handler(stage.units["billing"], role="manager"))


JANUARY = datetime(2026, 1, 31, 22, 30, tzinfo=UTC)
FEBRUARY = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)  # half past midnight in Pau
MARCH = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


def test_minutes_times_steps_by_month_where_people_live(stage: Stage) -> None:
    for at in (JANUARY, FEBRUARY, FEBRUARY):
        ask(stage, at)
    ask(stage, FEBRUARY, agrees=False)

    with clock.at(MARCH):
        counted = hours.hours_of(stage.units["billing"].pk, "fr")

    assert [(month.first.isoformat(), month.steps, month.minutes) for month in counted.months] == [
        ("2026-02-01", 2, 40),
        ("2026-01-01", 1, 20),
    ]
    assert counted.minutes == 60
    assert [step.minutes for step in counted.steps] == [20]
    # A year is twelve months, the current one included.
    with clock.at(datetime(2027, 1, 15, 9, 0, tzinfo=UTC)):
        assert hours.hours_of(stage.units["billing"].pk, "fr").minutes == 40


def test_the_page_says_how_and_gives_the_file(stage: Stage) -> None:
    ask(stage, JANUARY)
    with clock.at(MARCH):
        browser = manager(stage)
        words = said(browser.get(PAGE))
        file = browser.get(PAGE, {"format": "csv"})
    assert "0 h 20" in words
    assert "Accorder automatiquement" in words
    assert stage.person.family_name not in words
    assert file["Content-Type"].startswith("text/csv")
    assert "2026-01;Remboursement d’un trop-perçu;1;20" in file.content.decode("utf-8-sig")


def test_another_unit_counts_nothing(stage: Stage) -> None:
    ask(stage, JANUARY)
    other = Unit.objects.create(institution=stage.institution, slug="autre", name="Autre")
    with clock.at(MARCH):
        with CaptureQueriesContext(
            connection,
        ) as sent:
            assert hours.hours_of(other.pk, "fr").months == ()
        assert not [one for one in sent if "caseevent" in one["sql"]]
        browser = enter(make_handler(other, role="manager"))
        assert "Aucune étape automatique" in said(browser.get(PAGE))
        assert enter(make_handler(other)).get(PAGE).status_code == 404
