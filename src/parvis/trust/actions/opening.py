"""A mandate opens once both have said yes and there is a proof."""

from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.trust.actions.telling import tell_helped, tell_helper, write_down
from parvis.trust.models import Mandate

State = Mandate.State


def locked(mandate: Mandate) -> Mandate:
    """The mandate as it is now; nobody else changes it until the transaction ends."""
    return (
        Mandate.objects.select_for_update(of=("self",))
        .select_related("helped__merged_into", "helper__merged_into", "helper_unit__institution")
        .get(pk=mandate.pk)
    )


def open_if_ready(mandate: Mandate, actor: Actor) -> None:
    """Save; if both agreed, it is in force, and the one it renews ends."""
    ready = mandate.accepted_at is not None and mandate.agreed_at is not None
    if ready:
        mandate.state = State.ACTIVE
    mandate.save()
    if not ready:
        return
    write_down(mandate, "mandate_opened", actor, proof=mandate.get_proof_display())
    tell_helped(mandate, "opened")
    tell_helper(mandate, "opened")
    former = mandate.renews
    if former is not None and former.state == State.ACTIVE:
        close(former, State.EXPIRED, SYSTEM, reason=mandate.number)


def close(mandate: Mandate, state: str, actor: Actor, *, reason: str = "") -> None:
    """Save the end, and write it down."""
    mandate.state = state
    mandate.ended_at = clock.now()
    mandate.ended_label = actor.label[:200]
    mandate.end_reason = reason[:300]
    mandate.save(update_fields=["state", "ended_at", "ended_label", "end_reason"])
    write_down(mandate, f"mandate_{state}", actor, reason=reason)
