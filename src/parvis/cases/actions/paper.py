"""Forms on paper: printed, received, keyed in. A page that came in is never lost."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parvis.accounts.models import Account, Person
from parvis.cases.actions.attachments import FileRefused, add_file
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotAllowed
from parvis.cases.models import Attachment, Case, Channel, Draft, PaperForm
from parvis.cases.paper.codes import LENGTH, PREFIX, SCANS, Code, read_codes
from parvis.cases.queries.paper import arrival_of
from parvis.catalogue.definition import Field
from parvis.catalogue.models import Installation
from parvis.catalogue.queries import package_of
from parvis.core import clock, references
from parvis.directory.models import Unit
from parvis.journal import actions as journal

PAGES = Field(id="papier", type="files", accept=["image", "pdf"], max=20)


class TwoForms(FileRefused):
    """The pages bear the codes of two forms."""


@transaction.atomic
def printed(*, draft: Draft) -> PaperForm:
    """The form printed from a draft: the same reference each time."""
    known = PaperForm.objects.filter(draft_key=draft.pk).first()
    if known is not None:
        return known
    return PaperForm.objects.create(
        reference=references.new_reference(PREFIX, LENGTH),
        installation=draft.installation,
        version_number=draft.version.number,
        draft_key=draft.pk,
    )


def receive(
    *, uploads: Sequence["UploadedFile[Any]"], typed: str, unit: Unit, party: Party
) -> PaperForm:
    """Keep the pages of one form, and recognise it by its code, else by the reference `typed`.

    Pages of a form that came before join the others. Raises FileRefused: no page, wrong kind, or
    pages of two forms (TwoForms).
    """
    if not uploads:
        raise FileRefused(_("Choose the pages to add."))
    code = _recognised(uploads, typed)
    try:
        with transaction.atomic():
            return _kept(uploads, code, unit, party)
    except IntegrityError:  # two agents sent pages of one form at the same instant
        with transaction.atomic():
            return _kept(uploads, code, unit, party)


def _recognised(uploads: Sequence["UploadedFile[Any]"], typed: str) -> Code | None:
    found: dict[str, Code] = {}
    for upload in uploads:
        for code in read_codes(upload, str(upload.content_type)):
            found[code.reference] = code
        upload.seek(0)
    if len(found) > 1:
        raise TwoForms(
            _("These pages bear the codes of two forms (%s): send each form by itself.")
            % ", ".join(sorted(found))
        )
    if found:
        return next(iter(found.values()))
    reference = references.normalise(typed, LENGTH) if typed.strip() else ""
    if reference is None:
        raise FileRefused(_("This reference contains a mistake: copy it from under the code."))
    return Code("", "", reference) if reference else None


def _kept(
    uploads: Sequence["UploadedFile[Any]"], code: Code | None, unit: Unit, party: Party
) -> PaperForm:
    form = _known(code) or PaperForm(id=uuid4(), reference=code.reference if code else "")
    if code is not None and form.installation_id is None:
        form.installation = Installation.objects.filter(slug=code.slug).first()
        form.version_number = code.version
    if form.received_at is None:
        form.unit, form.received_at = unit, clock.now()
        form.received_by = party.actor.label[:200]
    form.save()
    case = Case.objects.filter(draft_key=form.draft_key).first() if form.draft_key else None
    for upload in uploads:
        add_file(
            draft_key=form.draft_key or form.pk, field=PAGES, path=SCANS, upload=upload, case=case
        )
    person = case.person_id if case else None
    journal.record(
        actor=party.actor,
        verb="cases.paper_received",
        about=case or form,
        person=str(person or ""),
        detail={"form": form.reference, "pages": len(uploads)},
    )
    return form


def _known(code: Code | None) -> PaperForm | None:
    if code is None:
        return None
    return PaperForm.objects.select_for_update().filter(reference=code.reference).first()


@transaction.atomic
def key_in(*, form: PaperForm, draft: Draft) -> None:
    """The draft takes the pages; the form is that of this draft from now on.

    Raises NotAllowed when another draft took it first.
    """
    held = PaperForm.objects.select_for_update().get(pk=form.pk)
    if held.draft_key not in {None, draft.pk}:
        raise NotAllowed
    held.draft_key = draft.pk
    held.installation = draft.installation
    held.save(update_fields=["draft_key", "installation"])
    Attachment.objects.filter(draft_key=held.pk).update(draft_key=draft.pk)


@transaction.atomic
def name_person(*, form: PaperForm, person: Person) -> None:
    """Say whose the draft is that a visitor had printed; one that has a person keeps it."""
    if form.draft_key is not None:
        Draft.objects.filter(pk=form.draft_key, person=None).update(person=person)


@transaction.atomic
def take_over(*, form: PaperForm, account: Account, unit: Unit, party: Party) -> Draft | None:
    """The draft the form was printed from passes to the desk, answers and person included: what
    came on paper is what the person sends. None when it is gone, or became a case.

    Raises NotAllowed when another unit has it, or the service does not take paper.
    """
    if form.draft_key is None:
        return None
    draft = Draft.objects.select_for_update().filter(pk=form.draft_key).first()
    if draft is None:
        return None
    if draft.filed_by_unit_id is not None:
        if draft.filed_by_unit_id != unit.pk:
            raise NotAllowed
        Draft.objects.filter(pk=draft.pk).update(account=account)
        return draft
    if Channel.POST not in package_of(draft.version_id).service.channels:
        raise NotAllowed
    draft.account, draft.visitor, draft.filed_by_unit = account, "", unit
    draft.channel = Channel.POST
    draft.save(update_fields=["account", "visitor", "filed_by_unit", "channel"])
    journal.record(
        actor=party.actor,
        verb="cases.paper_taken_over",
        about=form,
        person=str(draft.person_id or ""),
        detail={"form": form.reference},
    )
    return draft


@transaction.atomic
def say_arrival(*, draft: Draft, on: date, party: Party) -> None:
    """Keep the day on which the request came on paper, as its stamp says, and who said so: its
    clocks start there (code des relations entre le public et l'administration, art. L114-3,
    R112-5). The day its pages were kept needs no saying.

    Raises InvalidInputs: a day to come, or before the form could be filled in; NotAllowed: the
    draft is not a request on paper.
    """
    if draft.channel != Channel.POST or draft.filed_by_unit_id is None:
        raise NotAllowed
    known = arrival_of(draft)
    if not known.earliest <= on <= known.latest:
        raise InvalidInputs({"arrivee": [known.refusal]})
    if on == known.day:
        return
    forms = PaperForm.objects.select_for_update().filter(draft_key=draft.pk)
    form = forms.order_by("received_at", "pk").first() or PaperForm(
        draft_key=draft.pk, installation=draft.installation, unit=draft.filed_by_unit
    )
    form.arrived_on, form.arrived_said_by = on, party.actor.label[:200]
    form.save()
    journal.record(
        actor=party.actor,
        verb="cases.paper_dated",
        about=form,
        person=str(draft.person_id or ""),
        detail={"form": form.reference, "on": on.isoformat()},
    )
