"""A package as a zip, in and out. Nothing is written to disk; sizes are counted while reading."""

import io
import re
import zipfile
from collections.abc import Mapping

from django.utils.translation import gettext as _

from parvis.workshop.written import Document, Unreadable

MOST_BYTES = 2_000_000
MOST_FILES = 30
MOST_IN_ONE = 1_000_000
MOST_OPENED = 4_000_000
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}\.(?:yml|md|txt)")
_KNOWN = re.compile(
    r"(?:service|form|process|scenarios|migrations|texts\.[a-z]{2})\.yml|.*\.(?:md|txt)"
)
_SYMLINK = 0o120000


class ImportRefused(Exception):
    """The files cannot become a project; the message, translated, says why."""


def files_in(data: bytes) -> dict[str, str]:
    """The files of a zipped package, by name; one folder around them is taken off.

    Raises ImportRefused.
    """
    if len(data) > MOST_BYTES:
        raise ImportRefused(_("This archive is larger than 2 MB: a package is a few short texts."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not (one.is_dir() or _is_noise(one))]
            found = _texts(archive, members)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise ImportRefused(_("This file is not a zip archive that can be read.")) from error
    return sound(found)


def sound(files: Mapping[str, str]) -> dict[str, str]:
    """The files, if they can be edited: a form and a service, in YAML. Raises ImportRefused."""
    if "service.yml" not in files:
        raise ImportRefused(_("There is no service.yml: this is not a service package."))
    for name, text in files.items():
        if len(text.encode()) > MOST_IN_ONE:
            raise ImportRefused(_("%(file)s is larger than 1 MB.") % {"file": name})
        if not name.endswith(".yml"):
            continue
        try:
            document = Document(text)
        except Unreadable as error:
            words = _("%(file)s cannot be read, line %(line)d: check indentation and quotes.")
            raise ImportRefused(words % {"file": name, "line": error.line}) from error
        if not isinstance(document.value, dict):
            raise ImportRefused(
                _("%(file)s is empty, or is not a package’s file.") % {"file": name}
            )
    return dict(files)


def zipped(files: Mapping[str, str], folder: str) -> bytes:
    """The same files always make the same bytes."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(f"{folder}/{name}", (1980, 1, 1, 0, 0, 0))
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o644 << 16
            archive.writestr(member, files[name].encode())
    return made.getvalue()


def _texts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> dict[str, str]:
    if len(members) > MOST_FILES:
        raise ImportRefused(_("This archive holds too many files to be a package."))
    if len({one.filename.rpartition("/")[0] for one in members if _name(one)}) > 1:
        raise ImportRefused(_("This archive has several folders: put one package in it, alone."))
    found: dict[str, str] = {}
    for one in members:
        name = _name(one)
        if name in found:
            raise ImportRefused(_("“%(file)s” is twice in this archive.") % {"file": name})
        found[name] = _text(archive, one)
        if sum(map(len, found.values())) > MOST_OPENED:
            raise ImportRefused(_("This archive is larger than 4 MB once opened."))
    return found


def _is_noise(member: zipfile.ZipInfo) -> bool:
    """What systems add to archives by themselves."""
    return member.filename.startswith("__MACOSX/") or member.filename.endswith(".DS_Store")


def _name(member: zipfile.ZipInfo) -> str:
    parts = member.filename.split("/")
    refused = (
        len(parts) > 2
        or ".." in parts
        or member.filename.startswith("/")
        or "\\" in member.filename
        or (member.external_attr >> 16) & 0o170000 == _SYMLINK
        or not _NAME.fullmatch(parts[-1])
    )
    if refused:
        words = _(
            "“%(file)s” has no place in a package: only .yml, .md and .txt files, in one folder."
        )
        raise ImportRefused(words % {"file": member.filename[:80]})
    if not _KNOWN.fullmatch(parts[-1]):
        words = _("“%(file)s” is not a file of a package: a misspelt name would be ignored.")
        raise ImportRefused(words % {"file": parts[-1]})
    return parts[-1]


def _text(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> str:
    # What the archive says of its sizes may be a lie: read no more than is allowed.
    with archive.open(member) as opened:
        data = opened.read(MOST_IN_ONE + 1)
    if len(data) > MOST_IN_ONE:
        raise ImportRefused(_("%(file)s is larger than 1 MB.") % {"file": member.filename[:80]})
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ImportRefused(
            _("%(file)s is not written in UTF-8.") % {"file": member.filename[:80]}
        ) from error
