"""Requests that repeat another: found after submission, settled by an agent."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.accounts.queries import person_family
from parvis.cases import rules
from parvis.cases.actions.commit import commit, entry_of
from parvis.cases.engine import advance
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.live import Effect, Live
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import CaseClosed, CaseMoved, InvalidInputs, NotAllowed, NotFound
from parvis.cases.engine.script import Script
from parvis.cases.events import CaseSubmitted
from parvis.cases.models import Case, Likeness, Subject
from parvis.cases.queries.duplicates import MOST, resembling, subject_of
from parvis.catalogue.definition.process import APPLICANT
from parvis.catalogue.queries import package_of
from parvis.core import clock
from parvis.journal.models import Entry

LONGEST = 2000
DUPLICATE = "duplicate"
_ENDS = ("none", "withdrawn")


def flag_likeness(fact: CaseSubmitted) -> None:
    """Note what a new case, still open, seems to repeat, the latest first. Repeating it changes
    nothing."""
    case = Case.objects.select_related("area").filter(pk=fact.case_id).first()
    if case is None or case.closed_at is not None:
        return
    package = package_of(case.version_id)
    subject = subject_of(package, case.answers)
    if subject:
        told = {"installation_id": case.installation_id, "digest": subject}
        Subject.objects.update_or_create(case=case, defaults=told)
    others = Case.objects.filter(installation=case.installation_id).exclude(pk=case.pk)
    if subject:
        others = others.filter(subject__installation=case.installation_id)
    found = resembling(others, package, subject=subject, person=case.person_id, area=case.area)
    why = Likeness.Why.SUBJECT if package.service.duplicates.same else Likeness.Why.PERSON
    # Two sent at one instant may each find the other: the later one repeats.
    Likeness.objects.bulk_create(
        [
            Likeness(
                case_id=max(case.pk, other),
                other_id=min(case.pk, other),
                why=why,
                found_at=clock.now(),
            )
            for other in found.values_list("pk", flat=True)[:MOST]
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def close_as_duplicate(*, case: Case, likeness: Likeness, party: Party, message: str) -> Case:
    """Close the case, which repeats the other of the pair, and tell its person, in these words,
    where to follow. Of somebody else's request nothing is said but that it was received.

    Raises NotFound (one of both not seen wholly), NotAllowed (not the lead unit), CaseClosed,
    CaseMoved (settled already, or the other repeats this one), InvalidInputs.
    """
    live = Live.lock(case.pk, party)
    held, other = _pair(live, likeness)
    if live.case.lead_unit_id not in party.unit_ids:
        raise NotAllowed
    if live.case.legal_state == Case.LegalState.CLOSED:
        raise CaseClosed
    if held.settled or other.duplicate_of_id is not None:
        raise CaseMoved
    said = message.strip()
    if not 0 < len(said) <= LONGEST:
        wrong = _("Write to the person, in %(most)d characters at most.") % {"most": LONGEST}
        raise InvalidInputs({"message": [wrong]})
    live.act_in_place(live.case.assigned_unit_id, live.case.assigned_to_id)
    _settle(held, live, Likeness.Settled.DUPLICATE)
    advance.enter(live, _end_of(live.script))
    live.case.outcome, live.case.correction = "none", {}
    live.case.duplicate_of_id = other.pk
    same = other.person_id in person_family(live.case.person_id)
    event = live.note(
        DUPLICATE,
        unit_id=live.case.lead_unit_id,
        of=other.reference,
        same_person=same,
        message=said,
    )
    live.effects.append((event, _told(live, other.reference if same else "", said)))
    commit(live, "cases.closed_as_duplicate")
    return live.case


@transaction.atomic
def dismiss_likeness(*, case: Case, likeness: Likeness, party: Party) -> None:
    """Each goes its own way. Raises NotFound, CaseMoved (settled already)."""
    live = Live.lock(case.pk, party)
    held, _other = _pair(live, likeness)
    if held.settled:
        raise CaseMoved
    _settle(held, live, Likeness.Settled.DISTINCT)
    entry: Entry = entry_of(live, "cases.likeness_dismissed")
    live.save(entry)


def _pair(live: Live, likeness: Likeness) -> tuple[Likeness, Case]:
    """The pair under lock, and the other case. Raises NotFound."""
    held = (
        Likeness.objects.select_for_update(of=("self",))
        .select_related("case__installation", "other__installation")
        .get(pk=likeness.pk)
    )
    other = held.other if held.case_id == live.case.pk else held.case
    if live.case.pk not in {held.case_id, held.other_id} or not all(
        rules.scope_of(one, live.party) == "all" for one in (live.case, other)
    ):
        raise NotFound
    return held, other


def _settle(likeness: Likeness, live: Live, settled: str) -> None:
    likeness.settled, likeness.settled_at = settled, live.now
    likeness.settled_by = live.party.actor.label[:200]
    likeness.save(update_fields=["settled", "settled_at", "settled_by"])


def _end_of(script: Script) -> str:
    """The closed state that decides nothing, else the one of a withdrawal, else the first."""
    closed = [
        (name, state.outcome)
        for name, state in script.package.process.states.items()
        if state.legal == "closed"
    ]
    order = {outcome: place for place, outcome in enumerate(_ENDS)}
    return min(closed, key=lambda end: order.get(end[1] or "none", len(_ENDS)))[0]


def _told(live: Live, reference: str, said: str) -> Effect:
    language = applicant_language(live)
    with override(language or settings.LANGUAGE_CODE):
        values = {"reference": live.case.reference, "other": reference, "said": said}
        if reference:
            where = _("Follow it under the reference %(other)s, in your space.") % values
        else:
            where = _("What you asked is being dealt with.")
        body = _(
            "Your request %(reference)s repeats one that was already received: it is closed, and "
            "nothing is lost.\n\n%(said)s"
        )
        return {
            "do": "tell",
            "who": APPLICANT,
            "unit": None,
            "message": DUPLICATE,
            "language": language,
            "subject": _("Your request %(reference)s repeats another one") % values,
            "body": f"{body % values}\n\n{where}",
            "sms": "",
            "attaches": [],
        }
