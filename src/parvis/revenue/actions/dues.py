"""What is asked of people."""

from django.db import transaction

from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.journal import actions as journal
from parvis.revenue.models import Due, Regie

State = Due.State


@transaction.atomic
def ask(
    *,
    regie: Regie,
    about: tuple[str, str],
    charge: str,
    amount_cents: int,
    payer: str,
    reference: str,
    label: str,
    person_key: str = "",
) -> Due:
    """An amount is due, once for each `charge` of what it is `about`.

    Asked again, the same amount changes nothing; another one takes its place, unless it is paid
    already: what is paid stays.
    """
    about_type, about_key = about
    standing = (
        Due.objects.select_for_update(of=("self",))
        .filter(about_type=about_type, about_key=about_key, charge=charge)
        .exclude(state=State.CANCELLED)
        .first()
    )
    if standing is not None:
        if standing.state == State.PAID or standing.amount_cents == amount_cents:
            return standing
        _cancel(standing)
    return Due.objects.create(
        regie=regie,
        about_type=about_type,
        about_key=about_key,
        charge=charge,
        person_key=person_key,
        payer=payer[:200],
        reference=reference,
        label=label[:100],
        amount_cents=amount_cents,
        asked_at=clock.now(),
    )


@transaction.atomic
def cancel(*, about: tuple[str, str], actor: Actor = SYSTEM) -> int:
    """What is still open about this row is no longer due; how many were. A payment that was under
    way and comes after is a surplus, to be given back."""
    about_type, about_key = about
    waiting = list(
        Due.objects.select_for_update(of=("self",)).filter(
            about_type=about_type, about_key=about_key, state=State.OPEN
        )
    )
    for due in waiting:
        _cancel(due)
        journal.record(
            actor=actor,
            verb="revenue.due_cancelled",
            about=due,
            person=due.person_key,
            detail={"reference": due.reference, "label": due.label},
        )
    return len(waiting)


def _cancel(due: Due) -> None:
    due.state, due.settled_at = State.CANCELLED, clock.now()
    due.save(update_fields=["state", "settled_at"])
