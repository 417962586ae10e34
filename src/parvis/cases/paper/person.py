"""The sheet somebody leaves the desk with: their requests, appointments, what was said."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Person
from parvis.appointments import access as appointments
from parvis.appointments.models import Booking
from parvis.cases.engine import party as parties
from parvis.cases.engine.papers import sender_of
from parvis.cases.models import Case, Conversation
from parvis.cases.queries.standing import standing
from parvis.catalogue.queries import package_of
from parvis.core import clock, pdf
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit

Block = dict[str, Any]


def sheet_pdf(
    *,
    person: Person,
    unit: Unit,
    cases: Iterable[Case],
    bookings: Iterable[Booking],
    conversations: Iterable[Conversation],
) -> bytes:
    """As tagged PDF, in the person's language. `cases` come with their items and deadlines."""
    language = person.language
    with override(language):
        title = _("Where your requests stand")
        body = [
            *_section(_("Requests"), [_case(one, language) for one in cases]),
            *_section(_("Appointments"), [_booking(one) for one in bookings]),
            *_section(_("What was said"), [_conversation(one) for one in conversations]),
        ]
        nothing = _("Nothing is in progress that this desk may speak of.")
        data: dict[str, Any] = {
            "sender": sender_of(unit),
            "dated": clock.today().isoformat(),
            "recipient": [person.display_name],
            "facts": [],
            "subject": title,
            "body": body or [{"type": "paragraph", "text": nothing}],
        }
    return pdf.render("letter", data, title=title, lang=language)


def _section(title: str, lines: list[str]) -> list[Block]:
    if not lines:
        return []
    return [{"type": "heading", "text": title}, {"type": "list", "items": lines}]


def _case(case: Case, language: str) -> str:
    """In the words its person reads."""
    now = standing(case, parties.somebody(case.person), language)
    service = package_of(case.version_id).words(language).service.name
    said = [f"{service}, {case.reference}", now.state_label]
    if now.hand_label:
        said.append(_("Who has the hand: %(who)s") % {"who": now.hand_label})
    if now.due_on:
        said.append(f"{now.due_label} ({plaindate(now.due_on)})")
    return ". ".join(said) + "."


def _booking(booking: Booking) -> str:
    told = appointments.told(booking)
    return ", ".join(part for part in (told.when, booking.kind.name, told.where) if part) + "."


def _conversation(one: Conversation) -> str:
    said = [f"{plaindate(one.at)}, {one.unit.name}: {one.subject}"]
    if one.answer:
        said.append(_("What was answered: %(text)s") % {"text": one.answer})
    if one.follow_up_unit and not one.followed_up_at:
        said.append(_("Who sees to it: %(unit)s") % {"unit": one.follow_up_unit.name})
    return ". ".join(said) + "."
