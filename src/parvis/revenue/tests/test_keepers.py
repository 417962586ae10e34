"""Money through people: the counter, numbers without gaps, refunds by two."""

from datetime import date, timedelta

import pytest

from parvis.accounts.tests.factories import make_agent
from parvis.catalogue.tests.factories import make_unit
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.core.models import OutboxEvent
from parvis.revenue import actions, papers, queries
from parvis.revenue.models import Due, Mode, Receipt, Refund
from parvis.revenue.tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def regisseur():
    return make_agent(name="Amélie Castera", mfa=False)


@pytest.fixture
def deputy():
    return make_agent(name="Louis Barthe", mfa=False)


@pytest.fixture
def due(regisseur, deputy):
    made = factories.due(regisseur, make_unit())
    factories.keeper(deputy, made.regie, "deputy")
    return made


def another(number):
    return factories.due(None, make_unit(), about=("tests", str(number)), reference=f"PAU-{number}")


def test_a_keeper_receives_once_in_a_way_the_act_allows(due, regisseur):
    due.regie.modes = [Mode.CASH]
    due.regie.save()
    with pytest.raises(actions.NotAllowedMode):
        actions.receive(due=due, account=regisseur, mode=Mode.CHEQUE)
    with pytest.raises(actions.NotAllowedMode):
        actions.receive(due=due, account=regisseur, mode=Mode.ONLINE_CARD)
    receipt = actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    assert receipt.taken_by == "Amélie Castera"
    with pytest.raises(actions.AlreadySettled):
        actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    assert OutboxEvent.objects.filter(name="revenue.due_paid").count() == 1


def test_whoever_is_no_keeper_or_no_longer_receives_nothing(due, regisseur, deputy):
    with pytest.raises(actions.NotAKeeper):
        actions.receive(due=due, account=make_agent(mfa=False), mode=Mode.CASH)
    actions.end_keeper(actor=SYSTEM, keeper=due.regie.keepers.get(account=deputy))
    with pytest.raises(actions.NotAKeeper):
        actions.receive(due=due, account=deputy, mode=Mode.CASH)


def test_a_payment_on_line_under_way_is_waited_for(due, regisseur):
    factories.attempt(due)
    with pytest.raises(actions.PaymentRunning):
        actions.receive(due=due, account=regisseur, mode=Mode.CASH)


def test_numbers_have_no_gap_and_begin_again_each_year(due, regisseur):
    year = clock.today().year
    actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    with pytest.raises(actions.AlreadySettled):
        actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    actions.receive(due=another(2), account=regisseur, mode=Mode.CHEQUE)
    with clock.at(clock.now() + timedelta(days=366)):
        actions.receive(due=another(3), account=regisseur, mode=Mode.PHONE_CARD)
    written = [str(one) for one in Receipt.objects.order_by("pk")]
    assert written == [f"{year}-00001", f"{year}-00002", f"{year + 1}-00001"]


def test_asking_again_changes_the_amount_until_it_is_paid(due, regisseur):
    same = factories.due(None, make_unit())
    assert same.pk == due.pk
    dearer = factories.due(None, make_unit(), amount_cents=6000)
    due.refresh_from_db()
    assert (due.state, dearer.amount_cents) == (Due.State.CANCELLED, 6000)
    actions.receive(due=dearer, account=regisseur, mode=Mode.CASH)
    assert factories.due(None, make_unit(), amount_cents=9000).pk == dearer.pk


def test_a_refund_takes_two_people(due, regisseur, deputy):
    receipt = actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    refund = factories.refund(receipt, regisseur)
    with pytest.raises(actions.SamePerson):
        actions.decide_refund(refund=refund, account=regisseur, agrees=True)
    with pytest.raises(actions.NotAKeeper):
        actions.decide_refund(refund=refund, account=make_agent(mfa=False), agrees=True)
    with pytest.raises(actions.AlreadySettled):
        factories.refund(receipt, deputy)
    for _time in range(2):
        decided = actions.decide_refund(refund=refund, account=deputy, agrees=True)
    assert decided.state == Refund.State.AGREED
    assert OutboxEvent.objects.filter(name="revenue.refund_agreed").count() == 1


def test_refunds_to_be_checked_come_before_those_decided(due, regisseur, deputy):
    dues = [due, *(another(number) for number in (2, 3, 4))]
    receipts = [actions.receive(due=one, account=regisseur, mode=Mode.CASH) for one in dues]
    waits, *others = (factories.refund(one, regisseur) for one in receipts)
    for one in others:
        actions.decide_refund(refund=one, account=deputy, agrees=True)
    assert next(iter(queries.refunds_of([due.regie]))) == waits


@pytest.mark.parametrize(
    "wrong", [{"amount_cents": 3001}, {"amount_cents": 0}, {"iban": "FR7612345"}]
)
def test_a_refund_that_cannot_be_is_refused(due, regisseur, wrong):
    receipt = actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    asked = {"amount_cents": 3000, "reason": "", "iban": factories.IBAN, "holder": "C"}
    with pytest.raises(actions.Refused):
        actions.ask_refund(receipt=receipt, account=regisseur, **asked | wrong)


def test_one_regisseur_at_a_time(due, deputy, regisseur):
    actions.name_keeper(actor=SYSTEM, regie=due.regie, account=deputy, role="regisseur")
    current = due.regie.keepers.filter(ends_on=None)
    assert [(one.account, one.role) for one in current] == [(deputy, "regisseur")]


def test_the_day_book_says_every_receipt_then_totals(due, regisseur):
    with clock.at(clock.now()):
        actions.receive(due=due, account=regisseur, mode=Mode.CASH, bank_reference="=1+1")
        actions.receive(due=another(2), account=regisseur, mode=Mode.CASH)
        actions.receive(due=another(3), account=regisseur, mode=Mode.CHEQUE)
        today = queries.local_day(due.regie)
    book = queries.day_book(due.regie, today, today)
    lines = "".join(papers.day_book_csv(due.regie, book, queries.totals(book))).split("\r\n")
    assert lines[0].startswith("\ufeffRégie;Quittance;Date;")
    assert f"{today.year}-00001;{today:%d/%m/%Y};PAU-2K7Q4" in lines[1]
    assert ";'=1+1;Amélie Castera;30,00;" in lines[1]
    assert lines[-3:] == [
        f"Total;{today:%d/%m/%Y};espèces;2;60,00",
        f"Total;{today:%d/%m/%Y};chèque;1;30,00",
        "",
    ] or lines[-3:] == [
        f"Total;{today:%d/%m/%Y};chèque;1;30,00",
        f"Total;{today:%d/%m/%Y};espèces;2;60,00",
        "",
    ]
    assert not queries.day_book(due.regie, date(2020, 1, 1), date(2020, 1, 2)).exists()


def test_the_receipt_is_a_tagged_pdf(due, regisseur):
    receipt = actions.receive(due=due, account=regisseur, mode=Mode.CASH)
    made = papers.receipt_pdf(receipt)
    assert made.startswith(b"%PDF-")
    assert b"/StructTreeRoot" in made or b"/MarkInfo" in made or len(made) > 5000
