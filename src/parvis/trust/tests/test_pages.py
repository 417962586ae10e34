"""Pages of mandates, as each side meets them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.accounts.tests.factories import make_agent, sign_in
from parvis.core import clock
from parvis.directory.models import Membership
from parvis.directory.tests import factories as directory
from parvis.journal.models import Entry
from parvis.trust import actions, links
from parvis.trust.models import Mandate
from parvis.trust.tests.factories import (
    code_sent_to,
    make_mandate,
    scan,
    terms,
    who,
)

pytestmark = pytest.mark.django_db


def day(name: str, days: int) -> dict[str, str]:
    at = clock.today() + timedelta(days=days)
    return {
        f"{name}_day": str(at.day),
        f"{name}_month": str(at.month),
        f"{name}_year": str(at.year),
    }


def typed(**other) -> dict[str, object]:
    return {
        "given_names": "Jeanne",
        "family_name": "Bordenave",
        "birth_date_day": "9",
        "birth_date_month": "6",
        "birth_date_year": "1948",
        "phone": "06 39 98 01 11",
        "email": "",
        "kind": "family",
        "services": ["s:composteur"],
        "acts": ["may_file"],
        **day("ends_on", 90),
        **other,
    }


def enter(unit, name: str = "Jeanne Darrieux") -> Client:
    account = make_agent(name=name)
    Membership.objects.create(
        account=account, unit=unit, role="desk", starts_on=clock.today() - timedelta(days=9)
    )
    return sign_in(Client(), account)


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\u202f", " ").split())


def test_asking_from_the_page(client, daughter, mother):
    answer = sign_in(client, daughter).post(reverse("trust:offer"), typed())
    mandate = Mandate.objects.get()
    assert answer["Location"] == reverse("trust:detail", args=[mandate.number])
    assert (mandate.helped, mandate.may_file, mandate.may_answer) == (mother.person, True, False)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": ""}, "Donnez un numéro de téléphone ou une adresse électronique"),
        ({"services": []}, "Choisissez une réponse"),
        ({"services": ["s:inconnu"]}, "inconnu"),
        (day("ends_on", -3), "Le dernier jour doit venir après aujourd’hui"),
        (day("ends_on", 3000), "Ce mandat peut durer jusqu’au"),
        ({"given_names": ""}, "Prénoms"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, daughter, wrong, said):
    page = text_of(sign_in(client, daughter).post(reverse("trust:offer"), typed(**wrong)))
    assert said in page
    assert 'value="Bordenave"' in page
    assert not Mandate.objects.exists()


def test_a_volunteer_is_not_given_everything(client, daughter, town):
    data = typed(kind="volunteer", services=[f"i:{town.pk}"], **day("ends_on", 30))
    assert "une par une" in text_of(sign_in(client, daughter).post(reverse("trust:offer"), data))


def test_accepting_without_an_account(client, daughter, mother):
    """The link, the code, and nothing else: no session, no password."""
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    page = links.answer(mandate)
    shown = text_of(client.get(page))
    assert "Laisser Claire Bordenave agir pour vous" in shown
    assert "06 •• •• •• 11" in shown
    assert "+33639980111" not in shown
    client.post(reverse("trust:code", args=[mandate.number, page.split("/")[-2]]))
    assert "Ce n’est pas le bon code" in text_of(client.post(page, {"code": "0"}))
    code = code_sent_to("+33639980111")
    client.post(page, {"code": f" {code[:3]} {code[3:]}"})
    assert "En vigueur" in text_of(client.get(page)) or "en vigueur" in text_of(client.get(page))


def test_a_link_of_another_mandate_opens_nothing(client, daughter, mother):
    one = actions.offer(account=daughter, helped=who(), terms=terms())
    other = actions.offer(account=daughter, helped=who(), terms=terms())
    seal = links.answer(other).split("/")[-2]
    for name in ("answer", "code", "refuse"):
        assert client.post(reverse(f"trust:{name}", args=[one.number, seal])).status_code == 404


def test_refusing_by_the_link(client, daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    seal = links.answer(mandate).split("/")[-2]
    client.post(reverse("trust:refuse", args=[mandate.number, seal]))
    mandate.refresh_from_db()
    assert mandate.state == "refused"


def test_stopping_is_asked_once_more_then_done(client, daughter, mother):
    mandate = make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
    page = reverse("trust:stop", args=[mandate.number])
    sign_in(client, mother)
    assert "Oui, l’arrêter" in text_of(client.get(page))
    client.post(page)
    mandate.refresh_from_db()
    assert mandate.state == "revoked"


def test_only_an_open_mandate_is_acted_under(client, daughter, mother):
    mandate = make_mandate(
        helped=mother.person,
        helper=daughter.person,
        starts_on=clock.today() + timedelta(days=2),
        services=("composteur",),
    )
    page = reverse("trust:act", args=[mandate.number])
    sign_in(client, daughter)
    assert client.post(page).status_code == 404
    Mandate.objects.filter(pk=mandate.pk).update(starts_on=clock.today())
    assert client.post(f"{page}?suite=/mes-messages/")["Location"] == "/mes-messages/"
    assert client.post(f"{page}?suite=https://ailleurs.example/")["Location"] == "/mes-demandes/"


def test_an_agent_records_a_signed_paper(town, daughter, mother):
    unit = directory.unit(town, "Accueil")
    desk = enter(unit)
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    assert desk.get(reverse("trust:agent-detail", args=[mandate.number])).status_code == 404
    found = desk.post(reverse("trust:helped"), {"number": mandate.number.lower()})
    assert found.status_code == 302
    form = desk.get(reverse("trust:agent-form", args=[mandate.number]))
    assert form.content.startswith(b"%PDF-")
    page = reverse("trust:agent-attest", args=[mandate.number, "paper"])
    refused = desk.post(page, {"unit": unit.pk, "checked": "cartes d’identité"})
    assert "Ajoutez la numérisation" in text_of(refused)
    desk.post(page, {"unit": unit.pk, "checked": "cartes d’identité", "paper": scan()})
    mandate.refresh_from_db()
    assert (mandate.state, mandate.proof) == ("active", "paper")
    paper = desk.get(reverse("trust:agent-paper", args=[mandate.number]))
    assert b"".join(paper.streaming_content).startswith(b"\x89PNG")
    assert Entry.objects.filter(verb="trust.paper_read", person_key=mother.person.pk).count() == 1
    elsewhere = directory.unit(directory.institution("216404459", "Pau"), "Accueil")
    other = enter(elsewhere, "Paul Sarrat")
    for name in ("agent-detail", "agent-paper", "agent-stop"):
        assert other.get(reverse(f"trust:{name}", args=[mandate.number])).status_code == 404


def test_a_unit_proposes_and_its_colleagues_act(town, mother):
    unit = directory.unit(town, "CCAS")
    one, other = enter(unit, "Maïté Un"), enter(unit, "Paul Deux")
    one.post(reverse("trust:agent-offer"), typed(unit=unit.pk))
    mandate = Mandate.objects.get()
    assert (mandate.helper_unit, mandate.kind) == (unit, "professional")
    actions.send_code(mandate=mandate)
    actions.accept_by_code(mandate=mandate, code=code_sent_to("+33639980111"))
    assert "Jeanne Bordenave" in text_of(other.get(reverse("trust:helped")))
    assert other.post(reverse("trust:act", args=[mandate.number])).status_code == 302
    assert "Vous agissez pour" in text_of(other.get(reverse("trust:helped")))


@pytest.mark.parametrize("name", ["trust:mandates", "trust:helped"])
def test_lists_cost_the_same_whatever_their_length(
    town, daughter, mother, name, django_assert_max_num_queries
):
    unit = directory.unit(town, "CCAS")
    client = sign_in(Client(), daughter) if name == "trust:mandates" else enter(unit)

    def add(count: int) -> None:
        for _one in range(count):
            make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
            make_mandate(helped=mother.person, unit=unit, services=("composteur", "naissance"))

    add(1)
    client.get(reverse(name))
    for _time in range(2):
        with django_assert_max_num_queries(9):
            client.get(reverse(name))
        add(6)


def test_acting_asks_three_questions_more_and_nobody_else_any(daughter, mother):
    mandate = make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
    client = sign_in(Client(), daughter)
    page = reverse("trust:mandates")
    client.get(page)
    with CaptureQueriesContext(connection) as before:
        client.get(page)
    elsewhere = reverse("portal:home")
    client.get(elsewhere)
    with CaptureQueriesContext(connection) as home:
        client.get(elsewhere)
    assert not any("trust_" in query["sql"] for query in home)
    client.post(reverse("trust:act", args=[mandate.number]))
    with CaptureQueriesContext(connection) as after:
        client.get(page)
    assert len(after) - len(before) == 3
