"""API Particulier, version 3: quotient familial CAF and MSA by checked identity.

    GET <PARVIS_PARTICULIER>/v3/dss/quotient_familial/identite
    Authorization: Bearer <PARVIS_PARTICULIER_TOKEN>

404: they do not know the person. 400, 401, 403, 422: refused for good. Anything else, an answer
that cannot be read included: ask again later. Of what comes back (household, address) only the
quotient, its month and who computed it are read.
"""

from datetime import date
from typing import Any, Final

import httpx

from parvis.core import http_client
from parvis.eligibility.ports import (
    Identity,
    InstitutionAway,
    InstitutionRefused,
    NotKnownThere,
    QuotientTold,
)

PATH: Final = "/v3/dss/quotient_familial/identite"
REFUSALS: Final = frozenset({400, 401, 403, 422})
MOST: Final = 100_000
"""Euros a month: beyond, the answer is not believed."""


class Particulier:
    """`siret`: of the authority that asks. `transport` lets the twin answer."""

    def __init__(
        self,
        url: str,
        token: str,
        siret: str,
        agreement: str,
        *,
        timeout: float = 10.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.url, self.token, self.siret = url.rstrip("/") + PATH, token, siret
        self.agreement = agreement
        self.timeout, self.transport = timeout, transport

    def quotient(self, who: Identity) -> QuotientTold:
        """Raises NotKnownThere, InstitutionRefused, InstitutionAway."""
        asked: dict[str, Any] = {
            "recipient": self.siret,
            "nomNaissance": who.family_name,
            "prenoms[]": list(who.given_names),
            "anneeDateNaissance": who.birth_date.year,
            "moisDateNaissance": who.birth_date.month,
            "jourDateNaissance": who.birth_date.day,
            "sexeEtatCivil": who.sex,
            "codeCogInseePaysNaissance": who.birth_country,
        }
        if who.birth_commune:
            asked["codeCogInseeCommuneNaissance"] = who.birth_commune
        headers = {"Authorization": f"Bearer {self.token}"}
        try:
            with http_client.client(timeout=self.timeout, transport=self.transport) as gateway:
                answer = gateway.get(self.url, params=asked, headers=headers)
        except httpx.HTTPError as error:
            raise InstitutionAway(type(error).__name__) from error
        if answer.status_code == 404:
            raise NotKnownThere
        if answer.status_code in REFUSALS:
            raise InstitutionRefused(f"HTTP {answer.status_code}")
        if not answer.is_success:
            raise InstitutionAway(f"HTTP {answer.status_code}")
        try:
            return _read(answer.json()["data"]["quotient_familial"])
        except (ValueError, KeyError, TypeError) as error:
            raise InstitutionAway(f"unreadable: {type(error).__name__}") from error


def _read(told: dict[str, Any]) -> QuotientTold:
    """Raises ValueError, KeyError, TypeError: not what is documented."""
    value = told["valeur"]
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST:
        raise ValueError("valeur")
    return QuotientTold(
        value * 100, date(told["annee"], told["mois"], 1), str(told["fournisseur"])[:20]
    )
