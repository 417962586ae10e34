"""Meeting people, finding them again, correcting what is known of them."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from parvis.accounts import actions, queries, rules
from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_agent, make_person, make_resident
from parvis.core.actor import SYSTEM, Actor
from parvis.journal.models import Entry

pytestmark = pytest.mark.django_db

DESK = Actor("agent", "1", "Agnès", institution="216403352")
SIX = {
    "family_name": "Dupouy",
    "given_names": "Marie Anne",
    "birth_date": "1975-05-04",
    "gender": "female",
    "birth_place_code": "64445",
    "birth_country_code": "99100",
}


def test_an_agent_registers_somebody_without_an_account():
    person = actions.create_person(actor=DESK, given_names="Léa", family_name="Œuvré")
    assert (person.created_by, person.search_text) == ("216403352", "lea oeuvre")
    assert Entry.objects.get(verb="accounts.person_created").person_key == str(person.pk)
    assert queries.account_of(person) is None


def test_a_resident_registers_nobody():
    with pytest.raises(PermissionDenied):
        actions.create_person(actor=make_resident().actor, family_name="X")


def test_homonyms_with_the_same_birth_date_stay_two():
    same = {"given_names": "Marie", "family_name": "Dupouy", "birth_date": "1975-05-04"}
    one, two = (actions.create_person(actor=DESK, **same) for _ in range(2))
    assert one.pk != two.pk
    assert {p.pk for p in queries.search_persons("dupouy")} == {one.pk, two.pk}


def test_six_checked_fields_recognise_somebody_already_here():
    first = actions.create_person(actor=DESK, checked=True, **SIX)
    with pytest.raises(actions.PersonKnown) as known:
        actions.create_person(actor=DESK, checked=True, **SIX | {"given_names": "MARIE ANNE"})
    assert known.value.person == first
    actions.create_person(actor=DESK, checked=True, **SIX | {"birth_place_code": "64422"})


@pytest.mark.parametrize("missing", ["gender", "birth_place_code", "birth_date"])
def test_fewer_than_six_fields_recognise_nobody(missing):
    for _ in range(2):
        person = actions.create_person(actor=DESK, checked=True, **SIX | {missing: ""})
        assert person.pivot_hmac is None


def test_somebody_born_abroad_has_no_place_code():
    abroad = SIX | {"birth_place_code": "", "birth_country_code": "99352"}
    assert actions.create_person(actor=DESK, checked=True, **abroad).pivot_hmac


@pytest.mark.parametrize(
    "typed",
    [
        "Bordenave",
        "bordenave camille",
        "BORDENAV",
        "Camile Bordenave",
        "bordénave",
        "camill",
        "brodenave",
        "cam bord",
    ],
)
def test_names_are_found_with_a_slip(typed):
    person = make_person()
    make_person(given_names="Karim", family_name="Benali")
    assert list(queries.search_persons(typed)) == [person]


@pytest.mark.parametrize("typed", ["matrin", "marten", "Mratin", "martin-lac", "l'eon martin"])
def test_short_names_too(typed):
    person = make_person(given_names="L’Éon", family_name="Martin Lac")
    make_person(given_names="Karim", family_name="Benali")
    assert queries.search_persons(typed) == [person]


def test_a_whole_date_of_birth_forgives_more():
    person = make_person(given_names="Sophie", family_name="Etcheverry", birth_date="1984-03-12")
    make_person(given_names="Karim", family_name="Benali", birth_date="1984-03-12")
    assert queries.search_persons("sofi etcheberi", births=["1984-03-12"]) == [person]
    assert queries.search_persons("sofi etcheberi", births=["1984-03-12", "1984-12-03"]) == [person]
    assert queries.search_persons("etcheverry", births=["1985-03-12"]) == []


def test_a_claim_code_finds_its_person_while_it_works():
    person = make_person()
    code = actions.issue_claim_code(person=person, actor=DESK)
    assert queries.person_of_code(code.lower().replace("-", " ")) == person
    assert queries.person_of_code("7K3M-9QXR-A2WP") is None
    account = make_resident(birth_date=person.birth_date)
    actions.claim_person(account=account, code=code, birth_date=person.birth_date)
    assert queries.person_of_code(code) is None


def test_search_narrows_and_leaves_merged_rows_out():
    kept = make_person(phone="+33559278580")
    other = make_person(birth_date="1960-01-01")
    merged = make_person(merged_into=kept)
    assert list(queries.search_persons(phone="05 59 27 85 80")) == [kept]
    assert list(queries.search_persons("bordenave", births=["1960"])) == [other]
    assert merged not in queries.search_persons("bordenave")
    assert list(queries.search_persons()) == []
    assert list(queries.search_persons(phone="bonjour")) == []


@given(st.text(max_size=60))
def test_anything_may_be_searched(django_db_blocker, text):
    if "\x00" not in text:
        assert len(queries.search_persons(text)) <= queries.SEARCH_LIMIT


def test_people_declare_their_own_name_only():
    account, other = make_resident(), make_resident()
    actions.correct_identity(
        person=account.person, actor=account.actor, given_names="Zoé", family_name="Lac"
    )
    account.refresh_from_db()
    assert account.display_name == "Zoé Lac"
    with pytest.raises(PermissionDenied):
        actions.correct_identity(person=other.person, actor=account.actor, family_name="X")
    with pytest.raises(PermissionDenied):
        actions.update_contact(person=other.person, actor=account.actor, phone="+33600000000")


@pytest.mark.parametrize(
    ("source", "who", "may"),
    [
        ("declared", "self", True),
        ("declared", "agent", True),
        ("agent_checked", "self", False),
        ("agent_checked", "agent", True),
        ("franceconnect", "self", False),
        ("franceconnect", "agent", False),
    ],
)
def test_who_corrects_an_identity(source, who, may):
    account = make_resident(identity_source=source)
    actor = account.actor if who == "self" else DESK
    assert rules.may_declare_identity(actor, account.person) is may


def test_a_corrected_identity_is_recognised_anew():
    person = actions.create_person(actor=DESK, checked=True, **SIX)
    before = person.pivot_hmac
    after = actions.correct_identity(
        person=person, actor=DESK, reason="document", checked=True, birth_place_code="64422"
    )
    assert after.pivot_hmac not in {None, before}
    assert Entry.objects.get(verb="accounts.identity_corrected").detail == {
        "fields": ["birth_place_code"]
    }


def test_nothing_changed_writes_nothing():
    account = make_resident()
    actions.update_contact(person=account.person, actor=account.actor, email=account.email)
    actions.correct_identity(person=account.person, actor=account.actor, given_names="Camille")
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("1988-03-12", True),
        ("1941", True),
        ("1941-02", True),
        ("1988-02-30", False),
        ("1988-3-12", False),
        ("2999-01-01", False),
        ("1700", False),
        ("", False),
        ("x", False),
    ],
)
def test_birth_dates(text, right):
    assert rules.is_birth_date(text) is right


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({}, True),
        ({"family_name": "Bordenabe"}, True),
        ({"given_names": "Camille Louise"}, True),
        ({"birth_date": "1988"}, True),
        ({"birth_date": ""}, True),
        ({"given_names": "", "family_name": "", "birth_date": ""}, True),
        ({"family_name": "Lac", "usual_name": "Bordenave"}, True),
        ({"family_name": "Lacaze"}, False),
        ({"given_names": "Karim"}, False),
        ({"birth_date": "1989-03-12"}, False),
    ],
)
def test_what_contradicts_being_the_same_person(changes, same):
    known = {"given_names": "Camille", "family_name": "Bordenave", "birth_date": "1988-03-12"}
    one, other = Person(**known), Person(**known | changes)
    assert rules.may_be_same_human(one, other) is same
    assert rules.may_be_same_human(other, one) is same


def test_an_agent_account_waits_for_its_agent():
    account = actions.open_agent_account(email="Nadia@Agglo.fr", display_name="Nadia", actor=SYSTEM)
    assert account.is_agent
    assert not account.has_usable_password()
    with pytest.raises(actions.AccountExists):
        actions.open_agent_account(email="nadia@agglo.fr", display_name="N", actor=SYSTEM)
    with pytest.raises(PermissionDenied):
        actions.open_agent_account(email="x@y.fr", display_name="X", actor=make_resident().actor)


def test_a_closed_account_opens_nothing_and_keeps_the_person():
    account = make_resident()
    person = account.person
    actions.close_account(account=account, actor=account.actor)
    account.refresh_from_db()
    assert (account.email, account.person, account.is_active) == (None, None, False)
    assert not account.emailaddress_set.exists()
    assert Person.objects.filter(pk=person.pk).exists()


def test_an_agent_has_no_person():
    assert queries.persons_of(make_agent()) == []
