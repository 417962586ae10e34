"""Places: the list and its filters, the page of each, and what agents may write."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import sign_in
from parvis.core import clock
from parvis.directory import actions, hours, queries
from parvis.directory.models import Membership, Place
from parvis.directory.queries import Wanted
from parvis.directory.tests.factories import agent, institution, membership, place, unit
from parvis.journal.models import Entry
from parvis.territory.queries import commune
from parvis.territory.tests.factories import territory_around_pau

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=UTC)
SUNDAY = datetime(2026, 11, 22, 9, tzinfo=UTC)
WEEK = "Mo-Fr 09:00-12:00; PH off"


@pytest.fixture(autouse=True)
def here():
    territory_around_pau()


@pytest.fixture
def hall() -> Place:
    return place(
        kind="town_hall",
        opening_hours=WEEK,
        latitude=43.33358,
        longitude=-0.43458,
        access=["wheelchair"],
        languages=["fr", "oc"],
        tasks=["Refaire sa carte d’identité"],
    )


def names(**wanted: object) -> list[str]:
    return [one.name for one in queries.places(Wanted(**wanted))]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({}, True),
        ({"text": "lescar"}, True),
        ({"text": "64230"}, True),
        ({"text": "carte"}, True),
        ({"text": "pau"}, False),
        ({"kind": "town_hall"}, True),
        ({"kind": "post_office"}, False),
        ({"commune": "64335"}, True),
        ({"commune": "64445"}, False),
        ({"language": "oc"}, True),
        ({"language": "en"}, False),
        ({"access": ("wheelchair",)}, True),
        ({"access": ("wheelchair", "loop")}, False),
        ({"at": FRIDAY}, True),
        ({"at": SUNDAY}, False),
    ],
)
def test_what_is_looked_for_is_found(hall, wanted, found):
    assert names(**wanted) == ([hall.name] if found else [])


def test_a_place_without_known_hours_is_never_said_to_be_open():
    place()
    assert names(at=FRIDAY) == []


def test_the_list_says_what_is_open_and_draws_it(client: Client, hall):
    with clock.at(FRIDAY):
        page = client.get("/lieux/?ouvert=on").content.decode()
        assert "Mairie de Lescar" in page
        assert "Ouvert jusqu’à 12" in page
        assert "data-map=" in page
    with clock.at(SUNDAY):
        assert "Mairie de Lescar" not in client.get("/lieux/?ouvert=on").content.decode()
        other = client.get("/lieux/?le=2026-11-20T10:00").content.decode()
        assert "Mairie de Lescar" in other


@pytest.mark.parametrize(
    "query",
    ["q=%00", "nature=x", "commune=x", "le=hier", "page=99999", "page=-1", "page=x", "langue=zz"],
)
def test_a_wrong_address_is_forgiven(client: Client, hall, query):
    assert client.get(f"/lieux/?{query}").status_code == 200


def test_the_list_costs_the_same_however_long(client: Client, hall):
    assert_queries_do_not_grow(
        lambda: client.get("/lieux/"),
        lambda: [place(name=f"Lieu {n}", opening_hours=WEEK) for n in range(Place.objects.count(), Place.objects.count() + 5)],
    )  # fmt: skip


def test_a_place_has_its_page(client: Client, hall):
    with clock.at(SUNDAY):
        page = client.get(reverse("directory:place", args=[hall.pk])).content.decode()
    for words in ("Lundi au vendredi", "Ouvre demain", "Refaire sa carte", "Occitan", "plain-pied"):
        assert words in page
    assert "43,33358" in page
    assert client.get("/lieux/999999/").status_code == 404


# Agents ------------------------------------------------------------------------------------------


def keeper(hall: Place, role: str = Membership.Role.DESK):
    account = agent()
    membership(account, unit(hall.institution), role)
    return account


FIELDS = {
    "name": "Mairie de Lescar",
    "kind": "town_hall",
    "address": "64230 Lescar",
    "opening_hours": "Tu 14:00-17:00",
    "languages": ["fr"],
    "tasks": "Voter\n\n Se marier ",
    "place.latitude": "43.33",
    "place.longitude": "-0.43",
}


def test_the_front_desk_corrects_and_confirms(client: Client, hall):
    account = keeper(hall)
    sign_in(client, account)
    address = reverse("directory:agent-place", args=[hall.pk])
    assert "Tu 14:00-17:00" not in client.get(address).content.decode()
    typed = FIELDS | {"commune": commune("64335").pk}
    seen = client.post(address, typed | {"apercu": "1"}).content.decode()
    assert "Mardi" in seen
    assert Place.objects.get().opening_hours == WEEK
    wrong = client.post(address, typed | {"opening_hours": "Lu-Ve 9h-12h"}).content.decode()
    assert "n’est pas compris ici" in wrong
    assert client.post(address, typed).status_code == 302
    kept = Place.objects.get()
    assert (kept.opening_hours, kept.tasks) == ("Tu 14:00-17:00", ["Voter", "Se marier"])
    assert kept.position == (43.33, -0.43)
    assert kept.checked_on == clock.today()
    assert Entry.objects.filter(verb="directory.place_added").count() == 2


def test_a_new_place_and_a_name_already_taken(client: Client, hall):
    sign_in(client, keeper(hall, Membership.Role.MANAGER))
    address = reverse("directory:agent-new-place", args=[hall.institution.siren])
    typed = FIELDS | {"commune": commune("64335").pk}
    assert "porte ce nom" in client.post(address, typed).content.decode()
    assert client.post(address, typed | {"name": "Annexe"}).status_code == 302
    assert Place.objects.count() == 2


def test_others_write_nothing(hall):
    handler = keeper(hall, Membership.Role.HANDLER)
    stranger = agent("Paul")
    elsewhere = institution("216404459", "Commune de Pau")
    membership(stranger, unit(elsewhere), Membership.Role.MANAGER)
    say = {"name": "x", "address": "y", "commune": hall.commune}
    for account in (handler, stranger):
        with pytest.raises(PermissionDenied):
            actions.edit_place(account=account, institution=hall.institution, place=hall, **say)
    with pytest.raises(PermissionDenied):
        actions.edit_place(account=stranger, institution=elsewhere, place=hall, **say)


def test_invented_hours_that_an_agent_writes_are_no_longer_invented(hall):
    account = keeper(hall)
    Place.objects.update(hours_are_invented=True)
    say = {"name": hall.name, "address": hall.address, "commune": hall.commune}
    same = actions.edit_place(
        account=account, institution=hall.institution, place=hall, opening_hours=WEEK, **say
    )
    assert same.hours_are_invented
    other = actions.edit_place(
        account=account, institution=hall.institution, place=hall, opening_hours="24/7", **say
    )
    assert not other.hours_are_invented
    with pytest.raises(hours.InvalidHours):
        actions.edit_place(
            account=account, institution=hall.institution, place=hall, opening_hours="x", **say
        )


def test_the_list_says_what_one_can_do_and_in_which_languages(client: Client, hall):
    page = client.get("/lieux/").content.decode()
    assert "Refaire sa carte d’identité" in page
    assert "français" in page.lower()
    assert "occitan" in page.lower()
