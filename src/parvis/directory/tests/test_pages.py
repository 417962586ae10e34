import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from parvis.core.actor import SYSTEM
from parvis.directory import actions, queries
from parvis.directory.tests import factories
from parvis.directory.views import public
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db


def test_institutions_and_where_to_go(client, django_assert_max_num_queries):
    areas = territory_around_pau()
    town = factories.institution(area=areas["64335"])
    actions.add_place(
        actor=SYSTEM,
        institution=town,
        name="Mairie de Lescar",
        address="64230 Lescar",
        commune=areas["64335"],
    )
    factories.institution("216402842", "Commune de Jurançon", "commune", areas["64284"])
    with django_assert_max_num_queries(6):
        page = client.get("/annuaire/", {"q": "lescar"}).content.decode()
    assert "Mairie de Lescar" in page
    assert "64230 Lescar" in page
    assert "Jurançon" not in page


def test_an_invented_institution_says_so(client):
    actions.register_institution(
        actor=SYSTEM,
        siren="000000018",
        name="Les Jardins",
        kind="association",
        is_fictitious=True,
    )
    page = client.get("/annuaire/").content.decode()
    assert "ictive, pour la démonstration" in page


@pytest.mark.parametrize(
    "query", ["q=zzz", "q=%00", "q=%25_%5C", "apres=1234", "apres=%D9%A3", "q=" + "a" * 5000]
)
def test_odd_questions_get_a_page(client, query):
    assert client.get(f"/annuaire/?{query}").status_code == 200


def test_pages_follow_one_another(client, monkeypatch):
    monkeypatch.setattr(public, "ON_A_PAGE", 1)
    factories.institution("216402842", "Commune de Jurançon")
    factories.institution("216403352", "Commune de Lescar")
    first = client.get("/annuaire/").content.decode()
    assert "apres=216402842" in first
    second = client.get("/annuaire/?apres=216402842").content.decode()
    assert "Commune de Lescar" in second
    assert "Commune de Jurançon" not in second


def test_the_agents_pages_say_where_one_works(django_assert_num_queries):
    request = RequestFactory().get("/agent/")
    request.user = AnonymousUser()
    assert queries.unit_shown(request) == ""
    unit = factories.unit()
    request.user = factories.membership(where=unit).account
    with django_assert_num_queries(1):
        assert queries.unit_shown(request) == "Services techniques, Commune de Lescar"
