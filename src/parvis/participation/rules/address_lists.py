"""Lists of addresses as a mayor's office keeps them: a CSV file, read whole or refused.

A file that is something else, or that hides something (formulas, control characters), is refused
with its first wrong line.
"""

import csv
import io
import random
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from django.utils.translation import gettext as _

from parvis.core.refusals import Refused
from parvis.core.text import fold
from parvis.participation.rules.quotas import Gap

MOST_BYTES: Final = 5_000_000
MOST_LINES: Final = 50_000
LONGEST: Final = 100
_COLUMNS: Final = {
    "name": ("nom", "nom de famille", "nom de naissance", "name"),
    "given": ("prenom", "prenoms", "given names"),
    "title": ("civilite", "title"),
    "line": ("adresse", "adresse 1", "numero et rue", "voie", "address"),
    "extra": ("complement", "complement d'adresse", "adresse 2", "extra"),
    "postal_code": ("code postal", "cp", "postal code"),
    "town": ("commune", "ville", "town"),
}
_CHANCE: Final = random.SystemRandom().random
_NEEDED: Final = ("name", "line", "postal_code", "town")


class WrongAddresses(Refused):
    """The message names the line and what to do."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """`lines`: as the letter bears them; `facts`: what the list says of the strata."""

    lines: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def same(self) -> str:
        """Alike for the same person at the same address, however it is typed."""
        return fold(" ".join(self.lines))


@dataclass(frozen=True, slots=True)
class Addresses:
    recipients: list[Recipient]
    ignored: list[str]


def read_addresses(content: bytes, strata: Iterable[Mapping[str, Any]] = ()) -> Addresses:
    """Each address once. A column named as one of the `strata` says who lives there; any other
    that is not an address is ignored. Raises WrongAddresses."""
    rows = _rows(_text(content))
    head, width = [fold(one).replace("_", " ") for one in rows[0]], len(rows[0])
    columns = {key: _place(head, names) for key, names in _COLUMNS.items()}
    missing = [_COLUMNS[key][0] for key in _NEEDED if columns[key] is None]
    if missing:
        raise WrongAddresses(
            _("The first line must name the columns; these are missing: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    known = {stratum["key"]: (_place(head, _names(stratum)), stratum) for stratum in strata}
    used = {*columns.values(), *(place for place, _stratum in known.values())}
    found: dict[str, Recipient] = {}
    for number, row in enumerate(rows[1:], 2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            raise WrongAddresses(
                _("Line %(line)d has %(there)d cells, the first line has %(width)d.")
                % {"line": number, "there": len(row), "width": width}
            )
        cells = [_cell(cell, number) for cell in row]
        one = _recipient(cells, columns, number, known)
        found.setdefault(one.same, one)
    if not found:
        raise WrongAddresses(_("There is no address in this file."))
    ignored = [name for place, name in enumerate(rows[0]) if place not in used]
    return Addresses(list(found.values()), ignored)


def _text(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise WrongAddresses(_("This file is too large: 5 MB at most."))
    if content[:2] == b"PK" or b"\0" in content:
        raise WrongAddresses(_("This is no text file: in your spreadsheet, save the list as CSV."))
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongAddresses(_("This is no text file: in your spreadsheet, save the list as CSV."))


def _rows(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    cut = max(";,\t", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=cut, strict=True))
    except csv.Error as error:
        raise WrongAddresses(
            _("This file is no well-formed CSV: a quotation mark is left open, say.")
        ) from error
    if not rows or not first.strip():
        raise WrongAddresses(_("There is no address in this file."))
    if len(rows) > MOST_LINES:
        raise WrongAddresses(_("%(most)d addresses at most in a file.") % {"most": MOST_LINES})
    return rows


def _place(head: Sequence[str], names: Iterable[str]) -> int | None:
    found = [place for place, one in enumerate(head) if one in names]
    if len(found) > 1:
        raise WrongAddresses(_("The column “%(name)s” is there twice.") % {"name": head[found[0]]})
    return found[0] if found else None


def _names(told: Mapping[str, Any]) -> set[str]:
    return {fold(told["key"]), *(fold(label) for label in told["label"].values())}


def _cell(cell: str, number: int) -> str:
    text = cell.strip()
    if text[:1] in {"=", "+", "@"}:
        raise WrongAddresses(
            _("Line %(line)d holds a formula, which no address does: “%(cell)s”.")
            % {"line": number, "cell": text[:30]}
        )
    if any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Co"} for one in text):
        raise WrongAddresses(
            _("Line %(line)d holds characters that nobody can see.") % {"line": number}
        )
    if len(text) > LONGEST:
        raise WrongAddresses(
            _("Line %(line)d: a cell is longer than %(most)d characters.")
            % {"line": number, "most": LONGEST}
        )
    return text


def _recipient(
    cells: Sequence[str],
    columns: Mapping[str, int | None],
    number: int,
    known: Mapping[str, tuple[int | None, Mapping[str, Any]]],
) -> Recipient:
    told = {key: "" if place is None else cells[place] for key, place in columns.items()}
    code = told["postal_code"].zfill(5) if told["postal_code"].isascii() else ""
    if len(code) != 5 or not code.isdigit() or not all(told[key] for key in _NEEDED):
        raise WrongAddresses(
            _("Line %(line)d: a name, an address, a postal code of five digits and a town.")
            % {"line": number}
        )
    name = " ".join(filter(None, (told["title"], told["given"], told["name"])))
    lines = (name, told["extra"], told["line"], f"{code} {told['town'].upper()}")
    facts = {
        key: _value(cells[place], stratum, number)
        for key, (place, stratum) in known.items()
        if place is not None and cells[place]
    }
    return Recipient(tuple(filter(None, lines)), facts)


def _value(cell: str, stratum: Mapping[str, Any], number: int) -> str:
    for value in stratum["values"]:
        if fold(cell) in _names(value):
            return str(value["key"])
    raise WrongAddresses(
        _("Line %(line)d: “%(cell)s” is not a value of this panel.")
        % {"line": number, "cell": cell[:40]}
    )


def wave(
    recipients: Sequence[Recipient],
    gaps: Iterable[tuple[Mapping[str, Any], list[Gap]]],
    count: int,
    draw: Callable[[], float] = _CHANCE,
) -> list[Recipient]:
    """Whom to write to first: `count` of them by lot, those of whom volunteers lack with a chance
    as much greater as they lack (their share of the population over that of volunteers)."""
    owed = {
        (stratum["key"], value["key"]): _owed(gap)
        for stratum, rows in gaps
        for value, gap in zip_longest(stratum["values"], rows)
    }

    def key(one: Recipient) -> float:
        weight = 1.0
        for fact in one.facts.items():
            weight *= owed.get(fact, 1.0)
        return float(draw() ** (1 / weight))

    return sorted(recipients, key=key, reverse=True)[:count]


def _owed(gap: Gap) -> float:
    if not gap.of:
        return 1.0
    return min(10.0, max(0.1, gap.share / max(gap.part, 0.01)))
