"""Agents told by mail of what waits for them: one mail for all there is, never twice the same."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from parvis.accounts.models import Account
from parvis.cases.models import AlertPreference, AlertTold
from parvis.cases.queries.alerts import (
    GIVEN,
    KINDS,
    LATE,
    MESSAGE,
    NEW,
    SOON,
    Alert,
    alerts_for,
    marks,
)
from parvis.core import calendars, clock
from parvis.core.calendars import Calendar
from parvis.core.ui.words import plaindate
from parvis.directory.queries import units_of
from parvis.notifications import actions as notifications

log = logging.getLogger(__name__)

Rhythm = AlertPreference.Rhythm
KEPT = timedelta(days=90)
LISTED = 20
"""Lines of one part of a mail; the others are counted."""


@transaction.atomic
def set_alerts(*, account: Account, rhythm: str, hour: int = 8) -> AlertPreference:
    """How the agent wants to be told from now on; what waits already is no news to them."""
    now, today = clock.now(), clock.today()
    here = marks()
    # Asked before today's hour, the first mail is today's.
    last = today if localtime(now).hour >= hour else today - timedelta(days=1)
    known = AlertPreference.objects.select_for_update().filter(account=account).first()
    if known is not None and known.rhythm != Rhythm.NONE:
        known.rhythm, known.hour = rhythm, hour
        known.save(update_fields=["rhythm", "hour"])
        return known
    given = {
        "rhythm": rhythm,
        "hour": hour,
        "last_on": last if rhythm == Rhythm.DAILY else today,
        "turn_from": here.turn,
        "turn_until": here.turn,
        "event_from": here.event,
        "event_until": here.event,
    }
    return AlertPreference.objects.update_or_create(account=account, defaults=given)[0]


def is_due(preference: AlertPreference, now: datetime, calendar: Calendar) -> bool:
    """Whether it is time to look. `now`: local. Once a day or a week, on a working day, from the
    hour on: a worker that was stopped then catches up the same day."""
    today = now.date()
    match preference.rhythm:
        case Rhythm.EACH:
            return True
        case Rhythm.DAILY:
            is_new = preference.last_on < today
        case Rhythm.WEEKLY:
            is_new = preference.last_on.isocalendar()[:2] < today.isocalendar()[:2]
        case _:
            return False
    return is_new and now.hour >= preference.hour and calendar.is_working_day(today)


def send_alerts() -> int:
    """Look for every agent whose time it is; returns how many mails were written. One transaction
    an agent: what is told, that it was told and where to look from are written together."""
    rhythms = [Rhythm.EACH, Rhythm.DAILY, Rhythm.WEEKLY]
    waiting = AlertPreference.objects.filter(rhythm__in=rhythms, account__is_active=True)
    sent = 0
    for key in waiting.order_by("pk").values_list("pk", flat=True):
        try:
            sent += _tell_one(key)
        except Exception:
            # One agent's trouble must not silence the others.
            log.exception("alerts of %s", key)
    return sent


@transaction.atomic
def _tell_one(key: UUID) -> bool:
    free = AlertPreference.objects.select_for_update(skip_locked=True, of=("self",))
    preference = free.select_related("account").filter(pk=key).first()
    if preference is None:
        return False
    calendar = _calendar(preference.account)
    if not is_due(preference, localtime(clock.now()), calendar):
        return False
    here, found = marks(), alerts_for(preference, calendar)
    AlertTold.objects.bulk_create(
        [
            AlertTold(
                account_id=preference.pk, kind=kind, key=told, due_on=due_on, told_at=clock.now()
            )
            for one in found
            for kind, told, due_on in one.keys
        ]
    )
    preference.last_on = clock.today()
    preference.turn_from, preference.turn_until = preference.turn_until, here.turn
    preference.event_from, preference.event_until = preference.event_until, here.event
    preference.save()
    email = preference.account.email
    if not found or not email:
        return False
    subject, text = _mail(found)
    notifications.tell_unit(
        unit_key="",
        emails=[email],
        key=f"alerts:{preference.pk}:{here.event}:{clock.now().isoformat()}",
        subject=subject,
        text=text,
        link=reverse("cases:agent-inbox"),
        language=settings.LANGUAGE_CODE,
    )
    return True


def _calendar(account: Account) -> Calendar:
    """Of where the agent works."""
    unit = units_of(account).select_related("institution__area").first()
    area = unit.institution.area if unit is not None else None
    known = area is not None and area.level == "commune"
    return calendars.calendar_for(area.code) if area is not None and known else calendars.MAINLAND


def _mail(found: list[Alert]) -> tuple[str, str]:
    """References and services, never a name: a mail is read on any screen."""
    with override(settings.LANGUAGE_CODE):
        titles = {
            LATE: _("Overdue"),
            SOON: _("Due soon"),
            GIVEN: _("Entrusted to you"),
            MESSAGE: _("The person has written"),
            NEW: _("New"),
        }
        parts = []
        for kind in KINDS:
            lines = [one for one in found if one.kind == kind]
            if lines:
                parts += [titles[kind], _listed(lines)]
        many = len(found)
        subject = ngettext("%(many)d thing to look at", "%(many)d things to look at", many)
        stop = _("You chose to receive this mail. To change it: %(url)s") % {
            "url": _absolute(reverse("cases:alerts"))
        }
        return subject % {"many": many}, "\n\n".join([*parts, stop])


def _listed(alerts: list[Alert]) -> str:
    lines = []
    for one in alerts[:LISTED]:
        url = _absolute(reverse("cases:agent-detail", args=[one.reference]))
        before = _("by %(date)s") % {"date": plaindate(one.due_on)} if one.due_on else ""
        lines.append("- " + ", ".join(filter(None, [one.service, one.reference, before, url])))
    others = len(alerts) - LISTED
    if others > 0:
        more = ngettext("and %(many)d other", "and %(many)d others", others)
        lines.append("- " + more % {"many": others})
    return "\n".join(lines)


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path


@transaction.atomic
def purge_told() -> int:
    """Forget what was told long ago: it is not looked at again. Returns how many."""
    old = clock.now() - KEPT
    return AlertTold.objects.filter(told_at__lt=old).delete()[0]
