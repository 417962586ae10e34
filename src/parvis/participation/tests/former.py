"""Exports as Decidim and CONSUL write them, in words of our own."""

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

SITE = "https://participer.exemple.fr/processes/dechets"


def proposal(key: int, title: str = "Un composteur par quartier", **more: Any) -> dict[str, Any]:
    """As the open data of Decidim 0.31 has it."""
    return {
        "id": key,
        "author/name": "Camille",
        "taxonomies/name": '{"fr"=>"Compost", "en"=>"Compost"}',
        "participatory_space/id": 4,
        "participatory_space/url": SITE,
        "component/id": 21,
        "title/fr": title,
        "body/fr": "<p>Chaque quartier aurait <strong>le sien</strong>.</p><ul><li>près de l’école</li></ul>",
        "address": "Place Royale",
        "latitude": "43.3338",
        "longitude": "-0.4345",
        "state": "accepted",
        "reference": f"EX-PROP-2023-05-{key}",
        "answer/fr": "Nous en installons douze.",
        "answered_at": "2023-09-01 09:00:00 UTC",
        "votes": 212,
        "comments": 2,
        "published_at": "2023-05-03 10:00:00 UTC",
        "url": f"{SITE}/f/21/proposals/{key}",
        "related_proposals": "",
        "is_amend": "false",
        "withdrawn": "false",
        **more,
    }


def comment(key: int, on: int, body: str = "Très bonne idée.", **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "created_at": "2023-05-04 08:30:00 UTC",
        "body": body,
        "locale": "fr",
        "author/name": "Dominique",
        "alignment": 1,
        "depth": 0,
        "commentable_id": on,
        "commentable_type": "Decidim::Proposals::Proposal",
        "root_commentable_url": f"{SITE}/f/21/proposals/{on}",
        **more,
    }


def project(key: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "participatory_space/url": SITE,
        "title/fr": "Douze composteurs partagés",
        "description/fr": "<p>Un par quartier.</p>",
        "budget/id": 2,
        "budget_amount": 48000,
        "confirmed_votes": 640,
        "address": "Place Royale",
        "created_at": "2023-07-01 08:00:00 UTC",
        "related_proposals": "1",
        **more,
    }


def result(key: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "title/fr": "Composteur de la place Royale",
        "description/fr": "Posé en mars.",
        "status/name/fr": "Terminé",
        "progress": "100.0",
        "start_date": "2023-09-15",
        "end_date": "2024-03-31",
        "created_at": "2023-09-10 08:00:00 UTC",
        "proposal_urls": f"{SITE}/f/21/proposals/1",
        **more,
    }


def meeting(key: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "participatory_space/url": SITE,
        "title/fr": "Réunion publique",
        "description/fr": "<p>Où poser les composteurs&nbsp;?</p>",
        "start_time": "2023-05-10 18:00:00 UTC",
        "end_time": "2023-05-10 20:00:00 UTC",
        "attendees": 42,
        "organizations": "Association des jardins",
        "address": "Place Royale",
        "location/fr": "Salle des fêtes",
        "published": "true",
        "withdrawn": "false",
        "type_of_meeting": "in_person",
        "closing_visible": "true",
        "closing_report/fr": "<p>Douze lieux ont été retenus.</p>",
        "closed_at": "2023-05-12 09:00:00 UTC",
        **more,
    }


def debate(key: int, **more: Any) -> dict[str, Any]:
    return {
        "id": key,
        "participatory_space/url": SITE,
        "title/fr": "Faut-il collecter la nuit ?",
        "description/fr": "<p>Dites-le.</p>",
        "instructions/fr": "",
        "start_time": "2023-05-01 08:00:00 UTC",
        "end_time": "2023-06-01 08:00:00 UTC",
        "conclusions/fr": "On n’y touche pas.",
        "url": f"{SITE}/f/30/debates/{key}",
        **more,
    }


def sheet(rows: Sequence[Mapping[str, Any]], delimiter: str = ";") -> bytes:
    made = io.StringIO()
    columns = list(dict.fromkeys(key for row in rows for key in row))
    writer = csv.DictWriter(made, columns, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return made.getvalue().encode()


def archive(**files: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(f"participer.exemple.fr-open-data-{name}.csv", data)
    return made.getvalue()


def decidim(proposals: Sequence[Mapping[str, Any]] | None = None, **more: Any) -> bytes:
    """A whole open data archive."""
    files = {
        "proposals": proposals or [proposal(1), proposal(2, "Une ressourcerie", state="rejected")],
        "proposal_comments": [comment(11, 1), comment(12, 2, "Trop cher.", alignment=-1)],
        "projects": [project(31)],
        "results": [result(41)],
        "meetings": [meeting(5)],
        **more,
    }
    return archive(**{name: sheet(rows) for name, rows in files.items() if rows})


def consul() -> bytes:
    """An answer of the GraphQL API."""
    node = {
        "id": "7",
        "title": "Des fontaines à eau",
        "summary": "<p>Sur chaque place.</p>",
        "description": "<p>Pour ne plus acheter de bouteilles.</p>",
        "cached_votes_up": 88,
        "public_created_at": "2022-04-05 11:00:00 +0200",
        "retired_at": None,
        "geozone": {"name": "Centre"},
        "tags": {"edges": [{"node": {"name": "Eau"}}]},
        "public_author": {"username": "lea64"},
        "comments": {
            "edges": [
                {
                    "node": {
                        "id": "70",
                        "body": "Et en hiver ?",
                        "public_author": {"username": "max"},
                        "public_created_at": "2022-04-06 09:00:00 +0200",
                    }
                }
            ]
        },
    }
    investment = {
        "id": "3",
        "title": "Fontaine de la gare",
        "price": 9000,
        "feasibility": "feasible",
        "location": "Gare",
        "milestones": {
            "nodes": [
                {
                    "id": "9",
                    "title": "Travaux finis",
                    "description": "<p>L’eau coule.</p>",
                    "publication_date": "2023-02-01",
                }
            ]
        },
    }
    return json.dumps(
        {
            "data": {
                "proposals": {"edges": [{"node": node}]},
                "debates": {"nodes": [{"id": "1", "title": "Et l’eau ?"}]},
                "budgets": {
                    "nodes": [
                        {"id": "1", "name": "Budget 2022", "investments": {"nodes": [investment]}}
                    ]
                },
            }
        }
    ).encode()


def workbook(rows: Sequence[Mapping[str, Any]], **members: bytes) -> bytes:
    """As `rubyXL` writes a sheet: shared strings, numbers, dates as days since 1899."""
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, *([row.get(name, "") for name in columns] for row in rows)]
    shared: list[str] = []
    written = []
    for n, cells in enumerate(lines, 1):
        said = ""
        for at, value in enumerate(cells):
            place = f"{chr(65 + at // 26 - 1) if at > 25 else ''}{chr(65 + at % 26)}{n}"
            if isinstance(value, int | float):
                said += f'<c r="{place}"><v>{value}</v></c>'
            elif value:
                shared.append(str(value))
                said += f'<c r="{place}" t="s"><f>1+1</f><v>{len(shared) - 1}</v></c>'
        written.append(f'<row r="{n}">{said}</row>')
    spreadsheet = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    strings = "".join(f"<si><t>{escape(one)}</t></si>" for one in shared)
    files = {
        "[Content_Types].xml": b"<Types/>",
        "xl/sharedStrings.xml": f"<sst {spreadsheet}>{strings}</sst>".encode(),
        "xl/worksheets/sheet1.xml": (
            f"<worksheet {spreadsheet}><sheetData>{''.join(written)}</sheetData></worksheet>"
        ).encode(),
        **members,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in files.items():
            zipped.writestr(name, data)
    return made.getvalue()
