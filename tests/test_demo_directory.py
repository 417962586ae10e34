"""The demonstration's institutions are the real ones, and every service finds its people."""

import pytest
from django.db import connection, transaction

from parvis.accounts.models import Account
from parvis.config.demo import directory
from parvis.directory import queries
from parvis.directory.models import Institution, Membership, Place, Unit
from parvis.territory import actions as territory
from parvis.territory.queries import commune

pytestmark = pytest.mark.django_db


def nothing(done: int, total: int) -> None:
    assert 0 < done <= total


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        territory.load()
        directory.load(nothing)
        connection.check_constraints()
        yield
        transaction.set_rollback(True)


def counts() -> list[int]:
    return [table.objects.count() for table in (Institution, Unit, Place, Membership)]


def test_the_31_communes_and_those_around_them_twice_the_same():
    once = counts()
    directory.load(nothing)
    assert counts() == once
    assert Institution.objects.filter(kind="commune").count() == 31
    real = Institution.objects.filter(is_fictitious=False)
    assert (real.count(), Institution.objects.count()) == (34, 36)
    assert real.filter(siren__startswith="000").count() == 0
    for code in ("64445", "64335", "64284"):
        town = commune(code)
        assert queries.institution_for(town, "commune").siren == town.siren
        assert queries.institution_for(town, "epci").siren == directory.AGGLOMERATION


def test_each_commune_has_the_departments_that_services_look_for():
    for slug in directory.COMMUNE_UNITS:
        assert Unit.objects.filter(slug=slug, institution__kind="commune").count() == 31


def test_invented_hours_say_so_and_rough_positions_too():
    invented = Place.objects.exclude(opening_hours="")
    assert invented.count() == 11
    assert not invented.filter(hours_are_invented=False).exists()
    halls = Place.objects.filter(kind=Place.Kind.TOWN_HALL)
    assert halls.filter(is_roughly_located=True, latitude__isnull=False).count() == 30
    assert not Place.objects.filter(institution__is_fictitious=True, kind=Place.Kind.TOWN_HALL)


@pytest.mark.parametrize("agent", directory.AGENTS, ids=lambda agent: agent.key)
def test_agents_work_where_the_story_needs_them(agent):
    account = Account.objects.get(email=agent.email)
    works = {
        (m.unit.institution.siren, m.unit.slug, m.role) for m in queries.memberships_of(account)
    }
    assert works == set(agent.works)
    assert account.is_administrator == (not works)


def test_the_agglomeration_hosts_the_site():
    host = queries.host_site()
    assert host.name == "Pau Béarn Pyrénées"
    assert host.publisher == "Communauté d’agglomération Pau Béarn Pyrénées"
