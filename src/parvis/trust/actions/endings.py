"""How mandates end: refused, stopped by one of the two, or by their date."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.trust import rules
from parvis.trust.actions.opening import close, locked
from parvis.trust.actions.proposals import NotAllowed
from parvis.trust.actions.telling import tell_helped, tell_helper
from parvis.trust.models import Mandate

State = Mandate.State


@transaction.atomic
def refuse(*, mandate: Mandate, actor: Actor) -> Mandate:
    """Say no to a proposal, or take it back. Repeating it changes nothing. Raises NotAllowed when
    it is in force already: then it is stopped."""
    mandate = locked(mandate)
    if mandate.state == State.REFUSED:
        return mandate
    if mandate.state != State.PROPOSED:
        raise NotAllowed
    close(mandate, State.REFUSED, actor)
    tell_helped(mandate, "refused")
    tell_helper(mandate, "refused")
    return mandate


@transaction.atomic
def revoke(*, mandate: Mandate, actor: Actor, reason: str = "") -> Mandate:
    """Stop a mandate at once (Code civil, art. 2004 for who gave it, art. 2007 for who helps). An
    agent stops it at the person's demand and says in `reason` how that was checked. Repeating it
    changes nothing. Raises NotAllowed."""
    mandate = locked(mandate)
    if mandate.state == State.REVOKED:
        return mandate
    if mandate.state != State.ACTIVE or (actor.kind == "agent" and not reason.strip()):
        raise NotAllowed
    close(mandate, State.REVOKED, actor, reason=reason)
    tell_helped(mandate, "revoked")
    tell_helper(mandate, "revoked")
    return mandate


def expire() -> int:
    """Close what its date has ended, and proposals nobody answered; returns how many. What a date
    ended was closed to helpers already: this only says so."""
    today = clock.today()
    ended = Mandate.objects.filter(state=State.ACTIVE, ends_on__lt=today)
    lapsed = Mandate.objects.filter(state=State.PROPOSED, lapses_on__lt=today)
    count = 0
    for pk in [*ended.values_list("pk", flat=True), *lapsed.values_list("pk", flat=True)]:
        count += _expire(pk)
    return count


@transaction.atomic
def _expire(pk: int) -> int:
    mandate = locked(Mandate(pk=pk))
    if mandate.state not in {State.ACTIVE, State.PROPOSED}:
        return 0
    close(mandate, State.EXPIRED, SYSTEM)
    tell_helped(mandate, "expired")
    tell_helper(mandate, "expired")
    return 1


def give_notice() -> int:
    """Tell both, once, that a mandate ends within a month; returns how many were told. One that
    lasts less than two is not worth it."""
    today, month = clock.today(), timedelta(days=rules.NOTICE_DAYS)
    near = Mandate.objects.filter(
        state=State.ACTIVE,
        noticed_at=None,
        ends_on__gte=today,
        ends_on__lte=today + month,
        starts_on__lte=F("ends_on") - 2 * month,
    )
    count = 0
    for pk in near.values_list("pk", flat=True):
        count += _notice(pk)
    return count


@transaction.atomic
def _notice(pk: int) -> int:
    mandate = locked(Mandate(pk=pk))
    if mandate.state != State.ACTIVE or mandate.noticed_at is not None:
        return 0
    mandate.noticed_at = clock.now()
    mandate.save(update_fields=["noticed_at"])
    tell_helped(mandate, "ending")
    tell_helper(mandate, "ending")
    return 1
