"""The stand-in of the demonstration: one click, said to be made up, and failing on demand."""

import pytest
from django.test import Client, override_settings
from django.urls import include, path

from parvis.accounts import ports
from parvis.accounts.access import SECOND_FACTOR
from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_resident
from parvis.config.demo import people
from parvis.connectors import demo_identity
from parvis.connectors import urls as connectors
from parvis.connectors.demo_identity import views
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db

PAGE = "/compte/demonstration/"
_with_page = [*connectors.urlpatterns, path(PAGE.strip("/") + "/", views.choose, name="demo")]
urlpatterns = [
    path("", include((_with_page, "connectors"))),
    path("", include("parvis.config.urls")),
]


@pytest.fixture(autouse=True)
def demo(monkeypatch):
    monkeypatch.setattr(views, "HANGS_FOR", 0.0)
    monkeypatch.setitem(views.FAULTS, "lenteur", (views.FAULTS["lenteur"][0], 0))
    with override_settings(DEMO=True, ROOT_URLCONF=__name__):
        demo_identity.register()
        yield
    ports.unregister_provider(demo_identity.KEY)


@pytest.fixture
def residents():
    territory_around_pau()
    people.load(lambda done, total: None)


def test_the_sign_in_page_leads_to_it(client):
    page = client.get("/compte/connexion/?next=/mon-compte/").content.decode()
    assert "Choisir une personne de démonstration" in page
    answer = client.get("/compte/connexion/demonstration/?next=/mon-compte/")
    assert answer["location"] == f"{PAGE}?next=%2Fmon-compte%2F"


def test_one_click_signs_a_resident_in(client, residents):
    page = client.get(PAGE).content.decode()
    assert "remplace FranceConnect et ProConnect" in page
    camille = Person.objects.get(family_name="Bordenave")
    assert (camille.commune_name, camille.identity_source) == ("Lescar", "franceconnect")
    answer = client.post(f"{PAGE}?next=/mon-compte/", {"person": str(camille.account.pk)})
    assert answer["location"] == "/mon-compte/"
    assert "Bordenave" in client.get("/mon-compte/").content.decode()


def test_an_agent_comes_with_a_second_factor(client):
    agent = make_agent(mfa=False)
    client.post(PAGE, {"person": str(agent.pk)})
    assert client.session[SECOND_FACTOR] == str(agent.pk)


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("refus", 403, "Vous n’êtes pas allé au bout"),
        ("panne", 400, "n’a pas pu être vérifiée"),
        ("lenteur", 503, "ne répond pas"),
    ],
)
def test_it_fails_on_demand(client, fault, status, words):
    page = client.post(f"{PAGE}?next=/mon-compte/", {"person": fault})
    assert page.status_code == status
    assert words in page.content.decode()
    assert "?next=%2Fmon-compte%2F" in page.content.decode()


@pytest.mark.parametrize("person", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nobody_else_is_entered(client, person):
    real = make_resident()
    assert client.post(PAGE, {"person": person}).status_code == 404
    assert client.post(PAGE, {"person": str(real.pk)}).status_code == 404


def test_without_demonstration_there_is_no_such_page(residents):
    with override_settings(DEMO=False):
        demo_identity.register()
        assert Client().get(PAGE).status_code == 404
        assert ports.provider(demo_identity.KEY) is None


def test_loading_twice_changes_nothing(residents):
    before = list(Account.objects.order_by("pk").values_list("pk", flat=True))
    people.load(lambda done, total: None)
    assert list(Account.objects.order_by("pk").values_list("pk", flat=True)) == before
    assert Person.objects.filter(family_name="Dupouy", birth_date="1975-05-04").count() == 2
    assert len({person.key for person in people.PEOPLE}) == len(people.PEOPLE)


def test_the_page_costs_the_same_with_more_people(client, residents, django_assert_num_queries):
    make_agent()
    client.get(PAGE)  # the site's own name is read once a minute
    with django_assert_num_queries(3):
        client.get(PAGE)
    for _ in range(3):
        make_agent()
    with django_assert_num_queries(3):
        client.get(PAGE)
