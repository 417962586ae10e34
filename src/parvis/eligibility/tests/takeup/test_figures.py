"""What managers see: whose area, which numbers, and never of fewer than five."""

import html

import pytest
from django.test import Client
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_administrator, sign_in
from parvis.core import clock
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory
from parvis.eligibility.models import KeptSituation, Standing
from parvis.eligibility.takeup import rules
from parvis.eligibility.takeup.figures import Row, Table, figures
from parvis.eligibility.tests.takeup.people import NOW, counted, manager_of
from parvis.eligibility.tests.twin import Twin

pytestmark = [pytest.mark.django_db]
HERE = "/agent/recours/"


@pytest.fixture(autouse=True)
def november(around_pau, law: Twin):
    with clock.at(NOW):
        yield


def stands(
    state: str, number: int, *, benefit="state.ppa", commune="64284", age="25-39", family="single"
):
    """Households as a night would have written them."""
    for _each in range(number):
        kept = counted()
        KeptSituation.objects.filter(pk=kept.pk).update(
            counted_on=clock.today(), counted_in=commune
        )
        Standing.objects.create(
            situation=kept, benefit=benefit, state=state, why="…", law="twin 1.0",
            commune=commune, age=age, family=family, on=clock.today(),
        )  # fmt: skip


def page(client: Client, path: str = HERE) -> str:
    return (
        html.unescape(client.get(path).content.decode())
        .replace("\u202f", " ")
        .replace("\u00a0", " ")
    )


def test_the_manager_sees_totals_of_the_area_and_its_parts(client: Client, around_pau):
    stands("missing", 7)
    stands("missing", 6, age="60-", family="alone")
    stands("receives", 8)
    stands("receives", 5, age="60-", family="alone")
    stands("unclear", 5)
    stands("unclear", 5, age="60-", family="alone")
    stands("missing", 9, commune="64335")
    manager = manager_of(around_pau["64284"])
    sign_in(client, manager)
    told = figures(manager.memberships.get().unit.institution)
    assert told.counted == 36
    (row,) = told.benefits.rows
    assert row.cells == (13, 13, 10)
    assert row.rate == 0.5
    assert [table.title for table in told.detail] == [
        "Par âge de la personne",
        "Par type de foyer",
    ]
    seen = page(client)
    assert "Prime d’activité" in seen
    assert "36 foyers" in seen
    assert "ne sont pas la population" in seen
    assert "Juste quand on l’annonce" in seen
    assert row.measure
    assert f"{row.measure.precision:.0%}".rstrip("%") in seen
    data = client.get(f"{HERE}donnees.csv").content.decode()
    assert "60 ans et plus;5;6;5;16" in data.replace("\u202f", " ")


def test_few_people_are_never_told(client: Client, around_pau):
    stands("missing", 3)
    stands("receives", 30)
    manager = manager_of(around_pau["64284"])
    sign_in(client, manager)
    seen = page(client)
    assert "non publié" in seen
    told = figures(manager.memberships.get().unit.institution)
    assert told.benefits.rows[0].cells == (None, None, 0)
    assert told.detail == ()
    assert "Trop peu de personnes" in seen


def test_four_households_are_nobody(client: Client, around_pau):
    stands("missing", 4)
    sign_in(client, manager_of(around_pau["64284"]))
    seen = page(client)
    assert "Prime d’activité" not in seen
    assert "Moins de cinq foyers" in seen


def test_only_managers_of_an_authority_may_look(client: Client, around_pau):
    where = manager_of(around_pau["64284"]).memberships.get().unit
    handler = directory.membership(where=where, role=Membership.Role.HANDLER).account
    for stranger in (handler, make_administrator()):
        sign_in(client, stranger)
        assert client.get(HERE).status_code == 404
    other = manager_of(around_pau["64335"], siren="216403352")
    sign_in(client, other)
    assert client.get(f"{HERE}?institution=216402842").status_code == 404
    assert client.get(HERE).status_code == 200


def test_queries_do_not_grow(client: Client, around_pau):
    stands("missing", 6)
    sign_in(client, manager_of(around_pau["64284"]))

    def more():
        stands("missing", 6, benefit="state.rsa")
        stands("receives", 6, age="60-")

    assert_queries_do_not_grow(lambda: client.get(HERE), more, at_most=12)


def test_bands():
    assert set(rules.AGES) >= {"-25", "25-39", "40-59", "60-", ""}
    assert all(len(key) <= 8 for key in [*rules.AGES, *rules.FAMILIES])


def test_a_place_of_which_no_number_is_told_is_named_below_the_table():
    told = Row("64445", "Pau", 87, None, None, 120)
    dashes, hidden = (Row(code, code, 0, None, 0, None) for code in ("64001", "64002"))
    table = Table("", (told, dashes, hidden))
    assert table.shown == [told]
    assert table.silent == ["64001", "64002"]
