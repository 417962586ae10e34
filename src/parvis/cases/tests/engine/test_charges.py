"""What a case asks of its applicant, and what `revenue` tells back."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident
from parvis.cases import actions
from parvis.cases.actions import drafts
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.engine.words import payment_address
from parvis.cases.models import Case, Payment
from parvis.cases.tests.agent.doors import enter
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.tests.factories import PARKING, make_package
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.revenue import actions as revenue
from parvis.revenue.models import Due, Mode, Receipt, Regie
from parvis.revenue.tests import factories as money

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Parking:
    """The service of residents' parking, an applicant with an account, two keepers."""

    def __init__(self):
        self.package = make_package(PARKING)
        self.stage = Stage(self.package, self.package.scenarios.scenarios[0].given)
        self.unit = self.stage.units["parking"]
        self.regie = Regie.objects.get()
        self.regisseur = make_handler(self.unit, name="Amélie Castera")
        self.deputy = make_handler(self.unit, name="Louis Barthe")
        money.keeper(self.regisseur, self.regie)
        money.keeper(self.deputy, self.regie, "deputy")
        self.account = make_resident()
        self.account.person = self.stage.person
        self.account.save()

    def asked(self):
        case = actions.submit(
            draft=self.stage.draft(),
            person=self.stage.person,
            party=parties.applicant(self.account),
        )
        return actions.perform(
            case=case, transition="accorder", party=parties.agent(self.regisseur), inputs={}
        )

    def paid(self):
        case = self.asked()
        revenue.receive(due=Due.objects.get(), account=self.regisseur, mode=Mode.CASH)
        deliver_now()
        case.refresh_from_db()
        return case


@pytest.fixture
def parking():
    with clock.at(MONDAY):
        yield Parking()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ab-123-cd", "AB-123-CD"),
        ("AB 123 CD", "AB 123 CD"),
        ("ww-123-aa", None),
        ("aa-123-ss", None),
        ("io-123-aa", None),
        ("ab-000-cd", None),
        ("1234 ab 64", "1234 AB 64"),
        ("12 abc 2a", "12 ABC 2A"),
        ("1234 ab 96", None),
        ("0234 ab 64", None),
    ],
)
def test_plates_of_both_systems_are_known(parking, typed, kept):
    draft = parking.stage.draft()
    draft.answers["immatriculation"] = typed
    draft.save()
    who = {"person": parking.stage.person, "party": parties.applicant(parking.account)}
    if kept is None:
        with pytest.raises(actions.InvalidInputs) as refused:
            actions.submit(draft=draft, **who)
        assert list(refused.value.errors) == ["immatriculation"]
    else:
        assert actions.submit(draft=draft, **who).answers["immatriculation"] == kept


def test_what_is_asked_is_due_to_the_regie_of_the_unit(parking):
    case = parking.asked()
    due = Due.objects.get()
    kept = case.charges["redevance"]
    assert kept | {"tariff": {}} == {
        "cents": 3000, "paid": False, "due": str(due.pk), "tariff": {},
    }  # fmt: skip
    assert (due.regie, due.reference, due.amount_cents) == (parking.regie, case.reference, 3000)
    assert (due.payer, due.label) == (case.applicant_name, "Stationnement résident, un an")


def test_without_a_regie_nothing_is_granted_in_vain(parking):
    Regie.objects.update(closed_on=MONDAY.date() - timedelta(days=1))
    with pytest.raises(actions.NotAllowed, match="régie"):
        parking.asked()
    assert Case.objects.get().state == "recue"


def test_paid_once_the_permit_is_issued_once(parking):
    case = parking.paid()
    actions.note_paid(case_id=case.pk, charge="redevance")
    case.refresh_from_db()
    assert (case.state, case.charges["redevance"]["paid"]) == ("valable", True)
    assert case.documents.filter(kind="carte").count() == 1
    assert case.events.filter(kind="charge_paid").count() == 1


def test_a_refund_agreed_to_leaves_in_the_file_of_transfers(parking):
    case = parking.paid()
    refund = money.refund(Receipt.objects.get(), parking.regisseur)
    revenue.decide_refund(refund=refund, account=parking.deputy, agrees=True)
    deliver_now()
    actions.owe_refund(case_id=case.pk, refund_id=refund.pk)
    payment = Payment.objects.get()
    assert (payment.unit, payment.amount_cents, payment.iban) == (parking.unit, 3000, money.IBAN)
    actions.set_debtor_account(
        unit=parking.unit, name="Régie", iban=money.IBAN, actor=parking.regisseur.actor
    )
    batch = actions.make_payment_file(unit=parking.unit, party=parties.agent(parking.deputy))
    assert (batch.count, batch.total_cents) == (1, 3000)


def test_a_case_that_closes_owes_nothing(parking):
    case = parking.asked()
    due = Due.objects.get()
    applicant = parties.applicant(parking.account)
    actions.perform(case=case, transition="retirer", party=applicant, inputs={})
    due.refresh_from_db()
    assert due.state == Due.State.CANCELLED


def test_a_permit_is_renewed_with_its_answers_and_without_its_papers(parking):
    case = parking.paid()
    draft = drafts.start_renewal(case=case, account=parking.account)
    assert draft.answers["immatriculation"] == "AB-123-CD"
    assert draft.answers["quotient_familial"] == 650
    assert not {"carte_grise", "sincerite"} & draft.answers.keys()
    assert drafts.start_renewal(case=case, account=parking.account).pk == draft.pk


def test_what_is_not_renewable_is_not_renewed(parking):
    with pytest.raises(drafts.NotAllowed):
        drafts.start_renewal(case=parking.asked(), account=parking.account)


def test_pages_say_what_is_due_and_lead_to_the_payment(
    client, parking, django_assert_max_num_queries
):
    case = parking.asked()
    client.force_login(parking.account)
    mine = reverse("cases:detail", args=[case.reference])
    client.get(mine)
    with django_assert_max_num_queries(12):
        shown = client.get(mine).content.decode()
    address = reverse("revenue:due", args=[Due.objects.get().pk])
    assert "30,00" in shown
    assert address in shown
    assert payment_address(str(Due.objects.get().pk)).endswith(address)
    at_work = enter(parking.regisseur).get(reverse("cases:agent-detail", args=[case.reference]))
    assert reverse("revenue:receive", args=[Due.objects.get().pk]) in at_work.content.decode()


def test_a_permit_in_force_offers_its_renewal(client, parking):
    case = parking.paid()
    client.force_login(parking.account)
    shown = client.get(reverse("cases:detail", args=[case.reference])).content.decode()
    renew = reverse("cases:renew", args=[case.reference])
    assert renew in shown
    assert client.post(renew).status_code == 302
