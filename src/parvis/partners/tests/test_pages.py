"""Keys and webhooks are given, shown once, followed and ended on pages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from parvis.accounts.tests.factories import make_administrator
from parvis.cases.tests import factories as cases
from parvis.core import clock, events
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.journal.models import Entry
from parvis.partners import queries
from parvis.partners.actions import keys, webhooks
from parvis.partners.models import Key, Subscription
from parvis.partners.tests.conftest import program, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_world")]
HOME = "/agent/partenaires/"


@pytest.fixture
def manager(world: cases.World) -> Client:
    return signed_in(cases.make_handler(world.waste, name="Maya", role=Membership.Role.MANAGER))


def test_a_key_is_made_shown_once_and_taken_back(world: cases.World, manager: Client) -> None:
    day = clock.today() + timedelta(days=100)
    asked = {
        "unit": world.waste.pk,
        "name": "Logiciel de tri",
        "scopes": ["read", "file"],
        "expires_on_day": day.day,
        "expires_on_month": day.month,
        "expires_on_year": day.year,
    }
    shown = manager.post(f"{HOME}cles/nouvelle/", asked, follow=True).content.decode()
    found = re.search(r"parvis_[\w-]{43}", shown)
    assert found, shown
    token = found[0]
    key = Key.objects.get()
    assert (key.scopes, key.expires_on, key.made_by) == (["file", "read"], day, "Maya")
    again = manager.get(f"{HOME}secret/", follow=True).content.decode()
    assert token not in again
    assert "Logiciel de tri" in again
    called = Client().get("/api/v1/cases", headers={"authorization": f"Bearer {token}"})
    assert called.status_code == 200
    manager.post(f"{HOME}cles/{key.pk}/retirer/")
    manager.post(f"{HOME}cles/{key.pk}/retirer/")
    called = Client().get("/api/v1/cases", headers={"authorization": f"Bearer {token}"})
    assert called.status_code == 401
    verbs = Entry.objects.filter(verb__startswith="partners.").order_by("pk")
    assert [one.verb for one in verbs] == ["partners.key_made", "partners.key_revoked"]


def test_a_key_lasts_a_year_at_most(world: cases.World, manager: Client) -> None:
    asked = {"unit": world.waste.pk, "name": "L", "scopes": ["read"]}
    for day in (clock.today() - timedelta(days=1), clock.today() + timedelta(days=500)):
        given = {
            "expires_on_day": day.day,
            "expires_on_month": day.month,
            "expires_on_year": day.year,
        }
        page = manager.post(f"{HOME}cles/nouvelle/", asked | given)
        assert "Choisissez un jour" in page.content.decode()
    assert not Key.objects.exists()


def test_a_manager_gives_no_key_of_another_unit(world: cases.World, manager: Client) -> None:
    other = program(world.pau).key
    assert manager.post(f"{HOME}cles/{other.pk}/retirer/").status_code == 404
    page = manager.get(f"{HOME}cles/nouvelle/").content.decode()
    assert world.pau.name not in page
    assert signed_in(world.agents["waste"]).get(HOME).status_code == 404


def test_an_administrator_looks_after_all(world: cases.World) -> None:
    program(world.pau)
    page = signed_in(make_administrator()).get(HOME).content.decode()
    assert world.pau.name in page


def test_a_webhook_is_made_followed_replayed_and_ended(world: cases.World, manager: Client) -> None:
    asked = {"unit": world.waste.pk, "types": ["fr.parvis.case.submitted"]}
    refused = manager.post(f"{HOME}envois/nouveau/", asked | {"url": "http://a.example/"})
    assert "https://" in refused.content.decode()
    assert not Subscription.objects.exists()
    url = "https://partenaire.example/crochet"
    shown = manager.post(f"{HOME}envois/nouveau/", asked | {"url": url}, follow=True)
    assert "whsec_" in shown.content.decode()
    hook = Subscription.objects.get()
    cases.make_case(world)
    events.deliver_now()
    page = manager.get(f"{HOME}envois/{hook.pk}/").content.decode()
    assert "fr.parvis.case.submitted" in page
    assert "attend son tour" in page
    said = manager.post(f"{HOME}envois/{hook.pk}/rejouer/", {"depuis": "0"}, follow=True)
    assert "1 événement sera renvoyé" in said.content.decode()
    manager.post(f"{HOME}envois/{hook.pk}/arreter/")
    hook.refresh_from_db()
    assert hook.ended_at is not None
    assert webhooks.send_due(subscription_id=hook.pk) == 0


def test_lists_cost_the_same_however_long(world: cases.World, manager: Client) -> None:
    def add(number: int) -> Subscription:
        program(world.waste)
        hook = webhooks.subscribe(
            actor=SYSTEM, unit=world.waste, url=f"https://a{number}.example/", types=[]
        )
        cases.make_case(world)
        events.deliver_now()
        return hook

    def costs(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert manager.get(path).status_code == 200
        return len(captured)

    first = add(0)
    paths = [HOME, f"{HOME}envois/{first.pk}/"]
    for path in paths:
        manager.get(path)
    before = [costs(path) for path in paths]
    for number in range(1, 4):
        add(number)
    assert [costs(path) for path in paths] == before
    assert max(before) <= 12


def test_the_api_is_described(client: Client) -> None:
    told = client.get("/api/v1/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    refs = set(re.findall(r'"\$ref": ?"#/components/schemas/(\w+)"', str(told).replace("'", '"')))
    assert refs <= told["components"]["schemas"].keys()
    page = client.get("/api/v1/").content.decode()
    for path in told["paths"]:
        assert path in page
        # Every path described leads to a view that asks for a key.
        real = re.sub(r"\{(\w+)\}", lambda name: "7" if name[1] == "item" else "a" * 36, path)
        real = real.replace("cases/" + "a" * 36, "cases/ABCD")
        assert client.get(real).status_code == 401, real


def test_keys_that_open_come_before_those_taken_back(world: cases.World) -> None:
    live, gone = program(world.waste).key, program(world.waste).key
    keys.revoke_key(actor=SYSTEM, key=gone)
    assert list(queries.keys_of([world.waste])) == [live, gone]
