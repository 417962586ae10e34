"""A request filed by a program, in somebody's name."""

import secrets
from collections.abc import Mapping
from typing import Any

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from parvis.accounts import actions as accounts
from parvis.cases import actions as cases
from parvis.cases.actions.attachments import FileRefused, add_file
from parvis.cases.actions.drafts import save_page, start_draft
from parvis.cases.models import Attachment, Case, Draft
from parvis.cases.queries import Party
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.directory.models import Unit

CHANNEL = "partner"


@transaction.atomic
def file_case(
    *,
    party: Party,
    unit: Unit,
    service: Installation,
    person: Mapping[str, str],
    answers: Mapping[str, Any],
    files: Mapping[str, "list[UploadedFile[Any]]"],
) -> Case:
    """Open a case for a person the program names, through the draft and checks of every channel.

    `files` by the path of their question. Raises InvalidInputs (paths begin with "answers." or
    "files."), NotAllowed, FunctionNotBound; then nothing is kept.
    """
    package = package_of(service.version_id)
    known = {one.id for one in package.form.all_fields() if one.type != "information"}
    said = [_("Nothing here has this name.")]
    unknown = {f"answers.{name}": said for name in answers if name not in known}
    unknown |= {f"files.{path}": said for path in files if path.split(".")[0] not in known}
    if unknown:
        raise cases.InvalidInputs(unknown)
    somebody = accounts.create_person(actor=party.actor, **person)  # type: ignore[arg-type]
    draft = start_draft(
        installation=service,
        visitor=secrets.token_hex(32),
        person=somebody,
        filed_by_unit=unit,
        channel=CHANNEL,
    )
    try:
        _give(draft, files)
        for page in package.form.pages:
            typed = {one.id: answers[one.id] for one in page.fields if one.id in answers}
            if typed:
                save_page(draft=draft, page_id=page.id, typed=typed)
        return cases.submit(draft=draft, person=somebody, party=party)
    except cases.InvalidInputs as refused:
        _forget_bytes(draft)
        errors = {f"answers.{path}": said for path, said in refused.errors.items()}
        raise cases.InvalidInputs(errors) from None
    except (FileRefused, cases.Refused):
        _forget_bytes(draft)
        raise


def _give(draft: Draft, files: "Mapping[str, list[UploadedFile[Any]]]") -> None:
    fields = {one.id: one for one in package_of(draft.version_id).form.all_fields()}
    for path, uploads in files.items():
        field = fields[path.split(".")[0]]
        inner = path.split(".")[-1]
        field = next((sub for sub in field.fields if sub.id == inner), field)
        for upload in uploads:
            add_file(draft_key=draft.pk, field=field, path=path, upload=upload)


def _forget_bytes(draft: Draft) -> None:
    """The rows go with the transaction."""
    for name in Attachment.objects.filter(draft_key=draft.pk).values_list(
        "storage_name", flat=True
    ):
        default_storage.delete(name)
