"""Where a benefit is asked for: a service of the catalogue, else an institution and a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from parvis.catalogue.models import Installation
from parvis.catalogue.queries import offered
from parvis.directory.models import Place
from parvis.eligibility import local, queries
from parvis.eligibility.national import BENEFITS

HELPERS: Final = ("france_services", "pimms", "social", "town_hall")


@dataclass(frozen=True, slots=True)
class Payer:
    name: str | Promise
    url: str
    phone: str


PAYERS: Final[dict[str, Payer]] = {
    "caf": Payer("CAF", "https://www.caf.fr", "3230"),
    "carsat": Payer(
        gettext_lazy("Your pension fund (Carsat)"), "https://www.lassuranceretraite.fr", "3960"
    ),
    "cpam": Payer(
        gettext_lazy("Your health insurance fund (CPAM)"), "https://www.ameli.fr", "3646"
    ),
    "college": Payer(gettext_lazy("The secretariat of the collège"), "", ""),
    "lycee": Payer(gettext_lazy("The secretariat of the lycée"), "", ""),
    "asp": Payer(
        gettext_lazy("Energy voucher help line"), "https://chequeenergie.gouv.fr", "0 805 204 805"
    ),
}
_IDENTITY = gettext_lazy("An identity document, or a residence permit")
_BANK = gettext_lazy("Your bank details (RIB)")
_INCOME = gettext_lazy("Proof of what you received in the last three months")
_FAMILY = gettext_lazy("The family record book, or the children’s birth certificates")
_TAX = gettext_lazy("Your last tax notice")
_LEASE = gettext_lazy("The lease, and the certificate of rent signed by the landlord")
PAPERS: Final[dict[str, tuple[str | Promise, ...]]] = {
    "rsa": (_IDENTITY, _INCOME, _BANK),
    "ppa": (_IDENTITY, _INCOME, _BANK),
    "aide_logement": (_IDENTITY, _LEASE, _INCOME, _BANK),
    "aah": (_IDENTITY, gettext_lazy("The medical certificate for the MDPH"), _BANK),
    "aspa": (_IDENTITY, _TAX, _INCOME, _BANK),
    "asi": (_IDENTITY, _TAX, _INCOME, _BANK),
    "css_free": (_IDENTITY, _TAX, _INCOME),
    "css_paid": (_IDENTITY, _TAX, _INCOME, _BANK),
    "af": (_FAMILY, _BANK),
    "cf": (_FAMILY, _BANK),
    "asf": (_FAMILY, gettext_lazy("The judgment or the letter on maintenance, if there is one")),
    "aeeh": (_FAMILY, gettext_lazy("The medical certificate for the MDPH")),
    "paje_base": (_FAMILY, _BANK),
    "paje_naissance": (gettext_lazy("The declaration of pregnancy"), _BANK),
    "ars": (_FAMILY, gettext_lazy("From 16 on, the school certificate")),
    "bourse_college": (_TAX, _BANK),
    "bourse_lycee": (_TAX, _BANK),
    "cheque_energie": (gettext_lazy("The electricity contract"), _TAX),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How to ask. `installation`: the service of this site that takes the request."""

    name: str
    papers: tuple[str, ...]
    url: str = ""
    phone: str = ""
    address: str = ""
    how: str = ""
    helped_by: str = ""
    installation: Installation | None = None
    helpers: Sequence[Place] = ()


def way_to(benefit: str, commune: str) -> Way | None:
    """None: no such benefit. Two queries."""
    helpers = queries.places_near(commune, HELPERS)
    found = local.benefit(benefit)
    if found is not None:
        ask = found.definition.ask
        service = offered().filter(slug=ask.service).first() if ask.service else None
        return Way(
            name=ask.place or str(found.definition.institution.name or ""),
            papers=tuple(str(one) for one in found.definition.papers),
            url=ask.url,
            phone=ask.phone,
            address=ask.address,
            how=str(ask.how or ""),
            helped_by=str(ask.helped_by or ""),
            installation=service,
            helpers=helpers,
        )
    code = benefit.removeprefix("state.")
    if code not in BENEFITS:
        return None
    payer = PAYERS[BENEFITS[code].payer]
    return Way(
        name=str(payer.name),
        papers=tuple(str(one) for one in PAPERS[code]),
        url=payer.url,
        phone=payer.phone,
        helpers=helpers,
    )
