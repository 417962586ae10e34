"""Paying on line with a far side that does everything a far side can do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from parvis.accounts.tests.factories import make_agent
from parvis.catalogue.tests.factories import make_unit
from parvis.core import clock, health
from parvis.core.models import OutboxEvent
from parvis.revenue import actions, ports, queries
from parvis.revenue.actions import online
from parvis.revenue.models import Attempt, Due, Mode, Receipt
from parvis.revenue.tests import factories

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Bank:
    """`said`: what it says of every operation; an exception is raised instead."""

    def __init__(self):
        self.said, self.opened, self.cents = "pending", [], None

    def open(self, order):
        if isinstance(self.said, Exception):
            raise self.said
        self.opened.append(order)
        return f"op-{len(self.opened)}"

    def page(self, operation):
        return f"https://bank.test/{operation}"

    def outcome(self, operation):
        if isinstance(self.said, Exception):
            raise self.said
        order = self.opened[int(operation.removeprefix("op-")) - 1]
        return ports.Outcome(
            kind=self.said, number=order.number, amount_cents=self.cents or order.amount_cents
        )


@pytest.fixture
def bank():
    far_side = Bank()
    with ports.using(far_side):
        yield far_side


@pytest.fixture
def due():
    return queries.due_named(factories.due(None, make_unit()).pk)


def begin(due):
    return actions.begin(due=due, email="camille@example.test")


def attempts(due):
    return list(due.attempts.order_by("started_at", "number"))


def check(due):
    return actions.check(key=attempts(due)[-1].pk)


def test_paid_once_however_often_it_is_told(bank, due):
    assert begin(due) == "https://bank.test/op-1"
    bank.said = "paid"
    for _time in range(3):
        check(due)
    receipt = Receipt.objects.get()
    assert (receipt.amount_cents, receipt.mode, str(receipt)) == (
        3000,
        Mode.ONLINE_CARD,
        f"{clock.today().year}-00001",
    )
    due.refresh_from_db()
    assert due.state == Due.State.PAID
    assert OutboxEvent.objects.filter(name="revenue.due_paid").count() == 1
    with pytest.raises(actions.AlreadySettled):
        begin(due)


def test_refused_one_tries_again_under_another_number(bank, due):
    begin(due)
    bank.said = "refused"
    assert check(due).state == Attempt.State.REFUSED
    bank.said = "pending"
    assert begin(due) == "https://bank.test/op-2"
    numbers = [one.number for one in attempts(due)]
    assert len(set(numbers)) == 2
    assert all(number.isalnum() and len(number) <= 30 for number in numbers)


def test_abandoned_one_goes_on_with_the_same_operation_as_long_as_it_lives(bank, due):
    with clock.at(MORNING):
        begin(due)
        bank.said = "abandoned"
        assert check(due).state == Attempt.State.STARTED
        assert begin(due) == "https://bank.test/op-1"
    with clock.at(MORNING + timedelta(minutes=30)):
        # Asked first: it is dead, so another may begin.
        assert begin(due) == "https://bank.test/op-2"
    assert [one.state for one in attempts(due)] == ["abandoned", "started"]


def test_nobody_pays_twice_while_the_far_side_is_silent(bank, due):
    with clock.at(MORNING):
        begin(due)
        bank.said = ports.Unreachable("no answer in time")
        assert check(due).faults == 1
    with clock.at(MORNING + timedelta(hours=2)):
        with pytest.raises(actions.PaymentRunning):
            begin(due)
        assert [one.number for one in queries.stuck()] == [attempts(due)[0].number]
        assert dict(health.examine())["Payments on line"].state == "warning"
        assert online.to_ask_again() == []  # asked a moment ago, by the button
    with clock.at(MORNING + timedelta(hours=3)):
        assert online.to_ask_again() == [attempts(due)[0].pk]
        bank.said = "paid"
        check(due)
        assert not queries.stuck().exists()
    assert Receipt.objects.count() == 1


def test_a_far_side_that_does_not_open_takes_nothing(bank, due):
    bank.said = ports.Refused("T1: unknown client")
    with pytest.raises(actions.NotOnLine):
        begin(due)
    assert attempts(due)[0].state == Attempt.State.FAILED
    bank.said = "pending"
    assert begin(due) == "https://bank.test/op-1"


def test_one_cut_short_before_it_was_opened_gives_way(bank, due):
    with clock.at(MORNING):
        factories.attempt(due, state=Attempt.State.ASKED, operation="", started_at=MORNING)
        with pytest.raises(actions.PaymentRunning):
            begin(due)
    with clock.at(MORNING + timedelta(minutes=3)):
        begin(due)
    assert [one.state for one in attempts(due)] == ["failed", "started"]


def test_late_it_is_believed_and_what_came_on_top_is_to_give_back(bank, due):
    with clock.at(MORNING):
        begin(due)
    with clock.at(MORNING + timedelta(minutes=30)):
        begin(due)
    bank.said = "paid"
    late, second = attempts(due)
    actions.check(key=second.pk)
    actions.check(key=late.pk)
    assert [one.is_surplus for one in Receipt.objects.order_by("number")] == [False, True]
    assert list(queries.surplus_of(due.regie)) == [Receipt.objects.get(attempt=late)]


def test_what_is_paid_after_it_was_cancelled_is_to_give_back(bank, due):
    begin(due)
    assert actions.cancel(about=("tests", "1")) == 1
    bank.said = "paid"
    check(due)
    assert Receipt.objects.get().is_surplus
    assert not OutboxEvent.objects.filter(name="revenue.due_paid").exists()


def test_another_amount_is_not_believed(bank, due):
    begin(due)
    bank.said, bank.cents = "paid", 100
    found = check(due)
    assert found.state == Attempt.State.STARTED
    assert "not what was ordered" in found.fault
    assert not Receipt.objects.exists()


def test_an_administrator_ends_one_and_the_truth_still_wins(bank, due):
    begin(due)
    actions.give_up(
        key=attempts(due)[0].pk, actor=make_agent(mfa=False).actor, reason="vu dans PayFiP"
    )
    assert attempts(due)[0].state == Attempt.State.EXPIRED
    bank.said = "paid"
    check(due)
    assert Receipt.objects.get().is_surplus is False


def test_the_database_refuses_a_second_payment_and_a_rewritten_receipt(bank, due):
    begin(due)
    bank.said = "paid"
    check(due)
    receipt = Receipt.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.create(
            regie=due.regie,
            year=receipt.year,
            number=2,
            due=due,
            mode=Mode.CASH,
            amount_cents=3000,
            received_at=clock.now(),
            received_on=clock.today(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Receipt.objects.update(amount_cents=1)


def test_the_worker_asks_about_what_runs_and_what_ended_lately(bank, due):
    with clock.at(MORNING):
        begin(due)
        assert online.to_ask_again() == []
    with clock.at(MORNING + timedelta(minutes=25)):
        assert online.to_ask_again() == [attempts(due)[0].pk]
        assert check(due).state == Attempt.State.EXPIRED
    with clock.at(MORNING + timedelta(hours=20)):
        assert online.to_ask_again() == [attempts(due)[0].pk]
    with clock.at(MORNING + timedelta(hours=30)):
        assert online.to_ask_again() == []
