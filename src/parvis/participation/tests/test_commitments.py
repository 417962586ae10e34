"""Commitments move forward only, their dates never in silence; authors hear each step once."""

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.harness import Make

from parvis.core import clock
from parvis.notifications.models import Notification
from parvis.participation import actions
from parvis.participation.actions import commitments, gathering, projects, remarks
from parvis.participation.models import (
    Commitment,
    Consultation,
    Decision,
    DueChange,
    Progress,
    Remark,
)
from parvis.participation.queries import commitments as read
from parvis.participation.queries.lineage import lineage
from parvis.participation.rules.commitments import MOVES, furthest, may_move, rated
from parvis.participation.tests import consulting, promising
from parvis.participation.tests.voting import CLERK

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept")]
DAY = timedelta(days=1)
State = Commitment.State


@pytest.fixture(scope="module")
def kept(made_once: Make) -> Commitment:
    return made_once(promising.commitment)


@pytest.fixture
def promised(kept: Commitment) -> Commitment:
    return Commitment.objects.get(pk=kept.pk)


@pytest.fixture
def town(promised: Commitment) -> Consultation:
    return promised.consultation


def _told(key: str) -> list[str]:
    rows = Notification.objects.filter(key__startswith="participation.progress", channel="in_app")
    return [one.subject for one in rows.order_by("pk") if key in one.subject]


def test_it_begins_with_its_decision_and_its_authors_hear_it(promised) -> None:
    decision = Decision.objects.get(commitment=promised)
    assert decision.reasons == promising.REASONS
    idea = promised.ideas.get()
    assert idea.outcome == "promised"
    assert len(_told("")) == 1


def test_it_comes_from_something(town) -> None:
    with pytest.raises(commitments.NothingPromised):
        commitments.promise(actor=CLERK, consultation=town, unit=town.lead, **promising.fields())
    with pytest.raises(actions.NoReason):
        promising.commitment(town, reasons=" ")
    with pytest.raises(commitments.NotADate):
        promising.commitment(town, due_on=clock.today() - DAY)


@pytest.mark.parametrize("to", [State.DELAYED, State.ABANDONED])
def test_late_or_given_up_without_a_reason_is_refused(promised, to) -> None:
    with pytest.raises(actions.NoReason):
        commitments.move_commitment(actor=CLERK, commitment=promised, to=to, why="  ")
    promised.refresh_from_db()
    assert promised.state == State.PROMISED


@given(st.lists(st.sampled_from([*State]), max_size=12))
def test_whatever_is_asked_it_only_moves_forward(asked) -> None:
    """Nothing follows an end, and nothing becomes a mere promise again."""
    at, seen = State.PROMISED, [State.PROMISED]
    for to in asked:
        if may_move(at, to):
            at = to
            seen.append(at)
    assert State.PROMISED not in seen[1:]
    assert all(MOVES[one] for one in seen[:-1])


def test_every_move_of_the_table_and_no_other(town, promised) -> None:
    for was in State:
        for to in State:
            Commitment.objects.filter(pk=promised.pk).update(
                state=was,
                state_why="Travaux.",
                delivered_on=clock.today() if was == State.DELIVERED else None,
            )
            asked = {"actor": CLERK, "commitment": promised, "to": to, "why": "Travaux."}
            if to in MOVES[was]:
                assert commitments.move_commitment(**asked).state == to
            else:
                with pytest.raises(commitments.NotThatWay):
                    commitments.move_commitment(**asked)


def test_a_date_moves_with_its_reason_and_the_former_stays(promised) -> None:
    step = commitments.add_milestone(
        actor=CLERK, commitment=promised, title="Former les référents", due_on=promised.due_on
    )
    told = {"actor": CLERK, "commitment": promised, "to": promised.due_on + 30 * DAY}
    with pytest.raises(actions.NoReason):
        commitments.move_due(**told, why="", milestone=step)
    commitments.move_due(**told, why="Le formateur est malade.", milestone=step)
    change = DueChange.objects.get()
    assert (change.was, change.now) == (promised.due_on, promised.due_on + 30 * DAY)
    promised.refresh_from_db()
    assert promised.state == State.PROMISED
    commitments.move_due(**told, why="Le chantier a glissé.")
    promised.refresh_from_db()
    assert (promised.state, promised.state_why) == (State.DELAYED, "Le chantier a glissé.")
    assert Progress.objects.get(kind="delayed").text.endswith("Le chantier a glissé.")


@settings(max_examples=20)
@given(moves=st.lists(st.tuples(st.integers(-20, 60), st.text("ab ", max_size=3)), max_size=8))
def test_the_dates_it_had_can_always_be_read_back(moves) -> None:
    """Undoing each change from the last leads to the first promise, whatever was asked."""
    from django.db import transaction

    with transaction.atomic():
        promised = promising.commitment()
        first = promised.due_on
        for days, why in moves:
            with suppress(actions.NoReason, commitments.NotADate):
                commitments.move_due(
                    actor=CLERK, commitment=promised, to=first + days * DAY, why=why
                )
        promised.refresh_from_db()
        day = promised.due_on
        for change in DueChange.objects.filter(commitment=promised).order_by("-pk"):
            assert change.now == day
            assert change.why.strip()
            day = change.was
        assert day == first
        transaction.set_rollback(True)


def test_nothing_moves_once_it_is_over(promised) -> None:
    commitments.move_commitment(actor=CLERK, commitment=promised, to="abandoned", why="Refus.")
    with pytest.raises(commitments.NotThatWay):
        commitments.move_due(
            actor=CLERK, commitment=promised, to=promised.due_on + DAY, why="Encore."
        )
    with pytest.raises(commitments.NotThatWay):
        commitments.add_milestone(
            actor=CLERK, commitment=promised, title="Trop tard", due_on=promised.due_on
        )


def test_a_step_is_done_once_and_not_tomorrow(promised) -> None:
    step = commitments.add_milestone(
        actor=CLERK, commitment=promised, title="Choisir les lieux", due_on=clock.today()
    )
    with pytest.raises(commitments.NotDoneYet):
        commitments.finish_milestone(actor=CLERK, milestone=step, done_on=clock.today() + DAY)
    commitments.finish_milestone(actor=CLERK, milestone=step, done_on=clock.today())
    with pytest.raises(commitments.NotThatWay):
        commitments.finish_milestone(actor=CLERK, milestone=step, done_on=clock.today())


def _rater(of) -> object:
    return consulting.participant(of)


def test_one_rates_once_what_is_done_and_may_change(town, promised) -> None:
    one = _rater(town)
    with pytest.raises(remarks.NotRatedYet):
        remarks.rate(commitment=promised, by=one, stars=4)
    commitments.move_commitment(actor=CLERK, commitment=promised, to="underway")
    commitments.move_commitment(actor=CLERK, commitment=promised, to="delivered")
    promised.refresh_from_db()
    remarks.rate(commitment=promised, by=one, stars=2, text="Trop loin.")
    remarks.rate(commitment=promised, by=one, stars=4, text="Finalement bien.")
    kept = Remark.objects.get()
    assert (kept.stars, kept.text) == (4, "Finalement bien.")
    with pytest.raises(remarks.NoStars):
        remarks.rate(commitment=promised, by=one, stars=6)
    visitor = consulting.participant(town, token="un navigateur")
    with pytest.raises(remarks.NotYourRating):
        remarks.rate(commitment=promised, by=visitor, stars=1)


def test_what_looks_like_abuse_is_read_first_and_what_was_hidden_is_too(town, promised) -> None:
    Commitment.objects.filter(pk=promised.pk).update(
        state=State.DELIVERED, delivered_on=clock.today()
    )
    promised.refresh_from_db()
    one = _rater(town)
    held = remarks.rate(commitment=promised, by=one, stars=1, text="Appelez le 06 12 34 56 78")
    assert held.state == "held"
    agent = consulting.organiser(town.lead)
    actions.decide(written=held, shows=False, agent=agent, unit=town.lead, rule="personal")
    again = remarks.rate(commitment=promised, by=one, stars=1, text="Appelez-moi.")
    assert again.state == "held"
    assert read.story_of(promised, None).said == []
    assert read.story_of(promised, None).rated.count == 1


@given(st.lists(st.integers(1, 5), max_size=40))
def test_the_average_is_exact_and_never_of_fewer_than_five(stars) -> None:
    found = rated(sum(stars), len(stars))
    if len(stars) < 5:
        assert found.tenths is None
    else:
        assert abs(found.tenths - 10 * sum(stars) / len(stars)) <= 0.5
        assert 10 <= found.tenths <= 50


def test_the_owner_answers_once_and_who_rated_is_told(town, promised) -> None:
    Commitment.objects.filter(pk=promised.pk).update(
        state=State.DELIVERED, delivered_on=clock.today()
    )
    promised.refresh_from_db()
    said = remarks.rate(commitment=promised, by=_rater(town), stars=2, text="Trop loin.")
    remarks.answer_remark(actor=CLERK, unit=town.lead, remark=said, text="Un second ouvre en mai.")
    with pytest.raises(remarks.SaidAlready):
        remarks.answer_remark(actor=CLERK, unit=town.lead, remark=said, text="Encore.")
    assert Notification.objects.filter(
        key__startswith="participation.remark", person=said.participant.person, channel="in_app"
    ).exists()


def test_authors_reply_to_the_decision_on_their_idea_and_nobody_else(town, promised) -> None:
    decision = Decision.objects.get(commitment=promised)
    author = promised.ideas.get().author
    with pytest.raises(remarks.NotYourIdea):
        remarks.reply_to_decision(decision=decision, by=_rater(town), text="Et moi ?")
    remarks.reply_to_decision(decision=decision, by=author, text="Merci, enfin.")
    with pytest.raises(remarks.SaidAlready):
        remarks.reply_to_decision(decision=decision, by=author, text="Et encore.")


def test_declining_an_idea_leaves_a_decision_with_its_reasons(town) -> None:
    idea = consulting.idea(town)
    criterion = actions.state_criterion(actor=CLERK, consultation=town, name="Coût")
    actions.assess(idea=idea, criterion=criterion, unit=town.lead, value="no")
    actions.move_on(idea=idea, actor=CLERK, stage="declined", text="Trop cher pour un seul lieu.")
    assert "Coût" in Decision.objects.get(idea=idea).reasons
    actions.move_on(idea=idea, actor=CLERK, stage="studied", text="On regarde à nouveau.")
    assert Decision.objects.filter(idea=idea).count() == 1
    assert len(_told("not retained")) == 1
    assert _told("being studied") == []


def test_an_idea_follows_its_project_through_the_vote_and_a_merge() -> None:
    town = consulting.consultation(None, "imagine", "choose")
    one, other = consulting.idea(town), consulting.idea(town, title="Trier dans les halls")
    election = promising.published_vote(town)
    projects.take_up(actor=CLERK, election=election, code="composteur", ideas=[one])
    projects.take_up(actor=CLERK, election=election, code="composteur", ideas=[one])
    projects.take_up(actor=CLERK, election=election, code="preau", ideas=[other])
    one.refresh_from_db()
    assert one.outcome == "voted"
    with pytest.raises(commitments.NotChosen):
        promising.commitment(town, one, election=election, code="composteur")
    election = promising.publish(election)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.outcome, other.outcome) == ("won", "lost")
    assert len(_told("was chosen")) == 1
    assert len(_told("was not chosen")) == 1
    made = promising.commitment(town, one, election=election, code="composteur")
    with pytest.raises(commitments.PromisedAlready):
        promising.commitment(town, one, election=election, code="composteur")
    with pytest.raises(commitments.NotChosen):
        promising.commitment(town, other, election=election, code="preau")
    # Merged after it was promised, the other idea shares what became of the first.
    proposed = gathering.propose_merge(ideas=[one], into=other, why="La même.", unit=town.lead)
    for who in (one.author, other.author):
        gathering.answer_gathering(gathering=proposed, by=who, agrees=True)
    assert lineage([other.pk]) == {one.pk, other.pk}
    other.refresh_from_db()
    assert other.outcome == "promised"
    commitments.move_commitment(actor=CLERK, commitment=made, to="underway")
    commitments.move_commitment(actor=CLERK, commitment=made, to="delivered")
    assert len(_told("is done")) == 2
    gathering.undo_gathering(gathering=proposed, why="Deux idées, en fait.")
    other.refresh_from_db()
    one.refresh_from_db()
    assert (one.outcome, other.outcome) == ("delivered", "lost")


def test_an_idea_is_let_go_with_a_reason_and_the_trace_stays() -> None:
    town = consulting.consultation(None, "imagine", "choose")
    idea, election = consulting.idea(town), promising.published_vote(town)
    (link,) = projects.take_up(actor=CLERK, election=election, code="bancs", ideas=[idea])
    with pytest.raises(actions.NoReason):
        projects.let_go(actor=CLERK, link=link, why="")
    projects.let_go(actor=CLERK, link=link, why="Ce n’était pas la même.")
    idea.refresh_from_db()
    link.refresh_from_db()
    assert (idea.outcome, bool(link.ended_at)) == ("", True)


def test_the_furthest_thing_is_the_one_told() -> None:
    assert furthest(["lost", "promised"]) == "promised"
    assert furthest(["abandoned", "delivered", "won"]) == "delivered"
    assert furthest([]) == ""
