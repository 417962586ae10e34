"""Tables that leave for spreadsheets: RFC 4180, by small pieces, and nothing in them is run."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

MARK: Final = b"\xef\xbb\xbf"
"""With it, spreadsheets know that a file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PIECE = 100


def guarded(text: str) -> str:
    """A cell that begins so is a formula to a spreadsheet: what somebody typed must not be run
    (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def csv_pieces(rows: Iterable[Sequence[str]], *, delimiter: str = ",") -> Iterator[bytes]:
    """UTF-8, a hundred rows at a time. Cells are written as they are: guard what people typed."""
    text = io.StringIO(newline="")
    table = csv.writer(text, delimiter=delimiter, lineterminator="\r\n")
    for number, row in enumerate(rows, 1):
        table.writerow(row)
        if number % _PIECE == 0:
            yield _taken(text)
    yield _taken(text)


def _taken(text: io.StringIO) -> bytes:
    said = text.getvalue().encode()
    text.seek(0)
    text.truncate()
    return said
