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
from parvis.participation.counting.election import RULES, Project
from parvis.participation.counting.election import Election as Terms
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
    for page in ("vote-check", "vote-put"):
        assert client.get(at(election, page)).url == at(election)
    # Signed out since it was read back, the ballot waits on the page.
    answer = client.post(at(election, "vote-put"), {"choice": "bancs"})
    assert answer.status_code == 422
    assert 'name="choice" value="bancs"' in answer.content.decode()
    sign_in(client, consulting.resident().account)
    client.post(at(election, "vote-check"), {"projet": ["bancs"]})
    refused = client.post(at(election, "vote-put"), {"choice": "bancs"})
    assert "identité" in text(refused)
    assert not Ballot.objects.exists()


@pytest.fixture
def hall(client: Client) -> tuple[str, str]:
    """The address of a screen, and a voter's code."""
    election = voting.opened()
    who = voting_desk.receive(actor=voting.CLERK, election=election, person=consulting.resident())
    code = voting_desk.give_code(actor=voting.CLERK, election=election, participant=who)
    _made, token = voting_desk.open_screen(actor=SYSTEM, election=election, label="Hall")
    assert client.get(at(election, "vote-screen", token="guessed")).status_code == 404
    return at(election, "vote-screen", token=token), code


def _step(client: Client, screen: str, step: str, **told: object) -> str:
    """A form is sent; the redirect leaves one page in the history, which is answered."""
    answer = client.post(screen, {"step": step, **told})
    assert (answer.status_code, answer["Location"]) == (302, screen)
    return text(client.get(screen))


def test_the_screen_ends_clean(client: Client, hall: tuple[str, str]):
    screen, code = hall
    begun = _step(client, screen, "code", code=code)
    assert "http-equiv" not in begun
    # Without a referrer browsers send no origin either, and the next form is refused.
    assert "no-referrer" not in begun
    assert "Choisissez au moins un projet" in _step(client, screen, "check")
    assert "Vérifiez votre bulletin" in _step(client, screen, "check", projet=["bancs"])
    assert "checked" in _step(client, screen, "check", back="1")
    _step(client, screen, "check", projet=["bancs"])
    assert "récépissé" in _step(client, screen, "put")
    done = client.get(screen)
    assert "bancs" not in text(done)
    assert "http-equiv" not in text(done)
    assert "viewBox" in text(done)  # as large as its place, whatever its number of squares
    assert "no-store" in done["Cache-Control"]
    # Nothing leads away from a ballot but to finish or to stop.
    links = re.findall(r'<a[^>]* href="([^"]*)"', begun + text(done))
    assert set(links) == {"#content", f"{screen}?fin"}
    assert client.get(f"{screen}?fin")["Location"] == screen
    assert 'name="code"' in text(client.get(screen))
    assert "déjà servi" in _step(client, screen, "code", code=code)
    assert "déjà servi" not in text(client.get(screen))
    assert Ballot.objects.get().choice == "bancs"


def test_who_comes_next_finds_nothing_of_who_stopped(client: Client, hall: tuple[str, str]):
    screen, code = hall
    _step(client, screen, "code", code=code)
    kept = client.cookies[voting_screen.COOKIE].value
    _step(client, screen, "check", projet=["bancs"])
    client.get(f"{screen}?fin")
    for step in ("check", "put"):
        assert "Rien n’a été gardé" in _step(client, screen, step, projet=["preau"])
    client.cookies[voting_screen.COOKIE] = kept[:-1] + ("A" if kept[-1] != "A" else "B")
    assert "Rien n’a été gardé" in _step(client, screen, "put")
    assert not Ballot.objects.exists()


def test_what_a_voter_left_on_the_screen_is_forgotten(
    client: Client, hall: tuple[str, str], monkeypatch: pytest.MonkeyPatch
):
    screen, code = hall
    _step(client, screen, "code", code=code)
    later = time.time() + voting_screen._FORGETS
    with monkeypatch.context() as moved:
        moved.setattr(time, "time", lambda: later - 5)
        assert "Vérifiez votre bulletin" in _step(client, screen, "check", projet=["bancs"])
        moved.setattr(time, "time", lambda: later + 5)  # each step gives ten minutes more
        assert "Vérifiez votre bulletin" in text(client.get(screen))
        moved.setattr(time, "time", lambda: later + 605)
        assert 'name="code"' in text(client.get(screen))
        assert "Rien n’a été gardé" in _step(client, screen, "put")
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


@pytest.mark.parametrize("name", RULES)
def test_the_picture_of_each_rule_is_what_it_counts(name):
    projects = tuple(Project(code, cost) for code, cost in vote_example.COSTS.items())
    order = tuple(vote_example.COSTS)
    terms = Terms(vote_example.BUDGET, projects, tie_order=order, rule=RULES[name])
    votes = [
        Counted(
            str(voter),
            tuple((code, 1) for code, by in vote_example.CHOSEN_BY.items() if voter in by),
        )
        for voter in range(1, 9)
    ]
    outcome = count(terms, Ballots.of(terms, votes))
    first, then = vote_example.FUNDED[name]
    method = [one.project for one in outcome.awards if one.by == RULES[name].method]
    assert (method, [one.project for one in outcome.awards[len(method) :]]) == (
        list(first),
        list(then),
    )
    picture = vote_example.Picture(name)
    assert picture.spent == outcome.spent
    assert outcome.grown == (vote_example.GROWN if "add-one" in name else 0)
    left = (vote_example.BUDGET - outcome.spent) // 100
    assert f"{left} €" in " ".join(picture.told)
    assert bool(picture.without) == ("nothing" in picture.told[-1] or "rien" in picture.told[-1])


def test_the_rule_is_explained_with_a_picture_and_its_text(client: Client):
    page = text(client.get(at(voting.opened(), "vote-rule")))
    assert "<svg" in page
    assert "À 120\u00a0€" in page
    assert page.count("<svg") - page.count("<svg class=") >= len(RULES)
    assert "4 8 15 16" in page
