"""Which pairs of records that may be of one person an agent may see."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from parvis.accounts import queries as people
from parvis.accounts.models import ProposedLink
from parvis.cases.models import Case
from parvis.directory.models import Membership, Unit
from parvis.directory.rules import may_settle_identities


def proposals_seen(memberships: Iterable[Membership]) -> QuerySet[ProposedLink]:
    """Pairs that await an answer, of people whom an institution where the agent meets people knows:
    it registered or checked one of the two, or handles or filed a request of theirs."""
    sirens = {one.unit.institution.siren for one in memberships if may_settle_identities(one)} - {
        ""
    }
    units = list(Unit.objects.filter(institution__siren__in=sirens).values_list("pk", flat=True))
    known = Q()
    for side in ("person", "older"):
        theirs = Case.objects.filter(person_id=OuterRef(f"{side}_id")).filter(
            Q(full_units__overlap=units) | Q(filed_by_unit__in=units)
        )
        known |= (
            Q(**{f"{side}__created_by__in": sirens})
            | Q(**{f"{side}__identity_checked_by__in": sirens})
            | Q(Exists(theirs))
        )
    return people.open_proposals().filter(known) if sirens else ProposedLink.objects.none()
