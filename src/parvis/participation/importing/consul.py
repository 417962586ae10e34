"""CONSUL Democracy: answers of its GraphQL API (JSON), its exports (JSON, CSV), its open data CSV.

Names as in its public source: `app/graphql/types/*_type.rb`, `app/models/*/exporter.rb` (headers of
the latter are in the language of who exported).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.core import clock
from parvis.participation.importing.opening import Table, flat
from parvis.participation.importing.rows import (
    Export,
    FormerDebate,
    FormerIdea,
    FormerProject,
    FormerRemark,
    FormerStep,
)
from parvis.participation.importing.taking import Row, note_missing, require, rows_of, title_of
from parvis.participation.importing.words import (
    BadCell,
    day,
    euros,
    instant,
    is_yes,
    line,
    plain,
    whole,
)

_NAMES: Final = {
    "titre": "title", "titulo": "title", "auteur": "author", "autor": "author",
    "resume": "summary", "resumen": "summary", "descripcion": "description",
    "faisabilite": "feasibility", "viabilidad": "feasibility", "price": "price", "prix": "price",
    "author_username": "author", "selectionne": "selected", "seleccionado": "selected",
    "soutiens": "cached_votes_up", "apoyos": "cached_votes_up", "supports": "cached_votes_up",
    "scope_of_operation": "heading/name", "perimetre": "heading/name",
    "ambito_de_actuacion": "heading/name", "heading": "heading/name",
    "investment_project": "title", "gagnante": "winner", "ganador": "winner",
}  # fmt: skip
_KINDS: Final = (
    "proposals", "comments", "debates", "investments", "geozones", "taggings", "tags", "milestones",
)  # fmt: skip
_PRICE = re.compile(r"\(([^()]*\d[^()]*)\)")


def tables_of_graphql(file: str, document: Any) -> list[Table]:
    """The collections of an API answer, with the comments that are nested in each."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    data = document.get("data", document) if isinstance(document, dict) else {}
    if isinstance(data, dict):
        _collect(data, found)
    return [
        _named(Table(f"{file} · {kind}", frozenset(), list(enumerate(map(flat, nodes), 1))))
        for kind, nodes in found.items()
    ]


def _collect(
    given: Mapping[str, Any], found: dict[str, list[dict[str, Any]]], depth: int = 0
) -> None:
    for name, value in given.items():
        kind = _snake(str(name)).removeprefix("budget_")
        if kind == "budgets" and depth < 4:
            for node in _nodes(value):
                before = len(found["investments"])
                _collect(node, found, depth + 1)
                for one in found["investments"][before:]:
                    one |= {"budget_id": node.get("id"), "budget_name": node.get("name")}
        elif kind in _KINDS:
            for node in _nodes(value):
                found[kind].append(_node(node, kind, found))


def _node(
    node: Mapping[str, Any], kind: str, found: dict[str, list[dict[str, Any]]]
) -> dict[str, Any]:
    """Its own values; what is nested in it goes to its own table."""
    flat_one: dict[str, Any] = {}
    for name, value in node.items():
        key = _snake(str(name))
        if key == "comments":
            for said in _nodes(value):
                about = {"commentable_id": node.get("id"), "commentable_type": kind}
                found["comments"].append({**about, **{_snake(k): v for k, v in said.items()}})
        elif key == "milestones":
            for step in _nodes(value):
                about = {"milestoneable_id": node.get("id"), "milestoneable_type": kind}
                found["milestones"].append({**about, **{_snake(k): v for k, v in step.items()}})
        elif key == "tags":
            flat_one["tags"] = ", ".join(str(one.get("name", "")) for one in _nodes(value))
        elif not _is_connection(value):
            flat_one[key] = value
    return flat_one


def _nodes(value: Any) -> Iterator[Mapping[str, Any]]:
    """Of `{"edges": [{"node": …}]}`, `{"nodes": […]}` or a list."""
    entries = value
    if isinstance(value, dict):
        entries = value.get("edges") or value.get("nodes") or ()
    for entry in entries if isinstance(entries, list) else ():
        node = entry.get("node", entry) if isinstance(entry, dict) else None
        if isinstance(node, dict):
            yield node


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and bool(value.keys() & {"edges", "nodes"})


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _named(table: Table) -> Table:
    rows = [
        (number, {_NAMES.get(_snake(key), _snake(key)): value for key, value in cells.items()})
        for number, cells in table.rows
    ]
    columns = {_NAMES.get(_snake(key), _snake(key)) for key in table.columns}
    return Table(table.file, frozenset(columns.union(*(cells for _n, cells in rows))), rows)


def take_all(tables: list[Table], export: Export) -> None:
    """Add what the tables hold together: areas and tags are in tables of their own.
    Raises ExportRefused."""
    by_kind: dict[str, list[Table]] = defaultdict(list)
    for table in map(_named, tables):
        by_kind[_kind(table)].append(table)
    areas = _areas(by_kind)
    tags = _tags(by_kind)
    for table in by_kind["proposals"]:
        _take_ideas(table, export, areas, tags)
    steps = _steps(by_kind)
    for table in by_kind["investments"]:
        _take_projects(table, export, steps)
    for table in by_kind["comments"]:
        _take_remarks(table, export)
    for table in by_kind["debates"]:
        _take_debates(table, export)
    for table in by_kind[""]:
        export.leave(_("lines of %(file)s") % {"file": table.file}, len(table.rows))


def _kind(table: Table) -> str:
    columns, name = table.columns, table.file.lower()
    if "commentable_id" in columns:
        return "comments"
    if columns & {"feasibility", "price", "heading/name", "valuation_finished"}:
        return "investments"
    if "taggable_id" in columns:
        return "taggings"
    if "milestoneable_id" in columns:
        return "milestones"
    for kind in ("debates", "geozones", "tags"):
        if kind in name:
            return kind
    return "proposals" if "title" in columns else ""


def _areas(by_kind: Mapping[str, list[Table]]) -> dict[str, str]:
    return {
        str(cells.get("id")): line(cells.get("name"), 150)
        for table in by_kind.get("geozones", ())
        for _n, cells in table.rows
    }


def _tags(by_kind: Mapping[str, list[Table]]) -> dict[str, str]:
    """The first tag of each proposal."""
    names = {
        str(cells.get("id")): line(cells.get("name"), 60)
        for table in by_kind.get("tags", ())
        for _n, cells in table.rows
    }
    found: dict[str, str] = {}
    for table in by_kind.get("taggings", ()):
        for _n, cells in table.rows:
            if str(cells.get("taggable_type")) == "Proposal":
                found.setdefault(
                    str(cells.get("taggable_id")), names.get(str(cells.get("tag_id")), "")
                )
    return found


def _take_ideas(
    table: Table, export: Export, areas: Mapping[str, str], tags: Mapping[str, str]
) -> None:
    require(table, "id")
    note_missing(table, export, ("cached_votes_up",), ("public_created_at", "created_at"))
    for key, row in rows_of(table, export):
        if row.said("retired_at"):
            export.leave(_("proposals that their authors withdrew"))
            continue
        title = title_of(row, 120, "title")
        if not title:
            continue
        parts = (plain(row.said("summary")), plain(row.said("description")))
        selected = is_yes(row.said("selected"))
        export.ideas.append(
            FormerIdea(
                key=key,
                title=title,
                text=plain("\n\n".join(dict.fromkeys(filter(None, parts)))),
                theme=line(row.said("tags").split(", ")[0] or tags.get(key), 60),
                place=line(row.said("geozone/name") or areas.get(row.said("geozone_id")), 150),
                state="selected" if selected else "",
                supports=row.value(whole, "cached_votes_up", "total_votes") or 0,
                published_at=row.value(instant, "public_created_at", "published_at", "created_at"),
                author=line(row.said("public_author/username", "author"), 80)
                if "@" not in row.said("author")
                else "",
            )
        )


def _steps(by_kind: Mapping[str, list[Table]]) -> dict[str, list[FormerStep]]:
    """What was published of the execution of each investment."""
    found: dict[str, list[FormerStep]] = defaultdict(list)
    for table in by_kind.get("milestones", ()):
        for n, cells in table.rows:
            if "investment" not in str(cells.get("milestoneable_type", "")).lower():
                continue
            on = _day(cells.get("publication_date"))
            text = plain(cells.get("description"), 4000)
            title = line(cells.get("title"), 150) or line(text, 80)
            if on and title:
                key = line(cells.get("id"), 40) or f"{table.file}:{n}"
                step = FormerStep(key, title, text, on, on)
                found[str(cells.get("milestoneable_id"))].append(step)
    return found


def _day(given: object) -> date | None:
    """That has come."""
    try:
        found = day(given)
    except BadCell:
        return None
    return found if found and found <= clock.today() else None


def _take_projects(table: Table, export: Export, steps: Mapping[str, list[FormerStep]]) -> None:
    """`selected` means put to the final vote; only `winner` says that voters retained it."""
    require(table, "id")
    for key, row in rows_of(table, export):
        if title := title_of(row, 120, "title"):
            export.projects.append(
                FormerProject(
                    key=key,
                    title=title,
                    text=plain(row.said("description"), 4000),
                    place=line(row.said("location", "heading/name"), 150),
                    cost_cents=_cost(row),
                    votes=row.value(whole, "ballot_lines_count"),
                    supports=row.value(whole, "cached_votes_up"),
                    is_retained=is_yes(row.said("winner")) if "winner" in table.columns else None,
                    status=line(_PRICE.sub("", row.said("feasibility")), 60),
                    budget=line(row.said("budget_id"), 40),
                    budget_title=line(row.said("budget_name", "budget/name"), 120),
                    made_at=row.value(instant, "created_at"),
                    steps=tuple(sorted(steps.get(key, ()), key=lambda one: str(one.on))),
                )
            )


def _cost(row: Row) -> int | None:
    """Its price, or the one that the words of feasibility hold: “Réalisable (12 000 €)”."""
    if row.said("price"):
        return row.value(euros, "price")
    told = _PRICE.search(row.said("feasibility"))
    digits = re.sub(r"\D", "", told[1]) if told else ""
    return int(digits) * 100 if 0 < len(digits) < 11 else None


def _take_debates(table: Table, export: Export) -> None:
    require(table, "id")
    for key, row in rows_of(table, export):
        if title := title_of(row, 150, "title"):
            export.debates.append(
                FormerDebate(
                    key=key,
                    title=title,
                    text=plain(row.said("description"), 8000),
                    at=row.value(instant, "public_created_at", "created_at"),
                )
            )


def _take_remarks(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "body")
    for key, row in rows_of(table, export):
        kind = row.said("commentable_type").lower()
        text = plain(row.said("body"), 4000)
        if not text:
            row.fault("body", _("This comment is empty."), _("It is left out."))
        elif not kind.startswith(("proposal", "debate")):
            export.leave(_("comments on what is left out"))
        else:
            before = "debate:" if kind.startswith("debate") else ""
            export.remarks.append(
                FormerRemark(
                    key=key,
                    text=text,
                    about=before + row.said("commentable_id"),
                    author=line(row.said("public_author/username"), 80),
                    at=row.value(instant, "public_created_at", "created_at"),
                )
            )
