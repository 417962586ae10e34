"""A decision taken by rules alone says so, and somebody looks at it again when asked."""

from dataclasses import dataclass
from io import BytesIO

import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests.factories import make_resident
from parvis.cases import actions, queries
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, WorkItem
from parvis.cases.tests.agent.doors import enter, said
from parvis.cases.tests.factories import make_handler
from parvis.catalogue.tests.factories import REFUND, make_package
from parvis.core.events import deliver_now
from parvis.notifications.models import Notification

PACKAGE = make_package(REFUND)
RULES = PACKAGE.words("fr").transitions["accorder_automatiquement"].rules


@dataclass
class Refund:
    stage: Stage
    case: Case
    resident: Client

    def move(self, who: str, transition: str, **inputs: str) -> None:
        party = self.stage.party(who)
        self.case = actions.perform(
            case=self.case, transition=transition, party=party, inputs=inputs
        )

    @property
    def page(self) -> str:
        return said(self.resident.get(reverse("cases:detail", args=[self.case.reference])))


@pytest.fixture
def refund(db: None) -> Refund:
    """Granted by the rule, as soon as the accounts agree."""
    given = PACKAGE.scenarios.scenarios[0].given
    stage = Stage(PACKAGE, given)
    account = make_resident()
    account.person = stage.person
    account.save()
    party = parties.somebody(stage.person)
    case = actions.submit(draft=stage.draft(), person=stage.person, party=party)
    case = actions.record_facts(case=case, lookup="facture", facts=given.facts["facture"])
    deliver_now()
    resident = Client()
    resident.force_login(account)
    return Refund(stage, case, resident)


def test_the_page_the_letter_and_the_message_say_it(refund: Refund) -> None:
    assert refund.case.automatic == "accorder_automatiquement"
    letter = refund.case.documents.get(kind="decision_automatique")
    document = pypdfium2.PdfDocument(BytesIO(default_storage.open(letter.storage_name).read()))
    written = " ".join("".join(page.get_textpage().get_text_range() for page in document).split())
    told = Notification.objects.filter(key__contains="accord_automatique").first()
    assert told is not None
    for words in (refund.page, written.replace("\u202f", " "), told.text.replace("\u202f", " ")):
        assert "prise automatiquement" in words
        assert RULES.replace("\u202f", " ")[:60] in words
        assert "L311-3-1" in words
    assert "Demander qu’une personne réexamine" in refund.page


def test_the_person_asks_and_somebody_answers(refund: Refund) -> None:
    address = reverse("cases:move", args=[refund.case.reference, "demander_reexamen"])
    page = refund.resident.get(address)
    assert page.status_code == 200
    refund.resident.post(
        address, {"demande": "Le montant est faible.", "revision": refund.case.revision}
    )
    item = WorkItem.objects.get(case=refund.case, kind="reexamen")
    assert (item.unit, item.done_at) == (refund.stage.units["billing"], None)
    refund.case.refresh_from_db()
    assert (refund.case.state, refund.case.automatic) == ("en_reexamen", "")
    assert "C’est fait" in refund.page
    assert "Demander qu’une personne réexamine" not in refund.page

    party = refund.stage.party("billing")
    inputs = {"explication": "La facture et le relevé concordent."}
    actions.finish_item(item=item, party=party, result="confirmee", inputs=inputs)

    assert "la confirme" in refund.page
    assert refund.case.payments.count() == 1


def test_it_is_asked_again_by_whoever_is_in_charge_even_once_it_is_paid(refund: Refund) -> None:
    Case.objects.filter(pk=refund.case.pk).update(
        state="payee", legal_state="closed", hand="nobody", closed_at=refund.case.changed_at
    )
    refund.case.refresh_from_db()
    agent = enter(make_handler(refund.stage.units["billing"]))
    page = said(agent.get(reverse("cases:agent-detail", args=[refund.case.reference])))
    assert "Réexaminer, comme la personne le demande" in page

    refund.move("billing", "demander_reexamen", demande="Par téléphone.")

    assert (refund.case.hand, refund.case.closed_at) == ("items", None)
    assert refund.case.turns.filter(unit=refund.stage.units["billing"]).exists()


def test_nobody_asks_twice_nor_of_what_a_person_decided(refund: Refund) -> None:
    refund.move("applicant", "demander_reexamen")
    item = WorkItem.objects.get(case=refund.case, kind="reexamen")
    inputs = {"explication": "Une autre facture est concernée."}
    actions.finish_item(
        item=item, party=refund.stage.party("billing"), result="a_reprendre", inputs=inputs
    )
    refund.case.refresh_from_db()
    assert refund.case.state == "recue", "the rule does not fire again"
    refund.move("billing", "accorder", montant_retenu=1000, explication="")
    assert refund.case.automatic == ""
    offered = queries.moves_of(refund.case, refund.stage.party("applicant"))
    assert not [move for move in offered if move.reviews]
    with pytest.raises(actions.NotAllowed):
        refund.move("applicant", "demander_reexamen")


def test_the_rules_are_published(refund: Refund) -> None:
    page = Client().get(reverse("portal:service", args=[refund.stage.installation.slug]))
    assert RULES.replace("\u202f", " ") in said(page)
