#!/usr/bin/env python3
"""Turn npm's @etalab/decoupage-administratif into the file shipped in `territory/data`.

    npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-*.tgz
    scripts/build_territory.py package 2026

The same input gives the same bytes.
"""

import json
import lzma
from collections import Counter
from pathlib import Path
from typing import Any

import click

Row = dict[str, Any]
TARGET = Path(__file__).resolve().parent.parent / "src/parvis/territory/data"


def columns(rows: list[Row], names: str) -> dict[str, list[Any]]:
    """Rows sorted by code, turned into one list per column: half the size once compressed."""
    ordered = sorted(rows, key=lambda row: row["code"])
    return {name: [row[name] for row in ordered] for name in names.split()}


def communes_of(source: list[Row], epci: dict[str, str], com: set[str]) -> list[Row]:
    parts = {row["code"] for row in source if row["type"] != "commune-actuelle"}
    return [
        {
            "code": row["code"],
            "name": row["nom"],
            "article": row.get("typeLiaison"),
            "siren": row.get("siren", ""),
            "epci": epci.get(row["code"], ""),
            "departement": row["departement"],
            "region": "" if row["departement"] in com else row["region"],
            "postal_codes": " ".join(sorted(row.get("codesPostaux", []))),
            "population": row.get("population"),
            # A part carries its own code; only codes that left nothing else are kept here.
            "former_codes": " ".join(sorted(set(row.get("anciensCodes", [])) - parts)),
        }
        for row in source
        if row["type"] == "commune-actuelle"
    ]


def parts_of(source: list[Row]) -> list[Row]:
    return [
        {
            "code": row["code"],
            "name": row["nom"],
            "article": row["typeLiaison"],
            "nature": row["type"].split("-")[0 if row["type"].startswith("arr") else 1],
            "commune": row.get("commune") or row["chefLieu"],
        }
        for row in source
        if row["type"] != "commune-actuelle"
    ]


def build(folder: Path, vintage: int) -> dict[str, Any]:
    def read(name: str) -> list[Row]:
        rows: list[Row] = json.loads((folder / f"data/{name}.json").read_text("utf-8"))
        return rows

    package = json.loads((folder / "package.json").read_text("utf-8"))
    groups = read("epci")
    departements = read("departements")
    com = {row["code"] for row in departements if row["zone"] == "com"}
    epci = {member["code"]: row["code"] for row in groups for member in row["membres"]}
    communes = communes_of(read("communes"), epci, com)
    people: Counter[tuple[str, str]] = Counter()
    for row in communes:
        for level in ("epci", "departement", "region"):
            people[level, row[level]] += row["population"] or 0
    return {
        "vintage": vintage,
        "source": {
            "package": f"{package['name']}@{package['version']}",
            "data": "INSEE (code officiel géographique, populations légales), DGCL, La Poste",
            "licence": "Licence Ouverte 2.0 (Etalab)",
        },
        "region": columns(
            [
                {
                    "code": row["code"],
                    "name": row["nom"],
                    "article": row["typeLiaison"],
                    "population": people["region", row["code"]],
                }
                for row in read("regions")
                if row["zone"] != "com"
            ],
            "code name article population",
        ),
        "departement": columns(
            [
                {
                    "code": row["code"],
                    "name": row["nom"],
                    "article": row["typeLiaison"],
                    "nature": "COM" if row["code"] in com else "",
                    "region": "" if row["code"] in com else row["region"],
                    "population": people["departement", row["code"]],
                }
                for row in departements
            ],
            "code name article nature region population",
        ),
        "epci": columns(
            [
                {
                    "code": row["code"],
                    "name": row["nom"],
                    "nature": row["type"],
                    "population": people["epci", row["code"]],
                }
                for row in groups
            ],
            "code name nature population",
        ),
        "commune": columns(
            communes,
            "code name article siren epci departement region postal_codes population former_codes",
        ),
        "part": columns(parts_of(read("communes")), "code name article nature commune"),
    }


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("vintage", type=int)
@click.option("--target", type=click.Path(path_type=Path), default=TARGET)
def main(folder: Path, vintage: int, target: Path) -> None:
    """Read the unpacked npm package in FOLDER and write VINTAGE.json.xz."""
    text = json.dumps(build(folder, vintage), ensure_ascii=False, separators=(",", ":"))
    path = target / f"{vintage}.json.xz"
    path.write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))
    click.echo(f"{path}: {path.stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
