"""Which authority holds a level's powers in a given place."""

from parvis.territory.models import Area

# One authority for several levels: (level, code of the area there) -> area of the authority.
# CGCT L2512-1 (Paris), L3431-1 (Alsace, seat in Strasbourg), L4421-1 (Corse), L7111-1 (Guyane),
# L7211-1 (Martinique), LO6211-1 (Saint-Barthélemy), LO6311-1 (Saint-Martin).
_HOLDERS: dict[tuple[str, str], tuple[str, str]] = {
    ("departement", "75"): ("commune", "75056"),
    ("departement", "68"): ("departement", "67"),
    ("departement", "2A"): ("region", "94"),
    ("departement", "2B"): ("region", "94"),
    ("departement", "972"): ("region", "02"),
    ("departement", "973"): ("region", "03"),
    ("region", "06"): ("departement", "976"),
    ("commune", "97701"): ("departement", "977"),
    ("commune", "97801"): ("departement", "978"),
}
_METROPOLE_DE_LYON = ("epci", "200046977")


def holder_of(chain: list[Area], level: str) -> tuple[str, str] | None:
    """(level, code) of the area whose authority holds `level`'s powers over a commune.

    `chain` is `queries.chain_of` the commune. Lyon's métropole holds the département's powers over
    its communes (CGCT L3611-1); an overseas collectivity, its région's. None when nobody holds
    them: no EPCI on Ouessant.
    """
    by_level = {area.level: area for area in chain}
    epci = by_level.get(Area.Level.EPCI)
    if level == Area.Level.DEPARTEMENT and epci and (epci.level, epci.code) == _METROPOLE_DE_LYON:
        return _METROPOLE_DE_LYON
    area = by_level.get(level)
    if area is None and level == Area.Level.REGION:
        departement = by_level.get(Area.Level.DEPARTEMENT)
        area = departement if departement and departement.nature == "COM" else None
    return _HOLDERS.get((area.level, area.code), (area.level, area.code)) if area else None
