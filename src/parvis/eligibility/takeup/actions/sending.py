"""Messages of campaigns: one for each person and campaign, wherever the sender is killed.

A recipient, its mark and its message are one transaction; the message's key is theirs. Whoever no
longer agrees, or no longer seems to go without, is written to no more."""

import logging
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from parvis.core import clock, jobs
from parvis.core.actor import SYSTEM
from parvis.eligibility.takeup import rules
from parvis.eligibility.takeup.models import Campaign, Recipient, Standing
from parvis.eligibility.takeup.names import name_of
from parvis.journal import actions as journal
from parvis.notifications.actions import tell
from parvis.notifications.models import Notification

log = logging.getLogger(__name__)
Group, Channel = Recipient.Group, Campaign.Channel
_CHANNELS: Final = {
    Channel.LETTER: Notification.Channel.LETTER,
    Channel.SMS: Notification.Channel.SMS,
}


def due(now: datetime) -> QuerySet[Recipient]:
    """Whose turn it is: those contacted from the launch, those held back from the measure, and who
    still agree and still seem to go without."""
    since = now - rules.SENT_WITHIN
    missing = Standing.objects.filter(
        situation=OuterRef("situation"),
        benefit=OuterRef("campaign__benefit"),
        state=Standing.State.MISSING,
    )
    turn = Q(group=Group.CONTACTED, campaign__launched_at__gt=since) | Q(
        group=Group.HELD, campaign__measured_at__gt=since
    )
    waiting = Recipient.objects.filter(
        turn, Exists(missing), told_at=None, situation__contacted_since__isnull=False
    )
    return waiting.order_by("pk")


def send_waiting(is_over: jobs.IsOver = jobs.never) -> int:
    """Tell all whose turn it is, visits apart; how many were told."""
    told = 0
    mine = due(clock.now()).exclude(campaign__channel=Channel.VISIT)
    for key in list(mine.values_list("pk", flat=True)):
        if is_over():
            from parvis.eligibility.takeup.actions.campaigns import SEND

            jobs.wake(SEND)
            break
        told += _tell_one(key)
    return told


@transaction.atomic
def _tell_one(key: int) -> bool:
    mine = due(clock.now()).select_for_update(of=("self", "situation"), skip_locked=True)
    found = mine.select_related("campaign__unit", "situation__person").filter(pk=key).first()
    if found is None or found.situation is None:
        return False
    person = found.situation.person
    with translation.override(person.language or "fr"):
        subject, text, sms = message_of(found.campaign, found.code)
        tell(
            person=person,
            key=f"eligibility.campaign.{found.pk}",
            subject=subject,
            text=text,
            sms=sms,
            link=path_of(found.code),
            channels=[_CHANNELS[Channel(found.campaign.channel)]],
            about=about(found.campaign),
            unit_key=str(found.campaign.unit_id),
        )
    _mark(found)
    return True


def _mark(recipient: Recipient) -> None:
    recipient.told_at = clock.now()
    recipient.save(update_fields=["told_at"])
    journal.record(
        actor=SYSTEM,
        verb="eligibility.campaign_told",
        about=recipient.campaign,
        person=str(recipient.situation.person_id) if recipient.situation else "",
        detail={"benefit": recipient.campaign.benefit},
    )


def about(campaign: Campaign) -> tuple[str, str]:
    return "eligibility.campaign", str(campaign.pk)


def path_of(code: str) -> str:
    """Where one reads how to ask, and stops the messages in one press."""
    return reverse("eligibility:campaign-message", args=[code])


def message_of(campaign: Campaign, code: str) -> tuple[str, str, str]:
    """Subject, text and text message, in the active language: plain, and never a promise."""
    name = name_of(campaign.benefit)
    address = settings.BASE_URL.rstrip("/") + path_of(code)
    subject = _("A benefit you may be entitled to: %(name)s") % {"name": name}
    text = [
        _("You agreed to be told when a benefit seems open to you and you do not receive it."),
        _("From what you keep in your space, it may be the case of this one: %(name)s.")
        % {"name": name},
        _(
            "It is not a promise: whoever grants it verifies your situation. Asking is free, and "
            "somebody may help you."
        ),
        _("How to ask, and how to be contacted no more, in one press: %(address)s")
        % {"address": address},
    ]
    sms = _("You may be entitled to: %(name)s. To be verified. How to ask, or stop:") % {
        "name": name
    }
    return subject, "\n\n".join(text), sms
