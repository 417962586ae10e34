"""One voter, one ballot, and nothing that leads from the one to the other."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import translation
from tests.harness import queries

from parvis.core import clock
from parvis.journal.models import Entry
from parvis.participation.actions import box, casting, elections
from parvis.participation.actions.taking_part import leave
from parvis.participation.models import Ballot, BudgetProject, Channel, RollEntry
from parvis.participation.rules.ballots import BallotRefused
from parvis.participation.rules.elections import NotReady, Sealed
from parvis.participation.tests import consulting, voting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_french(_in_english: None):
    with translation.override("fr"):
        yield


def test_a_ballot_is_put_in_the_box_by_one_statement():
    election = voting.opened()
    who = voting.voter(election)
    with queries() as sent:
        done = voting.vote(election, who)
    assert len(sent) == 1
    assert done.times == 1
    ballot = Ballot.objects.get()
    assert (ballot.choice, ballot.channel) == ("bancs,composteur", "internet")
    assert done.opening.choice == ballot.choice
    assert RollEntry.objects.get().participant == who


def test_the_last_ballot_counts_alone():
    election = voting.opened()
    who = voting.voter(election)
    first = voting.vote(election, who, "bancs")
    again = voting.vote(election, who, "preau")
    assert again.times == 2
    assert Ballot.objects.get().choice == "preau"
    assert first.opening.commitment != again.opening.commitment
    assert RollEntry.objects.get().times == 2


def test_the_first_ballot_is_final_where_the_rule_says_so():
    election = voting.opened(may_revote=False)
    who = voting.voter(election)
    voting.vote(election, who, "bancs")
    with pytest.raises(casting.AlreadyVoted):
        voting.vote(election, who, "preau")
    assert Ballot.objects.get().choice == "bancs"


def test_no_row_of_the_roll_leads_to_a_ballot():
    election = voting.opened()
    who = voting.voter(election)
    voting.vote(election, who)
    ballot = Ballot.objects.get()
    assert ballot.participant is None
    held = {str(value) for value in RollEntry.objects.values_list().get()}
    assert not held & {ballot.mark, ballot.salt, ballot.choice, str(ballot.pk)}
    assert str(who.person_id) not in ballot.mark


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        (("composteur", "preau"), "dépasse le budget de 7\u202f000"),
        (("lune",), "ne se lit pas"),
        ((), "au moins un projet"),
    ],
)
def test_a_ballot_against_the_rules_is_refused_with_what_to_do(codes, said):
    election = voting.opened()
    who = voting.voter(election)
    with pytest.raises(BallotRefused, match=said):
        casting.cast(election=election, participant=who, choices=tuple((code, 1) for code in codes))
    assert not RollEntry.objects.exists()


def test_stuffing_by_naming_a_project_twice_is_refused():
    election = voting.opened()
    with pytest.raises(BallotRefused):
        voting.vote(election, None, "bancs", "bancs")


def test_identities_nobody_answers_for_do_not_vote():
    election = voting.opened()
    stranger = consulting.participant(election.phase.consultation)
    with pytest.raises(casting.MayNotVote, match="FranceConnect"):
        voting.vote(election, stranger)
    assert not Ballot.objects.exists()


def test_too_late_is_too_late():
    election = voting.opened()
    who = voting.voter(election)
    late = voting.over(election)
    with pytest.raises(casting.MayNotVote, match="terminée"):
        voting.vote(late, who)
    elections.close_vote(actor=voting.CLERK, election=late)
    # A page that was read before the closing, and a clock that runs late.
    with pytest.raises(casting.VoteClosed):
        voting.vote(election, who)
    assert not Ballot.objects.exists()


def test_a_vote_that_has_opened_is_sealed_and_attempts_are_noted():
    election = voting.opened()
    with pytest.raises(Sealed):
        elections.change(actor=voting.CLERK, election=election, budget_cents=1)
    with pytest.raises(Sealed):
        elections.put_projects(actor=voting.CLERK, election=election, projects=[])
    noted = Entry.objects.filter(verb="participation.election_change_refused")
    assert {entry.detail["asked"] for entry in noted} == {"budget_cents", "projects"}


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE participation_election SET terms = replace(terms, '2500000', '1')",
        "UPDATE participation_budgetproject SET cost_cents = 1",
        "DELETE FROM participation_budgetproject",
    ],
)
def test_the_database_keeps_the_seal_too(sql):
    voting.opened()
    with pytest.raises(DatabaseError, match="sealed"), transaction.atomic():
        connection.cursor().execute(sql)


def test_a_vote_opens_only_when_everything_is_settled():
    election = voting.draft(tie_seed="")
    with pytest.raises(NotReady, match="tirés"):
        elections.open_vote(actor=voting.CLERK, election=election)
    elections.change(actor=voting.CLERK, election=election, tie_seed="4 8 15 16 23 42")
    opened = elections.open_vote(actor=voting.CLERK, election=election)
    assert len(opened.seal) == 64
    assert BudgetProject.objects.count() == 3


def test_closing_cuts_what_tied_ballots_to_voters():
    election = voting.opened()
    voting.crowd(election, {"bancs": 12})
    who = voting.voter(election, voting.certified(commune_name="Lescar", birth_date="1988-03-12"))
    voting.vote(election, who, "preau")
    before = set(Ballot.objects.values_list("pk", "mark"))
    rare = Ballot.objects.get(choice="preau")
    assert (rare.area, rare.age) == ("Lescar", "35-49")
    closed = elections.close_vote(actor=voting.CLERK, election=voting.over(election))
    assert closed.box_key == ""
    after = Ballot.objects.all()
    assert len(after) == 13
    assert not {pk for pk, _mark in before} & {one.pk for one in after}
    assert not {mark for _pk, mark in before} & {one.mark for one in after}
    # Alone of their commune and age: told by nothing.
    alone = after.get(choice="preau")
    assert (alone.area, alone.age, alone.salt) == ("", "", rare.salt)


def test_who_withdraws_leaves_a_ballot_that_nothing_leads_to_and_votes_no_more():
    election = voting.opened()
    who = voting.voter(election)
    voting.vote(election, who, "bancs")
    mark = Ballot.objects.get().mark
    leave(participant=who)
    left = Ballot.objects.get()
    assert (left.choice, left.mark == mark) == ("bancs", False)
    back = voting.voter(election, who.person)
    with pytest.raises(casting.AlreadyVoted):
        voting.vote(election, back, "preau")


def test_erasing_the_participant_leaves_the_ballot_and_the_roll():
    election = voting.opened(is_secret=False)
    who = voting.voter(election)
    voting.vote(election, who)
    assert Ballot.objects.get().participant == who
    box.forget_voter(who)
    who.delete()
    assert Ballot.objects.get().participant is None
    assert RollEntry.objects.get().participant is None


def test_statistics_are_asked_for():
    election = voting.opened()
    who = voting.voter(election, voting.certified(commune_name="Lescar", birth_date="1988-03-12"))
    voting.vote(election, who, with_traits=False)
    assert Ballot.objects.get().area == ""


def test_the_roll_keeps_a_day_only():
    election = voting.opened()
    voting.vote(election)
    assert RollEntry.objects.get().voted_on == clock.today()
    assert {field.get_internal_type() for field in Ballot._meta.concrete_fields} & {
        "DateTimeField",
        "DateField",
    } == set()
    assert Channel.WEB == "internet"
