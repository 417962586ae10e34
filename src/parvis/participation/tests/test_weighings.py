"""Results raw and weighted as they are kept and shown; what never leaves."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation import actions
from parvis.participation.actions import weighings
from parvis.participation.actions.portraits import give_portrait, take_back_portrait
from parvis.participation.models import Participant, Portrait, Reaction, Weighing
from parvis.participation.queries import portraits
from parvis.participation.rules.weighings import heard
from parvis.participation.tests import consulting
from parvis.participation.tests.test_weighting import STRATA

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(monkeypatch):
    """Sixty answer: the young, a quarter of them, agree; the others do not."""
    monkeypatch.setattr(portraits, "published_strata", lambda codes: STRATA)
    found = consulting.consultation(None, "deliberate")
    phase = found.phases.get()
    actions.add_statements(actor=SYSTEM, phase=phase, texts=["Un composteur par quartier."])
    statement = phase.statements.get()
    now = clock.now()
    people = Participant.objects.bulk_create(
        Participant(consultation=found, visitor=f"{n:064x}", way="letter", joined_at=now)
        for n in range(100)
    )
    Reaction.objects.bulk_create(
        Reaction(
            phase=phase, statement=statement, participant=one,
            value=1 if n % 4 == 0 else -1, reacted_at=now,
        )
        for n, one in enumerate(people)
    )  # fmt: skip
    for n, one in enumerate(people):
        facts = {"age": "young" if n % 4 == 0 else "old", "home": "owner" if n % 3 else "tenant"}
        Portrait.objects.create(participant=one, facts=facts, given_at=now)
    return found


def weigh_all():
    return [weighings.weigh_consultation(consultation=one) for one in weighings.due()]


def test_a_statement_is_weighted_and_shown_beside_what_was_given(town, client):
    weigh_all()
    kept = Weighing.objects.get(about="statements").content
    row = kept["rows"][0]
    assert row["raw"] == 0.25
    assert row["weighted"] == pytest.approx(0.4, abs=0.01)  # four in ten are young
    assert row["effect"] > 1
    page = client.get(reverse("participation:weighed", args=[town.slug])).content.decode()
    assert "25\u202f%" in page
    assert "40\u202f%" in page
    assert "Un composteur par quartier." in page


def test_who_is_too_few_is_named(town, client):
    Portrait.objects.filter(facts__age="young").delete()
    weigh_all()
    page = client.get(reverse("participation:weighed", args=[town.slug])).content.decode()
    assert "pour conclure" in page
    assert "young" in page


def test_what_did_not_change_is_not_computed_again(town):
    assert weigh_all()
    assert not weigh_all()
    with clock.at(clock.now() + timedelta(minutes=5)):
        give_portrait(participant=consulting.participant(town), facts={"age": "old"}, strata=STRATA)
        assert len(weighings.due()) == 1


def test_what_is_taken_back_weighs_no_more(town):
    weigh_all()
    before = Weighing.objects.get(about="statements").content["known"]
    take_back_portrait(participant=Portrait.objects.earliest("pk").participant)
    actions.leave(participant=Portrait.objects.earliest("pk").participant)
    assert Portrait.objects.count() == 98
    weigh_all()
    assert Weighing.objects.get(about="statements").content["known"] == before - 2


def test_nothing_is_shown_of_fewer_than_twenty(town):
    Reaction.objects.filter(participant__in=Participant.objects.order_by("pk")[19:]).delete()
    weigh_all()
    kept = Weighing.objects.get(about="statements").content
    assert kept["rows"] == kept["strata"] == []


@pytest.mark.parametrize(
    ("young", "old", "shown"),
    [(30, 70, [True, True]), (4, 96, [False, False]), (0, 100, [True, True])],
)
def test_no_cell_under_five_can_be_told(young, old, shown):
    facts = [{"age": "young"}] * young + [{"age": "old"}] * old
    told = heard(facts, STRATA[:1])[0]["rows"]
    assert [row["heard"] is not None for row in told] == shown


def test_the_page_costs_the_same_whatever_was_said(town, client, django_assert_max_num_queries):
    weigh_all()
    with django_assert_max_num_queries(12):
        client.get(reverse("participation:weighed", args=[town.slug]))


def test_portraits_are_read_where_sums_are_made_and_nowhere_else():
    """No export, page of a contribution or public query may ever join them."""
    root = Path(portraits.__file__).parents[1]
    named = {
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        if "Portrait" in path.read_text() and not {"tests", "migrations"} & set(path.parts)
    }
    assert named == {
        "actions/portraits.py", "actions/weighings.py", "models/__init__.py", "models/panel.py",
        "queries/portraits.py", "views/portraits.py",
    }  # fmt: skip
