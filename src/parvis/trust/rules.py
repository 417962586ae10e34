"""What a mandate may say, who may vouch for it, and what it opens. Writes nothing."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from parvis.accounts.models import Account
from parvis.directory.models import Institution, Membership
from parvis.trust.models import Mandate

Kind = Mandate.Kind

LONGEST_MONTHS = {Kind.FAMILY: 36, Kind.VOLUNTEER: 6, Kind.PROFESSIONAL: 12, Kind.GUARDIAN: 240}
"""How long each kind may last; one year for professionals, as with Aidants Connect. 0171."""

DAYS_TO_ANSWER = 30
NOTICE_DAYS = 30
MAJORITY = 18
_PUBLIC = frozenset(
    {
        Institution.Kind.COMMUNE,
        Institution.Kind.EPCI,
        Institution.Kind.DEPARTEMENT,
        Institution.Kind.REGION,
        Institution.Kind.STATE,
        Institution.Kind.PUBLIC_BODY,
    }
)


class Terms(Protocol):
    kind: str
    starts_on: date
    ends_on: date


def last_day(kind: str, starts_on: date, *, born: date | None = None, basis: str = "") -> date:
    """The latest end of a mandate of this kind. A parent's ends on the eve of the child's majority
    (Code civil, art. 388 and 388-1-1)."""
    longest = _months_after(starts_on, LONGEST_MONTHS[Kind(kind)])
    if basis == Mandate.Basis.PARENT and born is not None:
        return min(longest, date.fromordinal(_years_after(born, MAJORITY).toordinal() - 1))
    return longest


def _months_after(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return _on(day.year + years, month + 1, day.day)


def _years_after(day: date, years: int) -> date:
    return _on(day.year + years, day.month, day.day)


def _on(year: int, month: int, day: int) -> date:
    """That day of the month, else its last one."""
    while True:
        try:
            return date(year, month, day)
        except ValueError:
            day -= 1


def may_cover_everything(kind: str) -> bool:
    """Only relatives and legal representatives may be given all services of an institution; a
    professional or a volunteer is given services one by one."""
    return kind in {Kind.FAMILY, Kind.GUARDIAN}


def may_attest(
    account: Account, memberships: Iterable[Membership], mandate: Mandate, proof: str
) -> bool:
    """An agent of a public institution records a signed paper, what was said before them, or the
    document of a legal representative. `memberships`: today's.

    Nobody vouches for themselves: not the agent who proposed it for their own unit, and, except for
    a paper the person signed, no colleague of the unit that would help.
    """
    units = {m.unit_id for m in memberships if m.unit.institution.kind in _PUBLIC}
    if not units or proof == Mandate.Proof.CODE:
        return False
    if (mandate.kind == Kind.GUARDIAN) != (proof == Mandate.Proof.DOCUMENT):
        return False
    if mandate.helper_unit_id is None:
        return True
    if proof == Mandate.Proof.PAPER:
        return mandate.proposed_by_id != account.pk
    return mandate.helper_unit_id not in units


def serves_the_public(memberships: Iterable[Membership]) -> bool:
    """Whether the agent works today for an institution that may open and stop mandates at its
    desk."""
    return any(membership.unit.institution.kind in _PUBLIC for membership in memberships)
