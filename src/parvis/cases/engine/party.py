"""On whose behalf somebody acts on a case: what every action and reading of a case is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts import queries as accounts
from parvis.accounts.models import Account, Person
from parvis.cases.models import Case, Guest
from parvis.core.actor import SYSTEM, Actor
from parvis.directory import queries as directory
from parvis.directory.models import Membership, Unit
from parvis.trust.queries import Acting

PartyKind = Literal["applicant", "agent", "guest", "system"]


@dataclass(frozen=True, slots=True)
class Party:
    """`person_ids`: the persons an applicant answers for (merged rows included). `unit_ids`: units
    in which an agent handles cases; `desk_unit_ids`: units where the agent only stands at the desk,
    files for people and tells them where their case stands. `acting`: the mandate under which a
    helper is the applicant, for what it covers only. `guest_of`: the one item that somebody outside
    was asked to do."""

    kind: PartyKind
    actor: Actor
    person_ids: frozenset[UUID] = frozenset()
    unit_ids: frozenset[int] = frozenset()
    account_id: UUID | None = None
    desk_unit_ids: frozenset[int] = frozenset()
    acting: Acting | None = None
    guest_of: int | None = None
    stands_in: Mapping[tuple[int, str], str] = field(default_factory=dict)
    """(unit, account) of the colleagues the agent stands in for today → their name."""

    def in_place_of(self, unit_id: int | None, account_id: UUID | None) -> "Party":
        """The same, in words that name both, when what they act on is entrusted to a colleague they
        stand in for."""
        name = self.stands_in.get((unit_id or 0, str(account_id)))
        if name is None:
            return self
        with override(settings.LANGUAGE_CODE):
            both = _("%(name)s, standing in for %(absent)s") % {
                "name": self.actor.label,
                "absent": name,
            }
        return replace(self, actor=replace(self.actor, label=both))

    @property
    def all_unit_ids(self) -> frozenset[int]:
        return self.unit_ids | self.desk_unit_ids

    def answers_for(self, case: Case) -> bool:
        """Whether this is the applicant of the case, or who may act for them on it."""
        if case.person_id not in self.person_ids:
            return False
        if self.acting is None:
            return True
        return self.acting.covers(case.installation.slug, case.installation.institution_id)

    @property
    def reads_for_others(self) -> bool:
        """Agents, people outside and helpers: what they read is journalled."""
        return self.kind in {"agent", "guest"} or self.acting is not None

    @property
    def may_answer(self) -> bool:
        """An applicant moves and writes; a helper, if the mandate says so."""
        return self.acting is None or self.acting.may_answer


SYSTEM_PARTY = Party("system", SYSTEM)


def applicant(account: Account, persons: Iterable[UUID] | None = None) -> Party:
    """A signed-in resident. One query, none when all their `persons` are given."""
    known = frozenset(accounts.persons_of(account) if persons is None else persons)
    return Party("applicant", account.actor, person_ids=known, account_id=account.pk)


def on_behalf(account: Account, acting: Acting) -> Party:
    """A helper, under a mandate open now. No query."""
    return Party(
        "applicant",
        acting.actor,
        person_ids=acting.person_ids,
        account_id=account.pk,
        acting=acting,
    )


def somebody(person: Person) -> Party:
    """A person without an account: a visitor who submits, a scenario's applicant."""
    actor = Actor("visitor", str(person.pk), person.display_name)
    return Party("applicant", actor, person_ids=frozenset({person.pk}))


def agent(account: Account, memberships: Iterable[Membership] | None = None) -> Party:
    """An agent, with the units they belong to today; the desk alone handles nothing. One query,
    none when today's `memberships` are given."""
    rows = sorted(
        directory.memberships_of(account) if memberships is None else memberships,
        key=lambda membership: (membership.role == Membership.Role.DESK, membership.unit_id),
    )
    handled = frozenset(m.unit_id for m in rows if m.role != Membership.Role.DESK)
    return Party(
        "agent",
        _actor_in(account, rows[0].unit) if rows else account.actor,
        unit_ids=handled,
        account_id=account.pk,
        desk_unit_ids=frozenset(m.unit_id for m in rows) - handled,
        stands_in={
            (m.unit_id, absent["account"]): absent["name"]
            for m in rows
            if m.unit_id in handled
            for absent in m.stands_in
        },
    )


def guest(invited: Guest) -> Party:
    """Somebody outside, asked by a link. No query."""
    actor = Actor("guest", str(invited.pk), invited.label[:200], role=str(_("Person consulted")))
    return Party("guest", actor, guest_of=invited.item_id)


def partner(key: str, name: str, unit: Unit) -> Party:
    """A program of a partner, which acts as its unit does. No query."""
    actor = Actor("partner", key, name, institution=unit.institution.siren, role=unit.name[:60])
    return Party("agent", actor, unit_ids=frozenset({unit.pk}))


def _actor_in(account: Account, unit: Unit) -> Actor:
    return Actor(
        "agent",
        str(account.pk),
        str(account),
        institution=unit.institution.siren,
        role=unit.name[:60],
    )
