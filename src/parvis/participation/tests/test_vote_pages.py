"""A ballot as people meet it: on a telephone, without a script, on a screen in a hall, at a desk."""

import html
import re
import time

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from tests.harness import queries

from parvis.accounts.models import Account
from parvis.accounts.tests.factories import sign_in
from parvis.core.actor import SYSTEM
from parvis.participation.actions import elections, tallying, voting_desk
from parvis.participation.counting.ballot import Ballot as Counted
from parvis.participation.counting.ballots import Ballots
from parvis.participation.counting.election import Election as Terms
from parvis.participation.counting.election import Project, Rule
from parvis.participation.counting.rules import count
from parvis.participation.models import Ballot, Election, RollEntry
from parvis.participation.queries.elections import forget_kept
from parvis.participation.tests import consulting, voting
from parvis.participation.views import vote_example, voting_screen

pytestmark = pytest.mark.django_db


def at(election: Election, name: str = "vote", /, **more: object) -> str:
    slug = election.phase.consultation.slug
    return reverse(f"participation:{name}", kwargs={"slug": slug, "vote": election.pk, **more})


def text(answer: object) -> str:
    return html.unescape(answer.content.decode())


@pytest.fixture
def resident(client: Client) -> Account:
    person = voting.certified(commune_name="Lescar", birth_date="1988-03-12")
    sign_in(client, person.account)
    return person.account


def test_choose_check_cast_receipt(client: Client, resident: Account):
    election = voting.opened()
    assert "Mettez dans votre panier" in text(client.get(at(election)))
    chosen = {"projet": ["composteur", "bancs"]}
    added = text(client.post(at(election, "vote-check"), chosen | {"total": "1"}))
    assert "16\u202f500\u00a0€ sur 25\u202f000\u00a0€" in added
    checked = text(client.post(at(election, "vote-check"), chosen))
    assert "Il reste 8\u202f500\u00a0€" in checked
    choice = re.search(r'name="choice" value="([^"]*)"', checked)[1]
    assert not RollEntry.objects.exists()
    client.get(at(election))
    with queries() as sent:
        answer = client.post(at(election, "vote-put"), {"choice": choice, "traits": "on"})
    assert len(sent) <= 5, sent
    assert answer.status_code == 302
    assert Ballot.objects.get().area == "Lescar"
    receipt = text(client.get(answer["Location"]))
    number = voting_number()
    assert number[:8] in receipt
    paper = client.get(at(election, "vote-receipt-pdf"))
    assert paper.content.startswith(b"%PDF")
    half = client.get(at(election, "vote-own-half")).json()
    assert half["opening"]["choice"] == "bancs,composteur"
    assert "Votre bulletin est dans l’urne" in text(client.get(at(election)))


def voting_number() -> str:
    from parvis.participation.bundle.receipts import Opening

    held = Ballot.objects.get()
    return Opening(held.salt, held.choice).commitment.hex()


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ([], "Choisissez au moins un projet"),
        (["composteur", "preau"], "retirez un projet"),
        (["lune"], "ne se lit pas"),
    ],
)
def test_what_cannot_be_cast_is_said_on_the_ballot(client, resident, chosen, said):
    election = voting.opened()
    answer = client.post(at(election, "vote-check"), {"projet": chosen})
    assert answer.status_code == 422
    assert said in text(answer)


def test_a_ballot_forged_or_sent_twice_leaves_one_at_most(client: Client, resident: Account):
    election = voting.opened(may_revote=False)
    client.post(at(election, "vote-check"), {"projet": ["bancs"]})
    forged = client.post(at(election, "vote-put"), {"choice": "bancs,bancs,preau,composteur"})
    assert forged.status_code == 422
    assert not Ballot.objects.exists()
    for _again in range(3):
        client.post(at(election, "vote-put"), {"choice": "bancs"})
    assert Ballot.objects.get().choice == "bancs"
    assert RollEntry.objects.get().times == 1


def test_a_visitor_and_a_stranger_of_elsewhere_read_and_do_not_vote(client: Client):
    election = voting.opened()
    assert "Connectez-vous pour voter" in text(client.get(at(election)))
    answer = client.post(at(election, "vote-put"), {"choice": "bancs"})
    assert answer.status_code == 302
    sign_in(client, consulting.resident().account)
    client.post(at(election, "vote-check"), {"projet": ["bancs"]})
    refused = client.post(at(election, "vote-put"), {"choice": "bancs"})
    assert "identité" in text(refused)
    assert not Ballot.objects.exists()


def test_the_screen_ends_clean(client: Client):
    election = voting.opened()
    who = voting_desk.receive(actor=voting.CLERK, election=election, person=consulting.resident())
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=who)
    _made, token = voting_desk.open_screen(actor=SYSTEM, election=election, label="Hall")
    screen = at(election, "vote-screen", token=token)
    assert client.get(at(election, "vote-screen", token="guessed")).status_code == 404
    begun = text(client.post(screen, {"step": "code", "code": code}))
    held = re.search(r'name="held" value="([^"]*)"', begun)[1]
    assert "http-equiv" not in begun
    # Without a referrer browsers send no origin either, and the next form is refused.
    assert "no-referrer" not in begun
    sent = {"step": "check", "held": held, "projet": ["bancs"]}
    assert "Vérifiez votre bulletin" in text(client.post(screen, sent))
    done = client.post(screen, {"step": "put", "held": held, "choice": "bancs"})
    assert "récépissé" in text(done)
    assert "bancs" not in text(done)
    assert "http-equiv" not in text(done)
    assert f'href="{screen}"' in text(done)
    assert "viewBox" in text(done)  # as large as its place, whatever its number of squares
    assert "no-store" in done["Cache-Control"]
    again = text(client.post(screen, {"step": "put", "held": held, "choice": "preau"}))
    assert "déjà servi" in again
    forged = text(client.post(screen, {"step": "put", "held": "x", "choice": "preau"}))
    assert "Rien n’a été gardé" in forged
    assert Ballot.objects.get().choice == "bancs"


def test_what_a_voter_left_on_the_screen_is_forgotten(
    client: Client, monkeypatch: pytest.MonkeyPatch
):
    election = voting.opened()
    who = voting_desk.receive(actor=voting.CLERK, election=election, person=consulting.resident())
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=who)
    _made, token = voting_desk.open_screen(actor=SYSTEM, election=election, label="Hall")
    screen = at(election, "vote-screen", token=token)
    held = re.search(
        r'name="held" value="([^"]*)"', text(client.post(screen, {"step": "code", "code": code}))
    )[1]
    later = time.time() + voting_screen._FORGETS
    sent = {"step": "check", "held": held, "projet": ["bancs"]}
    with monkeypatch.context() as moved:
        moved.setattr(time, "time", lambda: later - 5)
        renewed = re.search(r'name="held" value="([^"]*)"', text(client.post(screen, sent)))[1]
        moved.setattr(time, "time", lambda: later + 5)
        for left, is_kept in ((held, False), (renewed, True)):
            page = text(client.post(screen, sent | {"held": left}))
            assert ('name="code"' in page) is not is_kept
            assert ("Vérifiez votre bulletin" in page) is is_kept
    assert not Ballot.objects.exists()


def test_what_is_over_shows_on_the_first_page(client: Client, counted: Election):
    first = reverse("participation:consultation", args=[counted.phase.consultation.slug])
    with queries() as sent:
        page = text(client.get(first))
    assert len(sent) <= 12, sent
    assert "Voir les résultats" in page
    assert at(counted, "vote-results") in page
    Election.objects.update(state=Election.State.CLOSED)
    page = text(client.get(first))
    assert "Voir les résultats" not in page
    assert "dépouillement" in page


@pytest.fixture
def counted() -> Election:
    election = voting.opened()
    voting.crowd(election, {"bancs,composteur": 13, "preau": 12})
    elections.close_vote(actor=voting.CLERK, election=voting.over(election))
    tallying.count_vote(key=election.pk)
    elections.publish_results(actor=voting.CLERK, election=election)
    forget_kept()
    return voting.reread(election)


def test_results_are_one_row_and_files(client: Client, counted: Election):
    client.get(at(counted, "vote-results"))
    forget_kept()
    with queries() as sent:
        page = text(client.get(at(counted, "vote-results")))
    assert len(sent) <= 6, sent
    assert "25 bulletins" in page
    assert "Dix bancs" in page
    assert "Qui reste sans rien" in page
    for name, kind in (
        ("bulletins", "zip"),
        ("vote", "pb"),
        ("resultats", "csv"),
        ("resultats", "json"),
    ):
        assert client.get(at(counted, "vote-file", name=name, kind=kind)).status_code == 200
    assert default_storage.exists(counted.tally.bundle)
    openings = at(counted, "vote-file", name="openings", kind="json")
    assert client.get(openings).status_code == 404


def test_a_receipt_is_looked_for_without_a_name(client: Client, counted: Election):
    held = Ballot.objects.filter(choice="preau").first()
    from parvis.participation.bundle.receipts import Opening

    number = Opening(held.salt, held.choice).commitment.hex()
    page = at(counted, "vote-proof")
    assert "Oui" in text(client.get(page, {"numero": f"{number[:32]} {number[32:]}"}))
    assert "Non" in text(client.get(page, {"numero": "0" * 64}))
    assert "64 signes" in text(client.get(page, {"numero": "1234"}))
    assert client.get(page, {"numero": number, "fichier": "1"}).json()["size"] == 25


@pytest.mark.parametrize("method", list(vote_example.FUNDED))
def test_the_picture_of_each_rule_is_what_it_counts(method):
    projects = tuple(Project(code, cost) for code, cost in vote_example.COSTS.items())
    terms = Terms(
        vote_example.BUDGET,
        projects,
        tie_order=tuple(vote_example.COSTS),
        rule=Rule(method),
    )
    votes = [
        Counted(
            str(voter),
            tuple((code, 1) for code, by in vote_example.CHOSEN_BY.items() if voter in by),
        )
        for voter in range(1, 9)
    ]
    funded = count(terms, Ballots.of(terms, votes)).funded
    assert set(funded) == set(vote_example.FUNDED[method])


def test_the_rule_is_explained_with_a_picture_and_its_text(client: Client):
    page = text(client.get(at(voting.opened(), "vote-rule")))
    assert "<svg" in page
    assert "93,33\u00a0€ chacun" in page
    assert "4 8 15 16" in page
