"""Real threads, real transactions: what happens at the same instant happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections, transaction

from parvis.cases import actions
from parvis.cases.models import Case, CaseEvent, Draft, Payment, WorkItem
from parvis.cases.tests.factories import (
    MONDAY,
    World,
    item_of,
    make_case,
    make_draft,
    make_world,
    take_on,
)
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.events import deliver_now
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world() -> World:
    return make_world()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run them in as many threads, released together; results, or the refusals they met."""
    barrier = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return act()
        except actions.Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        jobs = [pool.submit(copy_context().run, run, act) for act in acts]
        return [job.result(timeout=60) for job in jobs]


def test_a_draft_sent_many_times_at_once_is_one_case(world: World) -> None:
    draft, party = make_draft(world), world.applicant

    def send() -> Case:
        return actions.submit(draft=draft, person=world.person, party=party)

    cases = at_once(*[send] * 5)
    assert len({case.pk for case in cases}) == 1
    assert (Case.objects.count(), Draft.objects.count()) == (1, 0)
    deliver_now()
    assert Notification.objects.filter(person=world.person, channel="mail").count() == 1


def test_only_the_first_of_two_decisions_counts(world: World) -> None:
    case, waste = make_case(world), world.agent("waste")
    refusal = {"motif": "autre", "explication": "Un motif expliqué en mots simples."}

    def refuse() -> Case:
        return actions.perform(case=case, transition="refuser", party=waste, inputs=refusal)

    def go_on() -> Case:
        return actions.perform(case=case, transition="prendre_en_charge", party=waste, inputs={})

    done = at_once(refuse, go_on)
    assert len([one for one in done if isinstance(one, Case)]) == 1
    assert isinstance(
        next(one for one in done if not isinstance(one, Case)),
        actions.CaseMoved | actions.CaseClosed,
    )
    assert CaseEvent.objects.filter(case=case, kind="moved").count() == 1


def test_the_revision_shown_guards_the_same_move_twice(world: World) -> None:
    case, waste = make_case(world), world.agent("waste")

    def ask(words: str) -> Case:
        return actions.perform(
            case=case,
            transition="demander_piece",
            party=waste,
            inputs={},
            correction={"fields": [], "message": words},
            expected_revision=case.revision,
        )

    done = at_once(lambda: ask("une"), lambda: ask("deux"))
    assert sum(isinstance(one, actions.CaseMoved) for one in done) == 1


def test_many_clocks_expire_a_date_once(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    with clock.at(MONDAY + timedelta(days=40)):
        reports = at_once(*[actions.run_clock] * 3)
        assert not any(report.failed for report in reports)
        # A date held by another clock is left to the next run.
        actions.run_clock()
    assert CaseEvent.objects.filter(case=case, kind="item_expired").count() == 1
    assert CaseEvent.objects.filter(case=case, kind="item_overdue").count() == 1


def test_many_clocks_remind_once(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    with clock.at(MONDAY + timedelta(days=17)):
        reports = at_once(*[actions.run_clock] * 4)
    assert sum(report.reminders for report in reports) == 1
    assert CaseEvent.objects.filter(case=case, kind="reminded").count() == 1


def test_an_answer_and_its_silence_never_both_count(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    item, lescar = item_of(case, "terrain"), world.agent("lescar")
    with clock.at(MONDAY + timedelta(days=30)):
        at_once(
            actions.run_clock,
            lambda: actions.finish_item(item=item, party=lescar, result="refuse", inputs={}),
        )
        actions.run_clock()
    kinds = CaseEvent.objects.filter(case=case, subject="terrain").values_list("kind", flat=True)
    concluded = [kind for kind in kinds if kind in {"item_done", "item_expired"}]
    assert len(concluded) == 1
    item = WorkItem.objects.get(pk=item.pk)
    assert item.by_silence == (concluded == ["item_expired"])


def test_the_clock_does_not_wait_for_somebody_who_acts(world: World) -> None:
    with clock.at(MONDAY):
        case = take_on(world, make_case(world))
    with clock.at(MONDAY + timedelta(days=30)), transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        (report,) = at_once(actions.run_clock)
        assert report.total == 0
    with clock.at(MONDAY + timedelta(days=30)):
        assert actions.run_clock().total > 0


def test_a_transfer_is_in_one_file_only(world: World) -> None:
    case, waste = make_case(world), world.agent("waste")
    Payment.objects.create(
        case=case,
        transition="accepter",
        unit=world.waste,
        amount_cents=10_050,
        iban="FR7630006000011234567890189",
        holder="Marie-Hélène Laborde",
        label="E-2026-0042",
        created_at=clock.now(),
    )
    actions.set_debtor_account(
        unit=world.waste, name="CA Pau", iban="FR7630006000011234567890189", actor=SYSTEM
    )

    def make() -> Any:
        return actions.make_payment_file(unit=world.waste, party=waste)

    done = at_once(make, make)
    assert sum(isinstance(one, actions.NothingToPay) for one in done) == 1
    assert Payment.objects.get().batch is not None


def test_a_broken_case_does_not_stop_the_clock(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from parvis.cases.engine import advance

    with clock.at(MONDAY):
        first = take_on(world, make_case(world))
        second = take_on(world, make_case(world))
    conclude = advance.conclude

    def fail_on_first(live: Any, *args: Any, **kwargs: Any) -> None:
        conclude(live, *args, **kwargs)
        if live.case.pk == first.pk:
            raise RuntimeError("power cut")

    monkeypatch.setattr(advance, "conclude", fail_on_first)
    with clock.at(MONDAY + timedelta(days=23)):
        report = actions.run_clock()
    assert report.failed == [first.reference]
    assert item_of(second, "terrain").by_silence
    assert item_of(first, "terrain").done_at is None
