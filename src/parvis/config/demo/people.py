"""The people of the demonstration: whom one may sign in as with one click.

Residents are invented. Two of them have the same name and the same birth date, and stay two.
"""

from dataclasses import dataclass

from parvis.accounts import actions
from parvis.config.demo import Report
from parvis.config.demo.directory import AGENTS, unit_name
from parvis.connectors.demo_identity import ISSUER
from parvis.core.actor import SYSTEM
from parvis.directory.models import Membership
from parvis.territory import queries as territory

ORDER = 30
LABEL = "Residents"


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """`key` is the stable subject of the stand-in identity provider; `part` says why to try it."""

    key: str
    name: str
    kind: str  # "resident" or "agent"
    part: str


@dataclass(frozen=True, slots=True)
class DemoResident:
    """An invented resident, as FranceConnect would describe them; `lives` at (line, INSEE)."""

    key: str
    given_names: str
    family_name: str
    gender: str
    birth_date: str
    birth_place: str
    lives: tuple[str, str, str]
    phone: str
    part: str
    usual_name: str = ""

    @property
    def claims(self) -> dict[str, str]:
        return {
            "given_name": self.given_names,
            "family_name": self.family_name,
            "preferred_username": self.usual_name,
            "gender": self.gender,
            "birthdate": self.birth_date,
            "birthplace": self.birth_place,
            "birthcountry": "99100",
            "email": f"{self.key}@habitants.parvis.example",
        }


RESIDENTS = (
    DemoResident(
        "camille",
        "Camille Louise",
        "Bordenave",
        "female",
        "1988-03-12",
        "64445",
        ("12 rue Maubec", "64230", "64335"),
        "+33639980101",
        "habite Lescar, demande un composteur partagé",
    ),
    DemoResident(
        "karim",
        "Karim",
        "Benali",
        "male",
        "1979-11-02",
        "31555",
        ("4 avenue des Vallées", "64110", "64284"),
        "+33639980102",
        "habite Jurançon, a payé trop, par erreur de l’administration",
    ),
    DemoResident(
        "marie-helene",
        "Marie-Hélène Jeanne Bernadette",
        "Laborde-Castérot",
        "female",
        "1954-07-29",
        "64102",
        ("8 boulevard des Pyrénées", "64000", "64445"),
        "+33639980103",
        "habite Pau, a un nom long",
        usual_name="Laborde-Castérot d’Arrosès",
    ),
    DemoResident(
        "marie-pau",
        "Marie",
        "Dupouy",
        "female",
        "1975-05-04",
        "64445",
        ("21 rue Carnot", "64000", "64445"),
        "+33639980104",
        "même nom et même date de naissance que la suivante",
    ),
    DemoResident(
        "marie-oloron",
        "Marie",
        "Dupouy",
        "female",
        "1975-05-04",
        "64422",
        ("3 chemin de Mirande", "64230", "64335"),
        "+33639980105",
        "même nom et même date de naissance que la précédente",
    ),
)


DOES: dict[str, str] = {
    Membership.Role.HANDLER: "instruit les demandes",
    Membership.Role.DESK: "accueille au guichet",
    Membership.Role.MANAGER: "encadre le service",
}


def _agent_part(works: tuple[tuple[str, str, str], ...]) -> str:
    """What the role does and where, as French agents say it."""
    parts = (f"{DOES[role]}, {unit_name(siren, unit)}" for siren, unit, role in works)
    return " ; ".join(parts) or "administre la plateforme"


PEOPLE: tuple[DemoPerson, ...] = (
    *(
        DemoPerson(r.key, f"{r.given_names.split(' ')[0]} {r.family_name}", "resident", r.part)
        for r in RESIDENTS
    ),
    *(DemoPerson(a.key, a.name, "agent", _agent_part(a.works)) for a in AGENTS),
)


def load(report: Report) -> None:
    """Open the residents' accounts as their first sign-in would; a second time changes nothing."""
    for done, resident in enumerate(RESIDENTS, start=1):
        _open(resident)
        report(done, len(RESIDENTS))


def _open(resident: DemoResident) -> None:
    account = actions.open_with_identity(
        issuer=ISSUER, subject=resident.key, claims=resident.claims, acr="eidas1"
    )
    person = account.person
    assert person is not None  # a resident's account always has one
    if person.address_line:
        return
    line, postal_code, code = resident.lives
    commune = territory.commune(code)
    actions.update_contact(
        person=person,
        actor=SYSTEM,
        phone=resident.phone,
        address_line=line,
        postal_code=postal_code,
        commune_code=code,
        commune_name=commune.name if commune else "",
    )
