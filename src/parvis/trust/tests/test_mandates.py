"""From a proposal to a mandate in force: who says yes, and how it is proved."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from parvis.accounts.models import Account, Person
from parvis.accounts.tests.factories import make_resident
from parvis.core import clock, codes
from parvis.directory.models import Institution, Unit
from parvis.directory.tests import factories as directory
from parvis.journal import queries as journal
from parvis.notifications.models import Notification
from parvis.trust import actions, queries, rules
from parvis.trust.models import AcceptanceCode, Mandate
from parvis.trust.tests.factories import (
    code_sent_to,
    desk,
    make_mandate,
    scan,
    terms,
    who,
)

pytestmark = pytest.mark.django_db

State, Proof, Kind = Mandate.State, Mandate.Proof, Mandate.Kind


# Proposed by the helper, accepted with a code -------------------------------------------------


def test_a_code_typed_by_the_person_opens_the_mandate(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    assert mandate.helped == mother.person
    assert queries.acting(daughter, mandate.number) is None
    actions.send_code(mandate=mandate)
    done = actions.accept_by_code(mandate=mandate, code=code_sent_to("+33639980111"))
    assert (done.state, done.proof) == (State.ACTIVE, Proof.CODE)
    acting = queries.acting(daughter, mandate.number)
    assert acting.person_ids == {mother.person.pk}
    assert acting.actor.label == (
        f"Claire Bordenave pour Jeanne Bordenave, mandat {mandate.number}"
    )
    subjects = set(
        Notification.objects.filter(channel="in_app").values_list("person__account", "subject")
    )
    assert (mother.pk, "Claire Bordenave peut désormais agir pour vous") in subjects
    assert (daughter.pk, "Vous pouvez désormais agir pour Jeanne Bordenave") in subjects


def test_the_journal_names_both(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    lines = journal.of_person([str(mother.person.pk)]).lines
    said = next(line.sentence for line in lines if line.verb == "trust.mandate_proposed")
    assert "Claire Bordenave" in said
    assert "Jeanne Bordenave" in said
    assert mandate.number in said


def test_the_code_is_kept_as_a_hash_and_leaves_by_one_channel(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    sent = actions.send_code(mandate=mandate)
    code = code_sent_to("+33639980111")
    assert code not in sent.code_hmac
    carried = Notification.objects.filter(text__contains=code)
    assert [told.channel for told in carried] == ["sms"]


def test_five_wrong_codes_spend_it(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    actions.send_code(mandate=mandate)
    right = code_sent_to("+33639980111")
    wrong = f"{(int(right) + 1) % 1_000_000:06d}"
    for left in (4, 3, 2, 1, 0):
        with pytest.raises(codes.CodeRefused) as refused:
            actions.accept_by_code(mandate=mandate, code=wrong)
        assert refused.value.left == left
    with pytest.raises(codes.CodeRefused):
        actions.accept_by_code(mandate=mandate, code=right)
    mandate.refresh_from_db()
    assert mandate.state == State.PROPOSED


def test_a_code_lasts_a_quarter_of_an_hour_and_serves_once(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    actions.send_code(mandate=mandate)
    code = code_sent_to("+33639980111")
    with clock.at(clock.now() + timedelta(minutes=16)), pytest.raises(codes.CodeRefused):
        actions.accept_by_code(mandate=mandate, code=code)
    actions.accept_by_code(mandate=mandate, code=code)
    with pytest.raises(codes.CodeRefused):
        actions.accept_by_code(mandate=mandate, code=code)


def test_codes_are_sent_sparingly_and_the_last_one_counts(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    now = clock.now()
    actions.send_code(mandate=mandate)
    first = code_sent_to("+33639980111")
    with pytest.raises(codes.TooManyCodes):
        actions.send_code(mandate=mandate)
    for minutes in (2, 4, 6, 8):
        with clock.at(now + timedelta(minutes=minutes)):
            actions.send_code(mandate=mandate)
    with clock.at(now + timedelta(minutes=10)), pytest.raises(codes.TooManyCodes):
        actions.send_code(mandate=mandate)
    last = AcceptanceCode.objects.latest("pk")
    AcceptanceCode.objects.filter(pk=last.pk).update(code_hmac="-")
    with clock.at(now + timedelta(minutes=9)), pytest.raises(codes.CodeRefused):
        actions.accept_by_code(mandate=mandate, code=first)


def test_the_code_goes_to_the_address_known_here_not_to_the_one_typed(daughter, mother):
    mandate = actions.offer(
        account=daughter, helped=who(phone="+33639980666", email=mother.email), terms=terms()
    )
    actions.send_code(mandate=mandate)
    assert code_sent_to("+33639980111")
    assert not Notification.objects.filter(address="+33639980666").exists()


def test_a_landline_reads_no_code(daughter, mother):
    Person.objects.filter(pk=mother.person_id).update(phone="+33559278580")
    mandate = actions.offer(
        account=daughter, helped=who(phone="", email=mother.email), terms=terms()
    )
    assert actions.send_code(mandate=mandate).channel == "mail"
    Person.objects.filter(pk=mother.person_id).update(email="")
    with clock.at(clock.now() + timedelta(minutes=2)), pytest.raises(actions.NoAddress):
        actions.send_code(mandate=mandate)


@pytest.mark.parametrize(
    "typed", [{"birth_date": "1948-06-10"}, {"family_name": "Bordes"}, {"phone": "+33639980222"}]
)
def test_nobody_known_is_taken_for_another(daughter, mother, typed):
    """Same name but another address or date: somebody else, and the page cannot tell."""
    mandate = actions.offer(account=daughter, helped=who(**typed), terms=terms())
    assert mandate.helped != mother.person
    assert mandate.helped_name == f"Jeanne {typed.get('family_name', 'Bordenave')}"


def test_a_resident_cannot_help_themselves_nor_ask_without_end(daughter):
    me = who(given_names="Claire", birth_date="1979-02-01", phone="", email=daughter.email)
    with pytest.raises(actions.InvalidTerms):
        actions.offer(account=daughter, helped=me, terms=terms())
    for number in range(10):
        actions.offer(account=daughter, helped=who(phone=f"+336399802{number:02d}"), terms=terms())
    for mandate in Mandate.objects.all().order_by("pk"):
        with pytest.raises(actions.TooManyProposals):
            actions.offer(account=daughter, helped=who(phone="+33639980299"), terms=terms())
        actions.refuse(mandate=mandate, actor=daughter.actor)
    with clock.at(clock.now() + timedelta(days=2)):
        actions.offer(account=daughter, helped=who(phone="+33639980299"), terms=terms())


# Given by the person --------------------------------------------------------------------------


@pytest.mark.parametrize("first", ["code", "agree"])
def test_a_mandate_given_needs_both(daughter, mother, first):
    helper = actions.Who(given_names="Claire", family_name="Bordenave", email="claire@new.example")
    mandate = actions.give(account=mother, helper=helper, terms=terms())

    def code():
        actions.send_code(mandate=mandate)
        actions.accept_by_code(mandate=mandate, code=code_sent_to("+33639980111"))

    def agree():
        actions.agree(mandate=mandate, account=daughter)

    steps = [code, agree] if first == "code" else [agree, code]
    steps[0]()
    assert queries.acting(daughter, mandate.number) is None
    steps[1]()
    assert queries.acting(daughter, mandate.number) is not None


def test_only_the_one_who_is_named_may_take_it(mother):
    helper = actions.Who(given_names="Claire", family_name="Bordenave", email="claire@new.example")
    mandate = actions.give(account=mother, helper=helper, terms=terms())
    for account in (make_resident(given_names="Karim", family_name="Benali"), mother):
        with pytest.raises(actions.NotAllowed):
            actions.agree(mandate=mandate, account=account)


# Before an agent, on paper, on a judgment -----------------------------------------------------


def recorded(town, mother, **other) -> tuple[Mandate, Account, Unit]:
    account, unit = desk(town)
    helper = actions.Who(given_names="Claire", family_name="Bordenave", email="claire@new.example")
    mandate = actions.record_at_desk(
        account=account, unit=unit, helped=mother.person, helper=helper, terms=terms(**other)
    )
    return mandate, account, unit


def attest(mandate, account, unit, proof, **other):
    values = {"checked": "cartes d’identité", "helper_agreed": True}
    return actions.attest(
        mandate=mandate, account=account, unit=unit, proof=proof, **(values | other)
    )


def test_said_before_an_agent(town, mother):
    mandate, account, unit = recorded(town, mother)
    done = attest(mandate, account, unit, Proof.PRESENCE)
    assert done.state == State.ACTIVE
    assert (done.attested_label, done.attested_unit) == ("Jeanne Darrieux", unit)


def test_a_paper_needs_its_scan(town, mother):
    mandate, account, unit = recorded(town, mother)
    for paper in (None, SimpleUploadedFile("mandat.exe", b"MZ" * 50)):
        with pytest.raises(actions.PaperRefused):
            attest(mandate, account, unit, Proof.PAPER, paper=paper)
    done = attest(mandate, account, unit, Proof.PAPER, paper=scan())
    assert done.state == State.ACTIVE
    assert len(done.paper_sha256) == 64


def test_a_representative_shows_a_document_and_nothing_else(town, mother):
    mandate, account, unit = recorded(town, mother, kind=Kind.GUARDIAN, basis="tutelle")
    with pytest.raises(actions.NotAllowed):
        actions.send_code(mandate=mandate)
    for proof in (Proof.PRESENCE, Proof.PAPER):
        with pytest.raises(actions.NotAllowed):
            attest(mandate, account, unit, proof, paper=scan())
    assert attest(mandate, account, unit, Proof.DOCUMENT).state == State.ACTIVE


def test_nobody_vouches_for_themselves(town, mother):
    social = directory.unit(town, "CCAS")
    one, _ = desk(town, "Maïté Un", social)
    other, _ = desk(town, "Paul Deux", social)
    stranger, reception = desk(town, "Jeanne Trois")
    mandate = actions.offer_as_unit(account=one, unit=social, helped=who(), terms=terms())
    for account, proof in ((one, Proof.PAPER), (one, Proof.PRESENCE), (other, Proof.PRESENCE)):
        with pytest.raises(actions.NotAllowed):
            attest(mandate, account, social, proof, paper=scan())
    assert rules.may_attest(other, other.memberships.all(), mandate, Proof.PAPER)
    assert attest(mandate, stranger, reception, Proof.PRESENCE).state == State.ACTIVE


def test_an_association_vouches_for_nobody(town, mother):
    mandate, _account, _unit = recorded(town, mother)
    club = directory.institution("216404459", "Club", Institution.Kind.ASSOCIATION)
    account, unit = desk(club, "Bénévole")
    with pytest.raises(actions.NotAllowed):
        attest(mandate, account, unit, Proof.PRESENCE)


def test_a_unit_helps_through_its_members_of_today(town, mother):
    social = directory.unit(town, "CCAS")
    one, _ = desk(town, "Maïté Un", social)
    mandate = make_mandate(helped=mother.person, unit=social, services=("composteur",))
    assert queries.acting(one, mandate.number, one.memberships.all()) is not None
    assert queries.acting(one, mandate.number, ()) is None
    stranger, _ = desk(town, "Jeanne Trois")
    assert queries.acting(stranger, mandate.number, stranger.memberships.all()) is None
