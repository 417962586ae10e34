"""The demo ledger answers as a real one would, faults included."""

import pytest

from parvis.cases import ports
from parvis.connectors import billing
from parvis.connectors.billing.twin import DemoLedger, Unavailable


@pytest.mark.parametrize(
    ("number", "found"),
    [
        ("E-2026-0042", {"paid": 18450, "due": 8450}),
        (" e-2026-0042 ", {"paid": 18450, "due": 8450}),
        ("E-1999-0001", None),
        ("", None),
    ],
)
def test_what_the_ledger_knows(number: str, found: object) -> None:
    assert DemoLedger().fetch({"number": number}) == found


@pytest.mark.parametrize("number", ["E-PANNE", "E-LENT"])
def test_a_ledger_out_of_order_raises(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DemoLedger, "timeout_seconds", 0.0)
    with pytest.raises(Unavailable):
        DemoLedger().fetch({"number": number})


def test_it_serves_only_in_a_demonstration(settings: object) -> None:
    ports.forget_source("billing.invoice")
    settings.DEMO = False
    billing.register()
    with pytest.raises(ports.UnknownSource):
        ports.source_named("billing.invoice")
    settings.DEMO = True
    billing.register()
    assert ports.source_named("billing.invoice").name == "billing.invoice"
    ports.forget_source("billing.invoice")
