"""The end of the keeping time: told a month before, then nothing personal is left."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from parvis.cases import actions
from parvis.cases.actions import retention
from parvis.cases.models import Attachment, Case, CaseEvent, Turn, WorkItem
from parvis.cases.tests.factories import MONDAY, World, make_case, make_neighbour, make_world
from parvis.catalogue.definition import Retention
from parvis.core import clock
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

KEEPS = Retention(months=36, then="anonymise")  # what the composter's package says
YEARS = timedelta(days=3 * 365 + 1)  # one leap year among the three


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def closed(world: World, at: datetime = MONDAY) -> Case:
    """Withdrawn by its person, with a photograph and a message."""
    with clock.at(at):
        case = make_case(world)
        stored = default_storage.save("photo.png", ContentFile(b"\x89PNG"))
        Attachment.objects.create(
            draft_key=case.draft_key,
            case=case,
            field="photo",
            name="cour de Camille.png",
            mime="image/png",
            size=4,
            sha256="0" * 64,
            storage_name=stored,
            uploaded_at=at,
        )
        actions.write_message(case=case, party=world.applicant, text="Camille Bordenave, 12 rue")
        return actions.perform(case=case, transition="retirer", party=world.applicant, inputs={})


def run(at: datetime) -> retention.Ended:
    with clock.at(at):
        return retention.run_retention()


def told(case: Case) -> list[Notification]:
    return list(Notification.objects.filter(key__startswith=f"cases.{case.pk}.expiry"))


def test_told_once_a_month_before_and_not_sooner(world: World) -> None:
    case = closed(world)
    assert run(MONDAY + YEARS - timedelta(days=40)).told == 0
    assert run(MONDAY + YEARS - timedelta(days=29)).told == 1
    assert run(MONDAY + YEARS - timedelta(days=28)).told == 0
    said = {one.text for one in told(case)}
    assert len(said) == 1
    assert "3 mars 2029" in said.pop()


def test_nothing_ends_before_people_had_their_month(world: World) -> None:
    case = closed(world)
    late = MONDAY + YEARS + timedelta(days=100)  # the worker slept
    assert run(late).told == 1
    assert run(late + timedelta(days=29)).anonymised == 0
    assert run(late + timedelta(days=31)).anonymised == 1
    case.refresh_from_db()
    assert case.anonymised_at is not None


@pytest.mark.django_db(transaction=True)
def test_nothing_personal_is_left_and_figures_stay(django_capture_on_commit_callbacks) -> None:
    world = make_world()
    case = closed(world)
    kept = make_case(world, person=make_neighbour())
    stored = Attachment.objects.get(case=case).storage_name
    run(MONDAY + YEARS)
    assert run(MONDAY + YEARS + timedelta(days=31)).anonymised == 1
    case.refresh_from_db()
    assert not default_storage.exists(stored)
    assert (case.state, case.outcome, case.channel) == ("retiree", "withdrawn", "web")
    assert case.closed_at is not None
    assert not case.notes.exists()
    assert not Notification.objects.filter(about_key=str(case.pk)).exists()
    rows = [str(vars(case)), *(str(vars(event)) for event in CaseEvent.objects.filter(case=case))]
    for word in ("Bordenave", "bordenave", "rue du", "camille"):
        assert not [row for row in rows if word in row], word
    assert not Case.objects.filter(person=world.person).exists()
    kept.refresh_from_db()
    assert kept.answers
    noted = Entry.objects.get(verb="cases.anonymised")
    assert noted.person_key == str(world.person.pk)


def test_erased_where_the_package_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    case = closed(world)
    erases = Retention(months=1, then="erase")
    monkeypatch.setattr(retention, "_rules", lambda: [(case.version_id, erases)])
    run(MONDAY + timedelta(days=40))
    assert run(MONDAY + timedelta(days=71)).erased == 1
    assert not Case.objects.filter(pk=case.pk).exists()
    assert not CaseEvent.objects.filter(case_id=case.pk).exists()
    assert Entry.objects.filter(verb="cases.erased").count() == 1


def test_nothing_hangs_on_a_deleted_case(world: World) -> None:
    """PostgreSQL does not look after these (decision 0291)."""
    case = make_case(world)
    actions.perform(
        case=case, transition="prendre_en_charge", party=world.agent("waste"), inputs={}
    )
    hanging = (WorkItem, Turn, CaseEvent)
    assert all(rows.objects.filter(case_id=case.pk).exists() for rows in hanging)
    with transaction.atomic():
        retention._unlock_events("on")
        case.delete()
    assert not any(rows.objects.filter(case_id=case.pk).exists() for rows in hanging)


def test_open_cases_never_end(world: World) -> None:
    with clock.at(MONDAY):
        make_case(world)
    done = run(MONDAY + 3 * YEARS)
    assert (done.told, done.erased, done.anonymised) == (0, 0, 0)


def test_events_stay_locked_for_everybody_else(world: World) -> None:
    case = closed(world)
    run(MONDAY + YEARS)
    run(MONDAY + YEARS + timedelta(days=31))
    with pytest.raises(Exception, match="append-only"):
        CaseEvent.objects.filter(case=case).update(actor_label="x")
