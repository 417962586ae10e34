"""PayFiP as `revenue` sees it: opening an operation, its page, how it stands."""

from datetime import datetime
from zoneinfo import ZoneInfo

import httpx

from parvis.connectors.payfip import soap
from parvis.core import http_client
from parvis.revenue.ports import Order, Outcome, Refused, Unreachable

MODES = {"test": "T", "activation": "X", "production": "W"}
LEAST_CENTS, MOST_CENTS = 100, 10_000_000
TIMEOUT = 10.0
_PARIS = ZoneInfo("Europe/Paris")
_HEADERS = {"Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
GONE, NOT_YET = "P1", "P5"


class PayFip:
    """`url`: "https://www.payfip.gouv.fr/tpa". `notify_url`: where PayFiP gives notice. `page_url`
    and `transport` let the stand-in of a demonstration take its place."""

    def __init__(
        self,
        url: str,
        notify_url: str,
        *,
        page_url: str = "",
        timeout: float = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.service = f"{url.rstrip('/')}/services/securite"
        self.page_url = page_url or f"{url.rstrip('/')}/paiementws.web"
        self.notify_url = notify_url
        self.timeout, self.transport = timeout, transport

    def open(self, order: Order) -> str:
        """creerPaiementSecurise. Raises Refused (a fault PayFiP names), Unreachable."""
        if not LEAST_CENTS <= order.amount_cents <= MOST_CENTS:
            raise Refused("PayFiP takes from 1 to 100,000 euros")
        try:
            told = self._ask(
                "creerPaiementSecurise",
                exer=str(order.year),
                mel=order.email,
                montant=str(order.amount_cents),
                numcli=order.merchant,
                objet=soap.plain(order.label),
                refdet=order.number,
                saisie=MODES[order.mode],
                urlnotif=self.notify_url,
                urlredirect=order.return_url,
            )
        except soap.Fault as fault:
            raise Refused(str(fault)) from fault
        operation = told.get("idOp", "")
        if not operation:
            raise Unreachable("no idOp in the answer")
        return operation

    def page(self, operation: str) -> str:
        return f"{self.page_url}?idop={operation}"

    def outcome(self, operation: str) -> Outcome:
        """recupererDetailPaiementSecurise. P5: no result yet; P1: an idOp that was never paid and
        was cleared in the night. Raises Unreachable."""
        try:
            told = self._ask("recupererDetailPaiementSecurise", idOp=operation)
        except soap.Fault as fault:
            if fault.code == NOT_YET:
                return Outcome(kind="pending")
            if fault.code == GONE:
                return Outcome(kind="gone")
            raise Unreachable(str(fault)) from fault
        return _outcome(told)

    def _ask(self, operation: str, **values: str) -> dict[str, str]:
        try:
            with http_client.client(timeout=self.timeout, transport=self.transport) as client:
                answer = client.post(
                    self.service, content=soap.request(operation, **values), headers=_HEADERS
                )
            # SOAP 1.1 sends its faults with a 500.
            return soap.answer(answer.content)
        except (httpx.HTTPError, soap.Unreadable) as error:
            raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error


def _outcome(told: dict[str, str]) -> Outcome:
    """P, V: paid by card, by debit; R, Z: refused; A: left by the payer."""
    result, cents = told.get("resultrans", ""), told.get("montant", "")
    if result == "A":
        return Outcome(kind="abandoned")
    if result in ("R", "Z"):
        return Outcome(kind="refused")
    if result not in ("P", "V") or not cents.isdecimal():
        raise Unreachable(f"unknown result {result[:10]!r}")
    return Outcome(
        kind="paid",
        amount_cents=int(cents),
        number=told.get("refdet", ""),
        by_debit=result == "V",
        at=_moment(told.get("dattrans", ""), told.get("heurtrans", "")),
        authorisation=told.get("numauto", "")[:40],
    )


def _moment(day: str, hour: str) -> datetime | None:
    """ "22112026", "0915", as clocks of Paris show it."""
    try:
        return datetime.strptime(f"{day} {hour[:4]}", "%d%m%Y %H%M").replace(tzinfo=_PARIS)
    except ValueError:
        return None
