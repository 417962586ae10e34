"""What pages say of a mandate, and finding it for whoever may."""

from typing import Any

from django.http import Http404

from parvis.accounts.access import ResidentRequest
from parvis.accounts.queries import persons_of
from parvis.core.references import normalise
from parvis.trust import papers, queries
from parvis.trust.models import Mandate

_KINDS = {
    Mandate.State.PROPOSED: "warning",
    Mandate.State.ACTIVE: "success",
    Mandate.State.REFUSED: "neutral",
    Mandate.State.REVOKED: "neutral",
    Mandate.State.EXPIRED: "neutral",
}


def badge_kind(mandate: Mandate) -> str:
    return _KINDS[Mandate.State(mandate.state)]


def terms_of(mandate: Mandate) -> dict[str, Any]:
    """For `trust/terms.html`."""
    return {
        "mandate": mandate,
        "badge": badge_kind(mandate),
        "services": [one.label for one in mandate.authorisations.all()],
        "allowed": papers.allowed(mandate),
    }


def own_mandate(request: ResidentRequest, number: str) -> tuple[Mandate, str]:
    """The mandate and the side of it on which this resident stands. Raises Http404."""
    mine = persons_of(request.user)
    mandates = queries.about_person(mine)
    found = mandates.filter(number=normalise(number) or number).first()
    if found is None:
        raise Http404
    side = Mandate.Side.HELPED if found.helped_id in mine else Mandate.Side.HELPER
    return found, side
