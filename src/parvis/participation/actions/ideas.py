"""Writing an idea: draft, photo, sending, new wordings, withdrawing."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypedDict, Unpack
from uuid import uuid4

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from parvis.core import clock, files
from parvis.core.files import FileScanned
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.participation.actions.index import index, unindex
from parvis.participation.actions.moderation import hold
from parvis.participation.actions.taking_part import NotAllowed
from parvis.participation.models import (
    Act,
    Authorship,
    Idea,
    Participant,
    Phase,
    Version,
    Workshop,
)
from parvis.participation.queries.ideas import authors_of
from parvis.participation.rules.ideas import SHORT_WHILE, Signal, may_write, signals
from parvis.participation.rules.phase_rules import rules_of
from parvis.participation.rules.taking_part import may
from parvis.territory.models import Area

State = Idea.State
PHOTOS = ("image/jpeg", "image/png", "image/webp")


class NotYours(Refused):
    message = _("Only its authors change an idea, as long as it stands by itself.")


class TooMany(Refused):
    message = _("You gave as many ideas as this phase lets each person give.")


class NotAPhoto(Refused):
    message = _("Give a photo: JPEG, PNG or WebP.")


class Written(TypedDict, total=False):
    """What its authors say of an idea."""

    title: str
    text: str
    theme: str
    commune: Area | None
    place: str
    latitude: float | None
    longitude: float | None
    cost_cents: int | None
    photo_alt: str
    entered_for: str
    entered_by: Unit | None
    workshop: Workshop | None


@transaction.atomic
def begin_idea(*, phase: Phase, author: Participant, **written: Unpack[Written]) -> Idea:
    """A draft that only its author sees. `author` may propose there (`taking_part.joined_to`)."""
    idea = Idea.objects.create(
        consultation=phase.consultation,
        phase=phase,
        author=author,
        created_at=clock.now(),
        **written,
    )
    Authorship.objects.create(
        idea=idea, participant=author, state=Authorship.State.AGREED, at=clock.now()
    )
    keep_wording(idea, author.pk)
    return idea


@transaction.atomic
def send_idea(*, idea: Idea, by: Participant, also: Sequence[Signal] = ()) -> Idea:
    """Publish a draft, or hold it for a moderator where its phase, a sign of abuse, or the caller
    (`also`) asks so; its authors are told which. Sent twice, it is sent once. Raises NotYours,
    TooMany, NotAllowed."""
    found = _own(idea, by)
    if found.state != State.DRAFT:
        return found
    verdict = may(by, found.phase, Act.PROPOSE)
    if not verdict.ok:
        raise NotAllowed(verdict.why)
    _refuse_too_many(found, by)
    why = [*also, *_reasons_to_read(found, by)]
    found.state = State.HELD if why else State.SHOWN
    found.published_at = clock.now()
    found.save(update_fields=["state", "published_at"])
    if why:
        hold(idea=found, why=why, at=found.published_at)
    else:
        index(found)
    return found


@transaction.atomic
def change_idea(*, idea: Idea, by: Participant, **written: Unpack[Written]) -> Idea:
    """New words are a new wording; the former ones stay to be read. Supports stay too.

    Raises NotYours.
    """
    found = _own(idea, by)
    before = (found.title, found.text)
    for name, value in written.items():
        setattr(found, name, value)
    if before != (found.title, found.text) and found.state != State.DRAFT:
        found.versions += 1
        found.save()
        keep_wording(found, by.pk)
    else:
        found.save()
        Version.objects.filter(idea=found, number=found.versions).update(
            title=found.title, text=found.text
        )
    if found.state == State.SHOWN:
        _read_again(found, by)
    return found


def _read_again(idea: Idea, by: Participant) -> None:
    """What could not have been sent at once does not come in by a change either."""
    asks = signals(f"{idea.title}\n{idea.text}", sent_lately=0, said_lately=())
    if asks:
        idea.state = State.HELD
        idea.save(update_fields=["state"])
        unindex(idea)
        hold(idea=idea, why=asks)
    else:
        index(idea)


@transaction.atomic
def withdraw_idea(*, idea: Idea, by: Participant) -> None:
    """Its authors take it back: it is listed no more, its address says so. A draft is erased.

    Raises NotYours.
    """
    found = _own(idea, by)
    unindex(found)
    if found.state == State.DRAFT:
        erase_photo(found)
        found.delete()
        return
    found.state = State.WITHDRAWN
    found.save(update_fields=["state"])


@transaction.atomic
def add_photo(*, idea: Idea, upload: "UploadedFile[Any]", alt: str = "") -> Idea:
    """Keep a photo, without what it tells in secret; shown once scanned where a scanner is.

    Raises NotAPhoto, `core.files.FileRefused`, `core.files.NoRoom`.
    """
    seen = files.inspect(upload)
    if seen.mime not in PHOTOS:
        raise NotAPhoto
    content = files.without_metadata(upload, seen.mime)
    erase_photo(idea)
    idea.photo = default_storage.save(f"ideas/{uuid4()}", content)
    idea.photo_mime, idea.photo_alt = seen.mime, alt[:150]
    idea.photo_waits = files.scanner_is_configured()
    idea.save(update_fields=["photo", "photo_mime", "photo_alt", "photo_waits"])
    if idea.photo_waits:
        files.ask_scan(idea.photo, f"idea:{idea.pk}")
    return idea


def erase_photo(idea: Idea) -> None:
    """The bytes go once the transaction stands."""
    if name := idea.photo:
        transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def note_scan(event: FileScanned) -> None:
    """A photo was scanned: shown when clean, taken away otherwise."""
    kind, _sep, key = event.key.partition(":")
    if kind != "idea":
        return
    idea = Idea.objects.filter(pk=key, photo=event.storage_name).first()
    if idea is None:
        return
    if event.threat or event.gone:
        erase_photo(idea)
        idea.photo = idea.photo_mime = ""
    idea.photo_waits = False
    idea.save(update_fields=["photo", "photo_mime", "photo_waits"])


def _own(idea: Idea, by: Participant) -> Idea:
    found = Idea.objects.select_for_update(of=("self",)).select_related(
        "phase__consultation", "commune"
    )
    one = found.get(pk=idea.pk)
    if not may_write(by, one, authors_of(one)):
        raise NotYours
    return one


def _refuse_too_many(idea: Idea, by: Participant) -> None:
    most = rules_of(idea.phase).most.get(Act.PROPOSE)
    given = Idea.objects.filter(phase=idea.phase, author=by).exclude(state=State.DRAFT)
    if most is not None and given.count() >= most:
        raise TooMany


def _reasons_to_read(idea: Idea, by: Participant) -> list[Signal]:
    lately = clock.now() - SHORT_WHILE
    sent = Idea.objects.filter(author=by, published_at__gte=lately).exclude(pk=idea.pk)
    same = Idea.objects.filter(
        consultation=idea.consultation, published_at__gte=clock.now() - timedelta(days=1)
    ).exclude(pk=idea.pk)
    said = {
        f"{title}\n{text}"
        for title, text in same.filter(title=idea.title).values_list("title", "text")[:50]
    }
    found = signals(f"{idea.title}\n{idea.text}", sent_lately=sent.count(), said_lately=said)
    before = [Signal.BEFORE] if rules_of(idea.phase).reads_before else []
    return [*before, *found]


def keep_wording(idea: Idea, by: int) -> None:
    """Its wording, under the number it has now. `by`: the key of the participant who wrote it."""
    Version.objects.create(
        idea=idea,
        number=idea.versions,
        title=idea.title,
        text=idea.text,
        at=clock.now(),
        by_id=by,
    )
