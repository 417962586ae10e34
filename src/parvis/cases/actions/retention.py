"""The end of a case's keeping time (GDPR art. 5-1-e): told a month before, then done.

"Erase" removes the case; "anonymise" keeps what statistics need (service, area, channel, states,
dates) and nothing anybody wrote. A case that money was paid on is made anonymous, never erased: its
payments are accounting records, kept ten years (Code de commerce art. L123-22).
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.utils.timezone import localtime, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.models import Person
from parvis.cases.actions.attachments import erase_bytes, erase_files
from parvis.cases.engine.papers import path_of
from parvis.cases.models import (
    Attachment,
    Case,
    CaseEvent,
    Guest,
    IssuedDocument,
    PaperForm,
    Subject,
    VisitReport,
)
from parvis.catalogue.definition import Retention
from parvis.catalogue.models import ServiceVersion
from parvis.catalogue.queries import package_of
from parvis.core import calendars, clock
from parvis.core.actor import SYSTEM
from parvis.core.ui.words import plaindate
from parvis.journal import actions as journal
from parvis.notifications import actions as notifications

NOTICE = timedelta(days=30)
NOBODY = UUID(int=0)
"""Key of the person whom anonymous cases belong to: nobody."""
AT_ONCE = 500
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Ended:
    """How many people were told, and how many cases were erased or made anonymous."""

    told: int = 0
    erased: int = 0
    anonymised: int = 0


def run_retention() -> Ended:
    """Tell those whose cases end within a month, end those whose month is over. Each case is a
    transaction of its own: run again, it goes on where it stopped."""
    done = Ended()
    for version_id, rule in _rules():
        for case in _ending(version_id, rule, told=False):
            done.told += _tell(case, rule)
        for case in _ending(version_id, rule, told=True):
            try:
                _end(case.pk, rule, done)
            except Exception:  # one case that cannot be ended must not keep all others
                log.exception("the keeping time of a case could not be ended: %s", case.pk)
    return done


def end_of(case: Case, rule: Retention) -> date:
    """The last day the case is kept as it is. Told late, people still have their month."""
    assert case.closed_at is not None, "only closed cases end"
    last = calendars.add(localtime(case.closed_at).date(), rule.months, "month")
    told = case.expiry_told_at or clock.now()
    return max(last, localtime(told + NOTICE).date())


def _rules() -> Iterator[tuple[int, Retention]]:
    for version_id in ServiceVersion.objects.order_by("pk").values_list("pk", flat=True):
        yield version_id, package_of(version_id).service.retention


def _ending(version_id: int, rule: Retention, *, told: bool) -> list[Case]:
    """Closed long enough ago, oldest first; `told`: a month ago at least, else never."""
    ahead = timedelta(0) if told else NOTICE
    closed_by = calendars.before(clock.today() + ahead, rule.months, "month")
    found = Case.objects.filter(
        version=version_id,
        closed_at__lt=_midnight(closed_by),
        anonymised_at=None,
        expiry_told_at__isnull=not told,
    )
    if told:
        found = found.filter(expiry_told_at__lte=clock.now() - NOTICE)
    return list(found.select_related("person").order_by("closed_at", "pk")[:AT_ONCE])


def _midnight(day: date) -> datetime:
    return make_aware(datetime.combine(day, time.min))


@transaction.atomic
def _tell(case: Case, rule: Retention) -> int:
    """Once: the person may still take a copy away."""
    now = clock.now()
    if not Case.objects.filter(pk=case.pk, expiry_told_at=None).update(expiry_told_at=now):
        return 0
    case.expiry_told_at = now
    language = case.person.language
    with override(language):
        values = {
            "service": package_of(case.version_id).words(language).service.name,
            "reference": case.reference,
            "date": plaindate(end_of(case, rule)),
        }
        erases = rule.then == "erase"
        body = (
            _(
                "Your request “%(service)s” (%(reference)s) has been closed for a long time. On "
                "%(date)s it will be erased, with its documents.\n\nIf you want to keep something "
                "of it, download it before that date."
            )
            if erases
            else _(
                "Your request “%(service)s” (%(reference)s) has been closed for a long time. On "
                "%(date)s your name, your answers and the documents will be erased from it; only "
                "figures remain.\n\nIf you want to keep something of it, download it before that "
                "date."
            )
        )
        notifications.tell(
            person=case.person,
            key=f"cases.{case.pk}.expiry",
            subject=_("Your request %(reference)s will soon be erased") % values,
            text=body % values,
            link=path_of(case),
            about=("cases.case", str(case.pk)),
            unit_key=str(case.lead_unit_id),
            language=language,
        )
    return 1


@transaction.atomic
def _end(case_id: int, rule: Retention, done: Ended) -> None:
    case = (
        Case.objects.select_for_update(skip_locked=True, of=("self",))
        .filter(pk=case_id, anonymised_at=None, closed_at__isnull=False)
        .first()
    )
    if case is None:
        return
    _unlock_events("on")
    erases = rule.then == "erase" and not case.payments.exists()
    journal.record(
        actor=SYSTEM,
        verb="cases.erased" if erases else "cases.anonymised",
        about=case,
        person=str(case.person_id),
        detail={"reference": case.reference},
    )
    _forget_what_was_said(case)
    if erases:
        case.delete()
        done.erased += 1
    else:
        _anonymise(case)
        done.anonymised += 1
    _unlock_events("off")


def _unlock_events(switch: str) -> None:
    """In this transaction only: nothing else may rewrite what happened on a case."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('parvis.retention', %s, true)", [switch])


def _forget_what_was_said(case: Case) -> None:
    """Files, letters, messages and what was told of it elsewhere."""
    names = list(IssuedDocument.objects.filter(case=case).values_list("storage_name", flat=True))
    IssuedDocument.objects.filter(case=case).delete()
    erase_bytes(names)
    erase_files(Attachment.objects.filter(draft_key=case.draft_key))
    PaperForm.objects.filter(draft_key=case.draft_key).delete()
    case.notes.all().delete()
    Subject.objects.filter(case=case).delete()
    VisitReport.objects.filter(item__case=case).delete()
    notifications.forget_about(about=("cases.case", str(case.pk)))


def _anonymise(case: Case) -> None:
    Guest.objects.filter(item__case=case).delete()
    case.items.filter(asked__has_key="expert").update(done_by="")
    case.items.update(inputs={}, asked={})
    case.deadlines.update(why=[])
    case.carried.update(answers={}, facts={})
    applicants = CaseEvent.objects.filter(
        case=case, actor_kind__in=("resident", "visitor", "guest")
    )
    applicants.update(actor_label="")
    CaseEvent.objects.filter(case=case).update(data={})
    case.person = _nobody()
    case.mandate = None
    case.applicant_name = case.title = case.search_text = ""
    case.answers = {}
    case.facts = {}
    case.correction = {}
    # The quotient that gave a price is theirs; the price is the authority's.
    case.charges = {
        key: {name: said for name, said in kept.items() if name != "tariff"}
        for key, kept in case.charges.items()
    }
    case.anonymised_at = clock.now()
    case.save()


def _nobody() -> Person:
    """Whom anonymous cases belong to: no account, no name, no way to be found."""
    person, _created = Person.objects.get_or_create(
        pk=NOBODY,
        defaults={
            "family_name": "",
            "given_names": "",
            "language": settings.LANGUAGE_CODE[:2],
            "created_at": clock.now(),
        },
    )
    return person
