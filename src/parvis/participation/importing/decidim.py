"""Decidim: the open data archive, or the exports of its administration (CSV, JSON).

Columns as its serializers name them, from 0.19 (`supports`, `category/…`, no address) to 0.31
(`votes`, `taxonomies/…`, `author/…`, `withdrawn`, `cost`), read in its public source: decidim-
proposals, -comments, -budgets, -accountability, `lib/decidim/*/*_serializer.rb`; nested values are
flattened with slashes (`decidim-core/lib/decidim/exporters/csv.rb`).
"""

from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from parvis.participation.importing.opening import Table
from parvis.participation.importing.rows import Export, FormerIdea, FormerOutcome, FormerRemark
from parvis.participation.importing.taking import Row, note_missing, require, rows_of, title_of
from parvis.participation.importing.words import (
    address,
    degrees,
    euros,
    instant,
    line,
    plain,
    told,
    whole,
)

_YES = frozenset({"true", "1", "yes", "oui", "t"})


def take(table: Table, export: Export) -> None:
    """Add what a table holds to the export. Raises ExportRefused."""
    columns = table.columns
    if columns & {"commentable_id", "root_commentable_url"}:
        _take_remarks(table, export)
    elif columns & {"budget_amount", "budget/id", "budget_id"}:
        _take_projects(table, export)
    elif "progress" in columns:
        _take_results(table, export)
    elif any(name == "body" or name.startswith("body/") for name in columns):
        _take_ideas(table, export)
    else:
        _leave(table, export)


def _take_ideas(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "title")
    note_missing(table, export, ("state",), ("votes", "supports"), ("published_at",), ("answer",))
    for key, row in rows_of(table, export):
        if row.said("is_amend").lower() in _YES:
            export.leave(_("amendments: they belong to the text of another proposal"))
        elif row.said("withdrawn").lower() in _YES or row.said("state") == "withdrawn":
            export.leave(_("proposals that their authors withdrew"))
        elif title := title_of(row, 120, "title"):
            export.ideas.append(_idea(key, title, row))


def _idea(key: str, title: str, row: Row) -> FormerIdea:
    latitude, longitude = _position(row)
    return FormerIdea(
        key=key,
        title=title,
        text=plain(told(row.cells, "body")[0]),
        theme=_theme(row),
        place=line(row.said("address"), 150),
        latitude=latitude,
        longitude=longitude,
        cost_cents=row.value(euros, "cost"),
        state=line(row.said("state"), 40),
        answer=plain(told(row.cells, "answer")[0]),
        answered_at=row.value(instant, "answered_at", "state_published_at"),
        supports=row.value(whole, "votes", "supports")
        or row.value(whole, "likes/total_count", "endorsements/total_count")
        or 0,
        published_at=row.value(instant, "published_at", "created_at"),
        author=line(row.said("author/name", "authors/names", "authors_names"), 80),
        space=_space(row),
        url=_page(row.said("url")),
        related=tuple(filter(None, map(_page, row.said("related_proposals").split(", ")))),
    )


def _space(row: Row) -> str:
    return line(row.said("participatory_space/url", "participatory_space/id"), 200)


def _position(row: Row) -> tuple[float | None, float | None]:
    latitude = row.value(lambda cell: degrees(cell, 90), "latitude")
    longitude = row.value(lambda cell: degrees(cell, 180), "longitude")
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None, None
    return latitude, longitude


def _theme(row: Row) -> str:
    for name in ("category/name", "taxonomies/name", "taxonomies", "category"):
        if theme := line(told(row.cells, name)[0], 60):
            return theme
    return ""


def _take_remarks(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "body")
    for key, row in rows_of(table, export):
        text = plain(told(row.cells, "body")[0], 4000)
        if not text:
            row.fault("body", _("This comment is empty."), _("It is left out."))
            continue
        kind, held = row.said("commentable_type"), row.said("commentable_id")
        export.remarks.append(
            FormerRemark(
                key=key,
                text=text,
                side={"1": 1, "-1": -1}.get(row.said("alignment").strip(), 0),
                about=_page(row.said("root_commentable_url"))
                or (held if kind.endswith("Proposal") else ""),
                answers=held if kind.endswith("Comment") else "",
                author=line(row.said("user_group/name", "author/name"), 80),
                at=row.value(instant, "created_at"),
            )
        )


def _take_projects(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "title")
    for key, row in rows_of(table, export):
        if title := title_of(row, 120, "title"):
            selected = row.said("selected_at") or row.said("selected").lower() in _YES
            export.projects.append(
                FormerOutcome(
                    key=key,
                    title=title,
                    text=plain(told(row.cells, "description")[0], 4000),
                    cost_cents=row.value(euros, "budget_amount", "budget"),
                    votes=row.value(whole, "confirmed_votes", "votes"),
                    status=_("retained") if selected else "",
                    space=_space(row),
                )
            )


def _take_results(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "title")
    for key, row in rows_of(table, export):
        if title := title_of(row, 120, "title"):
            progress = row.value(whole, "progress")
            export.results.append(
                FormerOutcome(
                    key=key,
                    title=title,
                    text=plain(told(row.cells, "description")[0], 4000),
                    status=line(told(row.cells, "status/name")[0], 60),
                    progress=min(progress, 100) if progress is not None else None,
                    space=_space(row),
                )
            )


def _leave(table: Table, export: Export) -> None:
    name = table.file.rpartition("open-data-")[2].rpartition(".")[0]
    known = {
        "meetings": _("meetings: add those to come as workshops"),
        "debates": _("debates: they are neither ideas nor statements"),
        "surveys": _("answers to surveys: they belong to those who gave them"),
        "users": _("accounts: nobody is signed up without asking"),
    }
    why = next((why for key, why in known.items() if key in name), "")
    export.leave(why or _("lines of %(file)s") % {"file": table.file}, len(table.rows))


def _page(given: str) -> str:
    """The address of a page, without what varies from a link to another."""
    parts = urlsplit(address(given)) if address(given) else None
    return f"{parts.netloc}{parts.path.rstrip('/')}" if parts else ""
