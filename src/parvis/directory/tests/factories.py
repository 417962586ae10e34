"""The smallest believable institutions, units and agents."""

from typing import Any

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_agent
from parvis.core.actor import SYSTEM
from parvis.directory import actions
from parvis.directory.models import Institution, Membership, Place, Unit
from parvis.territory.models import Area
from parvis.territory.queries import commune

LESCAR = "216403352"


def agent(name: str = "Élise Cazenave") -> Account:
    return make_agent(name=name)


def institution(
    siren: str = LESCAR,
    name: str = "Commune de Lescar",
    kind: str = Institution.Kind.COMMUNE,
    area: Area | None = None,
) -> Institution:
    return actions.register_institution(actor=SYSTEM, siren=siren, name=name, kind=kind, area=area)


def unit(owner: Institution | None = None, name: str = "Services techniques") -> Unit:
    return actions.add_unit(
        actor=SYSTEM,
        institution=owner or institution(),
        slug=name.lower().replace(" ", "-"),
        name=name,
    )


def membership(
    account: Account | None = None,
    where: Unit | None = None,
    role: str = Membership.Role.HANDLER,
    **dates: object,
) -> Membership:
    return actions.add_member(
        actor=SYSTEM, account=account or agent(), unit=where or unit(), role=role, **dates
    )


def place(owner: Institution | None = None, name: str = "Mairie de Lescar", **fields: Any) -> Place:
    owner = owner or institution()
    fields.setdefault("address", "64230 Lescar")
    fields.setdefault("commune", commune("64335"))
    return actions.add_place(actor=SYSTEM, institution=owner, name=name, **fields)
