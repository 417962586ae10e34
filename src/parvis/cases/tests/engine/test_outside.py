"""What leaves the house and what comes in: transfers, registers, letters, messages."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
import sepaxml
import xmlschema
from django.core.files.storage import default_storage
from pypdf import PdfReader

from parvis.cases import actions, ports, tasks
from parvis.cases.engine import delivery
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, IssuedDocument, Payment
from parvis.cases.tests.factories import World, make_case, make_handler, make_person
from parvis.catalogue.tests.factories import REFUND, make_installation
from parvis.core.actor import SYSTEM
from parvis.core.events import deliver_now
from parvis.core.models import OutboxEvent
from parvis.notifications.models import Notification

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_world")]
IBAN = "FR7630006000011234567890189"


def refund(**answers: Any) -> tuple[Case, Party]:
    """A request for a refund and the agent who pays."""
    from parvis.cases.models import Draft
    from parvis.core import clock

    installation = make_installation(REFUND)
    person = make_person(given_names="Marie-Hélène", family_name="Laborde", email="mh@example.test")
    package = installation.version.package
    given = package.scenarios.scenarios[0].given.answers
    draft = Draft.objects.create(
        installation=installation,
        version_id=installation.version_id,
        person=person,
        answers={**given, "adresse": given["adresse"] | {"commune_code": ""}, **answers},
        created_at=clock.now(),
        saved_at=clock.now(),
    )
    case = actions.submit(draft=draft, person=person, party=parties.somebody(person))
    unit = installation.bindings.get(function="treasury").unit
    return case, parties.agent(make_handler(unit))


def test_a_register_that_agrees_pays_at_once_then_the_file_then_the_end() -> None:
    case, treasury = refund()
    case = actions.record_facts(case=case, lookup="facture", facts={"paid": 18450, "due": 8450})
    assert case.state == "a_payer"
    payment = Payment.objects.get(case=case)
    assert (payment.amount_cents, payment.iban) == (10_000, IBAN)

    with pytest.raises(actions.DebtorUnknown):
        actions.make_payment_file(unit=payment.unit, party=treasury)
    actions.set_debtor_account(unit=payment.unit, name="CA Pau", iban=IBAN, actor=SYSTEM)
    batch = actions.make_payment_file(unit=payment.unit, party=treasury)
    assert (batch.count, batch.total_cents) == (1, 10_000)
    with default_storage.open(batch.storage_name) as file:
        written = file.read().decode()
    schema = Path(sepaxml.__file__).parent / "schemas/pain.001.001.03.xsd"
    xmlschema.XMLSchema(str(schema)).validate(written)
    assert '<InstdAmt Ccy="EUR">100.00</InstdAmt>' in written
    assert batch.message_id in written
    with pytest.raises(actions.NothingToPay):
        actions.make_payment_file(unit=payment.unit, party=treasury)

    actions.settle_batch(batch=batch, party=treasury)
    case.refresh_from_db()
    assert (case.state, case.legal_state) == ("payee", "closed")
    settled = actions.settle_batch(batch=batch, party=treasury)
    assert settled.settled_by == batch.made_by


def test_the_first_answer_of_a_register_stays() -> None:
    case, _treasury = refund()
    case = actions.record_facts(case=case, lookup="facture", facts={"paid": 5, "due": 5})
    revision = case.revision
    case = actions.record_facts(case=case, lookup="facture", facts={"paid": 18450, "due": 8450})
    assert (case.state, case.facts["facture"]["paid"], case.revision) == ("recue", 5, revision)


@pytest.mark.parametrize(
    ("facts", "kept"),
    [
        (None, {}),
        ({"paid": "18450", "due": True, "else": 1}, {}),
        ({"paid": 1.5, "due": 8450}, {"due": 8450}),
    ],
)
def test_ill_typed_facts_are_left_out(facts: Any, kept: dict[str, Any]) -> None:
    case, _treasury = refund()
    case = actions.record_facts(case=case, lookup="facture", facts=facts)
    assert (case.facts, case.state) == ({"facture": kept}, "recue")
    with pytest.raises(actions.NotFound):
        actions.record_facts(case=case, lookup="other", facts={})


class Ledger:
    name = "billing.invoice"
    timeout_seconds = 1.0

    def fetch(self, given: Any) -> Any:
        assert given == {"number": "E-2026-0042"}
        return {"paid": 18450, "due": 8450}


def test_the_worker_asks_the_register() -> None:
    case, _treasury = refund()
    arguments = {"case_id": case.pk, "lookup": "facture", "given": {"number": "E-2026-0042"}}
    tasks.ask_lookup(**arguments)
    case.refresh_from_db()
    assert case.facts == {}
    ports.register_source(Ledger())
    try:
        tasks.ask_lookup(**arguments)
        tasks.ask_lookup(**arguments)
    finally:
        ports.forget_source(Ledger.name)
    case.refresh_from_db()
    assert case.state == "a_payer"


def test_only_the_paying_unit_makes_files() -> None:
    case, _treasury = refund()
    stranger = parties.agent(make_handler(case.lead_unit))
    unit = case.installation.bindings.get(function="treasury").unit
    with pytest.raises(actions.NotAllowed):
        actions.make_payment_file(unit=unit, party=stranger)


@pytest.mark.parametrize(
    ("iban", "bic", "wrong"),
    [("FR76", "", {"iban"}), (IBAN, "XX", {"bic"}), ("", "1", {"iban", "bic"})],
)
def test_a_wrong_account_is_refused(world: World, iban: str, bic: str, wrong: set[str]) -> None:
    with pytest.raises(actions.InvalidInputs) as refusal:
        actions.set_debtor_account(unit=world.waste, name="x", iban=iban, bic=bic, actor=SYSTEM)
    assert set(refusal.value.errors) == wrong


def test_letters_are_what_was_decided_even_when_things_change_after(world: World) -> None:
    case = make_case(world)
    actions.perform(
        case=case,
        transition="refuser",
        party=world.agent("waste"),
        inputs={"motif": "autre", "explication": "Le premier motif, en mots simples."},
    )
    Case.objects.filter(pk=case.pk).update(applicant_name="Quelqu’un d’autre", answers={})
    deliver_now()
    letter = IssuedDocument.objects.get(kind="decision_defavorable")
    with default_storage.open(letter.storage_name) as file:
        content = file.read()
        file.seek(0)
        text = "\n".join(page.extract_text() for page in PdfReader(file).pages)
    assert "Le premier motif, en mots simples." in " ".join(text.split())
    assert (len(content), hashlib.sha256(content).hexdigest()) == (letter.size, letter.sha256)
    mail = Notification.objects.get(channel="mail", subject__contains="pas acceptée")
    assert [file["storage"] for file in mail.attachments] == [letter.storage_name]


def test_delivering_again_changes_nothing(world: World) -> None:
    case = make_case(world)
    deliver_now()
    counts = (Notification.objects.count(), IssuedDocument.objects.count())
    event = OutboxEvent.objects.get(name="cases.submitted")
    for _again in range(2):
        delivery.carry_out(_fact(event.payload))
    assert (Notification.objects.count(), IssuedDocument.objects.count()) == counts
    assert counts[1] == 1
    assert case.documents.get().kind == "receipt"


def _fact(payload: dict[str, Any]) -> Any:
    from parvis.cases.events import CaseSubmitted

    return CaseSubmitted(**payload)
