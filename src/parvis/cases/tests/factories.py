"""A shared composter in Lescar: the service installed, its three units, an agent in each, a
resident. `World` is the smallest believable territory in which a case can live."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_agent, make_person, make_resident
from parvis.cases import actions
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Draft, WorkItem
from parvis.catalogue import actions as catalogue
from parvis.catalogue.models import Installation
from parvis.catalogue.tests.factories import COMPOSTER, make_package
from parvis.core import clock
from parvis.directory.models import Institution, Membership, Unit
from parvis.territory.models import Area

ANSWERS: dict[str, Any] = {
    "identite": {
        "family_name": "Bordenave",
        "usual_name": "",
        "given_names": "Camille",
        "birth_date": "1988-03-12",
    },
    "adresse": {
        "line": "12 rue du Bialé",
        "extra": "",
        "postal_code": "64230",
        "commune_code": "64335",
        "commune_name": "Lescar",
    },
    "courriel": "camille@example.test",
    "telephone": "",
    "cadre": "residence",
    "foyers": 8,
    "emplacement": {
        "label": "Derrière le local à vélos",
        "latitude": None,
        "longitude": None,
        "commune_code": "64335",
    },
    "terrain": "public",
    "referent": True,
    "disponibilites": ["samedi"],
    "charte": True,
}
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@dataclass
class World:
    installation: Installation
    waste: Unit
    lescar: Unit
    pau: Unit
    trainer: Unit
    agents: dict[str, Account]
    resident: Account

    def agent(self, name: str) -> Party:
        return parties.agent(self.agents[name])

    @property
    def applicant(self) -> Party:
        return parties.applicant(self.resident)

    @property
    def person(self) -> Person:
        assert self.resident.person is not None
        return self.resident.person


# Reading and checking a package takes a while; it never changes.
_package = cache(make_package)


def make_world(package_id: str = COMPOSTER) -> World:
    """Waste unit and trainer for all; "land_owner" is each commune's own unit."""
    epci = _area("epci", "200067254", "CA Pau Béarn Pyrénées")
    lescar = _area("commune", "64335", "Lescar", epci=epci, postal_codes=["64230"])
    pau = _area("commune", "64445", "Pau", epci=epci, postal_codes=["64000"])
    waste = _unit("200067254", "dechets", "Déchets")
    lescar_unit = _unit("216403350", "technique", "Services techniques de Lescar")
    pau_unit = _unit("216404459", "technique", "Services techniques de Pau")
    trainer = _unit("000000018", "formation", "Formation")
    version = catalogue.publish(package=_package(package_id))
    installation = catalogue.install(
        version=version,
        institution=waste.institution,
        area=epci,
        bindings=[
            catalogue.Bind("waste", waste),
            catalogue.Bind("land_owner", lescar_unit, lescar),
            catalogue.Bind("land_owner", pau_unit, pau),
            catalogue.Bind("trainer", trainer),
        ],
    )
    units = {"waste": waste, "lescar": lescar_unit, "pau": pau_unit, "trainer": trainer}
    return World(
        installation,
        waste,
        lescar_unit,
        pau_unit,
        trainer,
        {name: make_handler(unit, name=f"Agent {name}") for name, unit in units.items()},
        make_resident(email="camille@example.test", commune_code="64335", commune_name="Lescar"),
    )


def make_handler(unit: Unit, *, name: str = "Agnès Lacaze", role: str = "handler") -> Account:
    account = make_agent(name=name, mfa=False)
    Membership.objects.create(account=account, unit=unit, role=role, starts_on=date(2020, 1, 1))
    return account


def make_draft(world: World, *, person: Person | None = None, **fields: Any) -> Draft:
    now = clock.now()
    answers = {**ANSWERS, **fields.pop("answers", {})}
    return Draft.objects.create(
        installation=world.installation,
        version_id=world.installation.version_id,
        person=person or world.person,
        answers=answers,
        created_at=now,
        saved_at=now,
        **fields,
    )


def make_case(world: World, *, person: Person | None = None, **fields: Any) -> Case:
    """Submitted by its person, through the action."""
    person = person or world.person
    draft = make_draft(world, person=person, **fields)
    return actions.submit(draft=draft, person=person, party=parties.somebody(person))


def make_neighbour() -> Person:
    return make_person(given_names="Ousmane", family_name="Diop", commune_code="64335")


def item_of(case: Case, kind: str) -> WorkItem:
    return case.items.filter(kind=kind).latest("ordinal")


def take_on(world: World, case: Case) -> Case:
    """Under review: both branches open."""
    return actions.perform(
        case=case, transition="prendre_en_charge", party=world.agent("waste"), inputs={}
    )


def _area(level: str, code: str, name: str, **fields: Any) -> Area:
    values = {"name": name, "folded": name.lower(), "vintage": 2026, **fields}
    return Area.objects.get_or_create(level=level, code=code, defaults=values)[0]


def _unit(siren: str, slug: str, name: str) -> Unit:
    institution, _ = Institution.objects.get_or_create(
        siren=siren,
        defaults={
            "name": f"Institution {siren}",
            "kind": Institution.Kind.EPCI,
            "email": f"{slug}@{siren}.example",
            "address": "1 place Royale\n64000 Pau",
        },
    )
    return Unit.objects.get_or_create(institution=institution, slug=slug, defaults={"name": name})[
        0
    ]
