"""From the bytes of a file to tables of named cells. Whatever a file says of itself may be a lie:
sizes are counted while reading, names of files are only ever compared, nothing is written."""

import csv
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _

from parvis.core.text import fold
from parvis.participation.importing import workbooks
from parvis.participation.importing.rows import Export, ExportRefused, Fault

MOST_BYTES: Final = 50_000_000
MOST_IN_ONE: Final = 60_000_000
MOST_OPENED: Final = 150_000_000
MOST_FILES: Final = 100
MOST_ROWS: Final = 200_000
_READ: Final = (".csv", ".json", ".xlsx", ".xls")


@dataclass(frozen=True, slots=True)
class Table:
    """`rows`: the line (or, in JSON, the rank) and its cells by column, folded. `heads`: columns as
    they were written."""

    file: str
    columns: frozenset[str]
    rows: Sequence[tuple[int, Mapping[str, Any]]]
    heads: Mapping[str, str] = field(default_factory=dict)


def refuse(file: str, message: str, remedy: str = "", line: int = 0) -> NoReturn:
    raise ExportRefused(Fault(file, line, "", message, remedy))


def check_size(name: str, size: int) -> None:
    """Raises ExportRefused, before anything is read."""
    if size > MOST_BYTES:
        refuse(
            name,
            _("This file is larger than 50 MB."),
            _("Export one process at a time, or the proposals and comments alone."),
        )


def texts_in(name: str, data: bytes, export: Export) -> dict[str, str]:
    """The texts of a CSV or JSON file, of the sheet of a workbook, as CSV, or of those in a zip.
    Raises ExportRefused."""
    check_size(name, len(data))
    if data[:4] == b"PK\x03\x04":
        return _unzipped(name, data, export)
    if not data.strip():
        refuse(name, _("This file is empty."), _("Export it again."))
    return {_short(name): _text(_short(name), data, export)}


def _unzipped(name: str, data: bytes, export: Export) -> dict[str, str]:
    found: dict[str, str] = {}
    opened = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            if len(members) > MOST_FILES:
                refuse(name, _("This archive holds too many files to be an export."))
            if workbooks.is_workbook(archive):
                return {_short(name): _sheet(_short(name), archive)}
            for member in members:
                short = _short(member.filename)
                if not short.lower().endswith(_READ) or member.filename.startswith("__MACOSX/"):
                    continue
                content = _content(archive, member, short)
                opened += len(content)
                if opened > MOST_OPENED:
                    refuse(name, _("This archive is larger than 150 MB once opened."))
                if short in found:
                    refuse(short, _("This file is twice in the archive."))
                if content.strip():
                    found[short] = _text(short, content, export)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ExportRefused(
            Fault(name, 0, "", _("This archive cannot be read."), _("Download it again."))
        ) from error
    if not found:
        refuse(name, _("This archive holds no CSV, JSON or workbook file."))
    return found


def _content(archive: zipfile.ZipFile, member: zipfile.ZipInfo, short: str) -> bytes:
    with archive.open(member) as opened:
        content = opened.read(MOST_IN_ONE + 1)
    if len(content) > MOST_IN_ONE:
        refuse(short, _("This file is larger than 60 MB once opened."))
    return content


def _sheet(file: str, archive: zipfile.ZipFile) -> str:
    """The first sheet of a workbook as CSV, a line for each of its rows."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\n")
    try:
        for cells in workbooks.lines_of(archive, lambda one: _content(archive, one, file)):
            writer.writerow(re.sub(r"\r\n?|\n", "\u2028", cell) for cell in cells)
    except workbooks.NoWorkbook as bad:
        refuse(file, str(bad), _("Export again, choosing CSV or JSON."))
    return written.getvalue()


def _short(name: str) -> str:
    """The last part of a path, as it may be shown: an archive decides nothing of where we write."""
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return "".join(c for c in last if c.isprintable())[-120:] or "?"


def _text(file: str, data: bytes, export: Export) -> str:
    if data[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _sheet(file, archive)
    if data[:4] == b"\xd0\xcf\x11\xe0":
        refuse(
            file,
            _("This is a workbook of before 2007 (.xls)."),
            _("Export again, choosing CSV or JSON."),
        )
    for mark, name in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            encoding = name
            break
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            refuse(file, _("Its encoding is damaged."), _("Export it again, in UTF-8."))
        text = data.decode("cp1252", errors="replace")
        export.note(
            _("%(file)s is not in UTF-8: it was read as Windows-1252. Check accented letters.")
            % {"file": file}
        )
    return text.replace("\x00", "")


def table(file: str, text: str, export: Export) -> Table:
    """Raises ExportRefused."""
    if text.lstrip()[:1] in ("[", "{"):
        return _from_json(file, text)
    return _from_csv(file, text, export)


def _from_csv(file: str, text: str, export: Export) -> Table:
    head = text.lstrip("\ufeff\n\r").partition("\n")[0]
    delimiter = max(";,\t", key=re.sub(r'"[^"]*"', "", head).count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[tuple[int, Mapping[str, Any]]] = []
    columns: list[str] = []
    heads: dict[str, str] = {}
    try:
        for begins, cells in _lines(reader):
            if not columns:
                heads = {_column(cell): cell for cell in reversed(cells)}
                columns = [_column(cell) for cell in cells]
                _note_twice(file, columns, export)
                if len(columns) < 2:
                    refuse(
                        file,
                        _("Its first line names no columns."),
                        _("Export again, with the names of columns, separated by ; or ,."),
                        1,
                    )
                continue
            if len(cells) > len(columns):
                message = _("This line has more cells than there are columns.")
                remedy = _("A quotation mark is missing, here or before. The line is left out.")
                export.fault(Fault(file, begins, "", message, remedy))
                continue
            rows.append((begins, _named(columns, cells)))
            if len(rows) > MOST_ROWS:
                refuse(file, _("This file has more than 200,000 lines."))
    except csv.Error as error:
        raise ExportRefused(
            Fault(
                file,
                reader.line_num,
                "",
                _("This line cannot be read as CSV."),
                _("A quotation mark is missing before it, or a cell is larger than 128 kB."),
            )
        ) from error
    return Table(file, frozenset(columns), rows, heads)


def _note_twice(file: str, columns: Sequence[str], export: Export) -> None:
    twice = sorted(name for name, many in Counter(columns).items() if name and many > 1)
    if twice:
        told = _("%(file)s has several columns %(names)s: the first one was read.")
        export.note(told % {"file": file, "names": ", ".join(twice)[:200]})


def _lines(reader: Any) -> Iterator[tuple[int, list[str]]]:
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield begins, cells
        begins = reader.line_num + 1


def _named(columns: list[str], cells: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        found.setdefault(column, cell)
    return found


def _column(cell: str) -> str:
    return fold(cell.strip().strip("\ufeff")).strip().replace(" ", "_")


def document(file: str, text: str) -> Any:
    """The JSON document. Raises ExportRefused with the line where it breaks."""
    try:
        return json.loads(text, parse_constant=lambda name: None)
    except json.JSONDecodeError as error:
        refuse(
            file,
            _("This JSON breaks here: it is cut, or was edited."),
            _("Export it again."),
            error.lineno,
        )
    except (RecursionError, ValueError):
        refuse(
            file, _("This JSON is not an export: it is nested too deep or holds absurd numbers.")
        )


def _from_json(file: str, text: str) -> Table:
    given = document(file, text)
    entries = given if isinstance(given, list) else [given]
    if len(entries) > MOST_ROWS:
        refuse(file, _("This file has more than 200,000 lines."))
    rows = [(n, flat(one)) for n, one in enumerate(entries, 1) if isinstance(one, dict)]
    columns = frozenset().union(*(row.keys() for _n, row in rows)) if rows else frozenset()
    heads = {
        _column(str(key)): str(key) for one in entries[:1] if isinstance(one, dict) for key in one
    }
    return Table(file, frozenset(columns), rows, heads)


def flat(given: Mapping[str, Any], before: str = "", depth: int = 0) -> dict[str, Any]:
    """Nested objects as Decidim's CSV names them: `{"title": {"fr": …}}` is `title/fr`."""
    found: dict[str, Any] = {}
    for key, value in given.items():
        name = f"{before}{_column(str(key))}"
        if isinstance(value, dict) and depth < 5:
            found |= flat(value, f"{name}/", depth + 1)
        elif isinstance(value, list):
            found[name] = ", ".join(_said(one) for one in value)
        else:
            found[name] = "" if value is None else str(value)
    return found


def _said(one: Any) -> str:
    if isinstance(one, dict):
        return str(one.get("fr") or next((v for v in one.values() if v), ""))
    return "" if one is None else str(one)
