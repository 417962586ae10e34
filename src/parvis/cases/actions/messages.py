"""What people write to each other about a case."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases import rules
from parvis.cases.actions.commit import entry_of
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.live import Effect, Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import InvalidInputs, NotAllowed, NotFound
from parvis.cases.events import MessageWritten
from parvis.cases.models import Attachment, Case, Note
from parvis.catalogue.definition.process import APPLICANT
from parvis.core.events import announce

LONGEST = 4000
ALL, AGENTS, PART = "all", "agents", "part:"
MESSAGE = "message"


@transaction.atomic
def write_message(
    *,
    case: Case,
    party: Party,
    text: str,
    attachment_ids: Iterable[UUID] = (),
    audience: str = ALL,
    after: int | None = None,
) -> Note:
    """Write to the applicant (or to the administration, for the applicant).

    `audience`: "all", or "part:<unit id>" between a unit that sees a part and those that see all.
    A unit that sees a part writes to its own part only. A closed case can still be written to.
    `after`: the last note on the page the text was typed in; the same words written since by the
    same hand are that message, sent once (a button pressed twice).
    Raises NotFound, NotAllowed, InvalidInputs (empty or too long).
    """
    live = Live.lock(case.pk, party)
    live.act_in_place(live.case.assigned_unit_id, live.case.assigned_to_id)
    if not rules.may_write(live.case, party, audience):
        raise NotFound if rules.scope_of(live.case, party) == "none" else NotAllowed
    again = _again(live, text, audience, after)
    if again is not None:
        return again
    note = _write(live, text, audience, "message")
    _attach(live.case, note, attachment_ids)
    _announce(live, note, _told(live, audience))
    return note


@transaction.atomic
def add_note(
    *,
    case: Case,
    party: Party,
    text: str,
    attachment_ids: Iterable[UUID] = (),
    after: int | None = None,
) -> Note:
    """An internal note, read by the units that see all. `after` and refusals: `write_message`."""
    live = Live.lock(case.pk, party)
    live.act_in_place(live.case.assigned_unit_id, live.case.assigned_to_id)
    if not rules.may_write(live.case, party, AGENTS):
        raise NotFound if rules.scope_of(live.case, party) == "none" else NotAllowed
    again = _again(live, text, AGENTS, after)
    if again is not None:
        return again
    note = _write(live, text, AGENTS, "note")
    _attach(live.case, note, attachment_ids)
    _announce(live, note, [])
    return note


def _again(live: Live, text: str, audience: str, after: int | None) -> Note | None:
    """Looked for under the case's lock, so that two presses at one instant are one."""
    if after is None:
        return None
    since = Note.objects.filter(case=live.case, pk__gt=after, audience=audience, text=text.strip())
    return since.filter(author_label=live.party.actor.label[:200]).order_by("pk").first()


def _write(live: Live, text: str, audience: str, kind: str) -> Note:
    text = text.strip()
    if not text:
        raise InvalidInputs({"text": [_("Write your message.")]})
    if len(text) > LONGEST:
        raise InvalidInputs(
            {"text": [_("Shorten this text to %(most)d characters.") % {"most": LONGEST}]}
        )
    unit_id = live.acting_unit(live.case.bindings)
    note = Note.objects.create(
        case=live.case,
        at=live.now,
        author_kind=live.party.kind,
        author_label=live.party.actor.label[:200],
        unit_id=unit_id,
        text=text,
        audience=audience,
    )
    live.note(kind, unit_id=unit_id, audience=audience, note=note.pk)
    live.save(entry_of(live, "cases.message_written" if kind == "message" else "cases.note_added"))
    return note


def _attach(case: Case, note: Note, attachment_ids: Iterable[UUID]) -> None:
    wanted = list(attachment_ids)
    if wanted:
        free = Attachment.objects.filter(
            Q(field="") | Q(field__startswith="message."), draft_key=case.draft_key, note=None
        )
        free.filter(pk__in=wanted).update(case=case, note=note)


def _told(live: Live, audience: str) -> list[Effect]:
    """The applicant's words go to the unit in charge, the administration's to the applicant."""
    if audience != ALL:
        unit_id = int(audience.removeprefix(PART))
        lead = live.case.lead_unit_id
        return [_news(live, lead if unit_id in live.party.unit_ids else unit_id)]
    if rules.writes_as_applicant(live.case, live.party):
        return [_news(live, live.case.lead_unit_id)]
    return [_news(live, None)]


def _news(live: Live, unit_id: int | None) -> Effect:
    language = applicant_language(live) if unit_id is None else settings.LANGUAGE_CODE
    with override(language):
        values = {"reference": live.case.reference, "name": live.case.applicant_name}
        return {
            "do": "tell",
            "who": APPLICANT if unit_id is None else "unit",
            "unit": unit_id,
            "message": MESSAGE,
            "language": language,
            "subject": _("A new message about the request %(reference)s") % values,
            "body": _(
                "A message was written about the request %(reference)s.\n\n"
                "Read it and answer on the page of the request."
            )
            % values,
            "sms": _("Parvis: a new message about your request %(reference)s.") % values
            if unit_id is None
            else "",
            "attaches": [],
            "event": live.events[-1].pk,
        }


def _announce(live: Live, note: Note, effects: list[Effect]) -> None:
    announce(MessageWritten(case_id=live.case.pk, note_id=note.pk, effects=effects))
