"""What people agree to for take-up, and what they say they receive."""

from collections.abc import Mapping

from django.db import transaction

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.noting import note
from parvis.eligibility.takeup.models import ReceivedBenefit, Recipient, Standing, VisitNote


class CountedFirst(ValueError):
    """Being written to goes with being counted: the answers tell whether writing helps. Being
    telephoned goes with being written to."""


@transaction.atomic
def set_consents(
    *, kept: KeptSituation, counted: bool, contacted: bool, actor: Actor, phoned: bool = False
) -> None:
    """Agree, or no longer agree, to be counted and to be written to: each on its own, save that
    nobody is written to who is not counted. `phoned`: whoever visits sees their telephone number.
    Taken back, what was counted goes at once, and what was noted of visits.

    Raises CountedFirst."""
    if (contacted and not counted) or (phoned and not contacted):
        raise CountedFirst
    found = KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    was = found.counted_since is not None, found.contacted_since is not None
    now = clock.now()
    found.counted_since = (found.counted_since or now) if counted else None
    found.contacted_since = (found.contacted_since or now) if contacted else None
    found.may_phone, could_phone = phoned, found.may_phone
    if not contacted:
        VisitNote.objects.filter(situation=found).delete()
    if not counted:
        found.counted_mark, found.counted_on, found.counted_in = "", None, ""
        Standing.objects.filter(situation=found).delete()
        Recipient.objects.filter(situation=found).update(situation=None)
    found.save(
        update_fields=[
            "counted_since", "contacted_since", "may_phone",
            "counted_mark", "counted_on", "counted_in",
        ]
    )  # fmt: skip
    for name, before, after in (
        ("counting", was[0], counted),
        ("contact", was[1], contacted),
        ("phone", could_phone, phoned),
    ):
        if before != after:
            note(f"{name}_{'agreed' if after else 'refused'}", found, actor)


def stop_contact(*, code: str) -> bool:
    """Whoever holds a message of a campaign asks for no more; False when no message bears that
    code. Twice changes nothing."""
    found = Recipient.objects.filter(code=code).select_related("situation").first()
    if found is None:
        return False
    kept = found.situation
    if kept is not None and kept.contacted_since is not None:
        who = Actor("resident", str(kept.person_id), "")
        set_consents(kept=kept, counted=True, contacted=False, actor=who)
    return True


@transaction.atomic
def say_received(*, kept: KeptSituation, answers: Mapping[str, str], actor: Actor) -> None:
    """What they say of each benefit (`ReceivedBenefit.Answer`); the next night counts it. The day
    something was first said stands when it is said again."""
    found = KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    known = {row.benefit: row for row in found.received.all()}
    now, changed = clock.now(), []
    for benefit, answer in answers.items():
        row = known.get(benefit) or ReceivedBenefit(situation=found, benefit=benefit)
        if row.answer != answer:
            row.answer, row.said_at = ReceivedBenefit.Answer(answer), now
            changed.append(row)
    if not changed:
        return
    ReceivedBenefit.objects.bulk_create(
        changed,
        update_conflicts=True,
        unique_fields=["situation", "benefit"],
        update_fields=["answer", "said_at"],
    )
    found.changed_at, found.counted_mark, found.counted_on = now, "", None
    found.save(update_fields=["changed_at", "counted_mark", "counted_on"])
    note("received_said", found, actor, benefits=[row.benefit for row in changed])
