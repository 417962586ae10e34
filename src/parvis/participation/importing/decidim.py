"""Decidim: the open data archive, or the exports of its administration (CSV, JSON).

Columns as its serializers name them, from 0.19 (`supports`, `category/…`, no address) to 0.31
(`votes`, `taxonomies/…`, `author/…`, `withdrawn`, `cost`), read in its public source: decidim-
proposals, -comments, -budgets, -accountability, `lib/decidim/*/*_serializer.rb`; nested values are
flattened with slashes (`decidim-core/lib/decidim/exporters/csv.rb`).
"""

from collections.abc import Collection

from django.utils.translation import gettext as _

from parvis.participation.importing import decidim_meetings, decidim_results, surveys
from parvis.participation.importing.opening import Table, refuse
from parvis.participation.importing.rows import Export, FormerIdea, FormerRemark
from parvis.participation.importing.taking import (
    Row,
    note_missing,
    page_of,
    require,
    rows_of,
    space_of,
    theme_of,
    title_of,
)
from parvis.participation.importing.words import (
    degrees,
    euros,
    instant,
    is_yes,
    line,
    plain,
    told,
    whole,
)


def take(table: Table, export: Export) -> None:
    """Add what a table holds to the export. Raises ExportRefused."""
    columns = table.columns
    if "components" in columns:
        refuse(
            table.file,
            _("This is the export of a whole process: its pages and settings, no contribution."),
            _("Take the archive of open data, or export proposals, projects, results and so on."),
        )
    if columns & {"commentable_id", "root_commentable_url"}:
        _take_remarks(table, export)
    elif surveys.questions_of(table):
        surveys.take(table, export)
    elif columns & {"budget_amount", "budget/id", "budget_id", "confirmed_votes"}:
        decidim_results.take_projects(table, export)
    elif "progress" in columns:
        decidim_results.take_results(table, export)
    elif "start_time" in columns and _has(columns, "conclusions", "instructions"):
        decidim_meetings.take_debates(table, export)
    elif "start_time" in columns:
        decidim_meetings.take_meetings(table, export)
    elif _has(columns, "body"):
        _take_ideas(table, export)
    else:
        _leave(table, export)


def _has(columns: Collection[str], *names: str) -> bool:
    """In any language."""
    return any(column.partition("/")[0] in names for column in columns)


def _take_ideas(table: Table, export: Export) -> None:
    require(table, "id")
    require(table, "title")
    note_missing(table, export, ("state",), ("votes", "supports"), ("published_at",), ("answer",))
    for key, row in rows_of(table, export):
        if is_yes(row.said("is_amend")):
            export.leave(_("amendments: they belong to the text of another proposal"))
        elif is_yes(row.said("withdrawn")) or row.said("state") == "withdrawn":
            export.leave(_("proposals that their authors withdrew"))
        elif title := title_of(row, 120, "title"):
            export.ideas.append(_idea(key, title, row))


def _idea(key: str, title: str, row: Row) -> FormerIdea:
    latitude, longitude = _position(row)
    return FormerIdea(
        key=key,
        title=title,
        text=plain(told(row.cells, "body")[0]),
        theme=theme_of(row),
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
        space=space_of(row),
        url=page_of(row.said("url")),
        related=tuple(filter(None, map(page_of, row.said("related_proposals").split(", ")))),
    )


def _position(row: Row) -> tuple[float | None, float | None]:
    latitude = row.value(lambda cell: degrees(cell, 90), "latitude")
    longitude = row.value(lambda cell: degrees(cell, 180), "longitude")
    if latitude is None or longitude is None or (latitude, longitude) == (0, 0):
        return None, None
    return latitude, longitude


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
                about=page_of(row.said("root_commentable_url")) or _held(kind, held),
                answers=held if kind.endswith("Comment") else "",
                author=line(row.said("user_group/name", "author/name"), 80),
                at=row.value(instant, "created_at"),
            )
        )


def _held(kind: str, key: str) -> str:
    """What a comment is on, where its page is not told."""
    if kind.endswith("Debate"):
        return f"debate:{key}"
    return key if kind.endswith("Proposal") else ""


def _leave(table: Table, export: Export) -> None:
    name = table.file.rpartition("open-data-")[2].rpartition(".")[0]
    known = {
        "users": _("accounts: nobody is signed up without asking"),
    }
    why = next((why for key, why in known.items() if key in name), "")
    export.leave(why or _("lines of %(file)s") % {"file": table.file}, len(table.rows))
