"""What a mandate may say, what can never be, and how it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from parvis.accounts.models import Person
from parvis.accounts.tests.factories import make_person, make_resident
from parvis.core import clock
from parvis.directory.queries import actor_of
from parvis.notifications.models import Notification
from parvis.trust import actions, queries, rules
from parvis.trust.actions.answers import may_accept_by_code
from parvis.trust.models import Mandate
from parvis.trust.tests.factories import (
    BORN,
    code_sent_to,
    desk,
    make_mandate,
    terms,
    who,
)

pytestmark = pytest.mark.django_db

State, Proof, Kind = Mandate.State, Mandate.Proof, Mandate.Kind


# What it may say ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"services": ()}, "services"),
        ({"services": ("inconnu",)}, "services"),
        ({"kind": Kind.VOLUNTEER, "institutions": (1,), "services": ()}, "services"),
        ({"ends_on": date(2020, 1, 1)}, "ends_on"),
        ({"ends_on": date(2090, 1, 1)}, "ends_on"),
    ],
)
def test_terms_that_cannot_be(daughter, other, field):
    with pytest.raises(actions.InvalidTerms) as wrong:
        actions.offer(account=daughter, helped=who(), terms=terms(**other))
    assert list(wrong.value.errors) == [field]


@given(
    kind=st.sampled_from(Kind.values),
    start=st.dates(date(2000, 1, 1), date(2100, 1, 1)),
)
def test_each_kind_has_a_longest_life(kind, start):
    end = rules.last_day(kind, start)
    months = (end.year - start.year) * 12 + end.month - start.month
    assert months == rules.LONGEST_MONTHS[Kind(kind)]
    assert end.day in {start.day, 28, 29, 30}


def test_a_parent_s_mandate_ends_on_the_eve_of_majority():
    child = date(2015, 2, 10)
    last = rules.last_day(Kind.GUARDIAN, date(2026, 11, 22), born=child, basis="parent")
    assert last == date(2033, 2, 9)
    assert rules.last_day(
        Kind.GUARDIAN, date(2026, 11, 22), born=date(2016, 2, 29), basis="parent"
    ) == date(2034, 2, 27)


# How it ends ----------------------------------------------------------------------------------


def test_either_stops_it_at_once(daughter, mother):
    mandate = make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
    assert queries.acting(daughter, mandate.number)
    actions.revoke(mandate=mandate, actor=mother.actor)
    assert queries.acting(daughter, mandate.number) is None
    actions.revoke(mandate=mandate, actor=mother.actor)
    told = Notification.objects.filter(key__contains=f"{mandate.number}:revoked", channel="in_app")
    assert {one.person for one in told} == {mother.person, daughter.person}


def test_an_agent_says_at_whose_demand(town, daughter, mother):
    mandate = make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
    account, unit = desk(town)
    actor = actor_of(account, unit)
    with pytest.raises(actions.NotAllowed):
        actions.revoke(mandate=mandate, actor=actor)
    done = actions.revoke(mandate=mandate, actor=actor, reason="au téléphone, naissance vérifiée")
    assert done.state == State.REVOKED


def test_its_date_closes_it_whatever_the_worker_did(daughter, mother):
    mandate = make_mandate(
        helped=mother.person,
        helper=daughter.person,
        services=("composteur",),
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 6, 30),
    )
    with clock.at(datetime(2026, 6, 30, 20, tzinfo=UTC)):
        assert queries.acting(daughter, mandate.number)
        assert actions.expire() == 0
    with clock.at(datetime(2026, 7, 1, 6, tzinfo=UTC)):
        assert queries.acting(daughter, mandate.number) is None
        assert [actions.expire(), actions.expire()] == [1, 0]
    mandate.refresh_from_db()
    assert mandate.state == State.EXPIRED


def test_a_notice_comes_once_before_the_end_of_long_mandates(daughter, mother):
    dates = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 6, 30)}
    make_mandate(helped=mother.person, helper=daughter.person, **dates)
    make_mandate(
        helped=mother.person, helper=daughter.person, **(dates | {"starts_on": date(2026, 6, 1)})
    )
    with clock.at(datetime(2026, 5, 1, 8, tzinfo=UTC)):
        assert actions.give_notice() == 0
    with clock.at(datetime(2026, 6, 2, 8, tzinfo=UTC)):
        assert [actions.give_notice(), actions.give_notice()] == [1, 0]


def test_a_proposal_nobody_answers_lapses(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    with clock.at(clock.now() + timedelta(days=31)):
        assert not may_accept_by_code(mandate)
        assert actions.expire() == 1
    mandate.refresh_from_db()
    assert (mandate.state, mandate.accepted_at) == (State.EXPIRED, None)


def test_a_refusal_opens_nothing(daughter, mother):
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    actions.refuse(mandate=mandate, actor=mother.actor)
    actions.refuse(mandate=mandate, actor=mother.actor)
    with pytest.raises(actions.NotAllowed):
        actions.send_code(mandate=mandate)


def test_a_renewal_is_accepted_again_and_ends_the_former(daughter, mother):
    former = make_mandate(helped=mother.person, helper=daughter.person, services=("composteur",))
    later = clock.today() + timedelta(days=400)
    made = actions.renew(account=daughter, mandate=former, ends_on=later)
    with pytest.raises(actions.NotAllowed):
        actions.renew(account=daughter, mandate=former, ends_on=later)
    actions.send_code(mandate=made)
    actions.accept_by_code(mandate=made, code=code_sent_to("+33639980111"))
    former.refresh_from_db()
    assert former.state == State.EXPIRED
    assert queries.acting_since(daughter, former.pk).number == made.number
    with pytest.raises(actions.NotAllowed):
        actions.renew(account=make_resident(), mandate=made, ends_on=later)


# What can never be, whoever writes ------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"proof": "", "accepted_at": None},
        {"agreed_at": None},
        {"proof": "document"},
        {"proof": "presence"},
        {"kind": "guardian"},
        {"kind": "professional"},
        {"basis": "tutelle"},
        {"ends_on": date(2000, 1, 1)},
        {"ends_on": date(2090, 1, 1)},
        {"helped_name": ""},
        {"helper": None},
        {"state": "revoked"},
        {"ended_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
)
def test_the_database_refuses(daughter, mother, columns):
    values = {"helped": mother.person, "helper": daughter.person, "helper_name": "Claire"}
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mandate(**(values | columns))


def test_the_database_refuses_one_person_twice(mother):
    with pytest.raises(IntegrityError), transaction.atomic():
        make_mandate(helped=mother.person, helper=mother.person)


def test_two_homonyms_at_one_address_stay_two(daughter):
    for _twin in range(2):
        make_person(
            given_names="Jeanne", family_name="Bordenave", birth_date="", phone="+33639980111"
        )
    mandate = actions.offer(account=daughter, helped=who(), terms=terms())
    assert Person.objects.filter(family_name="Bordenave", given_names="Jeanne").count() == 3
    assert mandate.helped.birth_date == BORN
