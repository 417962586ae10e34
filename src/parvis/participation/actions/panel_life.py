"""What a panel does once it is drawn: sessions, attendance, recommendations; and the answers."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.participation.actions.panels import NotReady, locked, note, tell_member
from parvis.participation.models import Attendance, Panel, Recommendation, Session
from parvis.participation.queries.panels import members


class WrongHours(Refused):
    message = _("A session ends after it begins.")


class NoReasons(Refused):
    message = _("An answer gives its reasons: the panel, and everybody, will read them.")


class TooManyInFavour(Refused):
    message = _("There are not as many members.")


@transaction.atomic
def add_session(
    *, actor: Actor, panel: Panel, title: str, place: str, starts_at: datetime, ends_at: datetime
) -> Session:
    """Raises WrongHours."""
    if ends_at <= starts_at:
        raise WrongHours
    made = Session.objects.create(
        panel=panel, title=title, place=place, starts_at=starts_at, ends_at=ends_at
    )
    note(actor, panel, "session", what=title)
    return made


@transaction.atomic
def write_minutes(
    *, actor: Actor, session: Session, minutes: str, present: Collection[str]
) -> Session:
    """Its public minutes, and the pseudonyms of members who were there: a stipend is due to each.
    Those no longer named lose it."""
    panel = locked(session.panel)
    session.minutes = minutes.strip()
    session.save(update_fields=["minutes"])
    seated = panel.volunteers.filter(pseudonym__in=list(present), member_since__isnull=False)
    held = set(session.attended.values_list("volunteer_id", flat=True))
    there = {one.pk: one for one in seated}
    session.attended.exclude(volunteer__in=there).delete()
    Attendance.objects.bulk_create(
        Attendance(session=session, volunteer=one, stipend=panel.stipend)
        for key, one in there.items()
        if key not in held
    )
    note(actor, panel, "minutes", what=session.title)
    return session


@transaction.atomic
def recommend(*, actor: Actor, panel: Panel, title: str, text: str, support: int) -> Recommendation:
    """What the panel adopted, with the number of members in favour. Raises NotReady,
    TooManyInFavour."""
    found = locked(panel)
    if found.state != Panel.State.DRAWN:
        raise NotReady
    if support > found.size:
        raise TooManyInFavour
    last = found.recommendations.aggregate(last=Max("number"))["last"] or 0
    made = Recommendation.objects.create(
        panel=found,
        number=last + 1,
        title=title,
        text=text,
        support=support,
        given_at=clock.now(),
    )
    note(actor, found, "recommended", what=title)
    return made


@transaction.atomic
def answer(
    *, actor: Actor, recommendation: Recommendation, answer: str, reasons: str
) -> Recommendation:
    """The authority's answer, with its reasons; it may be changed, and each is in the journal.
    Members are told. Raises NoReasons."""
    if not reasons.strip() or not answer:
        raise NoReasons
    recommendation.answer, recommendation.reasons = answer, reasons.strip()
    recommendation.answered_at = clock.now()
    recommendation.save(update_fields=["answer", "reasons", "answered_at"])
    panel = locked(recommendation.panel)
    note(actor, panel, "answered", what=recommendation.title, answer=answer)
    for one in members(panel):
        tell_member(
            one,
            panel,
            key=f"answered.{recommendation.pk}.{recommendation.answered_at.isoformat()}",
            subject=gettext("Your recommendation has an answer: %(title)s")
            % {"title": recommendation.title},
            text=recommendation.reasons,
        )
    return recommendation
