"""Which agents run a consultation. Another institution's agent sees its public pages only."""

from collections.abc import Iterable

from parvis.directory.models import Membership
from parvis.participation.models import Consultation


def organising_units(memberships: Iterable[Membership]) -> set[int]:
    """The units for which an agent may organise: where they handle or manage. `memberships`: those
    of today."""
    return {one.unit_id for one in memberships if one.role != Membership.Role.DESK}


def may_organise(memberships: Iterable[Membership], consultation: Consultation) -> bool:
    """Handlers and managers of an organising unit; `consultation.organisers` is prefetched."""
    units = organising_units(memberships)
    return any(unit.pk in units for unit in consultation.organisers.all())


def may_receive(memberships: Iterable[Membership], consultation: Consultation) -> bool:
    """Whoever works in an organising institution, front desk included, says that they met
    somebody and enters what was written on paper. `organisers` is prefetched."""
    institutions = {unit.institution_id for unit in consultation.organisers.all()}
    return any(one.unit.institution_id in institutions for one in memberships)
