"""The formats of an export, written as they leave: bytes by small pieces, nothing kept.

CSV: RFC 4180 with semicolons, decimal commas and a byte order mark: what spreadsheets open rightly
in France. JSON (RFC 8259): raw answers under their ids, for programs. ODS: OpenDocument 1.3.
"""

import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from parvis.cases.exports.columns import Cell, Column
from parvis.cases.models import Case
from parvis.core.spreadsheets import MARK, csv_pieces, guarded
from parvis.core.text import printable

Rows = Iterable[tuple[Case, list[Cell]]]
PIECE = 100
"""Rows between two pieces."""


@dataclass(frozen=True, slots=True)
class Format:
    label: str
    suffix: str
    mime: str
    write: Callable[[list[Column], Rows], Iterator[bytes]]


def csv_of(columns: list[Column], rows: Rows) -> Iterator[bytes]:
    yield MARK
    head = [[column.label for column in columns]]
    told = ([_typed(cell) for cell in cells] for _case, cells in rows)
    yield from csv_pieces(chain(head, told), delimiter=";")


def json_of(columns: list[Column], rows: Rows) -> Iterator[bytes]:
    kept = {column.key for column in columns}
    yield b'{"cases":['
    for number, (case, _cells) in enumerate(rows):
        told = json.dumps(_raw(case, kept), ensure_ascii=False)
        yield ((",\n" if number else "\n") + told).encode()
    yield b"\n]}\n"


def ods_of(columns: list[Column], rows: Rows) -> Iterator[bytes]:
    sink = _Sink()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS, compress_type=zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w") as content:
            content.write(_HEAD.encode())
            content.write(_line([column.label for column in columns]))
            for number, (_case, cells) in enumerate(rows, 1):
                content.write(_line(cells))
                if number % PIECE == 0:
                    yield sink.take()
            content.write(_FOOT.encode())
    yield sink.take()


FORMATS = {
    "csv": Format("CSV", "csv", "text/csv; charset=utf-8", csv_of),
    "ods": Format("ODS", "ods", "application/vnd.oasis.opendocument.spreadsheet", ods_of),
    "json": Format("JSON", "json", "application/json", json_of),
}


def _typed(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return guarded(cell)
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M")
        case date():
            return cell.isoformat()
    return str(cell).replace(".", ",")


def _raw(case: Case, kept: set[str]) -> dict[str, Any]:
    """Ids and machine values: states as the package names them, instants in UTC."""
    told: dict[str, Any] = {
        "reference": case.reference,
        "state": case.state,
        "legal_state": case.legal_state,
        "outcome": case.outcome,
        "channel": case.channel,
        "applicant": case.applicant_name,
        "commune": case.area.code,
        "unit": case.lead_unit.name,
        "version": case.version.number,
        "submitted_at": case.submitted_at.isoformat(),
        "decided_at": case.decided_at.isoformat() if case.decided_at else None,
        "closed_at": case.closed_at.isoformat() if case.closed_at else None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
    }
    answers = {key: value for key, value in case.answers.items() if f"answers.{key}" in kept}
    return {key: value for key, value in told.items() if key in kept} | {"answers": answers}


class _Sink(io.RawIOBase):
    """Where an archive is written that goes straight out: it cannot go back, zip need not."""

    def __init__(self) -> None:
        self._pieces = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._pieces)
        self._pieces.clear()
        return taken


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" \
manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
manifest:media-type="{_ODS}"/><manifest:file-entry manifest:full-path="content.xml" \
manifest:media-type="text/xml"/></manifest:manifest>"""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:body>\
<office:spreadsheet><table:table table:name="Export">"""
_FOOT = "</table:table></office:spreadsheet></office:body></office:document-content>"


def _line(cells: Iterable[Cell]) -> bytes:
    return f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>".encode()


def _cell(cell: Cell) -> str:
    if cell is None or cell == "":
        return "<table:table-cell/>"
    kind, shown = _TEXT, str(cell)
    if isinstance(cell, datetime):
        shown = cell.strftime("%Y-%m-%d %H:%M")
        kind = f'"date" office:date-value="{cell:%Y-%m-%dT%H:%M:%S}"'
    elif isinstance(cell, date):
        kind = f'"date" office:date-value="{cell.isoformat()}"'
    elif isinstance(cell, int | Decimal):
        kind = f'"float" office:value={quoteattr(str(cell))}'
    shown = escape("".join(letter for letter in printable(shown) if letter >= " "))
    return f"<table:table-cell office:value-type={kind}><text:p>{shown}</text:p></table:table-cell>"


_TEXT = '"string"'
