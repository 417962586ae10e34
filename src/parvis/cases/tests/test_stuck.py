"""What of the cases is stuck is found, by unit or service only, and goes on once freed."""

from datetime import timedelta

import pytest
from django.db import connection

from parvis.cases import actions
from parvis.cases.actions import bulk, unsticking
from parvis.cases.models import Attachment, BulkRun, Case, Deadline, Turn
from parvis.cases.tests.factories import World, item_of, make_case, take_on
from parvis.core import clock, files, stuck
from parvis.core.stuck import Found
from parvis.directory.models import Membership

pytestmark = pytest.mark.django_db


def found(key: str) -> Found:
    check = stuck.named(key)
    assert check is not None
    return check.find()


def jobs_of(task: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [task])
        return int(cursor.fetchone()[0])


def free(key: str) -> int:
    check = stuck.named(key)
    assert check is not None
    assert check.free is not None
    return check.free()


def test_nothing_is_stuck_while_cases_live(world: World) -> None:
    make_case(world)
    case = make_case(world)
    take_on(world, case)
    assert [one.check.key for one in stuck.examine() if not one.is_well] == []


def test_a_case_that_stands_in_no_list_comes_back(world: World) -> None:
    lost, whole = make_case(world), take_on(world, make_case(world))
    Turn.objects.filter(case=lost).delete()
    Turn.objects.filter(item=item_of(whole, "formation")).delete()
    assert found("nobodys-turn") == Found(2, lost.changed_at, ("Déchets",))
    before = list(Turn.objects.filter(case=whole).values_list("unit_id", "item_id", "due_on"))

    assert [free("nobodys-turn"), free("nobodys-turn")] == [1, 0]
    assert jobs_of(unsticking.TURNS) == 1
    assert unsticking.restore_turns() == 2
    assert unsticking.restore_turns() == 0
    assert found("nobodys-turn") == Found()
    [turn] = Turn.objects.filter(case=lost)
    assert (turn.unit_id, turn.channel, turn.area_id) == (world.waste.pk, "web", lost.area_id)
    after = set(Turn.objects.filter(case=whole).values_list("unit_id", "item_id", "due_on"))
    assert after > set(before)


def test_dates_that_passed(world: World) -> None:
    case = make_case(world)
    late = clock.today() - timedelta(days=3)
    Deadline.objects.filter(case=case).update(due_on=late)
    told = found("dates-past")
    assert (told.count, told.where) == (1, (world.installation.name,))
    assert [free("dates-past"), free("dates-past")] == [1, 0]
    actions.run_clock()
    assert found("dates-past") == Found()


def test_a_unit_where_nobody_works(world: World) -> None:
    take_on(world, make_case(world))
    Membership.objects.filter(unit=world.trainer).update(ends_on=clock.today() - timedelta(days=1))
    told = found("nobody-there")
    assert (told.count, told.where) == (1, ("Formation",))


def test_files_nobody_looked_into(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(files, "ask_scan", lambda name, key: asked.append(name))
    for hours in (0, 2):
        Attachment.objects.create(
            draft_key=make_case(world).draft_key,
            name="plan.pdf",
            mime="application/pdf",
            size=1,
            sha256="",
            storage_name=f"{hours}.pdf",
            scan=Attachment.Scan.WAITING,
            uploaded_at=clock.now() - timedelta(hours=hours),
        )
    assert found("files-unchecked").count == 1
    assert free("files-unchecked") == 1
    assert asked == ["2.pdf"]


def test_a_bulk_run_that_stopped(world: World) -> None:
    case = make_case(world)
    agent = world.agents["waste"]
    turns = Turn.objects.filter(case=case).select_related("case")
    run = bulk.prepare(account=agent, kind=BulkRun.Kind.TAKE, turns=turns)
    BulkRun.objects.update(confirmed_at=clock.now() - timedelta(hours=1), label="Les prendre")
    assert found("bulk-unfinished").where == ("Les prendre",)
    assert [free("bulk-unfinished"), free("bulk-unfinished")] == [1, 0]
    bulk.carry_on(run.pk)
    assert found("bulk-unfinished") == Found()
    assert Case.objects.get(pk=case.pk).assigned_to_id == agent.pk


def test_what_is_kept_too_long(world: World) -> None:
    case = make_case(world)
    long_ago = clock.now() - timedelta(days=40)
    Case.objects.filter(pk=case.pk).update(
        legal_state="closed", closed_at=long_ago, expiry_told_at=long_ago
    )
    assert found("keeping-unfinished").count == 1
    assert [free("keeping-unfinished"), free("keeping-unfinished")] == [1, 0]
