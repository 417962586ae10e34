"""The day a request on paper is received: that of its pages, not that on which it is keyed in."""

from datetime import UTC, date, datetime

import pytest

from parvis.cases.actions import InvalidInputs, NotAllowed, run_clock, submit
from parvis.cases.actions.arrival import correct_arrival
from parvis.cases.engine.clock import LocalTime, redate, resume, sentences
from parvis.cases.engine.party import Party
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, IssuedDocument, PaperForm, Suspension
from parvis.catalogue.loader import load
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import deliver_now
from parvis.core.paths import library_dir
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

PACKAGE = load(library_dir() / "parvis/stationnement-resident")
ARRIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEYED = datetime(2026, 3, 12, 9, tzinfo=UTC)


def filed(channel: str, *, with_pages: bool) -> Case:
    given = PACKAGE.scenarios.scenarios[0].given.model_copy(update={"channel": channel})
    stage = Stage(PACKAGE, given)
    draft = stage.draft()
    if with_pages:
        PaperForm.objects.create(draft_key=draft.pk, received_at=ARRIVED)
    return submit(draft=draft, person=stage.person, party=stage.opener())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "with_pages", "on", "due"),
    [
        ("post", True, date(2026, 3, 2), date(2026, 5, 2)),
        ("post", False, date(2026, 3, 12), date(2026, 5, 12)),
        # Printed at home, then sent on line after all.
        ("web", True, date(2026, 3, 12), date(2026, 5, 12)),
    ],
)
def test_silence_counts_from_receipt(channel: str, with_pages: bool, on: date, due: date) -> None:
    with clock.at(KEYED):
        case = filed(channel, with_pages=with_pages)
        deliver_now()
    deadline = case.deadlines.get(rule="instruction")
    assert (deadline.started_on, deadline.due_on) == (on, due)
    assert case.submitted_at.date() == on
    assert IssuedDocument.objects.filter(case=case, kind="receipt").exists()


def corrected(case: Case, on: date) -> Case:
    return correct_arrival(
        case=case, party=desk_of(case), on=on, reason="Tampon mal lu : 9, pas 2."
    )


def desk_of(case: Case) -> Party:
    unit = case.filed_by_unit_id
    assert unit is not None
    return Party("agent", Actor("agent", "a1", "Inès Agent"), unit_ids=frozenset({unit}))


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "due"), [(9, date(2026, 5, 9)), (1, date(2026, 5, 1))])
def test_a_wrong_day_is_corrected_with_its_clock(day: int, due: date) -> None:
    """CRPA, art. R112-5: the receipt says the day of receipt; silence is counted from it."""
    on = date(2026, 3, day)
    with clock.at(KEYED):
        case = filed("post", with_pages=True)
    with clock.at(datetime(2026, 3, 20, 9, tzinfo=UTC)):
        case = corrected(case, on)
        deliver_now()
    deadline = case.deadlines.get(rule="instruction")
    assert (deadline.started_on, deadline.due_on) == (on, due)
    kinds = [step["kind"] for step in deadline.why]
    assert kinds[:2] == ["start", "corrected"]
    assert "Tampon mal lu" in " ".join(sentences(deadline.why))
    case.refresh_from_db()
    assert (case.submitted_at.date(), case.due_on) == (on, due)
    assert IssuedDocument.objects.filter(case=case, kind="receipt").count() == 2
    told = Notification.objects.filter(subject__contains="corrigé", channel="in_app").get()
    assert "Tampon mal lu" in told.text
    entry = Entry.objects.get(verb="cases.arrival_corrected")
    assert entry.detail["was"] == "2 mars 2026"
    assert entry.detail["to"] == f"{day if day > 1 else '1er'} mars 2026"


@pytest.mark.django_db
def test_the_correction_lasts_when_the_clock_stands_still() -> None:
    """What is missing suspends it before and after: every reason stays written."""
    with clock.at(KEYED):
        case = filed("post", with_pages=True)
    deadline = case.deadlines.get(rule="instruction")
    stood = Suspension(starts_on=date(2026, 3, 13), ends_on=date(2026, 3, 18), reason="incomplet")
    local = LocalTime(case.area)
    rule = PACKAGE.process.deadlines["instruction"].model_copy(update={"silence": "refused"})
    on, today = date(2026, 3, 9), date(2026, 3, 20)
    redate(deadline, rule, on, local, [stood], today=today, reason="Tampon.")
    assert deadline.due_on == date(2026, 5, 14)
    deadline.suspended_since = date(2026, 3, 21)
    again = Suspension(starts_on=date(2026, 3, 21), ends_on=date(2026, 3, 23), reason="incomplet")
    resume(deadline, rule, date(2026, 3, 23), local, [stood, again])
    assert deadline.due_on == date(2026, 5, 16)
    kinds = [step["kind"] for step in deadline.why]
    assert kinds == ["start", "corrected", "counted", "paused", "paused"]


@pytest.mark.django_db
def test_a_date_already_past_brings_its_silence_about() -> None:
    """Two months without an answer, seen late: accepted, as the law says (L231-1)."""
    with clock.at(KEYED):
        case = filed("post", with_pages=True)
    with clock.at(datetime(2026, 5, 2, 9, tzinfo=UTC)):
        assert run_clock(only_case=case.pk).expired_deadlines == 0
        corrected(case, date(2026, 3, 1))
        assert run_clock(only_case=case.pk).expired_deadlines == 1
    case.refresh_from_db()
    assert case.legal_state == Case.LegalState.DECIDED
    with pytest.raises(NotAllowed):
        corrected(case, date(2026, 3, 3))


@pytest.mark.django_db
@pytest.mark.parametrize("day", [date(2026, 3, 13), date(2025, 3, 1)])
def test_it_came_before_it_was_keyed_in(day: date) -> None:
    with clock.at(KEYED):
        case = filed("post", with_pages=True)
        with pytest.raises(InvalidInputs):
            corrected(case, day)


@pytest.mark.django_db
def test_only_paper_has_a_stamp() -> None:
    with clock.at(KEYED):
        case = filed("desk", with_pages=False)
        with pytest.raises(NotAllowed):
            corrected(case, date(2026, 3, 1))
