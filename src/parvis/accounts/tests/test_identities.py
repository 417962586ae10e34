"""Accounts opened by identity providers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from parvis.accounts import actions, ports, queries
from parvis.accounts.identity import CivilIdentity, InvalidClaims
from parvis.accounts.models import Account, IdentityLink, Person, ProposedLink
from parvis.accounts.tests.factories import make_agent, make_resident
from parvis.core.actor import Actor

pytestmark = pytest.mark.django_db

DESK = Actor("agent", "1", "Agnès", institution="216403352")
FC = "https://fc.example/api/v2"
ANGELA = {
    "given_name": "Angela Claire",
    "family_name": "DUBOIS",
    "birthdate": "1962-08-24",
    "gender": "female",
    "birthplace": "75107",
    "birthcountry": "99100",
    "email": "angela@example.test",
}


def visit(subject="sub-1", issuer=FC, **changes):
    return actions.open_with_identity(
        issuer=issuer, subject=subject, claims=ANGELA | changes, acr="eidas1"
    )


def test_the_first_visit_opens_an_account_the_second_the_same():
    account = visit()
    assert visit() == account
    person = account.person
    assert (person.identity_source, person.family_name) == ("franceconnect", "DUBOIS")
    assert account.email is None  # an address proves nothing
    assert IdentityLink.objects.count() == 1
    assert not account.has_usable_password()


def test_nobody_is_found_by_e_mail():
    local = make_resident(email="angela@example.test")
    assert visit() != local
    assert Account.objects.count() == 2


def test_the_same_six_fields_elsewhere_open_the_same_account():
    assert visit("other", issuer="https://other.example") == visit()


def test_somebody_checked_at_a_desk_is_found():
    met = actions.create_person(
        actor=DESK,
        checked=True,
        family_name="Dubois",
        given_names="Angela Claire",
        birth_date="1962-08-24",
        gender="female",
        birth_place_code="75107",
        birth_country_code="99100",
    )
    assert visit().person == met


def test_a_rectified_civil_status_proposes_a_link_and_proves_nothing():
    before = visit()
    after = visit("sub-2", birthplace="69123")
    assert after != before
    assert after.person != before.person
    proposal = ProposedLink.objects.get()
    assert (proposal.person, proposal.older) == (after.person, before.person)
    assert proposal.differs_in == "birth_place_code"
    assert queries.persons_of(after) == [after.person_id]

    code = actions.issue_claim_code(person=before.person, actor=DESK)
    actions.claim_person(account=after, code=code)
    assert set(queries.persons_of(after)) == {after.person_id, before.person_id}
    assert not queries.proposed_links(after.person).exists()
    proposal.refresh_from_db()
    assert proposal.outcome == "proven"


def test_a_twin_is_only_ever_proposed():
    one, two = visit(), visit("twin", given_name="Anna")
    assert ProposedLink.objects.get().differs_in == "given_names"
    actions.settle_proposed_link(
        proposal=ProposedLink.objects.get(), actor=DESK, same=False, reason="twins"
    )
    assert not queries.proposed_links(two.person).exists()
    assert queries.persons_of(one) == [one.person_id]


def test_an_agent_may_settle_a_proposal():
    one, two = visit(), visit("sub-2", birthplace="69123")
    actions.settle_proposed_link(
        proposal=ProposedLink.objects.get(), actor=DESK, same=True, reason="judgment seen"
    )
    assert set(queries.persons_of(one)) == set(queries.persons_of(two))


def test_homonyms_stay_two():
    one, two = visit(), visit("sub-2", birthplace="69123", given_name="Angela Denise")
    assert one.person != two.person
    assert not ProposedLink.objects.exists()


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({"idp_birthdate": "1962"}, "1962"),
        ({"idp_birthdate": "1962-08"}, "1962-08"),
        ({"birthdate": "1962-00-00"}, "1962"),
        ({"birthdate": "1962-08-00"}, "1962-08"),
        ({"idp_birthdate": "n/a"}, "1962-08-24"),
    ],
)
def test_partial_birth_dates_are_kept_as_they_are(changes, kept):
    assert visit(**changes).person.birth_date == kept


def test_born_abroad_and_single_name():
    person = visit(birthplace="", birthcountry="99352", given_name="").person
    assert (person.birth_place_code, person.given_names) == ("", "")
    assert person.display_name == "DUBOIS"


def test_a_correction_under_the_same_subject_is_followed():
    visit()
    person = visit(family_name="DU BOIS").person
    assert person.family_name == "DU BOIS"
    assert Person.objects.count() == 1


def test_a_resident_certifies_an_existing_account():
    account = make_resident(
        given_names="Angela", family_name="Dubois", birth_date="1962-08-24", phone="+33600000000"
    )
    actions.link_identity(account=account, issuer=FC, subject="sub-1", claims=ANGELA)
    account.refresh_from_db()
    assert account.person.is_certified
    assert account.person.phone == "+33600000000"
    assert visit() == account


def test_somebody_elses_identity_is_not_tied():
    account = make_resident(given_names="Karim", family_name="Benali")
    with pytest.raises(actions.IdentityConflict):
        actions.link_identity(account=account, issuer=FC, subject="sub-1", claims=ANGELA)


def test_two_proven_spaces_become_one():
    elsewhere = visit()
    account = make_resident(given_names="", family_name="", birth_date="")
    actions.link_identity(account=account, issuer=FC, subject="sub-1", claims=ANGELA)
    assert set(queries.persons_of(account)) == {account.person_id, elsewhere.person_id}
    assert visit() == elsewhere


def test_coming_back_after_closing():
    account = visit()
    person = account.person
    actions.close_account(account=account, actor=account.actor)
    again = visit()
    assert again != account
    assert again.person == person


@pytest.mark.parametrize(
    ("claims", "named"),
    [
        ({}, "family_name"),
        (ANGELA | {"family_name": 3}, "family_name"),
        (ANGELA | {"family_name": "x" * 101}, "family_name"),
        (ANGELA | {"family_name": "a\nb"}, "family_name"),
        (ANGELA | {"birthdate": "yesterday"}, "birthdate"),
        (ANGELA | {"birthplace": "Paris 7"}, "birthplace"),
        ({"given_name_array": [1]}, "given_name_array"),
    ],
)
def test_claims_that_describe_nobody_are_refused(claims, named):
    with pytest.raises(InvalidClaims, match=named):
        CivilIdentity.from_claims(claims)


json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys([*ANGELA, "idp_birthdate"], json)))
def test_any_claims_are_read_or_refused(claims):
    try:
        identity = CivilIdentity.from_claims(claims)
    except InvalidClaims:
        return
    assert len(identity.fingerprint()) == 64
    assert len(identity.birth_date) <= 10


@pytest.mark.django_db(transaction=True)
def test_the_first_visit_twice_at_the_same_time():
    def press(_):
        try:
            return visit().pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as together:
        accounts = set(together.map(press, range(4)))
    assert len(accounts) == 1
    assert (Person.objects.count(), IdentityLink.objects.count()) == (1, 1)


# Agents


@pytest.fixture
def expecting():
    """The directory expects one agent."""
    agent = make_agent(email="nadia@agglo.fr")
    kept = list(ports._EXPECTED)
    ports.register_expected_agents(
        lambda siren, email: agent.pk if (siren, email) == ("200067254", agent.email) else None
    )
    yield agent
    ports._EXPECTED[:] = kept


def arrive(subject="a1", email="Nadia@agglo.fr", siren="200067254"):
    return actions.admit_agent(
        issuer="https://pc.example", subject=subject, siren=siren, email=email
    )


def test_an_expected_agent_enters(expecting):
    assert arrive() == expecting
    assert arrive(email="changed@agglo.fr", siren="000000000") == expecting


def test_an_unexpected_agent_does_not(expecting):
    with pytest.raises(actions.AgentNotExpected):
        arrive(email="paul@agglo.fr")
    with pytest.raises(actions.AgentNotExpected):
        arrive(siren="111111111")


def test_the_access_serves_one_subject_only(expecting):
    arrive()
    with pytest.raises(actions.AgentNotExpected):
        arrive(subject="somebody-else")


def test_a_suspended_agent_does_not_enter(expecting):
    arrive()
    Account.objects.filter(pk=expecting.pk).update(is_active=False)
    with pytest.raises(actions.AgentNotExpected):
        arrive()


def test_a_residents_account_is_never_an_agents(expecting):
    resident = make_resident()
    ports.register_expected_agents(lambda siren, email: resident.pk)
    with pytest.raises(actions.AgentNotExpected):
        arrive()
