"""What people agree to for take-up, and what they say they receive."""

from collections.abc import Mapping

from django.db import transaction

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.eligibility.models import KeptSituation
from parvis.eligibility.takeup.models import ReceivedBenefit, Recipient, Standing
from parvis.journal import actions as journal


class CountedFirst(ValueError):
    """Being written to goes with being counted: the answers tell whether writing helps."""


@transaction.atomic
def set_consents(*, kept: KeptSituation, counted: bool, contacted: bool, actor: Actor) -> None:
    """Agree, or no longer agree, to be counted and to be written to: each on its own, save that
    nobody is written to who is not counted. Taken back, what was counted goes at once.

    Raises CountedFirst."""
    if contacted and not counted:
        raise CountedFirst
    found = KeptSituation.objects.select_for_update(of=("self",)).get(pk=kept.pk)
    was = found.counted_since is not None, found.contacted_since is not None
    now = clock.now()
    found.counted_since = (found.counted_since or now) if counted else None
    found.contacted_since = (found.contacted_since or now) if contacted else None
    if not counted:
        found.counted_mark, found.counted_on, found.counted_in = "", None, ""
        Standing.objects.filter(situation=found).delete()
        Recipient.objects.filter(situation=found).update(situation=None)
    found.save(
        update_fields=[
            "counted_since", "contacted_since", "counted_mark", "counted_on", "counted_in",
        ]
    )  # fmt: skip
    for name, before, after in (("counting", was[0], counted), ("contact", was[1], contacted)):
        if before != after:
            _note(f"{name}_{'agreed' if after else 'refused'}", found, actor)


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
    _note("received_said", found, actor, benefits=[row.benefit for row in changed])


def _note(verb: str, kept: KeptSituation, actor: Actor, **detail: object) -> None:
    journal.record(
        actor=actor,
        verb=f"eligibility.{verb}",
        about=kept,
        person=str(kept.person_id),
        detail=dict(detail),
    )
