"""The institutions of the demonstration, their departments, places and agents.

Real: names, SIREN and areas of the 34 public institutions, and two addresses. Sources: the shipped
geographic code (SIREN of communes and EPCI), INSEE’s Sirene directory for the département
(226400018) and the région (200053759). Invented: departments, agents, colours, the associations,
which say so, and opening hours, which say so too. Unknown, thus empty: telephone numbers, other
addresses. Positions of town halls are the centres of their communes, from GeoNames (CC BY 4.0,
geonames.org): roughly right, and said to be so.
"""

from dataclasses import dataclass
from datetime import date

from parvis.accounts.actions import open_agent_account
from parvis.accounts.models import Account
from parvis.config.demo import Report, places
from parvis.core.actor import SYSTEM
from parvis.directory import actions, queries
from parvis.directory.models import Institution, Place, Unit
from parvis.territory import queries as territory
from parvis.territory.models import Area

ORDER = 20
LABEL = "Directory"

AGGLOMERATION = "200067254"
DEPARTEMENT = "226400018"
REGION = "200053759"
ASSOCIATION = "000000018"
VISITORS = "000000026"
PAU, LESCAR, JURANCON = "216404459", "216403352", "216402842"
AT_WORK_SINCE = date(2024, 1, 1)

# By slug, so that one rule finds the same department in each of the 31 communes.
COMMUNE_UNITS = {
    "etat-civil": "Accueil – état civil",
    "services-techniques": "Services techniques",
    "solidarites": "Action sociale (CCAS)",
}
UNITS: dict[str, dict[str, str]] = {
    AGGLOMERATION: {
        "dechets": "Prévention et gestion des déchets",
        "relation-usagers": "Relation usagers",
        "finances": "Finances – régie des recettes",
    },
    PAU: {
        "etat-civil": "État civil",
        "accueil": "Accueil",
        "stationnement": "Stationnement – régie",
    },
    JURANCON: {
        "etat-civil": "État civil",
        "accueil": "Accueil",
        "elus": "Élus du conseil municipal",
        "affaires-scolaires": "Affaires scolaires – régie",
        "restauration": "Restauration scolaire",
    },
    ASSOCIATION: {"formation": "Formation au compostage"},
    VISITORS: {"visites": "Visites de convivialité"},
}

WHERE = {
    JURANCON: "Jurançon",
    AGGLOMERATION: "agglomération",
    PAU: "Pau",
    LESCAR: "Lescar",
    ASSOCIATION: "association",
    VISITORS: "association",
}


def unit_name(siren: str, unit: str) -> str:
    """“Services techniques (Lescar)”."""
    return f"{(COMMUNE_UNITS | UNITS.get(siren, {}))[unit]} ({WHERE[siren]})"


# Invented: real coats of arms and logos belong to their owners.
THEMES: dict[str, dict[str, str]] = {
    AGGLOMERATION: {
        "primary": "#0e5259",
        "accent": "#b24a2b",
        "name": "Pau Béarn Pyrénées",
        "tagline": "Vos services publics",
    },
    PAU: {"primary": "#2b4a8b", "accent": "#c98a1b"},
    LESCAR: {"primary": "#7a2e3a", "accent": "#a9791f"},
    JURANCON: {"primary": "#4f641b", "accent": "#a8452c"},
    "216401299": {"primary": "#205c86", "accent": "#c4572f"},  # Billère
    "216403485": {"primary": "#5a3f7d", "accent": "#3f7d5a"},  # Lons
}
WEBSITES = {
    AGGLOMERATION: "https://www.pau.fr",
    PAU: "https://www.pau.fr",
    LESCAR: "https://www.lescar.fr",
    DEPARTEMENT: "https://www.le64.fr",
    REGION: "https://www.nouvelle-aquitaine.fr",
}


@dataclass(frozen=True, slots=True)
class DemoAgent:
    """An invented agent; `works` in (SIREN, unit, role)."""

    key: str
    name: str
    works: tuple[tuple[str, str, str], ...]
    is_administrator: bool = False

    @property
    def email(self) -> str:
        return f"{self.key}@agents.parvis.example"


AGENTS = (
    DemoAgent("nadia", "Nadia Etcheverry", ((AGGLOMERATION, "dechets", "handler"),)),
    DemoAgent("marc", "Marc Lacoste", ((AGGLOMERATION, "dechets", "manager"),)),
    DemoAgent("claire", "Claire Sempé", ((AGGLOMERATION, "relation-usagers", "handler"),)),
    DemoAgent("lucie", "Lucie Haure", ((AGGLOMERATION, "relation-usagers", "manager"),)),
    DemoAgent("hugo", "Hugo Pédebidou", ((AGGLOMERATION, "finances", "handler"),)),
    DemoAgent("elise", "Élise Cazenave", ((LESCAR, "services-techniques", "handler"),)),
    DemoAgent("jeanne", "Jeanne Darrieux", ((LESCAR, "etat-civil", "desk"),)),
    DemoAgent("paul", "Paul Sarrat", ((ASSOCIATION, "formation", "handler"),)),
    DemoAgent("ines", "Inès Lahitte", ((LESCAR, "solidarites", "handler"),)),
    DemoAgent("marion", "Marion Peyret", ((LESCAR, "solidarites", "handler"),)),
    DemoAgent("bernard", "Bernard Cazaux", ((VISITORS, "visites", "handler"),)),
    DemoAgent("sophie", "Sophie Lamarque", ((PAU, "etat-civil", "handler"),)),
    DemoAgent("amelie", "Amélie Castera", ((PAU, "stationnement", "handler"),)),
    DemoAgent("louis", "Louis Barthe", ((PAU, "stationnement", "handler"),)),
    DemoAgent("helene", "Hélène Salles", ((JURANCON, "elus", "manager"),)),
    DemoAgent("sylvie", "Sylvie Capdevielle", ((JURANCON, "affaires-scolaires", "handler"),)),
    DemoAgent("yves", "Yves Nadal", ((JURANCON, "restauration", "handler"),)),
    DemoAgent("maya", "Maya Larrouy", (), is_administrator=True),
)


def load(report: Report) -> None:
    """Register everybody; what is already there is corrected, never doubled."""
    agglomeration = _area("epci", AGGLOMERATION)
    communes = list(territory.communes_of(agglomeration))
    total = len(communes) + 2
    _upper_institutions(agglomeration)
    report(1, total)
    for done, commune in enumerate(communes, start=2):
        _commune(commune)
        report(done, total)
    for name, address, code, fields in places.FICTITIOUS:
        _fictitious_place(name, address, _area("commune", code), fields)
    for agent in AGENTS:
        _agent(agent)
    report(total, total)


def _area(level: str, code: str) -> Area:
    area = territory.area(level, code)
    if area is None:
        raise LookupError(f"{level} {code} is not in the territory: load it first")
    return area


def _upper_institutions(agglomeration: Area) -> None:
    host = _institution(
        AGGLOMERATION,
        "Communauté d’agglomération Pau Béarn Pyrénées",
        Institution.Kind.EPCI,
        agglomeration,
        address="Hôtel de France, 2 bis place Royale, 64000 Pau",
        hosts_site=True,
    )
    actions.add_place(
        actor=SYSTEM,
        institution=host,
        name="Hôtel de France",
        address="2 bis place Royale, 64000 Pau",
        commune=_area("commune", "64445"),
    )
    _institution(
        DEPARTEMENT,
        "Département des Pyrénées-Atlantiques",
        Institution.Kind.DEPARTEMENT,
        _area("departement", "64"),
    )
    _institution(
        REGION, "Région Nouvelle-Aquitaine", Institution.Kind.REGION, _area("region", "75")
    )
    _institution(
        ASSOCIATION,
        "Les Jardins partagés du Béarn (association de démonstration)",
        Institution.Kind.ASSOCIATION,
        agglomeration,
        is_fictitious=True,
    )
    _institution(
        VISITORS,
        "Les Visiteurs du Béarn (association de démonstration)",
        Institution.Kind.ASSOCIATION,
        agglomeration,
        is_fictitious=True,
    )


def _commune(commune: Area) -> None:
    town = _institution(
        commune.siren, f"Commune {commune.name_with_de}", Institution.Kind.COMMUNE, commune
    )
    is_pau = town.siren == PAU
    city = f"{commune.postal_codes[0]} {commune.name}"
    position = places.CENTRES.get(commune.code, (None, None))
    invented = places.TOWN_HALLS.get(commune.code, {})
    fields: actions.PlaceFields = {
        "kind": Place.Kind.TOWN_HALL,
        "latitude": position[0],
        "longitude": position[1],
        "is_roughly_located": position != (None, None),
        "hours_are_invented": bool(invented),
        **invented,
    }
    actions.add_place(
        actor=SYSTEM,
        institution=town,
        name="Hôtel de ville" if is_pau else f"Mairie {commune.name_with_de}",
        address=f"Place Royale, {city}" if is_pau else city,
        commune=commune,
        **fields,
    )


def _fictitious_place(name: str, address: str, commune: Area, fields: actions.PlaceFields) -> None:
    marked: actions.PlaceFields = {**fields, "hours_are_invented": True}
    actions.add_place(
        actor=SYSTEM,
        institution=Institution.objects.get(siren=ASSOCIATION),
        name=name,
        address=address,
        commune=commune,
        **marked,
    )


def _institution(
    siren: str,
    name: str,
    kind: str,
    area: Area,
    *,
    address: str = "",
    hosts_site: bool = False,
    is_fictitious: bool = False,
) -> Institution:
    institution = actions.register_institution(
        actor=SYSTEM,
        siren=siren,
        name=name,
        kind=kind,
        area=area,
        address=address,
        hosts_site=hosts_site,
        is_fictitious=is_fictitious,
        theme=THEMES.get(siren, {}),
        website=WEBSITES.get(siren, ""),
    )
    units = COMMUNE_UNITS if kind == Institution.Kind.COMMUNE else {}
    for slug, title in (units | UNITS.get(siren, {})).items():
        actions.add_unit(actor=SYSTEM, institution=institution, slug=slug, name=title)
    return institution


def _agent(agent: DemoAgent) -> None:
    account = Account.objects.filter(email=agent.email).first() or open_agent_account(
        email=agent.email,
        display_name=agent.name,
        actor=SYSTEM,
        is_administrator=agent.is_administrator,
    )
    for siren, slug, role in agent.works:
        actions.add_member(
            actor=SYSTEM,
            account=account,
            unit=_unit(siren, slug),
            role=role,
            starts_on=AT_WORK_SINCE,
        )


def _unit(siren: str, slug: str) -> Unit:
    unit = queries.unit(siren, slug)
    if unit is None:
        raise LookupError(f"no unit {slug} in {siren}")
    return unit
