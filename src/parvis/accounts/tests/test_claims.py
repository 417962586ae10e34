"""From the receipt of a desk to one's own space, and back if it was a mistake."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from parvis.accounts import actions, queries
from parvis.accounts.models import ClaimCode
from parvis.accounts.tests.factories import make_person, make_resident
from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.journal.models import Entry

pytestmark = pytest.mark.django_db

DESK = Actor("agent", "1", "Agnès", institution="216403352")


@pytest.fixture
def met():
    """Somebody met at a desk."""
    return make_person(phone="+33559000000")


@pytest.fixture
def code(met):
    return actions.issue_claim_code(person=met, actor=DESK)


def test_only_a_keyed_hash_of_the_code_is_kept(code):
    kept = ClaimCode.objects.get()
    assert code.replace("-", "") not in kept.code_hmac
    assert len(kept.code_hmac) == 64


def test_the_code_opens_what_was_filed(met, code):
    account = make_resident(phone="")
    found = actions.claim_person(
        account=account, code=code.lower().replace("-", " "), birth_date="1988-03-12"
    )
    assert found == met
    assert set(queries.persons_of(account)) == {account.person_id, met.pk}
    account.person.refresh_from_db()
    assert account.person.phone == "+33559000000"
    assert Entry.objects.filter(verb="accounts.persons_merged").count() == 2


def test_a_new_account_without_a_name_takes_the_known_one(met, code):
    account = actions.sign_up(email="new@example.test", password="une longue phrase")
    actions.claim_person(account=account, code=code, birth_date="1988-03-12")
    account.refresh_from_db()
    assert account.person.merged_into == met
    assert account.display_name == "Camille Bordenave"
    assert queries.account_of(met) is None or met.pk in queries.persons_of(account)


def test_a_code_serves_once(met, code):
    actions.claim_person(account=make_resident(), code=code, birth_date="1988-03-12")
    with pytest.raises(actions.ClaimRefused):
        actions.claim_person(account=make_resident(), code=code, birth_date="1988-03-12")


def test_a_code_typed_twice_by_the_same_person_is_no_refusal(met, code):
    account = make_resident()
    for _press in range(2):
        account.refresh_from_db()
        assert actions.claim_person(account=account, code=code, birth_date="1988-03-12") == met


def test_a_code_expires(code):
    with clock.at(clock.now() + timedelta(days=91)), pytest.raises(actions.ClaimRefused):
        actions.claim_person(account=make_resident(), code=code, birth_date="1988-03-12")


@pytest.mark.parametrize("born", ["", "1988-03-13"])
def test_a_found_receipt_is_not_enough(code, born):
    with pytest.raises(actions.ClaimRefused):
        actions.claim_person(account=make_resident(birth_date=""), code=code, birth_date=born)
    assert ClaimCode.objects.get().used_at is None


def test_a_certified_birth_date_needs_no_typing(code):
    account = make_resident(identity_source="franceconnect")
    actions.claim_person(account=account, code=code)
    assert len(queries.persons_of(account)) == 2


def test_a_parent_does_not_become_the_child(code):
    parent = make_resident(birth_date="1960-01-01")
    with pytest.raises(actions.ClaimRefused):
        actions.claim_person(account=parent, code=code, birth_date="1988-03-12")


@pytest.mark.parametrize("typed", ["", "7K3M-9QXR-A2WP", "é" * 50, "\x00"])
def test_a_wrong_code_opens_nothing(code, typed):
    with pytest.raises(actions.ClaimRefused):
        actions.claim_person(account=make_resident(), code=typed, birth_date="1988-03-12")


def test_guesses_are_counted_even_when_refused(code):
    account = make_resident()
    for _ in range(5):
        with pytest.raises(actions.ClaimRefused):
            actions.claim_person(account=account, code="nope")
    with pytest.raises(actions.TooManyAttempts):
        actions.claim_person(account=account, code=code, birth_date="1988-03-12")
    with clock.at(clock.now() + timedelta(minutes=16)):
        actions.claim_person(account=account, code=code, birth_date="1988-03-12")


def test_a_merge_is_undone(met, code):
    account = make_resident()
    actions.claim_person(account=account, code=code, birth_date="1988-03-12")
    met.refresh_from_db()
    actions.separate_person(person=met, actor=DESK, reason="not the same")
    assert queries.persons_of(account) == [account.person_id]
    with pytest.raises(ValueError, match="not merged"):
        actions.separate_person(person=met, actor=DESK, reason="again")
    assert Entry.objects.filter(verb="accounts.persons_separated").count() == 2


def test_both_accounts_of_one_human_see_everything(met):
    one, two = make_resident(), make_resident()
    for account in (one, two):
        actions.claim_person(
            account=account,
            code=actions.issue_claim_code(person=met, actor=DESK),
            birth_date="1988-03-12",
        )
    everything = {one.person_id, two.person_id, met.pk}
    assert set(queries.persons_of(one)) == everything
    assert set(queries.persons_of(two)) == everything


def test_residents_neither_merge_nor_hand_out_codes(met):
    account = make_resident()
    with pytest.raises(PermissionDenied):
        actions.issue_claim_code(person=met, actor=account.actor)
    with pytest.raises(PermissionDenied):
        actions.merge_persons(person=met, into=account.person, actor=account.actor, reason="x")
    with pytest.raises(PermissionDenied):
        actions.separate_person(person=met, actor=account.actor, reason="x")


def test_a_merge_needs_a_reason_and_two_people(met):
    other = make_person()
    with pytest.raises(ValueError, match="reason"):
        actions.merge_persons(person=met, into=other, actor=SYSTEM, reason="")
    with pytest.raises(ValueError, match="two different"):
        actions.merge_persons(person=met, into=met, actor=SYSTEM, reason="x")
