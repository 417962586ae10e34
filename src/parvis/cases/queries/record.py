"""What an agent may know of somebody in front of them, across institutions. What they may not see
is neither shown nor counted."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from parvis.accounts.queries import person_family
from parvis.appointments import rules as appointments
from parvis.appointments.models import Booking
from parvis.appointments.queries import bookings
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Conversation
from parvis.cases.queries.conversations import told_to
from parvis.cases.queries.desk import cases_at_desk
from parvis.directory.models import Membership
from parvis.trust import queries as trust
from parvis.trust import rules as mandates
from parvis.trust.models import Mandate

MOST = 20


@dataclass(frozen=True, slots=True)
class Record:
    """`open` and `closed`: requests; `bookings`: still expected; `mandates`: open, for those who
    serve the public."""

    open: list[Case]
    closed: list[Case]
    bookings: list[Booking]
    mandates: list[Mandate]
    conversations: list[Conversation]
    serves_the_public: bool


def record_of(
    person_id: UUID,
    party: Party,
    memberships: Collection[Membership],
    family: list[UUID] | None = None,
) -> Record:
    """Six queries, whatever there is; one less when the rows of the person are known (`family`)."""
    family = family or person_family(person_id)
    cases = list(cases_at_desk(party, family))
    serves = mandates.serves_the_public(memberships)
    return Record(
        open=[one for one in cases if one.closed_at is None],
        closed=[one for one in cases if one.closed_at is not None],
        bookings=_bookings(party, family, memberships),
        mandates=_mandates(family) if serves else [],
        conversations=list(told_to(party, family)),
        serves_the_public=serves,
    )


def _mandates(family: list[UUID]) -> list[Mandate]:
    """Between whom; what they allow is read on their own pages."""
    return list(trust.about_person(family, open_only=True).prefetch_related(None)[:MOST])


def _bookings(
    party: Party, family: list[UUID], memberships: Collection[Membership]
) -> list[Booking]:
    assert party.account_id is not None, "an agent"
    agent = appointments.Agent(
        account_id=party.account_id,
        actor=party.actor,
        units={one.unit_id: one.unit for one in memberships},
        set_up=frozenset(),
    )
    seen = bookings.visible_to(agent).values("pk")
    return list(bookings.to_come(family).filter(pk__in=seen)[:MOST])
