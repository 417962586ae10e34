"""Letters: decided once, drawn by the worker as one file, erased when the mailing house has it."""

from collections.abc import Sequence
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext_lazy

from parvis.accounts.models import Person
from parvis.core import clock, jobs
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.journal import actions as journal
from parvis.participation import letters_paper
from parvis.participation.actions.codes import make_letter_codes, shown
from parvis.participation.actions.panels import NotReady, locked
from parvis.participation.models import Consultation, Letter, Mailing, Panel, Volunteer
from parvis.participation.queries.panels import WILLING
from parvis.participation.rules.address_lists import Recipient

DRAW = "participation.draw_letters"
MOST = 2000
KEPT_FOR = timedelta(days=30)
State, Kind = Mailing.State, Mailing.Kind


class NobodyLeft(Refused):
    message = gettext_lazy("Everybody of this list has been written to already.")


class NoAddress(Refused):
    message = gettext_lazy("There is nobody left to write to whose address is known.")


@transaction.atomic
def invite_by_post(
    *,
    actor: Actor,
    consultation: Consultation,
    recipients: Sequence[Recipient],
    label: str,
    subject: str,
    text: str,
    panel: Panel | None = None,
) -> Mailing:
    """A letter with a code to each of them who has had none. Raises NobodyLeft."""
    made = make_letter_codes(
        consultation=consultation, addresses=[one.same for one in recipients], label=label
    )
    if not made:
        raise NobodyLeft
    at = {one.same: one for one in recipients}
    mailing = _begun(actor, consultation, Kind.INVITE, label, subject, text, len(made), panel)
    Letter.objects.bulk_create(
        Letter(
            mailing=mailing,
            kind=mailing.kind,
            lines=list(at[one.address].lines),
            code=shown(one.code),
        )
        for one in made
    )
    return mailing


@transaction.atomic
def write_to_volunteers(
    *, actor: Actor, panel: Panel, drawn: bool, label: str, subject: str, text: str
) -> Mailing:
    """A letter to each member, or to each volunteer who does not sit, who has had none and whose
    address is known: replacements have theirs when they come. Raises NotReady, NoAddress."""
    found = locked(panel)
    if found.state != Panel.State.DRAWN or found.ended_at is not None:
        raise NotReady
    kind = Kind.DRAWN if drawn else Kind.NOT_DRAWN
    who = found.volunteers.filter(
        WILLING, member_since__isnull=not drawn, member_until=None
    ).exclude(letters__kind=kind)
    rows = [
        (one, lines)
        for one in who.select_related("participant__person").order_by("pk")[:MOST]
        if (lines := address_of(one))
    ]
    if not rows:
        raise NoAddress
    of = found.phase.consultation
    mailing = _begun(actor, of, kind, label, subject, text, len(rows), found)
    Letter.objects.bulk_create(
        Letter(mailing=mailing, kind=kind, volunteer=one, lines=lines, code=one.pseudonym)
        for one, lines in rows
    )
    return mailing


def address_of(one: Volunteer) -> list[str]:
    """Postal lines of a volunteer; empty when the post would not find them."""
    person: Person | None = one.participant.person if one.participant else None
    if person is None or not (person.address_line and person.postal_code):
        return []
    name = f"{person.given_names} {person.usual_name or person.family_name}"
    town = f"{person.postal_code} {person.commune_name.upper()}"
    return [line for line in (name, person.address_extra, person.address_line, town) if line]


def _begun(
    actor: Actor,
    consultation: Consultation,
    kind: Mailing.Kind,
    label: str,
    subject: str,
    text: str,
    count: int,
    panel: Panel | None,
) -> Mailing:
    made = Mailing.objects.create(
        consultation=consultation,
        panel=panel,
        kind=kind,
        label=label,
        subject=subject,
        text=text,
        count=count,
        made_at=clock.now(),
    )
    _note(actor, made, "written")
    jobs.defer(DRAW, mailing=made.pk)
    return made


@transaction.atomic
def draw_letters(*, mailing: Mailing) -> None:
    """For the worker: the file, once. Cut short, it begins again with the same codes."""
    found = _held(mailing)
    if found.state != State.WAITING:
        return
    drawn = letters_paper.letters_pdf(found)
    name = f"letters/{found.pk}.pdf"
    # A file of that name is what an attempt cut short left behind.
    default_storage.delete(name)
    found.storage_name = default_storage.save(name, ContentFile(drawn.content))
    found.letters.update(lines=[], code="")
    found.state, found.pages, found.ready_at = State.READY, drawn.pages, clock.now()
    found.save(update_fields=["state", "storage_name", "pages", "ready_at"])


@transaction.atomic
def take(*, actor: Actor, mailing: Mailing) -> str:
    """Where the file lies, for somebody who takes it: that they do is noted. Raises NotReady."""
    if mailing.state != State.READY:
        raise NotReady
    _note(actor, mailing, "taken")
    return mailing.storage_name


@transaction.atomic
def erase(*, actor: Actor, mailing: Mailing) -> None:
    """The mailing house has it: names and codes leave the site. Raises NotReady."""
    found = _held(mailing)
    if found.state != State.READY:
        raise NotReady
    name, found.storage_name, found.state = found.storage_name, "", State.ERASED
    found.save(update_fields=["storage_name", "state"])
    _note(actor, found, "erased")
    transaction.on_commit(lambda: default_storage.delete(name))


def erase_old(actor: Actor) -> int:
    """Files of thirty days; how many."""
    old = Mailing.objects.filter(state=State.READY, ready_at__lt=clock.now() - KEPT_FOR)
    found = list(old)
    for one in found:
        erase(actor=actor, mailing=one)
    return len(found)


def _held(mailing: Mailing) -> Mailing:
    chosen = Mailing.objects.select_related("consultation__lead__institution", "panel")
    return chosen.select_for_update(of=("self",)).get(pk=mailing.pk)


def _note(actor: Actor, about: Mailing, verb: str) -> None:
    journal.record(
        actor=actor,
        verb=f"participation.letters_{verb}",
        about=about,
        detail={"title": about.label, "count": about.count},
    )
