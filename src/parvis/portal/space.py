"""A resident's space: what needs them now, then everything of theirs, from each domain's reads."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import BooleanField, Case, Q, Value, When
from django.urls import reverse

from parvis.accounts.models import Account
from parvis.appointments.queries.bookings import to_come
from parvis.cases import models as cases
from parvis.cases.queries import badge_of, cases_of, state_in_words
from parvis.cases.queries.drafts import drafts_of
from parvis.catalogue.queries import package_of
from parvis.notifications import queries as notifications
from parvis.participation.models import Registration
from parvis.participation.queries.workshops import my_workshops

MOST_URGENT = 5
LATEST = 4
DRAFTS = 3
MESSAGES = 3
APPOINTMENTS = 3
WORKSHOPS = 3


@dataclass(frozen=True, slots=True)
class Request:
    """One of their requests. `asked`: what the service wrote when it asked for something."""

    href: str
    service: str
    icon: str
    title: str
    reference: str
    state: str
    badge: str
    explain: str
    asked: str
    due_on: date | None
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A request begun and not sent."""

    href: str
    service: str
    icon: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Message:
    href: str
    subject: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Appointment:
    href: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Workshop:
    """`state`: whether they have a place or wait for one, in words."""

    href: str
    title: str
    at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class Space:
    """`urgent`: requests in which they have the hand; `latest`: the others, the newest first."""

    urgent: list[Request] = field(default_factory=list)
    latest: list[Request] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    workshops: list[Workshop] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return not (self.urgent or self.latest or self.begun)


def space_of(account: Account, persons: Sequence[UUID], language: str) -> Space:
    """Of this account, whose `persons` they all are. Five queries, whatever there is."""
    found = [_request(case, language) for case in _cases(persons)]
    urgent = [request for case, request in found if _is_theirs(case)][:MOST_URGENT]
    return Space(
        urgent=urgent,
        latest=[request for _case, request in found if request not in urgent][:LATEST],
        begun=[_begun(draft, language) for draft in drafts_of(account)[:DRAFTS]],
        messages=[
            Message(reverse("notifications:message", args=[told.pk]), told.subject, told.created_at)
            for told in notifications.messages_of(persons).filter(read_at=None)[:MESSAGES]
        ],
        appointments=[
            Appointment(
                reverse("appointments:mine-detail", args=[one.pk]), one.kind.name, one.starts_at
            )
            for one in to_come(persons)[:APPOINTMENTS]
        ],
        workshops=[_workshop(one) for one in my_workshops(persons)[:WORKSHOPS]],
    )


def _workshop(one: Registration) -> Workshop:
    of = one.workshop
    here = reverse("participation:workshop-page", args=[of.consultation.slug, of.pk])
    return Workshop(here, of.title, of.starts_at, one.get_state_display())


def _cases(persons: Sequence[UUID]) -> list[cases.Case]:
    """Those in which they have the hand come first."""
    theirs = Q(hand="applicant") & ~Q(legal_state=cases.Case.LegalState.CLOSED)
    ordered = cases_of(persons).annotate(
        presses=Case(
            When(theirs, then=Value(True)), default=Value(False), output_field=BooleanField()
        )
    )
    return list(ordered.order_by("-presses", "-submitted_at", "-pk")[: MOST_URGENT + LATEST])


def _is_theirs(case: cases.Case) -> bool:
    return case.hand == "applicant" and case.legal_state != cases.Case.LegalState.CLOSED


def _request(case: cases.Case, language: str) -> tuple[cases.Case, Request]:
    package = package_of(case.version_id)
    words = package.words(language)
    state, label = words.states[case.state], state_in_words(case, words)
    return case, Request(
        href=reverse("cases:detail", args=[case.reference]),
        service=words.service.name,
        icon=package.service.icon,
        title=case.title,
        reference=case.reference,
        state=label,
        badge=badge_of(case),
        # A text with places to fill in is read in full on the request's own page.
        explain="" if "{" in state.explain or label != state.label else state.explain,
        asked=str(case.correction.get("message", "")),
        due_on=case.due_on,
        sent_at=case.submitted_at,
    )


def _begun(draft: cases.Draft, language: str) -> Begun:
    package = package_of(draft.version_id)
    return Begun(
        href=reverse("cases:resume", args=[draft.pk]),
        service=package.words(language).service.name,
        icon=package.service.icon,
        saved_at=draft.saved_at,
    )
