"""Where a local benefit holds, told from the shipped geographic code."""

from parvis.eligibility.local.definition import Area, Institution
from parvis.territory.queries import levels_of

_LEVELS = {
    "communes": "commune", "epcis": "epci", "departements": "departement", "regions": "region"
}  # fmt: skip


def covers(area: Area, institution: Institution, commune: str) -> bool:
    """Does the benefit reach who lives in the commune (INSEE code)?"""
    around = levels_of(commune)
    named = {level: getattr(area, key) for key, level in _LEVELS.items() if getattr(area, key)}
    if named:
        return any(around.get(level) in codes for level, codes in named.items())
    return institution.level == "state" or around.get(institution.level) == institution.code


def beyond_power(area: Area, institution: Institution) -> list[tuple[str, str]]:
    """What lies outside the institution's territory, as (key, code)."""
    if institution.level == "state":
        return []
    found = []
    for code in area.communes:
        if levels_of(code).get(institution.level) != institution.code:
            found.append(("communes", code))
    # An EPCI may cross the borders of a département; an area wider than the power may not.
    ranks = list(_LEVELS.values())
    for key, level in list(_LEVELS.items())[1:]:
        for code in getattr(area, key):
            wider = ranks.index(level) > ranks.index(institution.level)
            if wider or (level == institution.level and code != institution.code):
                found.append((key, code))
    return found
