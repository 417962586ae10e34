"""Refunds: what is owed, the file for the bank, the cases that close when it is carried out."""

from dataclasses import dataclass
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_person
from parvis.cases import actions
from parvis.cases.engine import party as parties
from parvis.cases.models import Case, DebtorAccount, Draft, Payment, PaymentBatch
from parvis.cases.tests.agent.doors import enter, menu, said, told
from parvis.cases.tests.factories import make_handler
from parvis.catalogue import actions as catalogue
from parvis.catalogue.models import Installation
from parvis.catalogue.tests.factories import REFUND, make_installation, make_unit
from parvis.core import clock
from parvis.directory.models import Unit

PAGE = reverse("cases:transfers")
IBAN = "FR7630006000011234567890189"


@dataclass
class Bank:
    """The refund service: who handles it, who pays."""

    installation: Installation
    treasury: Unit
    handler: Account
    payer: Account


@pytest.fixture
def bank(db: None) -> Bank:
    installation = make_installation(REFUND)
    treasury = make_unit("treasury")
    return Bank(
        installation,
        treasury,
        make_handler(make_unit("billing"), name="Claire Sempé"),
        make_handler(treasury, name="Hugo Pédebidou"),
    )


@pytest.fixture
def hugo(bank: Bank) -> Client:
    return enter(bank.payer)


def owe(bank: Bank, cents: int = 10_000) -> Case:
    """A refund filed and found right by an agent: granted by itself, to be paid."""
    person = make_person(given_names="Karim", family_name="Benali")
    answers = {
        "identite": {
            "family_name": "Benali", "usual_name": "", "given_names": "Karim",
            "birth_date": "1979-11-02",
        },
        "adresse": {
            "line": "", "extra": "", "postal_code": "", "commune_code": "", "commune_name": "",
        },
        "service_facture": "eau",
        "numero_facture": "E-2026-0042",
        "date_paiement": "2026-01-15",
        "montant_paye": cents + 500,
        "montant_du": 500,
        "trop_percu_constate": cents,
        "titulaire_compte": "Karim Benali",
        "iban": IBAN,
        "sincerite": True,
    }  # fmt: skip
    answers["adresse"] = {
        "line": "4 avenue des Vallées", "extra": "", "postal_code": "B-1000", "commune_code": "",
        "commune_name": "Bruxelles", "as_typed": True,
    }  # fmt: skip
    now = clock.now()
    draft = Draft.objects.create(
        installation=bank.installation,
        version_id=bank.installation.version_id,
        person=person,
        answers=answers,
        filed_by_unit=make_unit("billing"),
        channel="desk",
        created_at=now,
        saved_at=now,
    )
    party = parties.agent(bank.handler)
    return actions.submit(draft=draft, person=person, party=party)


def know_account(bank: Bank, hugo: Client) -> None:
    hugo.post(
        reverse("cases:transfers-debtor", args=[bank.treasury.pk]),
        {"name": "Régie de Pau", "iban": "FR14 2004 1010 0505 0001 3M02 606", "bic": "psstfrppscp"},
    )


def prepare(bank: Bank, hugo: Client) -> None:
    hugo.post(reverse("cases:transfers-prepare", args=[bank.treasury.pk]))


def test_from_what_is_owed_to_cases_closed(bank: Bank, hugo: Client) -> None:
    cases = [owe(bank, cents) for cents in (10_000, 2_350)]
    assert {case.state for case in cases} == {"a_payer"}
    words = said(hugo.get(PAGE))
    assert "123,50 €" in words.replace("\xa0", " ")
    assert "FR76 •••• 0189" in words
    assert "000112345678" not in hugo.get(PAGE).content.decode()

    know_account(bank, hugo)
    prepare(bank, hugo)
    batch = PaymentBatch.objects.get()
    assert (batch.count, batch.total_cents) == (2, 12_350)
    answer = hugo.get(reverse("cases:transfers-download", args=[batch.pk]))
    tree = ElementTree.fromstring(b"".join(answer.streaming_content))
    space = {"p": tree.tag[1:].partition("}")[0]}
    assert "pain.001.001.03" in space["p"]
    assert tree.findtext(".//p:GrpHdr/p:CtrlSum", namespaces=space) == "123.50"
    assert {e.text for e in tree.findall(".//p:CdtrAcct//p:IBAN", space)} == {IBAN}

    settle = reverse("cases:transfers-settle", args=[batch.pk])
    for _press in range(2):
        assert hugo.post(settle).status_code == 302
    assert {Case.objects.get(pk=case.pk).state for case in cases} == {"payee"}
    assert "exécuté" in said(hugo.get(PAGE))


def test_pressed_twice_it_makes_one_file(bank: Bank, hugo: Client) -> None:
    owe(bank)
    know_account(bank, hugo)
    prepare(bank, hugo)
    prepare(bank, hugo)
    assert PaymentBatch.objects.count() == 1
    assert any("Aucun virement" in words for words in told(hugo.get(PAGE)))


def test_without_an_account_to_pay_from(bank: Bank, hugo: Client) -> None:
    owe(bank)
    page = hugo.get(PAGE)
    assert reverse("cases:transfers-debtor", args=[bank.treasury.pk]) in page.content.decode()
    assert reverse("cases:transfers-prepare", args=[bank.treasury.pk]) not in page.content.decode()
    prepare(bank, hugo)
    assert not PaymentBatch.objects.exists()
    assert Payment.objects.get().batch is None


def test_a_wrong_account_is_refused_and_what_was_typed_stays(bank: Bank, hugo: Client) -> None:
    page = reverse("cases:transfers-debtor", args=[bank.treasury.pk])
    answer = hugo.post(page, {"name": "Régie", "iban": "FR7630006000011234567890188", "bic": "x"})
    assert 'value="Régie"' in answer.content.decode()
    assert not DebtorAccount.objects.exists()


def test_only_those_who_pay_meet_transfers(bank: Bank, hugo: Client) -> None:
    owe(bank)
    know_account(bank, hugo)
    prepare(bank, hugo)
    batch = PaymentBatch.objects.get()
    assert PAGE in menu(hugo.get(PAGE))
    handler = enter(bank.handler)
    assert PAGE not in menu(handler.get(reverse("cases:agent-inbox")))
    desk = enter(make_handler(bank.treasury, name="Guichet", role="desk"))
    for client in (handler, desk, enter(make_handler(make_unit("autre", siren="216404459")))):
        assert client.get(PAGE).status_code == 404
        for name, key in (("download", batch.pk), ("debtor", bank.treasury.pk)):
            assert client.get(reverse(f"cases:transfers-{name}", args=[key])).status_code == 404
        for name, key in (("prepare", bank.treasury.pk), ("settle", batch.pk)):
            assert client.post(reverse(f"cases:transfers-{name}", args=[key])).status_code == 404
    batch.refresh_from_db()
    assert batch.settled_at is None


def test_another_treasury_meets_its_own_transfers_only(bank: Bank, hugo: Client) -> None:
    owe(bank)
    know_account(bank, hugo)
    prepare(bank, hugo)
    batch = PaymentBatch.objects.get()
    elsewhere = make_unit("treasury", siren="216404459")
    catalogue.install(
        version=bank.installation.version,
        institution=elsewhere.institution,
        area=bank.installation.area,
        bindings=[catalogue.Bind(name, elsewhere) for name in ("billing", "treasury")],
        slug="remboursement-pau",
    )
    stranger = enter(make_handler(elsewhere, name="Paule"))
    assert batch.message_id not in said(stranger.get(PAGE))
    assert stranger.get(reverse("cases:transfers-download", args=[batch.pk])).status_code == 404
    assert stranger.post(reverse("cases:transfers-settle", args=[batch.pk])).status_code == 404
    own = reverse("cases:transfers-prepare", args=[bank.treasury.pk])
    assert stranger.post(own).status_code == 404


def test_transfers_cost_the_same_whatever_waits(bank: Bank, hugo: Client) -> None:
    def add() -> None:
        owe(bank)
        prepare(bank, hugo)
        owe(bank)

    know_account(bank, hugo)
    add()
    assert_queries_do_not_grow(lambda: hugo.get(PAGE), add, at_most=12)
