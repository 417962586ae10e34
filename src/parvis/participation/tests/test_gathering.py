"""Merge, split, group: consent, supporters counted once, undone exactly."""

import itertools
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from parvis.core import clock
from parvis.notifications.models import Notification
from parvis.participation import actions
from parvis.participation.actions import gathering
from parvis.participation.models import Authorship, Idea, Phase, Support, Term, Way
from parvis.participation.queries import ideas as found_in
from parvis.participation.queries import likeness
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


_NUMBER = itertools.count()


@pytest.fixture
def town():
    return consulting.consultation()


def _ideas(town, count: int = 2) -> list[Idea]:
    return [
        consulting.idea(town, title=f"Trier le verre, façon {next(_NUMBER)}") for _ in range(count)
    ]


def _agree(made, *ideas: Idea) -> None:
    for one in ideas:
        made = gathering.answer_gathering(gathering=made, by=one.author, agrees=True)


def _merged(town, count: int = 2):
    ideas = _ideas(town, count)
    made = gathering.propose_merge(
        ideas=ideas, into=ideas[0], why="Le même projet.", unit=town.lead
    )
    _agree(made, *ideas)
    made.refresh_from_db()
    return made, [Idea.objects.get(pk=one.pk) for one in ideas]


def test_nothing_is_done_before_every_author_agreed(town) -> None:
    one, other = _ideas(town)
    made = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    assert Notification.objects.filter(channel="in_app").count() == 2
    _agree(made, one)
    other.refresh_from_db()
    assert other.state == "shown"
    _agree(made, other)
    other.refresh_from_db()
    assert other.state == "gathered"
    assert other.author_id in found_in.authors_of(one)


def test_one_author_declines_and_nothing_changes(town) -> None:
    one, other = _ideas(town)
    made = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    gathering.answer_gathering(gathering=made, by=other.author, agrees=False)
    with pytest.raises(gathering.NotGathered):
        gathering.answer_gathering(gathering=made, by=one.author, agrees=True)
    assert set(Idea.objects.values_list("state", flat=True)) == {"shown"}


def test_nobody_else_answers(town) -> None:
    one, other = _ideas(town)
    made = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    with pytest.raises(gathering.NotAsked):
        gathering.answer_gathering(gathering=made, by=consulting.participant(town), agrees=True)


def test_sheets_of_paper_are_not_asked(town) -> None:
    sheets = [consulting.participant(town, token=f"s{n}", way=Way.COUNTER) for n in range(2)]
    one, other = (consulting.idea(town, by, title=f"Du papier, feuille {by.pk}") for by in sheets)
    made = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    assert made.state == "done"


def test_a_merged_idea_is_supported_where_it_went_and_counts_people_once(town) -> None:
    one, other = _ideas(town)
    both, first, second = (consulting.participant(town) for _ in range(3))
    for by, idea in ((both, one), (both, other), (first, one), (second, other)):
        actions.support(idea=idea, by=by)
    made = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    _agree(made, one, other)
    one.refresh_from_db()
    assert one.supports == 3
    with pytest.raises(actions.Elsewhere):
        actions.support(idea=other, by=consulting.participant(town))
    actions.support(idea=one, by=second)
    one.refresh_from_db()
    assert one.supports == 3
    gathering.undo_gathering(gathering=made, why="Les auteurs ont changé d’avis.")
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.supports, other.supports, other.state) == (2, 2, "shown")
    assert other.author_id not in found_in.authors_of(one)


def test_a_merge_is_found_no_more_by_its_parts_and_again_once_undone(town) -> None:
    made, (one, other) = _merged(town)
    assert [f.idea for f in likeness.alike(town, other.title).here] == [one]
    gathering.undo_gathering(gathering=made, why="Non.")
    assert len(likeness.alike(town, other.title).here) == 2
    assert set(Term.objects.values_list("idea", flat=True)) == {one.pk, other.pk}


def test_an_idea_is_split_and_each_part_keeps_its_supporters(town) -> None:
    idea = consulting.idea(town, title="Trier et composter partout")
    fans = [consulting.participant(town) for _ in range(2)]
    for by in fans:
        actions.support(idea=idea, by=by)
    made = gathering.propose_split(
        idea=idea, parts=["Trier partout", "Composter partout"], why="Deux projets.", unit=town.lead
    )
    assert not found_in.listed(town, found_in.Wanted()).ideas[1:]
    _agree(made, idea)
    parts = Idea.objects.filter(state="shown").order_by("pk")
    assert [part.supports for part in parts] == [2, 2]
    actions.stop_supporting(idea=parts[0], by=fans[0])
    actions.support(idea=parts[1], by=consulting.participant(town))
    assert [part.supports for part in parts.all()] == [1, 3]
    gathering.undo_gathering(gathering=made, why="Finalement non.")
    idea.refresh_from_db()
    assert (idea.state, Idea.objects.filter(state="shown").count()) == ("shown", 1)
    with pytest.raises(gathering.NotGathered):
        gathering.undo_gathering(gathering=made, why="Encore.")


def test_a_group_changes_no_count(town) -> None:
    one, other = _ideas(town)
    made = gathering.propose_group(
        ideas=[one, other], title="Le verre", why="Thème.", unit=town.lead
    )
    _agree(made, one, other)
    assert [g.title for g in found_in.around(one).groups] == ["Le verre"]
    assert set(Idea.objects.values_list("state", flat=True)) == {"shown"}


def test_once_supports_are_closed_ideas_are_grouped_not_merged(town) -> None:
    one, other = _ideas(town)
    waiting = gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    done, _ideas_done = _merged(town)
    Phase.objects.update(closes_at=clock.now() - timedelta(hours=1))
    one, other = (Idea.objects.get(pk=each.pk) for each in (one, other))
    with pytest.raises(gathering.CountsSettled):
        gathering.propose_merge(ideas=[other], into=one, why="Le même.", unit=town.lead)
    with pytest.raises(gathering.CountsSettled):
        gathering.propose_split(idea=one, parts=["Un", "Deux"], why="Deux.", unit=town.lead)
    gathering.answer_gathering(gathering=waiting, by=one.author, agrees=True)
    with pytest.raises(gathering.CountsSettled):
        gathering.answer_gathering(gathering=waiting, by=other.author, agrees=True)
    with pytest.raises(gathering.CountsSettled):
        gathering.undo_gathering(gathering=done, why="Trop tard.")
    assert gathering.propose_group(ideas=[one, other], title="Ok", why="Thème.", unit=town.lead)


def test_what_was_gathered_again_is_undone_last_first(town) -> None:
    first, (one, _other) = _merged(town)
    third = consulting.idea(town, title="Trier le verre, autrement")
    second = gathering.propose_merge(ideas=[one], into=third, why="Le même.", unit=town.lead)
    for by in found_in.writers_of(one):
        gathering.answer_gathering(gathering=second, by=by.participant, agrees=True)
    _agree(second, third)
    with pytest.raises(gathering.Entangled):
        gathering.undo_gathering(gathering=first, why="Non.")
    gathering.undo_gathering(gathering=second, why="Non.")
    gathering.undo_gathering(gathering=first, why="Non.")
    assert set(Idea.objects.values_list("state", flat=True)) == {"shown"}


@pytest.mark.parametrize("count", [0, 1])
def test_one_idea_is_not_gathered(town, count: int) -> None:
    ideas = _ideas(town, count)
    with pytest.raises(gathering.NotTogether):
        gathering.propose_group(ideas=ideas, title="Seule", why="–", unit=town.lead)


def test_ideas_of_two_consultations_stay_apart(town) -> None:
    other = consulting.idea(consulting.consultation(title="Autre"))
    with pytest.raises(gathering.NotTogether):
        gathering.propose_merge(ideas=[other], into=consulting.idea(town), why="–", unit=town.lead)


class SupportersOfAMerge(TestCase):
    """Whoever supports what: merged, the union; undone, what each had."""

    @settings(max_examples=8, deadline=None)
    @given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 5)), max_size=14), st.data())
    def test_union_then_exactly_what_it_was(self, given_supports, data) -> None:
        town = consulting.consultation()
        by = consulting.participant(town, token="auteur", way=Way.COUNTER)
        phase = town.phases.select_related("consultation").get()
        ideas = []
        for n in range(4):
            made = actions.begin_idea(phase=phase, author=by, title=f"Idée {n} du lot")
            ideas.append(actions.send_idea(idea=made, by=by))
        people = [consulting.participant(town, token=f"p{n}", way=Way.COUNTER) for n in range(6)]
        for idea, who in given_supports:
            actions.support(idea=ideas[idea], by=people[who])
        before = {
            "rows": set(Support.objects.values_list("idea", "participant")),
            "counts": dict(Idea.objects.values_list("pk", "supports")),
            "authors": set(Authorship.objects.values_list("idea", "participant")),
        }
        chosen = data.draw(st.sets(st.sampled_from(range(4)), min_size=2))
        into = ideas[data.draw(st.sampled_from(sorted(chosen)))]
        made = gathering.propose_merge(
            ideas=[ideas[n] for n in chosen], into=into, why="Le même.", unit=town.lead
        )
        into.refresh_from_db()
        union = {who for idea, who in given_supports if idea in chosen}
        assert into.supports == len(union)
        gathering.undo_gathering(gathering=made, why="Non.")
        assert before == {
            "rows": set(Support.objects.values_list("idea", "participant")),
            "counts": dict(Idea.objects.values_list("pk", "supports")),
            "authors": set(Authorship.objects.values_list("idea", "participant")),
        }
