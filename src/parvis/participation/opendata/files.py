"""Files made of datasets, as they leave: by pieces, nothing kept."""

import json
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from parvis.core.spreadsheets import csv_pieces, guarded
from parvis.participation.models import Consultation
from parvis.participation.opendata.datasets import Column, Dataset, Row, told_of

LICENCE: Final = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte / Open Licence 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
LIST: Final = "|"
"""Between the values of a list in a CSV cell."""


def csv_file(dataset: Dataset, consultation: Consultation) -> Iterator[bytes]:
    """RFC 4180, UTF-8, commas; a cell that a spreadsheet would run begins with an apostrophe."""
    head = [[column.name for column in dataset.columns]]
    rows = (
        [_cell(row, column) for column in dataset.columns] for row in dataset.rows(consultation)
    )
    yield from csv_pieces(chain(head, rows))


def json_file(dataset: Dataset, consultation: Consultation) -> Iterator[bytes]:
    """The same rows, with what they are; texts as they were written."""
    about = {
        "dataset": dataset.name,
        "version": dataset.version,
        "consultation": consultation.slug,
        "licence": LICENCE["name"],
    }
    yield json.dumps(about, ensure_ascii=False)[:-1].encode() + b', "rows": ['
    between = b"\n"
    for row in dataset.rows(consultation):
        yield between + json.dumps(told(dataset, row), ensure_ascii=False).encode()
        between = b",\n"
    yield b"\n]}\n"


def told(dataset: Dataset, row: Row) -> dict[str, Any]:
    """A row for programs."""
    return {column.name: told_of(row[column.name]) for column in dataset.columns}


FORMATS: Final = {
    "csv": ("text/csv; charset=utf-8; header=present", csv_file),
    "json": ("application/json", json_file),
}


def _cell(row: Row, column: Column) -> str:
    value = told_of(row[column.name])
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return guarded(LIST.join(str(one).replace(LIST, "/") for one in value))
    return guarded(value) if isinstance(value, str) else str(value)


def package(
    consultation: Consultation, datasets: list[Dataset], address: str, changed: dict[str, str]
) -> dict[str, Any]:
    """The data dictionary for programs (Frictionless Data Package 1). `address`: of the page that
    the files lie under."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/data-package.json",
        "name": consultation.slug,
        "title": consultation.title,
        "description": consultation.summary,
        "homepage": address,
        "licenses": [LICENCE],
        "contributors": [
            {"title": f"{one['unit']}, {one['institution']}", "role": "publisher"}
            for one in consultation.organised_by
        ],
        "resources": [_resource(one, changed.get(one.name, "")) for one in datasets],
    }


def _resource(dataset: Dataset, changed: str) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": dataset.name,
        "path": f"{dataset.name}.csv",
        "title": str(dataset.title),
        "description": str(dataset.says),
        "version": str(dataset.version),
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\r\n",
            "doubleQuote": True,
            "header": True,
        },
        "schema": {
            "fields": [_field(column) for column in dataset.columns],
            "missingValues": [""],
        },
    }
    return told | ({"modified": changed} if changed else {})


def _field(column: Column) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": column.name,
        "type": "string" if column.kind == "list" else column.kind,
        "description": str(column.means),
    }
    if column.kind == "list":
        told["description"] += f" ({LIST})"
    if column.one_of:
        told["constraints"] = {"enum": list(column.one_of)}
    if column.source:
        told["source"] = str(column.source)
    return told
