"""CONSUL Democracy: answers of its GraphQL API (JSON), its exports (JSON, CSV), its open data CSV.

Names as in its public source: `app/graphql/types/*_type.rb`, `app/models/*/exporter.rb` (headers of
the latter are in the language of who exported).
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.participation.importing.opening import Table, flat
from parvis.participation.importing.rows import Export, FormerIdea, FormerOutcome, FormerRemark
from parvis.participation.importing.taking import note_missing, require, rows_of, title_of
from parvis.participation.importing.words import euros, instant, line, plain, whole

_NAMES: Final = {
    "titre": "title", "titulo": "title", "auteur": "author", "autor": "author",
    "resume": "summary", "resumen": "summary", "descripcion": "description",
    "faisabilite": "feasibility", "viabilidad": "feasibility", "price": "price", "prix": "price",
    "author_username": "author", "selectionne": "selected", "seleccionado": "selected",
    "soutiens": "cached_votes_up", "apoyos": "cached_votes_up", "supports": "cached_votes_up",
}  # fmt: skip
_YES = frozenset({"true", "1", "yes", "oui", "si", "sí", "t"})
_KINDS: Final = ("proposals", "comments", "debates", "investments", "geozones", "taggings", "tags")


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
                _collect(node, found, depth + 1)
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
    for table in by_kind["investments"]:
        _take_projects(table, export)
    for table in by_kind["comments"]:
        _take_remarks(table, export)
    for table in by_kind["debates"]:
        export.leave(_("debates: they are neither ideas nor statements"), len(table.rows))
    for table in by_kind[""]:
        export.leave(_("lines of %(file)s") % {"file": table.file}, len(table.rows))


def _kind(table: Table) -> str:
    columns, name = table.columns, table.file.lower()
    if "commentable_id" in columns:
        return "comments"
    if columns & {"feasibility", "price", "heading", "valuation_finished"}:
        return "investments"
    if "taggable_id" in columns:
        return "taggings"
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
        selected = row.said("selected").lower() in _YES
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


def _take_projects(table: Table, export: Export) -> None:
    require(table, "id")
    for key, row in rows_of(table, export):
        if title := title_of(row, 120, "title"):
            chosen = (row.said("winner") or row.said("selected")).lower() in _YES
            export.projects.append(
                FormerOutcome(
                    key=key,
                    title=title,
                    text=plain(row.said("description"), 4000),
                    cost_cents=row.value(euros, "price"),
                    votes=row.value(whole, "cached_votes_up", "ballot_lines_count"),
                    status=_("retained") if chosen else line(row.said("feasibility"), 60),
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
        elif not kind.startswith("proposal"):
            export.leave(_("comments on what is left out"))
        else:
            export.remarks.append(
                FormerRemark(
                    key=key,
                    text=text,
                    about=row.said("commentable_id"),
                    author=line(row.said("public_author/username"), 80),
                    at=row.value(instant, "public_created_at", "created_at"),
                )
            )
