"""A stand-in for PayFiP: it speaks the same XML and does all that a far side may do.

What becomes of an operation is chosen by who plays the payer. In a demonstration it answers within
this process (`InProcess`) and keeps its operations in the cache; tests put it behind a real server.
"""

import secrets
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any
from xml.sax.saxutils import escape

import httpx
from django.core.cache import cache

from parvis.connectors.payfip import soap
from parvis.core import clock

PAGE = "paiement/demonstration/payfip/"
FOR_A_WHILE = timedelta(seconds=90)
KEPT_SECONDS = 3 * 24 * 3600
CLIENTS = frozenset({"090909", "064064"})
"""The numbers it knows; any other is refused as PayFiP does."""
CHOICES = ("paid", "refused", "abandoned", "twice", "late", "crash", "hang")

Record = dict[str, Any]


class Kept(MutableMapping[str, Record]):
    """Operations in the cache, where every process of the demonstration finds them."""

    def __getitem__(self, key: str) -> Record:
        found: Record | None = cache.get(f"payfip:{key}")
        if found is None:
            raise KeyError(key)
        return found

    def __setitem__(self, key: str, record: Record) -> None:
        cache.set(f"payfip:{key}", record, KEPT_SECONDS)

    def __delitem__(self, key: str) -> None:
        raise TypeError("an operation is never forgotten")

    def __iter__(self) -> Any:
        raise TypeError("the cache tells no keys")

    def __len__(self) -> int:
        raise TypeError("the cache tells no keys")


class Hangs(Exception):
    """No answer will come."""


class Twin:
    """`records`: idOp → {asked, result, until, trouble}."""

    def __init__(self, records: MutableMapping[str, Record] | None = None) -> None:
        self.records: MutableMapping[str, Record] = {} if records is None else records

    def answer(self, content: bytes) -> tuple[int, bytes]:
        """(HTTP status, XML). Raises Hangs."""
        operation, values = soap.asked(content)
        if operation == "creerPaiementSecurise":
            return self._open(values)
        if operation == "recupererDetailPaiementSecurise":
            return self._tell(values.get("idOp", ""))
        return 500, _fault("M0", "unknown operation")

    def choose(self, key: str, choice: str) -> int:
        """What the payer does; how many times PayFiP gives notice of it."""
        record = self.records[key]
        record["result"] = {"refused": "R", "abandoned": "A"}.get(choice, "P")
        if choice in ("late", "crash", "hang"):
            record["trouble"] = choice
            record["until"] = (clock.now() + FOR_A_WHILE).timestamp()
        self.records[key] = record
        return {"twice": 2, "late": 0, "crash": 0, "hang": 0}.get(choice, 1)

    def _open(self, values: Record) -> tuple[int, bytes]:
        if values.get("numcli") not in CLIENTS:
            return 500, _fault("T1", "Numéro client inconnu")
        if not values.get("montant", "").isdecimal() or "@" not in values.get("mel", ""):
            return 500, _fault("M1", "Montant ou adresse incorrects")
        if not (values.get("refdet", "").isalnum() and len(values["refdet"]) <= 30):
            return 500, _fault("R1", "Référence incorrecte")
        key = "-".join(secrets.token_hex(size) for size in (4, 2, 2, 2, 6))
        self.records[key] = {"asked": values, "result": ""}
        return 200, _answer("creerPaiementSecurise", {"idOp": key})

    def _tell(self, key: str) -> tuple[int, bytes]:
        record = self.records.get(key)
        if record is None:
            return 500, _fault("P1", "IdOp incorrect")
        trouble = record.get("trouble") if clock.now().timestamp() < record.get("until", 0) else ""
        if trouble == "crash":
            return 502, b"<html>Bad gateway</html>"
        if trouble == "hang":
            raise Hangs
        if not record["result"] or trouble == "late":
            return 500, _fault("P5", "Résultat de la transaction non connu")
        now, asked = clock.now(), record["asked"]
        return 200, _answer(
            "recupererDetailPaiementSecurise",
            {
                "dattrans": f"{now:%d%m%Y}",
                "exer": asked["exer"],
                "heurtrans": f"{now:%H%M}",
                "idOp": key,
                "mel": asked["mel"],
                "montant": record.get("montant", asked["montant"]),
                "numauto": "A55A" if record["result"] == "P" else "",
                "numcli": asked["numcli"],
                "objet": asked["objet"],
                "refdet": asked["refdet"],
                "resultrans": record["result"],
                "saisie": asked["saisie"],
            },
        )


class InProcess(httpx.BaseTransport):
    """The stand-in reached without a network."""

    def __init__(self, twin: Twin) -> None:
        self.twin = twin

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            status, content = self.twin.answer(request.read())
        except Hangs:
            raise httpx.ReadTimeout("no answer in time", request=request) from None
        return httpx.Response(status, content=content)


def _answer(operation: str, values: dict[str, str]) -> bytes:
    inside = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())
    return _envelope(
        f'<ns2:{operation}Response xmlns:ns2="{soap.SERVICE}"><return>{inside}</return>'
        f"</ns2:{operation}Response>"
    )


def _fault(code: str, label: str) -> bytes:
    kind = "fr.gouv.finances.cp.tpa.webservice.exceptions.FonctionnelleErreur"
    return _envelope(
        f"<S:Fault><faultcode>S:Server</faultcode><faultstring>{kind}</faultstring><detail>"
        f'<ns2:FonctionnelleErreur xmlns:ns2="{soap.SERVICE}"><code>{code}</code>'
        f"<descriptif/><libelle>{escape(label)}</libelle><severite>2</severite>"
        "</ns2:FonctionnelleErreur></detail></S:Fault>"
    )


def _envelope(inside: str) -> bytes:
    return (
        f'<S:Envelope xmlns:S="{soap.ENVELOPE}"><S:Body>{inside}</S:Body></S:Envelope>'
    ).encode()
