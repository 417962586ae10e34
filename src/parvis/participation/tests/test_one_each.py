"""Two records that had voted are proven to be one human being: one ballot, or it is said."""

from datetime import date
from itertools import permutations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.actions import merge_persons, separate_person
from parvis.accounts.models import Person
from parvis.accounts.tests.factories import sign_in
from parvis.core import events, outbox
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.participation.actions import elections, tallying, voting_desk
from parvis.participation.actions.casting import AlreadyVoted
from parvis.participation.models import Ballot, Election, Participant, RollEntry
from parvis.participation.queries.elections import voters_so_far
from parvis.participation.queries.one_each import counted_twice
from parvis.participation.rules.one_each import counts
from parvis.participation.tests import consulting, voting

pytestmark = pytest.mark.django_db
MONDAY, TUESDAY = date(2020, 1, 6), date(2020, 1, 7)


@pytest.fixture(autouse=True)
def _in_french(_in_english: None):
    with translation.override("fr"):
        yield


def _entry(number: int, day: date, *, final: bool = False) -> RollEntry:
    return RollEntry(pk=number, participant_id=number, voted_on=day, is_final=final)


@pytest.mark.parametrize(
    ("first", "second", "may_revote", "expected"),
    [
        (_entry(1, MONDAY), _entry(2, TUESDAY), True, 2),
        (_entry(1, TUESDAY), _entry(2, MONDAY), True, 1),
        (_entry(1, TUESDAY), _entry(2, MONDAY), False, 2),
        (_entry(1, MONDAY), _entry(2, MONDAY), True, 1),
        (_entry(1, MONDAY), _entry(2, MONDAY), False, 1),
        (_entry(1, MONDAY, final=True), _entry(2, TUESDAY), True, 1),
        (_entry(1, MONDAY), _entry(2, TUESDAY, final=True), False, 2),
    ],
)
def test_which_ballot_counts(
    first: RollEntry, second: RollEntry, may_revote: bool, expected: int
) -> None:
    for order in permutations([first, second]):
        assert counts(order, may_revote=may_revote).pk == expected


def _two(**told: object) -> tuple[Election, Participant, Participant]:
    """An open vote in which two records voted, the second one some days ago."""
    election = voting.opened(**told)
    one, other = voting.voter(election), voting.voter(election)
    voting.vote(election, one, "bancs")
    voting.vote(election, other, "preau")
    RollEntry.objects.filter(participant=other).update(voted_on=MONDAY)
    return election, one, other


def _merge(one: Participant, other: Participant) -> tuple[Person, Person]:
    """`one` is led by the other's record from now on, and everybody has heard of it."""
    lost, kept = one.person, other.person
    assert lost
    assert kept
    merge_persons(person=lost, into=kept, actor=SYSTEM, reason="même pièce d’identité")
    outbox.drain(events.subscribers_of)
    return lost, kept


def _choices(*, aside: bool) -> list[str]:
    return list(Ballot.objects.filter(is_aside=aside).values_list("choice", flat=True))


def test_the_last_ballot_counts_and_the_person_is_told():
    election, one, other = _two()
    _lost, kept = _merge(one, other)
    assert (_choices(aside=False), _choices(aside=True)) == (["bancs"], ["preau"])
    assert voters_so_far(election) == 1
    told = Notification.objects.get(person=kept, channel="in_app")
    assert told.subject.endswith("compte\u202f: Budget zéro déchet")
    assert "Vous pouvez voter de nouveau" in told.text
    assert "bancs" not in told.text + str(Entry.objects.values_list("detail", flat=True))
    outbox.drain(events.subscribers_of)
    assert Notification.objects.filter(channel="in_app").count() == 1


def test_the_first_one_counts_where_a_vote_is_final():
    _election, one, other = _two(may_revote=False)
    _merge(one, other)
    assert (_choices(aside=False), _choices(aside=True)) == (["preau"], ["bancs"])


def test_separated_again_both_count():
    election, one, other = _two()
    lost, _kept = _merge(one, other)
    lost.refresh_from_db()
    separate_person(person=lost, actor=SYSTEM, reason="deux sœurs")
    outbox.drain(events.subscribers_of)
    assert sorted(_choices(aside=False)) == ["bancs", "preau"]
    assert not RollEntry.objects.filter(is_aside=True).exists()
    assert Entry.objects.filter(verb="participation.ballot_put_back").count() == 1
    assert counted_twice(election) == 0


def test_the_other_record_replaces_the_ballot_and_adds_none():
    election, one, other = _two()
    _lost, kept = _merge(one, other)
    who = voting_desk.receive(actor=voting.CLERK, election=election, person=kept)
    assert who == one
    voting_desk.help_vote(
        actor=voting.CLERK, election=election, participant=who, choices=(("composteur", 1),)
    )
    assert _choices(aside=False) == ["composteur"]
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=other)
    voting_desk.cast_at_screen(election=election, code=code, choices=(("bancs", 1),))
    assert (_choices(aside=False), _choices(aside=True)) == (["bancs"], ["preau"])


def test_a_ballot_on_paper_counts_and_two_are_told_to_organisers():
    election, one, other = _two()
    third = voting.voter(election)
    voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=third)
    _lost, kept = _merge(one, other)
    merge_persons(person=third.person, into=kept, actor=SYSTEM, reason="même pièce")
    outbox.drain(events.subscribers_of)
    assert _choices(aside=False) == []
    assert counted_twice(election) == 0
    fourth = voting.voter(election)
    voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=fourth)
    merge_persons(person=fourth.person, into=kept, actor=SYSTEM, reason="même pièce")
    outbox.drain(events.subscribers_of)
    assert counted_twice(election) == 1
    who = voting_desk.receive(actor=voting.CLERK, election=election, person=kept)
    with pytest.raises(AlreadyVoted):
        voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=who)


def test_closing_settles_what_nobody_had_heard_of():
    election, one, other = _two()
    merge_persons(person=one.person, into=other.person, actor=SYSTEM, reason="même pièce")
    elections.close_vote(actor=SYSTEM, election=voting.over(election))
    assert _choices(aside=False) == ["bancs"]
    assert Ballot.objects.count() == 1
    tally = tallying.count_vote(key=election.pk)
    assert tally
    assert tally.turnout["same_person"] == 1
    assert tally.turnout["voters"] == {"internet": 1}


def test_after_closing_nothing_changes_and_it_is_said():
    election, one, other = _two()
    elections.close_vote(actor=SYSTEM, election=voting.over(election))
    _merge(one, other)
    assert sorted(_choices(aside=False)) == ["bancs", "preau"]
    assert counted_twice(election) == 1
    assert Entry.objects.filter(verb="participation.voted_twice").count() == 1
    tally = tallying.count_vote(key=election.pk)
    assert tally
    assert tally.turnout["voters"] == {"internet": 2}


def test_the_organisers_page_asks_no_more_for_people_of_several_records(client: Client):
    election, one, other = _two()
    consultation = election.phase.consultation
    sign_in(client, consulting.organiser(consultation.lead))
    page = reverse("participation:agent-vote", args=[consultation.slug, election.pk])

    def merge() -> None:
        lost, kept = voting.voter(election), voting.voter(election)
        for each in (lost, kept):
            voting.vote(election, each, "bancs")
        merge_persons(person=lost.person, into=kept.person, actor=SYSTEM, reason="même pièce")

    merge_persons(person=one.person, into=other.person, actor=SYSTEM, reason="même pièce")
    assert_queries_do_not_grow(lambda: client.get(page), merge, at_most=12)
    assert "Deux fiches, une personne" in client.get(page).content.decode()
