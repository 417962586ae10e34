"""Who counts as an institution, and what a membership lets an agent do."""

from collections.abc import Iterable
from datetime import date

from stdnum.fr import siren as stdnum_siren

from parvis.core.ui import colours
from parvis.directory.models import Institution, Membership, Unit

# INSEE gives no number that begins so: demonstrations may use it without naming anybody real.
FICTITIOUS = "000000"


class InvalidInstitution(ValueError):
    """What was given cannot describe an institution; the message says why."""


def checked_siren(siren: str, *, is_fictitious: bool = False) -> str:
    """The nine digits of a SIREN, spaces removed.

    Raises InvalidInstitution: wrong length or check digit, or an invented body under a number that
    may be somebody's.
    """
    digits = siren.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not digits.isascii() or not stdnum_siren.is_valid(digits):
        raise InvalidInstitution(f"{siren!r} is no SIREN")
    if digits.startswith(FICTITIOUS) != is_fictitious:
        raise InvalidInstitution(
            f"{siren!r}: fictitious bodies, and only they, have a SIREN beginning with {FICTITIOUS}"
        )
    return digits


def checked_theme(theme: dict[str, str]) -> dict[str, str]:
    """The look given, if its colours are colours. Raises InvalidInstitution.

    `name` is the short name people use, `tagline` the line under it.
    """
    known = {"primary", "accent", "logo", "name", "tagline"}
    faults = sorted({*colours.faults(theme), *(theme.keys() - known)})
    if faults:
        raise InvalidInstitution(f"theme: {', '.join(faults)}")
    return theme


def is_active(membership: Membership, on: date) -> bool:
    """Whether the agent works there that day; both dates are included."""
    return membership.starts_on <= on and (membership.ends_on is None or on <= membership.ends_on)


def may_handle(memberships: Iterable[Membership], unit: Unit) -> bool:
    """Case handlers and managers act on the cases of their unit. `memberships`: active ones."""
    return _has_role(memberships, unit, Membership.Role.HANDLER, Membership.Role.MANAGER)


def may_file(memberships: Iterable[Membership], unit: Unit) -> bool:
    """Whoever works in a unit may file a request there in a resident's name."""
    return _has_role(memberships, unit, *Membership.Role)


def may_manage(memberships: Iterable[Membership], unit: Unit) -> bool:
    """Managers assign work and see the unit's figures."""
    return _has_role(memberships, unit, Membership.Role.MANAGER)


def manages_in(memberships: Iterable[Membership], institution: Institution) -> bool:
    """Managers of one of its units: elected members are given a unit of their own. `memberships`:
    active ones."""
    return any(
        one.role == Membership.Role.MANAGER and one.unit.institution_id == institution.pk
        for one in memberships
    )


def may_declare_absence(memberships: Iterable[Membership], unit: Unit, *, own: bool) -> bool:
    """Whoever works in a unit says when they are away; its managers say it for the others.
    `memberships`: active ones of whoever declares."""
    held = list(memberships)
    return may_manage(held, unit) or (own and may_file(held, unit))


def may_settle_identities(membership: Membership) -> bool:
    """Those who meet people and see their papers, and those who answer for a unit, say whether two
    records are of one person; case handlers do not."""
    return membership.role in {Membership.Role.DESK, Membership.Role.MANAGER}


def may_edit_places(memberships: Iterable[Membership], institution: Institution) -> bool:
    """Managers and the front desk know when their counters open. `memberships`: active ones."""
    roles = {Membership.Role.MANAGER, Membership.Role.DESK}
    return any(
        one.role in roles and one.unit.institution_id == institution.pk for one in memberships
    )


def _has_role(memberships: Iterable[Membership], unit: Unit, *roles: Membership.Role) -> bool:
    return any(one.unit_id == unit.pk and one.role in roles for one in memberships)
