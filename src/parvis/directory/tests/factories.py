"""The smallest believable institutions, units and agents."""

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import make_agent
from parvis.core.actor import SYSTEM
from parvis.directory import actions
from parvis.directory.models import Institution, Membership, Unit
from parvis.territory.models import Area

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
