"""Statements said, answered, settled; maps drawn of them, and shown."""

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_resident, sign_in
from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.journal.models import Entry
from parvis.notifications.models import Notification
from parvis.participation import actions, queries, tasks
from parvis.participation.models import Act, Participant, Reaction, Statement
from parvis.participation.opinion_process import MapFailed, drawn_from
from parvis.participation.opinions.polis import Vote, read_votes
from parvis.participation.rules.phase_rules import PhaseRules
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db

OPEN = PhaseRules(
    frozenset({Act.STATE, Act.REACT}),
    visitors=frozenset({Act.STATE, Act.REACT}),
    most={Act.STATE: 3},
)
READ_FIRST = PhaseRules(frozenset({Act.STATE, Act.REACT}), reads_before=True)


def _phase(rules=OPEN):
    made = consulting.consultation(None, "deliberate", rules=rules)
    found = made.phases.get()
    found.consultation = made
    return found


def _statements(phase, many=4):
    texts = [f"Il faut faire la chose numéro {n}." for n in range(many)]
    return actions.add_statements(actor=SYSTEM, phase=phase, texts=texts)


def _crowd(phase, people=24):
    """Two camps of verified people who answer everything, written at once."""
    statements = list(phase.statements.all())
    who = Participant.objects.bulk_create(
        Participant(
            consultation=phase.consultation, visitor=f"v{n}", way="letter", joined_at=clock.now()
        )
        for n in range(people)
    )
    Reaction.objects.bulk_create(
        Reaction(
            phase=phase,
            statement=statement,
            participant=one,
            value=1 if place == 0 or (n + place) % 2 else -1,
            reacted_at=clock.now(),
        )
        for n, one in enumerate(who)
        for place, statement in enumerate(statements)
    )
    return who


def _url(view, phase, **more):
    return reverse(
        f"participation:{view}",
        kwargs={"slug": phase.consultation.slug, "phase": phase.pk, **more},
    )


def test_the_last_answer_counts_once():
    phase, person = _phase(), consulting.resident()
    (one, *_others) = _statements(phase)
    for value in (1, 1, -1):
        actions.react(statement=one, value=value, person=person)
    (answer,) = Reaction.objects.all()
    assert (answer.value, answer.participant.person) == (-1, person)


def test_a_value_that_is_no_answer_is_refused():
    phase = _phase()
    (one, *_others) = _statements(phase)
    with pytest.raises(ValueError, match="2"):
        actions.react(statement=one, value=2, person=consulting.resident())


def test_nobody_answers_after_the_end_or_what_was_refused():
    phase, person = _phase(), consulting.resident()
    one, other, *_others = _statements(phase)
    actions.settle_statement(actor=SYSTEM, statement=other, show=False, criterion="subject")
    other.refresh_from_db()
    with pytest.raises(actions.NotShown):
        actions.react(statement=other, value=1, person=person)
    with clock.at(phase.closes_at), pytest.raises(actions.NotAllowed):
        actions.react(statement=one, value=1, person=person)
    assert not Reaction.objects.exists()


def test_the_same_thing_is_said_once_whatever_its_accents():
    phase = _phase()
    said = actions.say(phase=phase, text="Plus d’arbres  en ville", person=consulting.resident())
    with pytest.raises(actions.AlreadySaid) as known:
        actions.say(phase=phase, text="plus d’ARBRES en ville", token="t" * 20)
    assert known.value.statement == said


def test_what_was_refused_may_be_said_again_and_shown_once():
    phase, person = _phase(), consulting.resident()
    first = actions.say(phase=phase, text="Encore", person=person)
    actions.settle_statement(actor=SYSTEM, statement=first, show=False, criterion="same")
    actions.say(phase=phase, text="Encore", person=person)
    with pytest.raises(actions.AlreadySaid):
        actions.settle_statement(actor=SYSTEM, statement=first, show=True)


def test_no_more_statements_than_the_rules_say():
    phase, person = _phase(), consulting.resident()
    for n in range(3):
        actions.say(phase=phase, text=f"Une {n}", person=person)
    with pytest.raises(actions.SaidEnough):
        actions.say(phase=phase, text="Une de trop", person=person)


def test_read_first_where_the_rules_say_so_and_the_author_hears():
    phase, person = _phase(READ_FIRST), consulting.resident()
    said = actions.say(phase=phase, text="Composter au pied des immeubles", person=person)
    assert said.state == Statement.State.WAITING
    assert queries.next_turn(phase, None, "x").statement is None
    for _ in range(2):
        actions.settle_statement(actor=SYSTEM, statement=said, show=True)
    assert queries.next_turn(phase, None, "x").statement == said
    (told,) = Notification.objects.filter(person=person, channel="in_app")
    assert "Composter au pied des immeubles" in told.text
    entries = Entry.objects.filter(verb="participation.statement_shown")
    assert entries.count() == 1


def test_a_refusal_is_told_with_its_criterion():
    phase, person = _phase(), consulting.resident()
    said = actions.say(phase=phase, text="Achetez mes bacs", person=person)
    actions.settle_statement(
        actor=SYSTEM, statement=said, show=False, criterion="advert", reason="Merci de comprendre."
    )
    (told,) = Notification.objects.filter(person=person, channel="in_app")
    assert "Elle fait de la publicité" in told.text
    assert "Merci de comprendre." in told.text


def test_one_turn_after_the_other_to_the_end():
    phase, person = _phase(), consulting.resident()
    _statements(phase, 5)
    seen = set()
    for n in range(5):
        participant = Participant.objects.filter(person=person).first()
        turn = queries.next_turn(phase, participant, "luck")
        assert (turn.answered, turn.total) == (n, 5)
        assert queries.next_turn(phase, participant, "luck").statement == turn.statement
        seen.add(turn.statement)
        actions.react(statement=turn.statement, value=0, person=person)
    assert len(seen) == 5
    assert queries.next_turn(phase, Participant.objects.get(), "luck").statement is None


def test_a_map_is_drawn_of_verified_people_only_and_the_same_twice():
    phase = _phase()
    _statements(phase, 8)
    crowd = _crowd(phase, 40)
    actions.react(statement=phase.statements.first(), value=1, token="visitor" * 4)
    kept = actions.draw_map(phase=phase)
    assert kept.content["people"] == kept.content["counted"] == 40
    assert kept.content["is_shown"]
    assert set(kept.places) == {f"p{one.pk}" for one in crowd}
    assert [group["size"] for group in kept.content["groups"]] == [20, 20]
    assert queries.place_of(crowd[3], phase) == kept.places[f"p{crowd[3].pk}"]
    again = actions.draw_map(phase=phase)
    assert (again.pk, again.content, again.places) == (kept.pk, kept.content, kept.places)
    assert sum(many for *_, many in kept.content["cells"]) == 40


def test_who_withdraws_is_not_on_the_next_map():
    phase = _phase()
    _statements(phase, 8)
    crowd = _crowd(phase, 30)
    actions.leave(participant=crowd[0])
    assert actions.draw_map(phase=phase).content["people"] == 29


def test_the_worker_draws_what_changed_and_only_that():
    phase = _phase()
    _statements(phase, 8)
    assert queries.phases_to_draw() == []
    _crowd(phase)
    assert queries.phases_to_draw() == [phase]
    tasks.draw_maps()
    with clock.at(clock.now() + timedelta(minutes=1)):
        tasks.draw_maps()
        assert queries.phases_to_draw() == []
        actions.react(statement=phase.statements.first(), value=-1, person=consulting.resident())
        assert queries.phases_to_draw() == [phase]


def test_a_process_that_dies_leaves_the_last_map(monkeypatch):
    phase = _phase()
    _statements(phase, 8)
    _crowd(phase)
    kept = actions.draw_map(phase=phase)
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(MapFailed):
        actions.draw_map(phase=phase)
    with clock.at(clock.now() + timedelta(minutes=1)):
        actions.react(statement=phase.statements.first(), value=-1, person=consulting.resident())
        tasks.draw_maps()
    kept.refresh_from_db()
    assert kept.content["people"] == 24


def test_a_process_that_talks_nonsense_is_a_failure(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/echo")
    with pytest.raises(MapFailed):
        drawn_from([Vote(1, 1, 1)], 0)


def test_the_published_file_makes_the_published_map(client: Client, tmp_path):
    phase = _phase()
    _statements(phase, 8)
    _crowd(phase, 40)
    kept = actions.draw_map(phase=phase)
    votes = client.get(_url("opinion-export", phase, name="avis"))
    assert votes.status_code == 200
    (tmp_path / "avis.csv").write_bytes(votes.content)
    words = client.get(_url("opinion-export", phase, name="affirmations"))
    (tmp_path / "affirmations.csv").write_bytes(words.content)
    again = drawn_from(read_votes(votes.content.decode()), kept.seed)
    assert again.content == kept.content
    run = subprocess.run(
        [Path(sys.executable).parent / "parvis", "opinions", "avis.csv", "--statements",
         "affirmations.csv", "--seed", str(kept.seed)],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "40 personnes" in run.stdout
    assert "Il faut faire la chose numéro 0. (100 %)" in run.stdout


def test_an_export_has_no_names_no_times_and_no_few_people(client: Client):
    phase = _phase()
    _statements(phase, 8)
    _crowd(phase, 19)
    url = _url("opinion-export", phase, name="avis")
    assert client.get(url).status_code == 404
    person = consulting.resident()
    actions.react(statement=phase.statements.first(), value=1, person=person)
    text = client.get(url).content.decode()
    assert all(line.startswith(",,") for line in text.splitlines()[1:])
    assert str(person.pk) not in text
    assert client.get(_url("opinion-export", phase, name="autre")).status_code == 404


def test_pages_ask_the_same_whatever_there_is(client: Client):
    phase = _phase()
    _statements(phase, 8)
    account = make_resident()
    sign_in(client, account)
    actions.react(statement=phase.statements.first(), value=1, person=account.person)
    _crowd(phase, 30)
    actions.draw_map(phase=phase)

    def more():
        actions.add_statements(actor=SYSTEM, phase=phase, texts=[f"Autre {n}" for n in range(20)])

    assert_queries_do_not_grow(lambda: client.get(_url("answering", phase)), more, at_most=13)
    assert_queries_do_not_grow(lambda: client.get(_url("opinion-map", phase)), more, at_most=13)
    assert_queries_do_not_grow(lambda: client.get(_url("my-answers", phase)), more, at_most=10)


def test_a_visitor_answers_without_an_account_and_is_told_so(client: Client):
    phase = _phase()
    one, *_others = _statements(phase)
    url = _url("answering", phase)
    assert "vous répondez en visiteur" in client.get(url).content.decode().lower()
    client.post(url, {"statement": one.pk, "answer": "oui"})
    client.post(url, {"statement": one.pk, "answer": "non"})
    (answer,) = Reaction.objects.all()
    assert (answer.value, answer.participant.is_verified) == (-1, False)
    assert "1 affirmation sur 4" in client.get(url).content.decode()


@pytest.mark.parametrize("posted", [{}, {"statement": "1e9", "answer": "oui"}, {"statement": "²"}])
def test_what_is_no_answer_is_not_found(client: Client, posted):
    phase = _phase()
    assert client.post(_url("answering", phase), posted).status_code == 404


def test_the_map_shows_groups_only_when_they_hold(client: Client):
    phase = _phase()
    _statements(phase, 8)
    _crowd(phase, 40)
    kept = actions.draw_map(phase=phase)
    page = client.get(_url("opinion-map", phase)).content.decode()
    assert "Groupe A" in page
    kept.content |= {"is_shown": False, "stability": 0.5}
    kept.save()
    page = client.get(_url("opinion-map", phase)).content.decode()
    assert "Groupe A" not in page
    assert "Les groupes ne sont pas montrés" in page
    assert "Il faut faire la chose numéro 0." in page


def test_organisers_read_refuse_and_begin(client: Client):
    of = consulting.unit()
    made = consulting.consultation(of, "deliberate", rules=READ_FIRST)
    phase = made.phases.get()
    phase.consultation = made
    said = actions.say(phase=phase, text="Moins d’emballages", person=consulting.resident())
    sign_in(client, consulting.organiser(of))
    page = client.get(_url("agent-statements", phase)).content.decode()
    assert "Moins d’emballages" in page
    client.post(_url("agent-statements", phase), {"show": said.pk})
    said.refresh_from_db()
    assert said.state == Statement.State.SHOWN
    client.post(_url("agent-refusing", phase, statement=said.pk), {"criterion": "several"})
    said.refresh_from_db()
    assert (said.state, said.criterion) == (Statement.State.REFUSED, "several")
    texts = "1. Trier plus\n- Jeter moins\n\nTrier plus"
    client.post(_url("agent-beginning", phase), {"texts": texts})
    shown = phase.statements.filter(state="shown").order_by("number")
    assert [one.text for one in shown] == ["Trier plus", "Jeter moins"]


def test_a_line_too_long_keeps_what_was_typed(client: Client):
    of = consulting.unit()
    phase = consulting.consultation(of, "deliberate", rules=OPEN).phases.get()
    sign_in(client, consulting.organiser(of))
    page = client.post(_url("agent-beginning", phase), {"texts": "Court\n" + "x" * 201})
    assert "Court" in page.content.decode()
    assert not Statement.objects.exists()
