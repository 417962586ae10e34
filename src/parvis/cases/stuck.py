"""What of the cases may be stuck, counted by unit or service, never by person."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from parvis.cases.actions import unsticking
from parvis.core import clock
from parvis.core.stuck import Check, Rows, register

SCANNED_WITHIN = timedelta(hours=1)
ENDED_WITHIN = timedelta(days=33)  # a month told, and a few nights
RUN_WITHIN = timedelta(minutes=15)

_DATES = """
SELECT past.due_on, service.name FROM (
    SELECT case_id, due_on FROM cases_deadline
    WHERE due_on < %s AND met_at IS NULL AND expired_at IS NULL AND suspended_since IS NULL
    UNION ALL
    SELECT case_id, due_on FROM cases_workitem
    WHERE due_on < %s AND done_at IS NULL AND expired_at IS NULL AND sent_back_at IS NULL
) past JOIN cases_case told ON told.id = past.case_id AND told.closed_at IS NULL
JOIN catalogue_installation service ON service.id = told.installation_id
ORDER BY past.due_on"""
# Whoever has the hand must find the case in an inbox: on itself, or on each item that is open.
_NOBODYS_TURN = f"""
SELECT told.changed_at, unit.name FROM cases_case told
JOIN directory_unit unit ON unit.id = told.lead_unit_id
WHERE told.id IN ({unsticking.NOBODYS_TURN})"""  # noqa: S608  constants of ours
_NO_AGENT = """
SELECT told.changed_at, unit.name FROM directory_unit unit
JOIN cases_turn turn ON turn.unit_id = unit.id
JOIN cases_case told ON told.id = turn.case_id
WHERE NOT EXISTS (
    SELECT FROM directory_membership works
    JOIN accounts_account agent ON agent.id = works.account_id AND agent.is_active
    WHERE works.unit_id = unit.id AND works.starts_on <= %s
    AND (works.ends_on IS NULL OR works.ends_on >= %s))"""
_FILES = "SELECT uploaded_at, '' FROM cases_attachment WHERE scan = 'waiting' AND uploaded_at < %s"
_RUNS = """
SELECT confirmed_at, label FROM cases_bulkrun WHERE confirmed_at < %s AND ended_at IS NULL"""
_ENDED = """
SELECT told.expiry_told_at, service.name FROM cases_case told
JOIN catalogue_installation service ON service.id = told.installation_id
WHERE told.expiry_told_at < %s AND told.anonymised_at IS NULL AND told.closed_at IS NOT NULL"""


def _dates() -> Rows:
    """Yesterday's are not late yet everywhere: the day ends later overseas."""
    past = clock.today() - timedelta(days=1)
    return Rows(_DATES, (past, past))


def _no_agent() -> Rows:
    return Rows(_NO_AGENT, (clock.today(), clock.today()))


CHECKS = (
    Check(
        key="dates-past",
        name=_("Dates that passed without effect"),
        meaning=_(
            "A legal date or a date to answer is over, and what should follow, such as a decision "
            "by silence, has not happened."
        ),
        remedy=_("See that a worker runs; if they stay, read its log."),
        rows=_dates,
        free=unsticking.run_clock,
    ),
    Check(
        key="nobodys-turn",
        name=_("Requests that stand in nobody’s list"),
        meaning=_(
            "A request is not ended, yet no service finds it, or a task of it, among what it has "
            "to do."
        ),
        rows=lambda: Rows(_NOBODYS_TURN),
        free=unsticking.find_turns,
    ),
    Check(
        key="nobody-there",
        name=_("Work for services without an agent"),
        meaning=_("A request waits for a service in which nobody works today."),
        remedy=_("Give the service an agent, or have its manager pass the work on."),
        rows=_no_agent,
        page="portal:administration-institutions",
    ),
    Check(
        key="files-unchecked",
        name=_("Files kept apart"),
        meaning=_(
            "The antivirus has not answered for more than an hour: nobody may open these files, "
            "and requests wait for them."
        ),
        remedy=_("See that the antivirus answers."),
        rows=lambda: Rows(_FILES, (clock.now() - SCANNED_WITHIN,)),
        free=unsticking.scan_again,
    ),
    Check(
        key="bulk-unfinished",
        name=_("Bulk runs half done"),
        meaning=_("Something asked for many requests at once was begun and has not ended."),
        rows=lambda: Rows(_RUNS, (clock.now() - RUN_WITHIN,)),
        free=unsticking.go_on_with_runs,
    ),
    Check(
        key="keeping-unfinished",
        name=_("Requests kept too long"),
        meaning=_(
            "Their keeping time is over and the person was told more than a month ago; they should "
            "have been erased or made anonymous."
        ),
        remedy=_("The reason is in the worker’s log, at night."),
        rows=lambda: Rows(_ENDED, (clock.now() - ENDED_WITHIN,)),
        free=unsticking.end_keeping,
    ),
)


def register_checks() -> None:
    register(*CHECKS)
