"""A ledger of made-up invoices: it knows, does not know, breaks down or keeps waiting."""

import time
from collections.abc import Mapping
from typing import Any

INVOICES: dict[str, tuple[int, int]] = {
    # number: (paid, due), in cents
    "E-2026-0042": (18_450, 8_450),
    "E-2026-0043": (6_200, 6_200),
    "D-2026-0107": (24_000, 12_000),
    "C-2026-0311": (4_580, 3_890),
    "E-2026-0900": (200_000, 0),
}
BROKEN, SLOW = "PANNE", "LENT"


class Unavailable(Exception):
    """The ledger cannot be reached."""


class DemoLedger:
    name = "billing.invoice"
    timeout_seconds = 5.0

    def fetch(self, given: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """{"paid", "due"} in cents; None for an invoice nobody knows. An invoice number that holds
        PANNE or LENT shows what a ledger out of order does."""
        number = str(given.get("number", "")).strip().upper()
        if SLOW in number:
            time.sleep(self.timeout_seconds)
            raise Unavailable("no answer in time")
        if BROKEN in number:
            raise Unavailable("out of order")
        invoice = INVOICES.get(number)
        return {"paid": invoice[0], "due": invoice[1]} if invoice else None
