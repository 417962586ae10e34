"""Pages: the payer's, by a secret address; the keepers'; the administrators'."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from parvis.accounts.tests.factories import make_administrator
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.tests.factories import make_unit
from parvis.connectors.payfip.gateway import PayFip
from parvis.connectors.payfip.twin import InProcess, Twin
from parvis.revenue import ports
from parvis.revenue.models import Attempt, Due, Keeper, Mode, Receipt, Refund, Regie
from parvis.revenue.tests import factories

pytestmark = pytest.mark.django_db
EMAIL = {"email": "camille@example.test"}


@pytest.fixture
def regisseur():
    return make_handler(make_unit(), name="Amélie Castera")


@pytest.fixture
def due(regisseur):
    return factories.due(regisseur, make_unit())


@pytest.fixture
def twin():
    far_side = Twin()
    payfip = PayFip("https://payfip.test/tpa", "", transport=InProcess(far_side))
    with ports.using(payfip):
        yield far_side


def page(due):
    return reverse("revenue:due", args=[due.pk])


def pay(client, due, twin, choice):
    """Go to the payment, choose what becomes of it, come back."""
    sent = client.post(page(due), EMAIL)
    assert sent.status_code == 302, sent.content.decode()
    operation = sent.url.partition("idop=")[2]
    if choice:
        twin.choose(operation, choice)
    attempt = Attempt.objects.get(operation=operation)
    return client.get(reverse("revenue:back", args=[attempt.pk]), follow=True).content.decode()


def test_refused_then_paid_then_a_receipt(client, due, twin):
    assert "Le paiement est refusé" in pay(client, due, twin, "refused")
    shown = pay(client, due, twin, "paid")
    assert "C’est payé" in shown
    paper = client.get(reverse("revenue:due-receipt", args=[due.pk]))
    assert paper.content.startswith(b"%PDF-")
    # Pressed again, from another tab.
    assert client.post(page(due), EMAIL).status_code == 200
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("choice", "says"),
    [
        ("abandoned", "Vous avez quitté la page de paiement"),
        ("", "Un paiement est en cours"),
        ("late", "Un paiement est en cours"),
        ("crash", "Ne payez pas de nouveau"),
        ("hang", "Ne payez pas de nouveau"),
        ("twice", "C’est payé"),
    ],
)
def test_each_outcome_is_said(client, due, twin, choice, says):
    assert says in pay(client, due, twin, choice)


def test_nothing_that_a_browser_brings_is_believed(client, due, twin):
    client.post(page(due), EMAIL)
    attempt = Attempt.objects.get()
    back = reverse("revenue:back", args=[attempt.pk])
    client.post(back, {"idop": attempt.operation, "resultrans": "P"})
    client.get(reverse("connectors:payfip-notice"), {"idop": attempt.operation})
    assert not Receipt.objects.exists()


def test_a_notice_of_ours_is_taken_and_any_other_is_not(client, due, twin):
    client.post(page(due), EMAIL)
    notice = reverse("connectors:payfip-notice")
    for _time in range(2):
        told = client.post(notice, {"idop": Attempt.objects.get().operation})
        assert told.status_code == 200
    assert client.post(notice, {"idop": "another"}).status_code == 404
    assert client.get(notice).status_code == 404


def test_a_wrong_address_is_said_and_names_nobody(client, due, twin):
    shown = client.post(page(due), {"email": "camille"}).content.decode()
    assert not Attempt.objects.exists()
    assert "Camille Bordenave" not in shown


def test_without_a_payment_service_other_ways_remain(client, due):
    shown = client.get(page(due)).content.decode()
    assert "Comment payer" in shown
    assert "PayFiP" not in shown
    assert "Guichet de la mairie" in shown


def test_a_keeper_finds_receives_and_gives_a_receipt(regisseur, due):
    at_work = enter(regisseur)
    home = at_work.get(reverse("revenue:regies"), follow=True).content.decode()
    assert "PAU" in home
    found = at_work.get(reverse("revenue:regie", args=[due.regie_id]), {"cherche": "bordenave"})
    assert reverse("revenue:receive", args=[due.pk]) in found.content.decode()
    typed = {"mode": Mode.CHEQUE, "bank_reference": "0012345"}
    received = at_work.post(reverse("revenue:receive", args=[due.pk]), typed, follow=True)
    assert "0012345" in received.content.decode()
    receipt = Receipt.objects.get()
    paper = at_work.get(reverse("revenue:receipt-paper", args=[receipt.pk]))
    assert paper.content.startswith(b"%PDF-")
    book = at_work.get(reverse("revenue:export", args=[due.regie_id]))
    assert "0012345" in b"".join(book.streaming_content).decode()


def test_queries_do_not_grow_with_receipts(regisseur, due, django_assert_num_queries):
    at_work = enter(regisseur)
    address = reverse("revenue:regie", args=[due.regie_id])
    at_work.get(address)
    with CaptureQueriesContext(connection) as few:
        at_work.get(address)
        count = len(few)
    for number in range(5):
        other = factories.due(None, make_unit(), about=("tests", f"n{number}"))
        at_work.post(reverse("revenue:receive", args=[other.pk]), {"mode": Mode.CASH})
    with django_assert_num_queries(count):
        at_work.get(address)


def test_a_refund_is_asked_by_one_and_agreed_to_by_another(regisseur, due):
    deputy = make_handler(make_unit(), name="Louis Barthe")
    factories.keeper(deputy, due.regie, "deputy")
    one, other = enter(regisseur), enter(deputy)
    one.post(reverse("revenue:receive", args=[due.pk]), {"mode": Mode.CASH})
    receipt = reverse("revenue:receipt", args=[Receipt.objects.get().pk])
    typed = {"amount_cents": "30,00", "reason": "Vendu", "holder": "C", "iban": factories.IBAN}
    one.post(receipt, typed)
    refund = Refund.objects.get()
    decide = reverse("revenue:refund-decide", args=[refund.pk])
    said = one.post(decide, {"answer": "agree"}, follow=True).content.decode()
    assert "ne peut pas l’accepter" in said
    other.post(decide, {"answer": "agree"})
    refund.refresh_from_db()
    assert (refund.state, refund.decided_by) == (Refund.State.AGREED, deputy)


def test_an_administrator_enters_a_regie_and_its_keepers(regisseur):
    chief = enter(make_administrator())
    typed = {
        "unit": make_unit().pk,
        "number": "R7",
        "name": "Régie",
        "modes": [Mode.CASH],
        "merchant": "12",
        "online_mode": "test",
    }
    new = reverse("revenue:regie-new")
    assert "six chiffres" in chief.post(new, typed).content.decode()
    keepers = chief.post(new, typed | {"merchant": ""}).url
    chief.post(keepers, {"account": regisseur.pk, "role": "regisseur"})
    keeper = Keeper.objects.get(account=regisseur)
    assert keeper.regie == Regie.objects.get(number="R7")
    chief.post(reverse("revenue:keeper-end", args=[keeper.pk]))
    assert not Keeper.objects.exists()


def test_an_administrator_sees_what_is_stuck_and_ends_it(due):
    attempt = factories.attempt(due, fault="ReadTimeout")
    Attempt.objects.update(started_at="2026-01-01T09:00:00Z")
    chief = enter(make_administrator())
    home = chief.get(reverse("revenue:administration")).content.decode()
    assert "ReadTimeout" in home
    address = reverse("revenue:attempt", args=[attempt.pk])
    assert address in home
    chief.post(address, {"what": "ask"})
    chief.post(address, {"what": "end", "reason": ""})
    attempt.refresh_from_db()
    assert (attempt.state, attempt.faults) == (Attempt.State.STARTED, 1)
    chief.post(address, {"what": "end", "reason": "vu dans PayFiP"})
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.EXPIRED
    assert Due.objects.get().state == Due.State.OPEN
