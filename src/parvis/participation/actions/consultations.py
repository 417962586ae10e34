"""Organisers set up a consultation, publish it, and change it as long as its rules are not settled.

Whether the agent may is for the caller (`rules.may_organise`); what nobody may is refused here.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from parvis.core import clock, files
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.participation.actions.noting import note
from parvis.participation.models import Consultation, Document, Phase, Workshop
from parvis.participation.queries.consultations import forget_published
from parvis.participation.rules.phase_rules import PhaseRules, rules_of
from parvis.territory.models import Area


class RulesSettled(Refused):
    """A phase has opened: people took part under these rules."""

    message = _(
        "This phase has opened: its rules and its beginning cannot change any more. Only its end"
        " may be put off. Your attempt was noted in the journal."
    )


class NotReady(Refused):
    """Something is missing before it can be published."""

    message = _("Add at least one phase, then publish.")


class WrongDates(Refused):
    message = _("A phase ends after it begins.")


class WrongEdition(Refused):
    message = _("An edition cannot come before itself.")


class Told(TypedDict, total=False):
    """What a consultation says of itself."""

    title: str
    summary: str
    topic: str
    openness: str
    themes: list[str]
    edition_before: Consultation | None


@transaction.atomic
def create_consultation(
    *,
    actor: Actor,
    lead: Unit,
    areas: Sequence[Area],
    with_units: Sequence[Unit] = (),
    slug: str = "",
    **told: Unpack[Told],
) -> Consultation:
    """A draft that only its organisers see: `lead` answers for it, `with_units` (of any
    institution, association or school) organise it too."""
    made = Consultation.objects.create(
        slug=slug or _free_slug(told["title"]), lead=lead, created_at=clock.now(), **told
    )
    made.organisers.set({lead, *with_units})
    made.areas.set(areas)
    note(actor, made, "created")
    return made


@transaction.atomic
def edit_consultation(
    *,
    actor: Actor,
    consultation: Consultation,
    areas: Sequence[Area] | None = None,
    with_units: Sequence[Unit] | None = None,
    **told: Unpack[Told],
) -> Consultation:
    """Change its words, and until it is published who may take part and where.

    Raises RulesSettled, WrongEdition.
    """
    found = _locked(consultation)
    _refuse_circles(found, told.get("edition_before"))
    moved = areas is not None and {one.pk for one in areas} != set(_keys(found.areas))
    opened = told.get("openness", found.openness) != found.openness
    if found.published_at is not None and (moved or opened):
        raise RulesSettled(_("It is published: who may take part cannot change any more."))
    for name, value in told.items():
        setattr(found, name, value)
    found.save()
    if areas is not None:
        found.areas.set(areas)
    if with_units is not None:
        found.organisers.set({found.lead, *with_units})
    note(actor, found, "edited")
    return found


def _refuse_circles(found: Consultation, before: Consultation | None) -> None:
    key = before.pk if before else None
    while key is not None:
        if key == found.pk:
            raise WrongEdition
        seen = Consultation.objects.filter(pk=key)
        key = seen.values_list("edition_before", flat=True).first()


@transaction.atomic
def publish(*, actor: Actor, consultation: Consultation) -> Consultation:
    """Everybody sees it from now on; once published it stays so. Raises NotReady."""
    found = _locked(consultation)
    if found.published_at is None:
        if not found.phases.exists():
            raise NotReady
        found.published_at = clock.now()
        found.save(update_fields=["published_at"])
        note(actor, found, "published")
        transaction.on_commit(forget_published)
    return found


@transaction.atomic
def add_phase(
    *,
    actor: Actor,
    consultation: Consultation,
    kind: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    rules: PhaseRules,
    text: str = "",
) -> Phase:
    """Raises WrongDates."""
    _check(opens_at, closes_at)
    made = Phase.objects.create(
        consultation=consultation,
        kind=kind,
        title=title,
        text=text,
        opens_at=opens_at,
        closes_at=closes_at,
        rules=rules.written(),
    )
    note(actor, consultation, "phase_added", what=title)
    return made


def change_phase(
    *,
    actor: Actor,
    phase: Phase,
    kind: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    rules: PhaseRules,
    text: str = "",
) -> Phase:
    """Change a phase; once it has opened, only its words, and its end to a later one.

    Raises WrongDates, and RulesSettled after having noted the attempt in the journal, which stays.
    """
    _check(opens_at, closes_at)
    with transaction.atomic():
        found = Phase.objects.select_for_update().select_related("consultation").get(pk=phase.pk)
        settled = (
            found.has_opened
            and found.consultation.published_at is not None
            and (
                (rules, kind, opens_at) != (rules_of(found), found.kind, found.opens_at)
                or closes_at < found.closes_at
            )
        )
        verb = "rules_kept" if settled else "phase_changed"
        detail = {"before": found.rules, "asked": rules.written()}
        note(actor, found.consultation, verb, what=found.title, **detail)
        if not settled:
            found.kind, found.title, found.text = kind, title, text
            found.opens_at, found.closes_at, found.rules = opens_at, closes_at, rules.written()
            found.save()
    if settled:
        raise RulesSettled
    return found


@transaction.atomic
def add_document(
    *,
    actor: Actor,
    consultation: Consultation,
    title: str,
    text: str = "",
    upload: "UploadedFile[Any] | None" = None,
    workshop: Workshop | None = None,
) -> Document:
    """A text, or a file that everybody may read; `workshop`: material of that one of its
    workshops. Raises `core.files.FileRefused`."""
    made = Document(
        consultation=consultation,
        workshop=workshop,
        title=title,
        text=text,
        added_at=clock.now(),
    )
    if upload is not None:
        seen = files.inspect(upload)
        content = files.without_metadata(upload, seen.mime)
        made.name, made.mime, made.size = seen.name, seen.mime, content.size or seen.size
        made.storage_name = default_storage.save(f"consultations/{uuid4()}", content)
    made.save()
    note(actor, consultation, "edited", what=title)
    return made


@transaction.atomic
def remove_document(*, actor: Actor, document: Document) -> None:
    """Take it away; its file goes once the transaction stands."""
    name = document.storage_name
    note(actor, document.consultation, "edited", what=document.title)
    document.delete()
    if name:
        transaction.on_commit(lambda: default_storage.delete(name))


def _check(opens_at: datetime, closes_at: datetime) -> None:
    if closes_at <= opens_at:
        raise WrongDates


def _locked(consultation: Consultation) -> Consultation:
    locked = Consultation.objects.select_for_update(of=("self",)).select_related("lead")
    return locked.get(pk=consultation.pk)


def _keys(related: Any) -> list[int]:
    return list(related.values_list("pk", flat=True))


def _free_slug(title: str) -> str:
    stem = slugify(title)[:70].strip("-") or "concertation"
    taken = set(Consultation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    free = (f"{stem}-{number}" if number > 1 else stem for number in range(1, len(taken) + 2))
    return next(slug for slug in free if slug not in taken)
