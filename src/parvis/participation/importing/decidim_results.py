"""What Decidim's budgets and accountability hold: projects voted on, results followed up.

Columns: `decidim-budgets/lib/decidim/budgets/project_serializer.rb` (0.24 to 0.31: no version says
which projects were retained), `decidim-accountability/…/result_serializer.rb`.
"""

from dataclasses import replace

from parvis.participation.importing.opening import Table
from parvis.participation.importing.rows import Export, FormerProject, FormerResult, FormerStep
from parvis.participation.importing.taking import (
    Row,
    page_of,
    require,
    rows_of,
    space_of,
    theme_of,
    title_of,
)
from parvis.participation.importing.words import (
    day,
    euros,
    instant,
    is_yes,
    line,
    plain,
    told,
    whole,
)


def take_projects(table: Table, export: Export) -> None:
    """Raises ExportRefused."""
    require(table, "id")
    require(table, "title")
    for key, row in rows_of(table, export):
        if title := title_of(row, 120, "title"):
            export.projects.append(_project(key, title, row))


def _project(key: str, title: str, row: Row) -> FormerProject:
    return FormerProject(
        key=key,
        title=title,
        text=plain(told(row.cells, "description")[0], 4000),
        place=line(row.said("address") or told(row.cells, "scope/name")[0], 150),
        theme=theme_of(row),
        cost_cents=row.value(euros, "budget_amount", "budget"),
        votes=row.value(whole, "total_votes", "confirmed_votes", "votes"),
        is_retained=_is_retained(row),
        budget=line(row.said("budget/id", "decidim_budgets_budget_id/id", "budget_id"), 40),
        made_at=row.value(instant, "created_at"),
        ideas=_linked(row, "related_proposals", "related_proposal_urls"),
        space=space_of(row),
    )


def _is_retained(row: Row) -> bool | None:
    """Columns that a town may have added: Decidim's own export has none."""
    if "selected_at" in row.table.columns:
        return bool(row.said("selected_at"))
    return is_yes(row.said("selected")) if "selected" in row.table.columns else None


def _linked(row: Row, *names: str) -> tuple[str, ...]:
    """Keys or pages of proposals."""
    given = row.said(*names).split(",")
    return tuple(filter(None, (page_of(one.strip()) or line(one, 60) for one in given)))


def take_results(table: Table, export: Export) -> None:
    """Raises ExportRefused."""
    require(table, "id")
    require(table, "title")
    found = [
        _result(key, title, row)
        for key, row in rows_of(table, export)
        if (title := title_of(row, 120, "title"))
    ]
    export.results += _with_their_parts(found)


def _result(key: str, title: str, row: Row) -> FormerResult:
    progress = row.value(whole, "progress")
    return FormerResult(
        key=key,
        title=title,
        text=plain(told(row.cells, "description")[0], 4000),
        status=line(told(row.cells, "status/name")[0], 60),
        progress=min(progress, 100) if progress is not None else None,
        starts_on=row.value(day, "start_date", "created_at"),
        due_on=row.value(day, "end_date"),
        changed_on=row.value(day, "updated_at"),
        parent=row.said("parent/id"),
        ideas=_linked(row, "proposal_urls"),
        space=space_of(row),
    )


def _with_their_parts(found: list[FormerResult]) -> list[FormerResult]:
    """Results that are parts of another one become its steps."""
    keys = {one.key for one in found if not one.parent}
    parts: dict[str, list[FormerStep]] = {}
    for one in found:
        if one.parent in keys:
            step = FormerStep(one.key, one.title, one.text, one.due_on, one.done_on)
            parts.setdefault(one.parent, []).append(step)
    return [
        replace(one, steps=tuple(parts.get(one.key, ()))) for one in found if one.parent not in keys
    ]
