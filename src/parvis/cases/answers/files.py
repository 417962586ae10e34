"""Files given with an answer: how many, of what kind, how large."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.cases.answers.results import GivenFile
from parvis.catalogue.definition import Field

MEGABYTE = 1_000_000
DOCUMENTS = frozenset(
    {
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "text/plain",
    }
)


def is_accepted(field: Field, mime: str) -> bool:
    """Whether a file of this type may answer the question."""
    return (
        ("image" in field.accept and mime.startswith("image/"))
        or ("pdf" in field.accept and mime == "application/pdf")
        or ("document" in field.accept and mime in DOCUMENTS)
    )


def check_files(field: Field, files: Sequence[GivenFile]) -> list[str]:
    """What is wrong with the files given, in plain words."""
    wrong = [message for file in files if (message := check_file(field, file))]
    most = int(field.max) if field.max is not None else None
    least = int(field.min) if field.min is not None else 0
    if most is not None and len(files) > most:
        wrong.append(
            ngettext(
                "Keep %(count)d file only: remove the others.",
                "Keep %(count)d files at most: remove the others.",
                most,
            )
            % {"count": most}
        )
    if len(files) < least:
        wrong.append(
            ngettext("Add %(count)d file at least.", "Add %(count)d files at least.", least)
            % {"count": least}
        )
    return wrong


def check_file(field: Field, file: GivenFile) -> str:
    """What is wrong with one file, or ""."""
    if file.scan == "infected":
        return _("“%(name)s” is dangerous (virus): remove it.") % {"name": file.name}
    if not is_accepted(field, file.mime):
        return _("“%(name)s” is not of an accepted kind. Accepted: %(kinds)s.") % {
            "name": file.name,
            "kinds": kinds(field),
        }
    if file.size > field.max_megabytes * MEGABYTE:
        return _("“%(name)s” is too large: %(most)d MB at most.") % {
            "name": file.name,
            "most": field.max_megabytes,
        }
    return ""


def kinds(field: Field) -> str:
    """ "photo, PDF": what may be given, in words."""
    words = {"image": _("photo"), "pdf": _("PDF"), "document": _("text document")}
    return ", ".join(words[kind] for kind in field.accept)
