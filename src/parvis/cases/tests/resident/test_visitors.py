"""Before sign-in, at sign-in, and when the session is lost on the way."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_resident, sign_in
from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.tests import kitchen_sink
from parvis.cases.tests.resident.client import Form, fill
from parvis.cases.tests.resident.journey import FIRST, LAST, SECOND, begin, fill_all, sent
from parvis.cases.tests.resident.samples import pdf
from parvis.catalogue.models import Installation

pytestmark = pytest.mark.django_db


def sign_in_by_page(client: Client, account: Account) -> None:
    """As a person does, with the browser's cookies."""
    typed = {"login": account.email, "password": "un très long mot de passe"}
    assert client.post(reverse("account_login"), typed).status_code == 302


def test_a_visitor_fills_in_then_signs_in_and_sends(installation: Installation) -> None:
    client = Client()
    draft, first = begin(client, installation)
    check = fill_all(client, first)
    page = client.get(check).content.decode()
    assert f"{reverse('account_login')}?next=" in page
    assert reverse("cases:submit", args=[draft.pk]) not in page
    refused = client.post(reverse("cases:submit", args=[draft.pk]))
    assert refused.headers["Location"].startswith(reverse("account_login"))
    account = make_resident(family_name="", given_names="", birth_date="")
    sign_in_by_page(client, account)
    draft.refresh_from_db()
    assert (draft.account, draft.visitor) == (account, "")
    assert client.post(reverse("cases:submit", args=[draft.pk])).status_code == 302
    case = Case.objects.get()
    assert case.person == account.person
    assert case.applicant_name == "Camille Bordenave"


def test_what_a_resident_says_for_the_first_time_is_not_asked_again(
    installation: Installation,
) -> None:
    account = make_resident(family_name="", given_names="", birth_date="")
    sent(sign_in(Client(), account), installation)
    person = Person.objects.get(pk=account.person_id)
    assert (person.family_name, person.birth_date) == ("Bordenave", "1988-03-12")
    assert (person.address_line, person.commune_code) == ("12 rue du Bialé", "64335")


def test_a_draft_is_seen_by_its_browser_and_its_account_only(
    installation: Installation, resident: Client
) -> None:
    visitor = Client()
    draft, first = begin(visitor, installation)
    addresses = [
        first,
        reverse("cases:check", args=[draft.pk]),
        reverse("cases:drop", args=[draft.pk]),
        reverse("cases:resume", args=[draft.pk]),
        reverse("cases:done", args=[draft.pk]),
    ]
    stranger, agent = Client(), sign_in(Client(), make_agent())
    begin(stranger, installation)
    for address in addresses:
        assert stranger.get(address).headers["Location"].startswith(reverse("account_login"))
        assert resident.get(address).status_code == 404
        assert agent.get(address).status_code == 404
    for action in ("submit", "drop"):
        assert resident.post(reverse(f"cases:{action}", args=[draft.pk])).status_code == 404
    assert resident.post(first, {"_shown": "nom", "nom": "x"}).status_code == 404
    assert stranger.post(reverse("cases:autosave", args=[draft.pk, "tout"])).status_code == 404
    draft.refresh_from_db()
    assert draft.answers == {}


def test_a_resident_does_not_open_the_draft_or_the_case_of_another(
    installation: Installation, resident: Client
) -> None:
    other = sign_in(Client(), make_resident())
    _draft, first = begin(other, installation)
    assert resident.get(first).status_code == 404
    case = sent(other, installation)
    receipt = case.documents.filter(kind="receipt").first()
    file = case.attachments.get()
    for address in [
        reverse("cases:detail", args=[case.reference]),
        reverse("cases:move", args=[case.reference, "retirer"]),
        reverse("cases:write", args=[case.reference]),
        reverse("cases:readings", args=[case.reference]),
        reverse("cases:attachment", args=[case.reference, file.pk]),
        reverse("cases:done", args=[case.draft_key]),
        reverse("cases:receipt", args=[case.draft_key]),
    ] + ([reverse("cases:document", args=[case.reference, receipt.pk])] if receipt else []):
        assert resident.get(address).status_code == 404, address
    assert resident.post(reverse("cases:move", args=[case.reference, "retirer"])).status_code == 404


def test_nothing_typed_is_lost_when_the_session_ends(
    installation: Installation, account: Account, resident: Client
) -> None:
    draft, first = begin(resident, installation)
    third = reverse("cases:page", args=[draft.pk, "argent"])
    fill(resident, first, **FIRST)
    form = Form(resident.get(third).content.decode())
    resident.logout()
    data = dict(form.data) | {"compte": "FR76 3000 oups", "piece": pdf("devis.pdf")}
    lost = resident.post(third, data)
    assert lost.headers["Location"] == f"{reverse('account_login')}?next={third}"
    draft.refresh_from_db()
    assert "compte" not in draft.answers
    sign_in(resident, account)
    again = resident.get(third)
    assert again.headers["Location"] == f"{third}?verifier=1"
    page = resident.get(again.headers["Location"]).content.decode()
    assert 'value="FR76 3000 oups"' in page
    assert "devis.pdf" in page
    draft.refresh_from_db()
    assert draft.answers["compte"] == "FR76 3000 oups"
    assert Attachment.objects.get().draft_key == draft.pk


def test_what_was_held_is_not_given_to_somebody_else(
    installation: Installation, account: Account, resident: Client
) -> None:
    draft, first = begin(resident, installation)
    form = Form(resident.get(first).content.decode())
    resident.logout()
    resident.post(first, dict(form.data) | {"nom": "Secret"})
    sign_in(resident, make_resident())
    assert resident.get(first).status_code == 404
    draft.refresh_from_db()
    assert draft.answers.get("nom") != "Secret"


def test_a_message_written_while_the_session_ended_waits(
    installation: Installation, account: Account, resident: Client
) -> None:
    case = sent(resident, installation)
    resident.logout()
    lost = resident.post(
        reverse("cases:write", args=[case.reference]), {"texte": "Bonjour, une question."}
    )
    sign_in(resident, account)
    resumed = resident.get(parse_qs(urlsplit(lost.headers["Location"]).query)["next"][0])
    assert "Bonjour, une question." in resumed.content.decode()
    assert not case.notes.exists()


def test_known_people_find_their_answers_there_and_where_they_come_from(
    installation: Installation,
) -> None:
    account = make_resident(
        address_line="3 rue Basse",
        postal_code="64000",
        commune_code="64445",
        commune_name="Pau",
        phone="+33559278580",
        identity_source=Person.IdentitySource.FRANCECONNECT,
    )
    client = sign_in(Client(), account)
    draft, _first = begin(client, installation)
    page = client.get(reverse("cases:page", args=[draft.pk, "qui"])).content.decode()
    assert 'value="3 rue Basse"' in page
    assert 'value="05 59 27 85 80"' in page
    assert "FranceConnect" in page
    assert 'name="identite.family_name"' not in page


def test_a_verified_identity_cannot_be_edited(installation: Installation) -> None:
    client = Client()
    draft, first = begin(client, installation)
    fill_all(client, first)
    account = make_resident(
        family_name="Lacoste",
        given_names="Jeanne",
        birth_date="1960-05-01",
        identity_source=Person.IdentitySource.FRANCECONNECT,
    )
    sign_in_by_page(client, account)
    draft.refresh_from_db()
    assert draft.answers["identite"]["family_name"] == "Lacoste"
    here = reverse("cases:page", args=[draft.pk, "qui"])
    client.post(here, {"_shown": "identite", "identite.family_name": "Autre"})
    draft.refresh_from_db()
    assert draft.answers["identite"]["family_name"] == "Lacoste"


def test_a_service_that_asks_a_verified_identity_says_how(installation: Installation) -> None:
    strict = kitchen_sink.installation(identity="verified", id="essai/strict")
    client = sign_in(Client(), make_resident())
    draft, first = begin(client, strict)
    check = fill_all(client, first)
    assert "FranceConnect" in client.get(check).content.decode()
    client.post(reverse("cases:submit", args=[draft.pk]))
    assert not Case.objects.exists()


def test_a_service_that_asks_no_identity_is_used_without_an_account(
    installation: Installation,
) -> None:
    free = kitchen_sink.installation(identity="none", id="essai/libre")
    client = Client()
    draft, first = begin(client, free)
    fill_all(client, first)
    done = client.post(reverse("cases:submit", args=[draft.pk])).headers["Location"]
    case = Case.objects.get()
    assert case.applicant_name == "Camille Bordenave"
    assert client.get(done).status_code == 200
    assert Client().get(done).status_code == 302
    assert client.post(reverse("cases:submit", args=[draft.pk])).headers["Location"] == done


def test_a_visitor_whose_answer_was_lost_finds_the_request_sent(installation: Installation) -> None:
    free = kitchen_sink.installation(identity="none", id="essai/libre")
    client = Client()
    draft, first = begin(client, free)
    fill_all(client, first)
    before = client.cookies.output()
    done = client.post(reverse("cases:submit", args=[draft.pk])).headers["Location"]
    again = Client()
    again.cookies.load(before.replace("Set-Cookie: ", ""))
    assert again.post(reverse("cases:submit", args=[draft.pk])).headers["Location"] == done
    assert again.get(done).status_code == 200


def test_an_agent_is_shown_to_the_desk(installation: Installation) -> None:
    agent = sign_in(Client(), make_agent())
    start = reverse("cases:start", args=[installation.slug])
    assert agent.post(start).headers["Location"] == reverse(
        "portal:service", args=[installation.slug]
    )
    assert not Draft.objects.exists()


def test_the_last_page_of_a_visitor_is_kept_in_this_browser(installation: Installation) -> None:
    client = Client()
    _draft, first = begin(client, installation)
    left = fill(client, first, press="partir", nom="Camille").headers["Location"]
    page = client.get(left).content.decode()
    assert "30" in page
    second = fill(client, first, **FIRST).headers["Location"]
    assert fill(client, second, **SECOND).status_code == 302
    assert LAST


def test_the_service_page_shows_the_draft_that_waits(installation: Installation) -> None:
    client, address = Client(), reverse("portal:service", args=[installation.slug])
    draft, _first = begin(client, installation)
    resume = reverse("cases:resume", args=[draft.pk])
    assert resume in client.get(address).content.decode()
    assert resume not in Client().get(address).content.decode()
