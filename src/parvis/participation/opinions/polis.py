"""Reads and writes the CSV exports of Pol.is: `comments.csv` and `votes.csv`.

Columns as in github.com/compdemocracy/openData: a vote is 1 agree, -1 disagree, 0 pass; a comment
is moderated 1 kept, -1 taken out, 0 not looked at. Times are milliseconds since 1970.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from typing import TypeVar

from django.utils.translation import gettext as _

COMMENTS = (
    "timestamp", "datetime", "comment-id", "author-id", "agrees", "disagrees", "moderated",
    "comment-body",
)  # fmt: skip
VOTES = ("timestamp", "datetime", "comment-id", "voter-id", "vote")
LONGEST, MOST_FAULTS = 1_000, 20
T = TypeVar("T")


@dataclass(frozen=True)
class Comment:
    """A statement. `moderated`: 1 kept, -1 taken out, 0 not looked at."""

    id: int
    author: int
    body: str
    moderated: int = 0
    said_at: datetime | None = None


@dataclass(frozen=True)
class Vote:
    comment: int
    voter: int
    vote: int
    said_at: datetime | None = None


class PolisRefused(ValueError):
    """The file is no such export; `faults` say at which lines and why, the first twenty of them."""

    def __init__(self, faults: Iterable[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(self.faults))


def read_comments(text: str) -> tuple[Comment, ...]:
    """Raises PolisRefused."""
    return _read(text, ("comment-id", "author-id", "comment-body"), _comment)


def read_votes(text: str) -> tuple[Vote, ...]:
    """The last vote of each person on each comment, as Pol.is counts. Raises PolisRefused."""
    last: dict[tuple[int, int], Vote] = {}
    for vote in _read(text, ("comment-id", "voter-id", "vote"), _vote):
        known = last.get((vote.voter, vote.comment))
        if (
            known is None
            or known.said_at is None
            or vote.said_at is None
            or (vote.said_at >= known.said_at)
        ):
            last[vote.voter, vote.comment] = vote
    return tuple(last.values())


def write_comments(comments: Iterable[Comment], votes: Iterable[Vote]) -> str:
    """With the agreements and disagreements counted from the votes."""
    told: dict[tuple[int, int], int] = {}
    for vote in votes:
        told[vote.comment, vote.vote] = told.get((vote.comment, vote.vote), 0) + 1
    return _written(
        COMMENTS,
        (
            (*_times(one.said_at), one.id, one.author, told.get((one.id, 1), 0),
             told.get((one.id, -1), 0), one.moderated, _safe(one.body))
            for one in comments
        ),
    )  # fmt: skip


def write_votes(votes: Iterable[Vote]) -> str:
    rows = ((*_times(one.said_at), one.comment, one.voter, one.vote) for one in votes)
    return _written(VOTES, rows)


def _read(text: str, needed: tuple[str, ...], made: Callable[[dict[str, str]], T]) -> tuple[T, ...]:
    faults: list[str] = []
    found = []
    rows = csv.DictReader(StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        missing = [name for name in needed if name not in (rows.fieldnames or ())]
        if missing:
            raise PolisRefused(
                [
                    _("This is no export of Pol.is: the first line lacks %(names)s.")
                    % {"names": ", ".join(missing)}
                ]
            )
        for line, row in _numbered(rows):
            try:
                found.append(made(row))
            except ValueError as fault:
                faults.append(_("Line %(line)s: %(why)s") % {"line": line, "why": fault})
                if len(faults) == MOST_FAULTS:
                    break
    except csv.Error:
        faults.append(
            _("Line %(line)s: quotation marks do not end. Export the file again.")
            % {"line": rows.line_num}
        )
    if faults:
        raise PolisRefused(faults)
    return tuple(found)


def _numbered(rows: "csv.DictReader[str]") -> Iterator[tuple[int, dict[str, str]]]:
    for row in rows:
        yield rows.line_num, {name: value or "" for name, value in row.items() if name}


def _comment(row: dict[str, str]) -> Comment:
    body = row["comment-body"].strip()
    if body.startswith("'") and body[1:2] in "=+-@":
        body = body[1:]
    if not body or len(body) > LONGEST:
        raise ValueError(_("a statement has 1 to %(number)s characters.") % {"number": LONGEST})
    return Comment(
        _whole(row["comment-id"]),
        _whole(row["author-id"]),
        body,
        _one_of(row.get("moderated") or "0"),
        _time(row.get("timestamp", "")),
    )


def _vote(row: dict[str, str]) -> Vote:
    return Vote(
        _whole(row["comment-id"]),
        _whole(row["voter-id"]),
        _one_of(row["vote"]),
        _time(row.get("timestamp", "")),
    )


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise ValueError(_("“%(text)s” is not a number of Pol.is.") % {"text": text[:40]})
    return int(text)


def _one_of(text: str) -> int:
    if text not in ("-1", "0", "1"):
        raise ValueError(_("“%(text)s” is not -1, 0 or 1.") % {"text": text[:40]})
    return int(text)


def _time(text: str) -> datetime | None:
    """Milliseconds; older exports count seconds."""
    if not (text.isascii() and text.isdigit() and len(text) < 14):
        return None
    seconds = int(text) / 1000 if len(text) > 11 else int(text)
    return datetime.fromtimestamp(seconds, UTC)


def _times(said_at: datetime | None) -> tuple[str, str]:
    if said_at is None:
        return "", ""
    return str(int(said_at.timestamp() * 1000)), said_at.strftime("%a %b %d %H:%M:%S %Z %Y")


def _safe(body: str) -> str:
    """A spreadsheet takes no statement for a formula (OWASP, "CSV Injection")."""
    return f"'{body}" if body[:1] in "=+-@" else body


def _written(names: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> str:
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    writer.writerows(rows)
    return out.getvalue()
