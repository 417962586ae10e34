"""The connector against a real HTTP server that speaks PayFiP's XML, and misbehaves."""

import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parvis.connectors.payfip import soap
from parvis.connectors.payfip.gateway import PayFip
from parvis.connectors.payfip.twin import Hangs, Twin
from parvis.revenue.ports import Order, Refused, Unreachable


@pytest.fixture(scope="module")
def server():
    twin = Twin()
    twin.released = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            twin.seen = asked, dict(self.headers), self.path
            try:
                status, content = twin.answer(asked)
            except Hangs:
                twin.released.wait(20)
                return
            self.send_response(status)
            self.send_header("Content-Type", "text/xml; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield twin, f"http://127.0.0.1:{running.server_port}/tpa"
    running.shutdown()
    running.server_close()
    thread.join()


@pytest.fixture
def payfip(server):
    return PayFip(server[1], "https://parvis.test/paiement/payfip/avis/", timeout=10)


def order(**fields):
    values = {
        "merchant": "090909",
        "mode": "test",
        "number": "PAU2K7Q401",
        "label": "Stationnement résident, l’an 1 – n° 2",
        "amount_cents": 3000,
        "email": "camille@example.test",
        "year": 2026,
        "return_url": "https://parvis.test/paiement/retour/1/",
    }
    return Order(**values | fields)


def test_an_operation_is_opened_as_the_guide_says(server, payfip):
    operation = payfip.open(order())
    asked, headers, path = server[0].seen
    assert path == "/tpa/services/securite"
    assert headers["Content-Type"].startswith("text/xml")
    name, values = soap.asked(asked)
    assert name == "creerPaiementSecurise"
    assert values == {
        "exer": "2026",
        "mel": "camille@example.test",
        "montant": "3000",
        "numcli": "090909",
        "objet": "Stationnement resident l an 1 n 2",
        "refdet": "PAU2K7Q401",
        "saisie": "T",
        "urlnotif": "https://parvis.test/paiement/payfip/avis/",
        "urlredirect": "https://parvis.test/paiement/retour/1/",
    }
    assert payfip.page(operation).endswith(f"/tpa/paiementws.web?idop={operation}")


@pytest.mark.parametrize(
    ("choice", "kind"),
    [(None, "pending"), ("paid", "paid"), ("refused", "refused"), ("abandoned", "abandoned")],
)
def test_each_outcome_is_understood(server, payfip, choice, kind):
    operation = payfip.open(order())
    if choice:
        server[0].choose(operation, choice)
    outcome = payfip.outcome(operation)
    assert outcome.kind == kind
    if kind == "paid":
        assert (outcome.number, outcome.amount_cents) == ("PAU2K7Q401", 3000)
        assert (outcome.authorisation, outcome.at is not None) == ("A55A", True)


def test_an_operation_cleared_in_the_night_is_gone(payfip):
    assert payfip.outcome("unknown").kind == "gone"


@pytest.mark.parametrize("trouble", ["crash", "hang"])
def test_a_breakdown_or_a_silence_says_nothing_then_passes(server, payfip, trouble):
    operation = payfip.open(order())
    server[0].choose(operation, trouble)
    payfip.timeout = 0.3 if trouble == "hang" else payfip.timeout
    with pytest.raises(Unreachable):
        payfip.outcome(operation)
    server[0].released.set()
    passes(server, operation)
    payfip.timeout = 10
    assert payfip.outcome(operation).kind == "paid"


def passes(server, operation):
    """The trouble ends: the clock of a test does not reach the server's thread."""
    server[0].records[operation]["until"] = 0


def test_late_it_is_pending_then_paid(server, payfip):
    operation = payfip.open(order())
    assert server[0].choose(operation, "late") == 0
    assert payfip.outcome(operation).kind == "pending"
    passes(server, operation)
    assert payfip.outcome(operation).kind == "paid"


@pytest.mark.parametrize(
    "wrong", [{"merchant": "111111"}, {"amount_cents": 99}, {"amount_cents": 10_000_001}]
)
def test_what_payfip_refuses_is_refused(payfip, wrong):
    with pytest.raises(Refused):
        payfip.open(order(**wrong))


def test_a_server_that_is_not_there_is_unreachable():
    with pytest.raises(Unreachable):
        PayFip("http://127.0.0.1:9/tpa", "", timeout=0.2).outcome("x")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"<html/>",
        b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        b"<a>" * 40_000,
        soap.request("creerPaiementSecurise"),
    ],
)
def test_what_is_no_answer_is_unreadable(content):
    with pytest.raises(soap.Unreadable):
        soap.answer(content)


@given(st.text())
def test_a_label_holds_only_what_payfip_takes(text):
    assert set(soap.plain(text)) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 "
    )
    assert len(soap.plain(text)) <= 100


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=50))
def test_what_is_typed_stays_what_it_is_in_the_envelope(text):
    if "\ufffe" in text or "\uffff" in text:
        return
    assert soap.asked(soap.request("x", mel=text))[1] == {"mel": text}
