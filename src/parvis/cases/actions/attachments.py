"""Files people give: looked at, hashed, kept apart until scanned, erased with their request."""

from collections.abc import Iterable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parvis.cases.answers.files import check_file
from parvis.cases.models import Attachment, Case, Draft
from parvis.catalogue.definition import Field
from parvis.core import clock, files

MOST_FILES = 60
MESSAGE_FILE = Field(id="message", type="files", accept=["image", "pdf", "document"], max=5)
"""What may be joined to a message."""


class FileRefused(Exception):
    """The file cannot be kept; `str()` says what to do."""


@transaction.atomic
def add_file(
    *,
    draft_key: UUID,
    field: Field,
    path: str,
    upload: "UploadedFile[Any]",
    case: Case | None = None,
    key: UUID | None = None,
) -> Attachment:
    """Keep a file given with an answer, a message or a transition, after a look inside.

    `path`: the field's id, "group.0.field", or "" for a message. `key`: what it is to be called, by
    a sender who may send it again. Nobody opens it while a scanner has not passed. Raises
    FileRefused: wrong kind, too large, empty, too many.
    """
    try:
        seen = files.inspect(upload)
        content = files.without_metadata(upload, seen.mime)
        seen = seen if content is upload else files.inspect(content)
    except files.FileRefused as refused:
        raise FileRefused(str(refused)) from None
    made = Attachment(
        id=key or uuid4(),
        draft_key=draft_key,
        case=case,
        field=path,
        name=seen.name,
        mime=seen.mime,
        size=seen.size,
        sha256=seen.sha256,
        scan=Attachment.Scan.WAITING
        if files.scanner_is_configured()
        else Attachment.Scan.NOT_CONFIGURED,
        uploaded_at=clock.now(),
    )
    _refuse(field, made)
    # Two posts of one file (a button pressed twice) keep it once.
    again = _given(draft_key, path).filter(sha256=made.sha256, name=made.name).first()
    if again is not None:
        return again
    _refuse_too_many(field, draft_key, path)
    try:
        made.storage_name = default_storage.save(f"attachments/{draft_key}/{made.id}", content)
    except files.NoRoom:
        raise FileRefused(
            _(
                "There is no room left here for files just now: this one was not kept. What you "
                "wrote is. Please try again later, or tell us."
            )
        ) from None
    made.save(force_insert=True)
    if made.scan == Attachment.Scan.WAITING:
        files.ask_scan(made.storage_name, str(made.pk))
    return made


def join_to_message(*, case: Case, upload: "UploadedFile[Any]") -> Attachment:
    """Keep a file that goes with the message being written. Raises FileRefused."""
    return add_file(draft_key=case.draft_key, case=case, field=MESSAGE_FILE, path="", upload=upload)


def _refuse(field: Field, made: Attachment) -> None:
    wrong = check_file(field, made)
    if wrong:
        raise FileRefused(wrong)


def _given(draft_key: UUID, path: str) -> QuerySet[Attachment]:
    return Attachment.objects.filter(draft_key=draft_key, field=path, note=None)


def _refuse_too_many(field: Field, draft_key: UUID, path: str) -> None:
    given = _given(draft_key, path).count()
    if field.max is not None and given >= int(field.max):
        raise FileRefused(
            _("%(count)d files are the most here: remove one to add another.")
            % {"count": int(field.max)}
        )
    if Attachment.objects.filter(draft_key=draft_key).count() >= MOST_FILES:
        raise FileRefused(_("This request holds too many files: remove some first."))


@transaction.atomic
def remove_file(*, draft: Draft, attachment_id: UUID) -> None:
    """Take a file out of a draft; removing it twice changes nothing."""
    erase_files(Attachment.objects.filter(pk=attachment_id, draft_key=draft.pk, case=None))


def erase_files(attachments: QuerySet[Attachment]) -> None:
    """Delete rows, then bytes once the transaction stands."""
    names = list(attachments.values_list("storage_name", flat=True))
    attachments.delete()
    erase_bytes(names)


def erase_bytes(names: Iterable[str]) -> None:
    """Delete what is stored under these names, once the transaction stands."""
    transaction.on_commit(partial(_erase_bytes, list(names)))


def _erase_bytes(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)


@transaction.atomic
def forget_entry_files(*, draft_key: UUID, group: str, index: int) -> None:
    """The files of one entry of a group go; those of the entries after it follow their entry."""
    mine = Attachment.objects.filter(draft_key=draft_key, field__startswith=f"{group}.")
    for attachment in mine:
        number = int(attachment.field.split(".")[1])
        if number == index:
            erase_files(Attachment.objects.filter(pk=attachment.pk))
        elif number > index:
            rest = attachment.field.split(".", 2)[2]
            attachment.field = f"{group}.{number - 1}.{rest}"
            attachment.save(update_fields=["field"])


@transaction.atomic
def note_scan(*, attachment_id: UUID, threat: str) -> None:
    """What the scanner found. A dangerous file is erased; its line stays, to say why."""
    found = Attachment.objects.select_for_update().filter(
        pk=attachment_id, scan=Attachment.Scan.WAITING
    )
    for attachment in found:
        attachment.scan = Attachment.Scan.INFECTED if threat else Attachment.Scan.CLEAN
        attachment.save(update_fields=["scan"])
        if threat:
            transaction.on_commit(partial(_erase_bytes, [attachment.storage_name]))


def on_file_scanned(event: files.FileScanned) -> None:
    """Subscribed in `apps`. Keys that are not ours are somebody else's files."""
    try:
        key = UUID(event.key)
    except ValueError:
        return
    if not event.gone:
        note_scan(attachment_id=key, threat=event.threat)


@transaction.atomic
def give_to(*, attachment_ids: Iterable[Any], parcel: UUID, draft_key: UUID) -> None:
    """Files sent while the session was lost join the draft their sender was filling in."""
    Attachment.objects.filter(pk__in=list(attachment_ids), draft_key=parcel, case=None).update(
        draft_key=draft_key
    )
