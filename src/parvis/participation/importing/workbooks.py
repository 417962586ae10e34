"""Workbooks (.xlsx), as Decidim's administration writes them: the cells of the first sheet, nothing
else. A formula is never run: what was computed last is read, as text.

ECMA-376, part 1, §18.3 (cells), §18.4 (shared strings). Names of members are only compared, each is
read within the bounds of `opening`, and an entity or a document type refuses the file: nothing can
grow while it is parsed.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree import ElementTree

from django.utils.translation import gettext as _

_NS: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRINGS: Final = "xl/sharedStrings.xml"
_SHEET: Final = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
MOST_COLUMNS: Final = 500


class NoWorkbook(ValueError):
    """The message says why it cannot be read."""


def is_workbook(archive: zipfile.ZipFile) -> bool:
    return "[Content_Types].xml" in archive.namelist()


def lines_of(
    archive: zipfile.ZipFile, content: Callable[[zipfile.ZipInfo], bytes]
) -> Iterator[list[str]]:
    """Cells of each line, as text. `content` reads a member and refuses one that is too large.
    Raises NoWorkbook."""
    members = {one.filename: one for one in archive.infolist()}
    sheets = sorted((int(m[1]), name) for name in members if (m := _SHEET.fullmatch(name)))
    if not sheets:
        raise NoWorkbook(_("This workbook has no sheet."))
    shared: list[str] = []
    if _STRINGS in members:
        shared = [_words(one) for one in _parsed(content(members[_STRINGS])).iter(f"{_NS}si")]
    for row in _parsed(content(members[sheets[0][1]])).iter(f"{_NS}row"):
        yield _cells(row, shared)


def _parsed(data: bytes) -> ElementTree.Element:
    try:
        text = data.decode("utf-8-sig")
        if "<!DOCTYPE" in text or "<!ENTITY" in text:
            raise NoWorkbook(_("This workbook holds what none needs: it was made to do harm."))
        return ElementTree.fromstring(text)  # noqa: S314
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise NoWorkbook(_("This workbook is damaged.")) from error


def _words(held: ElementTree.Element) -> str:
    return "".join(one.text or "" for one in held.iter(f"{_NS}t"))


def _cells(row: ElementTree.Element, shared: list[str]) -> list[str]:
    found: list[str] = []
    for cell in row.iter(f"{_NS}c"):
        at = _column(cell.get("r", ""))
        at = len(found) if at is None else at
        if at >= MOST_COLUMNS:
            raise NoWorkbook(_("This workbook has more than 500 columns."))
        found += [""] * (at + 1 - len(found))
        found[at] = _value(cell, shared)
    return found


def _column(place: str) -> int | None:
    """0 for “A7”, 26 for “AA7”; None where it is not said."""
    letters = place.rstrip("0123456789")
    if not re.fullmatch(r"[A-Z]{1,3}", letters):
        return None
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - 64
    return at - 1


def _value(cell: ElementTree.Element, shared: list[str]) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _words(cell)
    held = cell.find(f"{_NS}v")
    text = (held.text or "") if held is not None else ""
    if kind == "s":
        is_known = text.isdecimal() and len(text) < 9 and int(text) < len(shared)
        return shared[int(text)] if is_known else ""
    if kind == "b":
        return "true" if text == "1" else "false"
    return text.removesuffix(".0")
