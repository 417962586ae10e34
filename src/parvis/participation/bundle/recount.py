"""Counts a published bundle again, and says what differs from what was announced."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import zip_longest
from pathlib import Path

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from parvis.participation.bundle.merkle import Tree, leaf
from parvis.participation.bundle.publishing import (
    BALLOTS,
    MANIFEST,
    TRAITS,
    Line,
    Manifest,
    Results,
    Sealed,
    choices_of,
    results_of,
)
from parvis.participation.bundle.receipts import RECEIPTS
from parvis.participation.counting.ballot import Ballot, choices_in
from parvis.participation.counting.ballots import Ballots, BallotsRefused
from parvis.participation.counting.election import Election
from parvis.participation.counting.rules import CountsForEver
from parvis.participation.pabulib import as_units

MOST_BYTES = 1 << 30
_MANIFESTS = TypeAdapter(Manifest)
_SHOWN = 20


class BundleUnreadable(ValueError):
    """This is no bundle of a version known here; the message says what is missing or wrong."""


@dataclass
class Recount:
    """What was published, what counting it again gives, and every difference, in words."""

    manifest: Manifest
    choices: tuple[str, ...] = ()
    commitments: tuple[bytes, ...] = ()
    differences: list[str] = field(default_factory=list)
    ballots: Ballots | None = None
    results: Results | None = None

    @property
    def is_same(self) -> bool:
        return not self.differences and self.results is not None


def recount(path: Path) -> Recount:
    """Count a bundle, a folder or a zip, again. Raises BundleUnreadable."""
    files = _files(path)
    told = Recount(_manifest(files[MANIFEST]))
    lines = list(_lines(told, files[BALLOTS]))
    _compare_seals(
        told, BALLOTS, told.manifest.ballots, Tree([line.leaf for line in lines]), len(lines)
    )
    held = _commitments(files[RECEIPTS])
    tree = Tree([leaf(commitment) for commitment in held])
    _compare_seals(told, RECEIPTS, told.manifest.receipts, tree, len(held))
    if told.manifest.receipts.count != told.manifest.ballots.count:
        told.differences.append(_("There are not as many receipts as ballots."))
    if held != sorted(set(held)):
        told.differences.append(_("Receipts are not sorted, or one is there twice."))
    told.choices, told.commitments = tuple(line.choice for line in lines), tuple(held)
    _count(told, lines)
    return told


def _count(told: Recount, lines: list[Line]) -> None:
    election = told.manifest.election
    try:
        told.ballots = Ballots.of(election, ballots_in(election, lines))
        told.results = results_of(election, told.ballots)
    except BallotsRefused as refused:
        told.differences += [
            _("Ballot %(number)s breaks the rules of the vote: %(fault)s")
            % {"number": number, "fault": fault}
            for number, fault in list(refused.faults.items())[:_SHOWN]
        ]
    except CountsForEver as error:
        raise BundleUnreadable(str(error)) from error
    else:
        written = zip(choices_of(election, told.ballots), told.choices, strict=True)
        if any(ours != theirs for ours, theirs in written):
            told.differences.append(_("Some choices are not written as version 1 writes them."))
        told.differences += _result_differences(election, told.manifest.results, told.results)


def _files(path: Path) -> dict[str, bytes]:
    names = (MANIFEST, BALLOTS, RECEIPTS)
    try:
        if path.is_dir():
            return {
                name: _bounded(name, (path / name).stat().st_size, path / name) for name in names
            }
        with zipfile.ZipFile(path) as archive:
            for name in names:
                _bounded(name, archive.getinfo(name).file_size)
            return {name: archive.read(name) for name in names}
    except FileNotFoundError as error:
        missing = Path(error.filename or path).name
        raise BundleUnreadable(_("%(name)s is missing.") % {"name": missing}) from error
    except KeyError as error:
        missing = next(name for name in names if name in str(error))
        raise BundleUnreadable(_("%(name)s is missing.") % {"name": missing}) from error
    except zipfile.BadZipFile as error:
        words = _("%(name)s is no bundle: it is not a zip archive, or it came incomplete.")
        raise BundleUnreadable(words % {"name": path.name}) from error
    except (OSError, NotImplementedError, RuntimeError) as error:
        words = _("%(name)s cannot be read: %(why)s") % {"name": path.name, "why": error}
        raise BundleUnreadable(words) from error


def _bounded(name: str, size: int, path: Path | None = None) -> bytes:
    if size > MOST_BYTES:
        raise BundleUnreadable(_("%(name)s is too large to be part of a bundle.") % {"name": name})
    return path.read_bytes() if path else b""


def _manifest(data: bytes) -> Manifest:
    try:
        manifest = _MANIFESTS.validate_json(data, strict=True)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or MANIFEST
        words = _("bundle.json is not one of version 1: %(where)s: %(what)s")
        raise BundleUnreadable(words % {"where": where, "what": first["msg"]}) from error
    if manifest.as_json() != data:
        raise BundleUnreadable(
            _("bundle.json holds something that version 1 does not know, or was written anew.")
        )
    return manifest


def _lines(told: Recount, data: bytes) -> Iterator[Line]:
    """Published ballots; a line that does not fit its own check is a difference."""
    altered = 0
    try:
        rows = csv.reader(StringIO(data.decode(), newline=""), strict=True)
        if next(rows, None) != ["ballot", "choice", *TRAITS, "check"]:
            raise BundleUnreadable(_("The first line of ballots.csv is not that of version 1."))
        for number, row in enumerate(rows, 1):
            if len(row) != len(TRAITS) + 3:
                words = _("Line %(line)s of ballots.csv has not the right number of cells.")
                raise BundleUnreadable(words % {"line": rows.line_num})
            line = Line(row[1], tuple(row[2:-1]))
            if (row[0], row[-1]) != (str(number), line.check):
                altered += 1
                if altered <= _SHOWN:
                    words = _("Ballot %(number)s was altered: its check does not fit.")
                    told.differences.append(words % {"number": row[0][:20]})
            yield line
    except (UnicodeDecodeError, csv.Error) as error:
        words = _("%(name)s cannot be read: %(why)s") % {"name": BALLOTS, "why": error}
        raise BundleUnreadable(words) from error
    if altered > _SHOWN:
        told.differences.append(_("In all, %(number)s ballots were altered.") % {"number": altered})


def _commitments(data: bytes) -> list[bytes]:
    try:
        held = [bytes.fromhex(line) for line in data.decode("ascii").split()]
    except ValueError as error:
        words = _("%(name)s cannot be read: %(why)s") % {"name": RECEIPTS, "why": error}
        raise BundleUnreadable(words) from error
    return held


def _compare_seals(told: Recount, name: str, announced: Sealed, tree: Tree, many: int) -> None:
    if announced.count != many:
        words = _("%(name)s has %(found)s lines; %(announced)s were announced.")
        values = {"name": name, "found": many, "announced": announced.count}
        told.differences.append(words % values)
    if announced.root != tree.root.hex():
        words = _(
            "%(name)s is not the list that was sealed: its root is %(found)s, not %(announced)s."
        )
        values = {"name": name, "found": tree.root.hex()[:16], "announced": announced.root[:16]}
        told.differences.append(words % values)


def ballots_in(election: Election, lines: Iterable[Line]) -> Iterator[Ballot]:
    """Published lines as ballots, numbered as they are."""
    for number, line in enumerate(lines, 1):
        yield Ballot(
            str(number),
            choices_in(election, line.choice),
            dict(zip(TRAITS, line.traits, strict=True)),
        )


def _result_differences(election: Election, told: Results, found: Results) -> Iterator[str]:
    names = {
        project.id: f"{project.name or project.id} ({project.id})" for project in election.projects
    }
    announced = {award.project: award for award in told.awards}
    counted = {award.project: award for award in found.awards}
    for project in sorted(announced.keys() | counted.keys()):
        a, b = announced.get(project), counted.get(project)
        if a and not b:
            words = _("%(project)s was announced as funded; counting again, it is not.")
            yield words % {"project": names.get(project, project)}
        elif b and not a:
            words = _("%(project)s was not announced; counting again, it is funded.")
            yield words % {"project": names[project]}
        elif a and b and a.amount != b.amount:
            words = _(
                "%(project)s was announced with %(announced)s; counting again gives %(found)s."
            )
            yield words % {
                "project": names[project],
                "announced": as_units(a.amount),
                "found": as_units(b.amount),
            }
    for s, t in zip_longest(told.support, found.support):
        if s != t:
            words = _("Support of %(project)s: %(announced)s announced, %(found)s counted.")
            yield words % {
                "project": names[t.project] if t else s.project,
                "announced": f"{s.voters} ({s.points})" if s else "–",
                "found": f"{t.voters} ({t.points})" if t else "–",
            }
    if announced.keys() == counted.keys() and told.awards != found.awards:
        yield _("The order of the awards, or what is said to have made them, differs.")
    if (told.spent, told.grown) != (found.spent, found.grown):
        words = _("Spent: %(announced)s announced, %(found)s counted.")
        yield words % {"announced": as_units(told.spent), "found": as_units(found.spent)}
