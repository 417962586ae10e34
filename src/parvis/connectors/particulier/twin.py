"""API Particulier in a demonstration. The day of birth chooses what happens: 27 it answers the
second time only, 28 it knows nobody, 29 it refuses, 30 it crashes, 31 it does not answer."""

from typing import Final

import httpx

from parvis.connectors.particulier.gateway import Particulier
from parvis.core import clock

LATE, UNKNOWN, REFUSES, CRASHES, HANGS = "27", "28", "29", "30", "31"
AGREEMENT: Final = "convention de démonstration, réponses inventées"


class Twin:
    def __init__(self) -> None:
        self.asked: set[str] = set()

    def answer(self, request: httpx.Request) -> httpx.Response:
        """What it says to a request."""
        given = request.url.params
        day, who = given.get("jourDateNaissance", ""), str(given)
        if day == HANGS:
            raise httpx.ReadTimeout("no answer", request=request)
        if day == LATE and who not in self.asked:
            self.asked.add(who)
            return httpx.Response(503, json={"errors": [{"code": "37003"}]})
        status = {UNKNOWN: 404, REFUSES: 403, CRASHES: 500}.get(day)
        if status:
            return httpx.Response(status, json={"errors": [{"title": "twin"}]})
        today = clock.today()
        quotient = {
            "fournisseur": "CNAF",
            "valeur": 300 + sum(map(ord, given.get("nomNaissance", ""))) % 90 * 10,
            "annee": today.year,
            "mois": today.month,
            "annee_calcul": today.year,
            "mois_calcul": today.month,
        }
        return httpx.Response(200, json={"data": {"quotient_familial": quotient}})


def demo() -> Particulier:
    """The real gateway in front of the twin."""
    transport = httpx.MockTransport(Twin().answer)
    return Particulier("https://particulier.demo.invalid", "", "", AGREEMENT, transport=transport)
