"""A whole vote, by every channel, from its opening to the bundle that anybody counts again."""

import json
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils import translation

from parvis.accounts.tests.factories import make_agent
from parvis.core import clock
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.participation.actions import (
    casting,
    elections,
    paper_votes,
    tallying,
    voter_mails,
    voting_desk,
)
from parvis.participation.bundle.receipts import Opening
from parvis.participation.bundle.recount import recount
from parvis.participation.models import Ballot, Channel, Election, Envelope, RollEntry
from parvis.participation.tests import consulting, voting
from parvis.participation.views.vote_receipts import proven

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_french(_in_english: None):
    with translation.override("fr"):
        yield


def received(election: Election, **fields: str):
    return voting_desk.receive(
        actor=voting.CLERK, election=election, person=consulting.resident(**fields)
    )


def test_a_code_opens_one_ballot_once():
    election = voting.opened()
    who = received(election)
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=who)
    typed = f" {code[:4].lower()}-{code[4:].lower()} "
    voting_desk.cast_at_screen(election=election, code=typed, choices=(("bancs", 1),))
    with pytest.raises(voting_desk.CodeSpent, match="déjà servi"):
        voting_desk.cast_at_screen(election=election, code=typed, choices=(("preau", 1),))
    assert Ballot.objects.get().choice == "bancs"
    assert RollEntry.objects.get().channel == Channel.KIOSK
    with pytest.raises(voting_desk.CodeUnknown):
        voting_desk.cast_at_screen(election=election, code="AAAA AAAA", choices=(("preau", 1),))


def test_a_code_dies_after_two_hours():
    election = voting.opened()
    code = voting_desk.give_code(
        actor=voting.CLERK, election=election, participant=received(election)
    )
    with clock.at(clock.now() + voting_desk.CODE_LASTS), pytest.raises(voting_desk.CodeUnknown):
        voting_desk.code_of(election, code)


def test_who_helps_is_noted_and_the_choice_is_not():
    election = voting.opened()
    voting_desk.help_vote(
        actor=voting.CLERK,
        election=election,
        participant=received(election),
        choices=(("preau", 1),),
    )
    entry = Entry.objects.get(verb="participation.vote_helped")
    assert entry.actor_label == "Nadia Etcheverry"
    assert "preau" not in json.dumps(entry.detail)


def test_a_ballot_on_paper_is_final_and_shuts_the_web():
    election = voting.opened()
    who = received(election)
    voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=who)
    with pytest.raises(casting.AlreadyVoted):
        voting.vote(election, who)
    with pytest.raises(casting.AlreadyVoted):
        voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=who)
    assert not Ballot.objects.exists()


def test_paper_is_refused_to_who_voted_on_line():
    election = voting.opened()
    who = received(election)
    voting.vote(election, who)
    with pytest.raises(casting.AlreadyVoted):
        voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=who)


def settle(election: Election, who, number: str) -> Envelope:
    return voting_desk.settle_envelope(
        actor=voting.CLERK, election=election, participant=who, number=number
    )


def test_envelopes_of_a_desk_without_network_never_count_twice():
    election = voting.opened()
    voted, not_yet = received(election), received(election)
    voting.vote(election, voted)
    assert settle(election, voted, "a 12").state == "refused"
    # Found again after the closing hour: the envelope was given before.
    late = voting.over(election)
    assert settle(late, not_yet, "A 13").state == "counts"
    with pytest.raises(voting_desk.EnvelopeTwice, match="déjà réglée"):
        settle(late, not_yet, " a  13")
    assert settle(late, not_yet, "A 14").state == "refused"
    assert RollEntry.objects.count() == 2


@pytest.fixture
def agents():
    return make_agent(name="Agnès"), make_agent(name="Hugo")


def printed(election: Election, number: int = 3):
    return paper_votes.print_batch(
        actor=voting.CLERK, election=election, place="Mairie de Lescar", number=number
    )


def test_a_paper_is_read_by_two_people_and_entered_once(agents):
    election = voting.opened()
    first, second = agents
    voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=received(election))
    batch = printed(election)
    serial = batch.papers.first().serial
    read = {"batch": batch, "serial": serial, "choices": (("bancs", 1),)}
    paper_votes.read_paper(agent=first, **read)
    with pytest.raises(paper_votes.ReadOnlyOnce, match="un collègue"):
        paper_votes.read_paper(agent=first, **read)
    with pytest.raises(paper_votes.BatchDiffers, match="par une personne"):
        paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=1)
    paper_votes.read_paper(agent=second, **{**read, "choices": (("preau", 1),)})
    with pytest.raises(paper_votes.BatchDiffers, match="relisez"):
        paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=1)
    paper_votes.read_again(actor=voting.CLERK, paper=paper_votes.differing(batch)[0])
    for agent in agents:
        paper_votes.read_paper(agent=agent, **read)
    with pytest.raises(paper_votes.PaperTwice, match="déjà été saisi"):
        paper_votes.read_paper(agent=first, **read)
    with pytest.raises(paper_votes.SerialUnknown, match="Aucun bulletin"):
        paper_votes.read_paper(agent=first, **{**read, "serial": "AAAA"})
    with pytest.raises(paper_votes.BatchDiffers, match="cherchez la différence"):
        paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=2)
    paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=1)
    assert (Ballot.objects.get().choice, Ballot.objects.get().channel) == ("bancs", "paper")
    with pytest.raises(paper_votes.PaperTwice):
        paper_votes.read_paper(agent=first, **read)
    # Nobody who kept the number of a sheet can ask what was on it.
    assert set(batch.papers.values_list("first", "second")) == {("", "")}


def test_an_urn_with_more_sheets_than_signatures_is_not_counted(agents):
    election = voting.opened()
    batch = printed(election)
    for agent in agents:
        paper_votes.read_paper(
            agent=agent, batch=batch, serial=batch.papers.first().serial, choices=(("bancs", 1),)
        )
    with pytest.raises(paper_votes.BatchDiffers, match="ont été ajoutées"):
        paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=1)
    late = voting.over(election)
    with pytest.raises(elections.PaperNotRead):
        elections.close_vote(actor=voting.CLERK, election=late)
    paper_votes.void_batch(actor=voting.CLERK, batch=batch, reason="Feuilles ajoutées")
    elections.close_vote(actor=voting.CLERK, election=late)
    assert not Ballot.objects.exists()


def counted(election: Election) -> Election:
    elections.close_vote(actor=voting.CLERK, election=voting.over(election))
    assert tallying.count_vote(key=election.pk)
    elections.publish_results(actor=voting.CLERK, election=election)
    return voting.reread(election)


def test_the_bundle_of_a_vote_by_every_channel_is_counted_again(tmp_path: Path, agents):
    election = voting.opened()
    voting.crowd(election, {"bancs,composteur": 14, "preau": 12})
    online = voting.vote(election, None, "bancs", "preau")
    who = received(election)
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=who)
    voting_desk.cast_at_screen(election=election, code=code, choices=(("preau", 1),))
    voting_desk.hand_paper(actor=voting.CLERK, election=election, participant=received(election))
    batch = printed(election)
    for agent in agents:
        paper_votes.read_paper(
            agent=agent, batch=batch, serial=batch.papers.first().serial, choices=()
        )
    paper_votes.close_batch(actor=voting.CLERK, batch=batch, found=1)

    done = counted(election)
    tally = done.tally
    assert tally.turnout["voters"] == {"desk": 26, "internet": 1, "kiosk": 1, "paper": 1}
    assert tally.turnout["ballots"] == tally.turnout["voters"]
    (tmp_path / "vote.zip").write_bytes(default_storage.open(tally.bundle).read())
    told = recount(tmp_path / "vote.zip")
    assert told.is_same
    assert told.manifest.seal == tally.seal
    winners = {one["project"]: one["amount"] for one in tally.manifest["results"]["awards"]}
    assert winners["bancs"] == 450_000
    assert sum(winners.values()) <= 2_500_000

    number = online.opening.commitment.hex()
    proof = proven(done, number)
    assert proof is not None
    assert proof.is_proven()
    assert proof.root == told.manifest.receipts.root
    assert "bancs" not in proof.as_json().decode()


def test_a_receipt_replayed_after_another_ballot_or_in_another_vote_proves_nothing():
    election = voting.opened()
    who = voting.voter(election)
    voting.crowd(election, {"bancs": 2})
    first = voting.vote(election, who, "bancs").opening
    last = voting.vote(election, who, "bancs").opening
    done = counted(election)
    assert proven(done, first.commitment.hex()) is None
    assert proven(done, last.commitment.hex()) is not None
    other = voting.opened(title="Un autre vote")
    voting.crowd(other, {"bancs": 2})
    assert proven(counted(other), last.commitment.hex()) is None
    assert Opening(last.salt, "preau").commitment != last.commitment


def test_counting_again_after_a_crash_changes_nothing():
    election = voting.opened()
    voting.crowd(election, {"bancs": 3})
    elections.close_vote(actor=voting.CLERK, election=voting.over(election))
    first = tallying.count_vote(key=election.pk)
    assert tallying.count_vote(key=election.pk) is None
    assert voting.reread(election).tally == first


@pytest.mark.parametrize(
    ("ballot", "more", "choices"),
    [
        ("support", {}, (("bancs", 1), ("preau", 1), ("composteur", 1))),
        ("approval", {"most": 2}, (("bancs", 1), ("preau", 1))),
        ("ranking", {}, (("preau", 1), ("bancs", 1))),
        ("points", {"points": 10}, (("preau", 7), ("bancs", 3))),
    ],
)
def test_every_kind_of_ballot_is_cast_and_counted(ballot, more, choices):
    election = voting.opened(ballot=ballot, **more)
    for _each in range(3):
        casting.cast(election=election, participant=voting.voter(election), choices=choices)
    results = counted(election).tally.manifest["results"]
    support = {one["project"]: one["voters"] for one in results["support"]}
    assert support["bancs"] == support["preau"] == 3
    assert results["awards"]


def test_voters_are_told_once_and_no_mail_names_a_receipt():
    election = voting.opened()
    who = voting.voter(election, voting.certified(email="camille@habitants.example"))
    done = voting.vote(election, who)
    assert voter_mails.tell_voters() == 1
    assert voter_mails.tell_voters() == 0
    told = list(Notification.objects.filter(about_type="participation.election"))
    assert told
    number = done.opening.commitment.hex()
    assert not any(number in f"{one.text}{one.link}{one.key}" for one in told)
    assert "Tell us" not in told[0].text
    voting.vote(election, who, "preau")
    assert voter_mails.tell_voters() == 1
