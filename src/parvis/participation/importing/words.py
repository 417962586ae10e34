"""Cells as values: texts without markup, whole numbers, instants, places."""

import math
import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.core import clock

LONGEST: Final = 20_000
_SILENT: Final = frozenset({"script", "style", "template", "noscript", "svg", "iframe", "object"})
_BLOCKS: Final = frozenset(
    {"p", "div", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "section"}
)
_MARKUP = re.compile(r"<[a-zA-Z!/?]|&[#a-zA-Z0-9]{2,10};")
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\n{3,}")
_RUBY = re.compile(r'"(?P<key>[\w-]+)"\s*=>\s*"(?P<value>(?:[^"\\]|\\.)*)"')
_EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
_LAST_YEAR: Final = 2100
_YES: Final = frozenset({"true", "1", "yes", "oui", "si", "sí", "t"})


class BadCell(ValueError):
    """The message says what the cell should hold."""


class _Reader(HTMLParser):
    """Keeps the words; what runs, or hides, is dropped with what it holds."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _SILENT:
            self.silent += 1
        elif tag == "li":
            self.said.append("\n- ")
        elif tag in ("br", "tr"):
            self.said.append("\n")
        elif tag in _BLOCKS:
            self.said.append("\n\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in _BLOCKS:
            self.said.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.said.append(data)


def plain(given: object, most: int = LONGEST) -> str:
    """The words of a text that may be HTML: no markup, nothing that runs, no control character, no
    sign that turns the direction of writing. Cut at `most` characters."""
    text = str(given or "")
    if _MARKUP.search(text):
        reader = _Reader()
        reader.feed(text)
        reader.close()
        text = "".join(reader.said)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    kept = (c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    text = _SPACES.sub(" ", unicodedata.normalize("NFC", "".join(kept)))
    text = _LINES.sub("\n\n", "\n".join(line.strip() for line in text.split("\n"))).strip()
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def line(given: object, most: int) -> str:
    """`plain`, on one line."""
    return plain(" ".join(plain(given).split()), most)


def whole(given: object) -> int | None:
    """None for an empty cell. Raises BadCell."""
    text = re.sub(r"[\s\u202f\u00a0]", "", str(given if given is not None else ""))
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}(?:[.,]0+)?", text):
        raise BadCell(_("“%(given)s” is not a whole number.") % {"given": text[:40]})
    return int(re.split(r"[.,]", text)[0])


def euros(given: object) -> int | None:
    """In cents; None for an empty cell. Raises BadCell."""
    text = re.sub(r"[\s\u202f\u00a0€]", "", str(given if given is not None else ""))
    if not text:
        return None
    if not re.fullmatch(r"\d{1,12}(?:[.,]\d{1,2})?", text):
        raise BadCell(_("“%(given)s” is not an amount in euros.") % {"given": text[:40]})
    units, _dot, cents = text.replace(",", ".").partition(".")
    return int(units) * 100 + int((cents or "0").ljust(2, "0"))


def degrees(given: object, most: float) -> float | None:
    """A coordinate between `-most` and `most`; None for an empty cell. Raises BadCell."""
    text = str(given if given is not None else "").strip().replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and abs(value) <= most):
        raise BadCell(_("“%(given)s” is not a coordinate.") % {"given": text[:40]})
    return value


def instant(given: object) -> datetime | None:
    """ISO 8601, as Ruby writes it, or day/month/year; None for an empty cell. Raises BadCell for a
    day that does not exist, is before 2000 or has not come."""
    text = str(given if given is not None else "").strip()
    if not text:
        return None
    found = _instant(re.sub(r"\s*UTC$", "+00:00", text))
    if found is None or not _EARLIEST <= found <= clock.now() + timedelta(days=1):
        raise BadCell(_("“%(given)s” is not a date that can be.") % {"given": text[:40]})
    return found


def day(given: object) -> date | None:
    """As `instant`, in the town's time; it may be to come, until 2100."""
    text = str(given if given is not None else "").strip()
    if not text:
        return None
    found = _instant(re.sub(r"\s*UTC$", "+00:00", text))
    if found is None or not _EARLIEST.year <= found.year <= _LAST_YEAR:
        raise BadCell(_("“%(given)s” is not a date that can be.") % {"given": text[:40]})
    return found.astimezone(clock.PARIS).date()


def _instant(text: str) -> datetime | None:
    iso = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    for read in (_by_number, datetime.fromisoformat, _by_day):
        try:
            found = read(iso)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None


def _by_number(text: str) -> datetime:
    """As workbooks hold it: days since the end of 1899, without a zone."""
    if not re.fullmatch(r"[3-7]\d{4}(?:\.\d+)?", text):
        raise ValueError(text)
    found = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=float(text))
    return found.replace(microsecond=0)


def _by_day(text: str) -> datetime:
    return datetime.strptime(text[:10], "%d/%m/%Y").replace(tzinfo=clock.PARIS)


def is_yes(given: object) -> bool:
    return str(given).strip().lower() in _YES


def address(given: object) -> str:
    """A web address, without what could run; else empty."""
    text = str(given or "").strip()
    return text if re.fullmatch(r"https?://[^\s<>\"']{3,280}", text) else ""


def told(cells: Mapping[str, Any], name: str) -> tuple[str, str]:
    """The words of `name`, and their language ("" when it is not said): `name/fr` first, then
    `name`, then any other language; machine translations last of all."""
    if given := cells.get(f"{name}/fr"):
        return str(given), "fr"
    if given := cells.get(name):
        hashed = {m["key"]: m["value"] for m in _RUBY.finditer(str(given))}
        if hashed:
            key = "fr" if hashed.get("fr") else next(iter(hashed))
            return hashed[key], key
        return str(given), ""
    others = [key for key in cells if key.startswith(f"{name}/") and cells[key]]
    others.sort(key=lambda key: ("machine_translations" in key, not key.endswith("/fr")))
    return (str(cells[others[0]]), others[0].rpartition("/")[2]) if others else ("", "")
