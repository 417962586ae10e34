"""Reads a vintage of the geographic code, as `scripts/build_territory.py` wrote it."""

import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from parvis.territory import names, time_zones

SHIPPED = Path(__file__).parent / "data"
STATE = "FR"
Columns = dict[str, list[Any]]


class UnreadableVintage(ValueError):
    """The file is not a vintage of the geographic code."""


class Line(NamedTuple):
    """One area, parents and successor named by code. Fields in the order they are copied."""

    level: str
    code: str
    name: str
    folded: str
    nature: str = ""
    article: int | None = None
    siren: str = ""
    postal_codes: list[str] = []
    former_codes: list[str] = []
    population: int | None = None
    time_zone: str = "Europe/Paris"
    epci: str = ""
    departement: str = ""
    region: str = ""
    successor: str = ""


@dataclass(frozen=True, slots=True)
class Vintage:
    """Everything one year's code says. `lines` holds parents before children."""

    year: int
    source: dict[str, str]
    lines: list[Line]


def latest() -> Path:
    """The newest vintage shipped with the program."""
    return max(SHIPPED.glob("*.json.xz"))


def read(path: Path) -> Vintage:
    """Raises UnreadableVintage when `path` holds something else."""
    try:
        content = json.loads(lzma.decompress(path.read_bytes()))
        lines = [*_upper_lines(content), *_communes(content["commune"]), *_parts(content["part"])]
        return Vintage(int(content["vintage"]), dict(content["source"]), lines)
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as fault:
        raise UnreadableVintage(f"{path.name}: {fault}") from fault


def levels(path: Path) -> dict[str, tuple[str, str, str]]:
    """By INSEE code, the EPCI, département and région of each commune. Raises UnreadableVintage."""
    try:
        communes = json.loads(lzma.decompress(path.read_bytes()))["commune"]
        columns = (communes["epci"], communes["departement"], communes["region"])
        return dict(zip(communes["code"], zip(*columns, strict=True), strict=True))
    except (OSError, lzma.LZMAError, ValueError, KeyError, TypeError) as fault:
        raise UnreadableVintage(f"{path.name}: {fault}") from fault


def _rows(columns: Columns) -> Iterator[dict[str, Any]]:
    for values in zip(*columns.values(), strict=True):
        row = dict(zip(columns, values, strict=True))
        yield row | {"folded": names.search_key(row["name"])}


def _upper_lines(content: dict[str, Any]) -> Iterator[Line]:
    regions = list(_rows(content["region"]))
    departements = list(_rows(content["departement"]))
    everybody = sum(row["population"] for row in departements)
    yield Line("state", STATE, "France", "france", article=3, population=everybody)
    for row in regions:
        yield Line("region", **row)
    for row in departements:
        yield Line("departement", **row, time_zone=time_zones.of_departement(row["code"]))
    departements_of = _shared(content["commune"], "departement")
    regions_of = _shared(content["commune"], "region")
    for row in _rows(content["epci"]):
        departement = departements_of[row["code"]]
        yield Line(
            "epci",
            **row,
            siren=row["code"],
            departement=departement,
            region=regions_of[row["code"]],
            time_zone=time_zones.of_departement(departement),
        )


def _shared(communes: Columns, level: str) -> dict[str, str]:
    """For each EPCI, the code that all its communes share at `level`, else nothing."""
    seen: defaultdict[str, set[str]] = defaultdict(set)
    for epci, code in zip(communes["epci"], communes[level], strict=True):
        seen[epci].add(code)
    return defaultdict(str, {epci: _only(codes) for epci, codes in seen.items()})


def _only(codes: Iterable[str]) -> str:
    first, *others = codes
    return "" if others else first


def _communes(columns: Columns) -> Iterator[Line]:
    for row in _rows(columns):
        row["postal_codes"] = row["postal_codes"].split()
        row["former_codes"] = row["former_codes"].split()
        zone = time_zones.of_commune(row["code"], row["departement"])
        yield Line("commune", **row, time_zone=zone)


def _parts(columns: Columns) -> Iterator[Line]:
    for row in _rows(columns):
        yield Line("part", successor=row.pop("commune"), **row)
