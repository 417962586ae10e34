"""One row at a time: its cells as values, and a fault with its place for each that is none."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from parvis.participation.importing.opening import Table, refuse
from parvis.participation.importing.rows import Export, Fault
from parvis.participation.importing.words import BadCell, address, line, told

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of one line; `name` in what follows may be several names of the same column."""

    table: Table
    number: int
    cells: Mapping[str, Any]
    export: Export

    def said(self, *names: str) -> str:
        return next((str(self.cells[n]) for n in names if self.cells.get(n)), "")

    def value(self, read: Callable[[object], V | None], *names: str) -> V | None:
        """None, and a fault, where the cell does not hold it."""
        name = next((n for n in names if self.cells.get(n)), None)
        if name is None:
            return None
        try:
            return read(self.cells[name])
        except BadCell as bad:
            self.fault(name, str(bad), _("The cell is taken as empty."))
            return None

    def fault(self, column: str, message: str, remedy: str) -> None:
        self.export.fault(Fault(self.table.file, self.number, column, message, remedy))


def rows_of(table: Table, export: Export, *, key: str = "id") -> Iterator[tuple[str, Row]]:
    """Rows with their key, each key once: what would come twice is told and left out."""
    known: set[str] = set()
    for number, cells in table.rows:
        row = Row(table, number, cells, export)
        found = line(cells.get(key), 60)
        if not found:
            row.fault(key, _("This line has no identifier."), _("It is left out."))
        elif found in known:
            message = _("The identifier %(key)s was met before.") % {"key": found}
            row.fault(key, message, _("The first line is kept, this one is left out."))
        else:
            known.add(found)
            yield found, row


def title_of(row: Row, most: int, *names: str) -> str:
    """The title in French where there is one; a fault where there is none."""
    for name in names:
        given, language = told(row.cells, name)
        if title := line(given, most):
            if language not in ("", "fr"):
                row.export.note(
                    _("Some texts are not in French (%(language)s): they are taken as they are.")
                    % {"language": language[:12]}
                )
            return title
    row.fault(names[0], _("This line has no title."), _("It is left out."))
    return ""


def require(table: Table, *names: str) -> None:
    """Refuse the file where none of these columns is there. Raises ExportRefused."""
    if any(name in table.columns or _has_language(table, name) for name in names):
        return
    refuse(
        table.file,
        _("The column “%(name)s” is missing.") % {"name": names[0]},
        _("Export it whole, without choosing or renaming columns."),
        1,
    )


def note_missing(table: Table, export: Export, *wanted: tuple[str, ...]) -> None:
    missing = [
        names[0]
        for names in wanted
        if not any(name in table.columns or _has_language(table, name) for name in names)
    ]
    if missing:
        told_so = _("%(file)s has no column %(names)s: this version did not export it.")
        export.note(told_so % {"file": table.file, "names": ", ".join(missing)})


def _has_language(table: Table, name: str) -> bool:
    return any(column.startswith(f"{name}/") for column in table.columns)


def page_of(given: str) -> str:
    """The address of a page, without what varies from a link to another."""
    parts = urlsplit(address(given)) if address(given) else None
    return f"{parts.netloc}{parts.path.rstrip('/')}" if parts else ""


def space_of(row: Row) -> str:
    return line(row.said("participatory_space/url", "participatory_space/id"), 200)


def theme_of(row: Row) -> str:
    for name in ("category/name", "taxonomies/name", "taxonomies", "category"):
        if theme := line(told(row.cells, name)[0], 60):
            return theme
    return ""
