"""Installation files: who plays each function of a service, said in a few lines of YAML.

institution: "200067254"            SIREN of who offers the service
area: {level: epci, code: "200067254"}
slug: composteur-partage            optional
functions:
  waste: {unit: dechets}                            a unit of the institution
  trainer: {institution: "…", unit: formation}      a unit of another one
  land_owner: {each_commune: services-techniques}   that unit of every commune of the area
overlay: {texts: {…}}               optional: see overlays.py
"""

from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from parvis.catalogue.actions import Bind
from parvis.catalogue.definition import Strict
from parvis.directory.models import Institution, Unit
from parvis.territory import queries as territory
from parvis.territory.models import Area


class InstallationRefused(Exception):
    """The installation file cannot be followed; the message says what to correct."""


class AreaName(Strict):
    level: str
    code: str


class Player(Strict):
    unit: str = ""
    institution: str = ""
    each_commune: str = ""


class InstallationFile(Strict):
    package: str = ""
    institution: str
    area: AreaName
    slug: str = ""
    functions: dict[str, Player]
    overlay: dict[str, Any] = {}


def read(path: Path) -> InstallationFile:
    """The installation file, its shape checked. Raises InstallationRefused."""
    try:
        return InstallationFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise InstallationRefused(f"{path.name}: {error}") from error


def parties(wanted: InstallationFile) -> tuple[Institution, Area, list[Bind]]:
    """Institution, area and bindings that the file names. Raises InstallationRefused."""
    institution = _institution(wanted.institution)
    area = Area.objects.filter(level=wanted.area.level, code=wanted.area.code).first()
    if area is None:
        raise InstallationRefused(f"there is no {wanted.area.level} {wanted.area.code}")
    binds: list[Bind] = []
    for function, player in wanted.functions.items():
        if player.each_commune:
            binds += _in_each_commune(function, player.each_commune, area)
        else:
            owner = _institution(player.institution) if player.institution else institution
            binds.append(Bind(function, _unit(owner, player.unit)))
    return institution, area, binds


def _institution(siren: str) -> Institution:
    found = Institution.objects.filter(siren=siren).first()
    if found is None:
        raise InstallationRefused(f"no institution has the SIREN {siren}")
    return found


def _unit(institution: Institution, slug: str) -> Unit:
    found = Unit.objects.filter(institution=institution, slug=slug).first()
    if found is None:
        known = ", ".join(institution.units.values_list("slug", flat=True)) or "none"
        raise InstallationRefused(f"{institution} has no unit “{slug}” (it has: {known})")
    return found


def _in_each_commune(function: str, slug: str, area: Area) -> list[Bind]:
    communes = [area] if area.level == Area.Level.COMMUNE else list(territory.communes_of(area))
    units = Unit.objects.filter(
        slug=slug, institution__kind=Institution.Kind.COMMUNE, institution__area__in=communes
    ).select_related("institution__area")
    binds = [Bind(function, unit, unit.institution.area) for unit in units]
    missing = {commune.name for commune in communes} - {b.area.name for b in binds if b.area}
    if missing:
        raise InstallationRefused(f"no unit “{slug}” in: {', '.join(sorted(missing))}")
    return binds
