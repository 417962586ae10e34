"""Addresses of rights: what each needs to be visited, and by whom it is seen."""

from collections.abc import Callable

from tests.access.kinds import (
    AT_A_DESK,
    Row,
    found_at_the_desk,
    nothing_there,
    seen_by,
)
from tests.access.kinds_rights import to_visit
from tests.access.world import World

RIGHTS: dict[str, Callable[[World], Row]] = {
    # eligibility: answers live in the session of whoever gave them; a kept one is its person's
    "eligibility:question": lambda w: Row({"slug": "vous"}),
    "eligibility:what-if-question": lambda w: Row({"slug": "vous"}),
    "eligibility:detail": lambda w: Row({"benefit": "state.rsa"}),
    "eligibility:detail-of": lambda w: Row({"benefit": "state.aah", "whom": "me"}),
    "eligibility:ask": lambda w: Row({"benefit": "state.rsa"}),
    "eligibility:resume": lambda w: nothing_there(code="unknown"),
    "eligibility:open-kept": lambda w: nothing_there(),  # until something is kept
    "eligibility:telling": lambda w: nothing_there(),
    "eligibility:ask-quotient": lambda w: nothing_there(),
    "eligibility:agent": lambda w: seen_by(*AT_A_DESK),
    "eligibility:agent-proofs": lambda w: seen_by(*AT_A_DESK),
    "eligibility:agent-paper": lambda w: seen_by(*AT_A_DESK),
    "eligibility:agent-next": lambda w: seen_by(*AT_A_DESK),
    "eligibility:agent-keep": lambda w: nothing_there(),  # until something is typed for somebody
    "eligibility:agent-person": found_at_the_desk,
    # eligibility: nothing is agreed to until something is kept; a message bears its own code
    "eligibility:consents": lambda w: nothing_there(),
    "eligibility:received": lambda w: nothing_there(),
    "eligibility:campaign-message": lambda w: nothing_there(code="unknown"),
    # eligibility: take-up is the business of the managers of an authority, and of nobody else
    "eligibility:takeup": lambda w: seen_by("agent"),
    "eligibility:takeup-data": lambda w: seen_by("agent"),
    "eligibility:campaign-new": lambda w: seen_by("agent"),
    "eligibility:campaign": lambda w: seen_by("agent", pk=w.campaign().pk),
    "eligibility:campaign-launch": lambda w: seen_by("agent", pk=w.campaign().pk),
    "eligibility:campaign-letters": lambda w: nothing_there(pk=w.campaign().pk),  # none waits
    "eligibility:campaign-visits": lambda w: nothing_there(pk=w.campaign().pk),  # not launched
    # eligibility: visits, by whoever works in the unit they are entrusted to
    "eligibility:rounds": lambda w: seen_by(*AT_A_DESK),
    "eligibility:round": lambda w: seen_by("agent", pk=to_visit(w).campaign_id, commune="64335"),
    "eligibility:visit": lambda w: seen_by("agent", pk=to_visit(w).pk),
    # eligibility: tariffs are tried by managers of their institution; this one prices nothing
    "eligibility:reforms": lambda w: seen_by("agent", "administrator"),
    "eligibility:reforms-bench": lambda w: nothing_there(benefit="nowhere.canteen"),
    "eligibility:reforms-figures": lambda w: nothing_there(benefit="nowhere.canteen"),
    "eligibility:reforms-scenario": lambda w: nothing_there(pk=0),
    "eligibility:reforms-scenario-figures": lambda w: nothing_there(pk=0),
    "eligibility:reforms-adopt": lambda w: nothing_there(pk=0),
    "eligibility:national-new": lambda w: seen_by("agent", "administrator"),
    "eligibility:national-trial": lambda w: nothing_there(pk=0),
    "eligibility:national-figures": lambda w: nothing_there(pk=0),
}
