"""A resident's own page: who they are, how they are reached, what a desk filed for them."""

import pytest

from parvis.accounts import actions, queries
from parvis.accounts.templatetags.devices import device
from parvis.accounts.tests.factories import make_person, make_resident, sign_in
from parvis.core.actor import Actor
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db

DESK = Actor("agent", "1", "Agnès", institution="216403352")


@pytest.fixture
def account(client):
    account = make_resident(
        given_names="Zoé", family_name="Lac", birth_date="1990-02-01", phone="+33559278580"
    )
    sign_in(client, account)
    return account


def test_what_is_known_is_shown(client, account, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        page = client.get("/mon-compte/").content.decode()
    for words in ("Zoé", "Lac", "1er février 1990", "Telle que vous l’avez déclarée"):
        assert words in page


def test_a_declared_name_is_changed(client, account):
    asked = {"given_names": " Zoé  Anne", "family_name": "Lac", "birth_date_year": ""}
    answer = client.post("/mon-compte/identite/?next=/mon-compte/code/", asked)
    assert answer["location"] == "/mon-compte/code/"
    account.person.refresh_from_db()
    assert (account.person.given_names, account.person.birth_date) == ("Zoé Anne", "")


def test_nothing_typed_is_lost_when_refused(client, account):
    asked = {
        "given_names": "Zoé",
        "family_name": "",
        "birth_date_day": "31",
        "birth_date_month": "2",
        "birth_date_year": "1990",
    }
    page = client.post("/mon-compte/identite/", asked)
    text = page.content.decode()
    assert page.status_code == 200
    assert 'value="31"' in text
    assert 'role="alert"' in text


def test_a_certified_name_is_not_declared_anew(client):
    sign_in(client, make_resident(identity_source="franceconnect"))
    assert client.get("/mon-compte/identite/").status_code == 404
    assert "/mon-compte/identite/" not in client.get("/mon-compte/").content.decode()


def test_contact_details_are_kept_clean(client, account):
    asked = {
        "email": " zoe@example .test ",
        "phone": "05 59 27 85 81",
        "address_line": "1 rue du Lac",
        "postal_code": "64 230",
        "commune_name": "Nulle-Part",
        "language": "en",
    }
    assert client.post("/mon-compte/coordonnees/", asked)["location"] == "/mon-compte/"
    account.refresh_from_db()
    person = account.person
    assert (person.email, person.phone) == ("zoe@example.test", "+33559278581")
    assert (person.postal_code, person.commune_code) == ("64230", "")
    assert (account.language, person.language) == ("en", "en")


def test_the_town_is_recognised(client, account):
    lescar = territory_around_pau()["64335"]
    asked = {"commune_name": "LESCAR", "postal_code": "64230", "language": "fr"}
    client.post("/mon-compte/coordonnees/", asked)
    account.person.refresh_from_db()
    assert (account.person.commune_code, account.person.commune_name) == (lescar.code, "Lescar")


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "12"), ("email", "zoe"), ("postal_code", "642"), ("language", "xx")],
)
def test_mistakes_are_said(client, account, field, value):
    page = client.post("/mon-compte/coordonnees/", {"language": "fr", field: value})
    assert page.status_code == 200
    assert field in page.context["form"].errors


def test_a_receipt_is_found(client, account):
    met = make_person(given_names="Zoé", family_name="Lac", birth_date="1990-02-01")
    code = actions.issue_claim_code(person=met, actor=DESK)
    born = {"birth_date_day": "1", "birth_date_month": "2", "birth_date_year": "1990"}
    wrong = client.post("/mon-compte/code/", {"code": "7K3M", **born})
    assert "ne vous ouvre rien" in wrong.content.decode()
    assert client.post("/mon-compte/code/", {"code": code.lower(), **born}).status_code == 302
    assert met.pk in queries.persons_of(account)


def test_after_five_codes_one_waits(client, account):
    for _ in range(5):
        client.post("/mon-compte/code/", {"code": "7K3M"})
    page = client.post("/mon-compte/code/", {"code": "7K3M"})
    assert "Trop d’essais" in page.content.decode()


def test_merged_rows_show_the_one_they_lead_to(client, account):
    known = make_person(given_names="Zoé Anne", family_name="Lacaze")
    actions.merge_persons(person=account.person, into=known, actor=DESK, reason="seen")
    assert "Lacaze" in client.get("/mon-compte/").content.decode()
    asked = {"language": "fr", "phone": "05 59 27 85 82"}
    assert client.post("/mon-compte/coordonnees/", asked).status_code == 302
    known.refresh_from_db()
    assert known.phone == "+33559278582"


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
            "Firefox sur Linux",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537 Edg/120", "Edge sur Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17 like Mac OS X) Safari/604.1", "Safari sur iPhone"),
        ("curl/8", "Appareil inconnu"),
        ("Linux", "Linux"),
    ],
)
def test_devices_are_named_in_known_words(said, read):
    assert device(said) == read
