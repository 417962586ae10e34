"""Writing, supporting, arguing; what is held and told; who sees what."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.notifications.models import Notification
from parvis.participation import actions
from parvis.participation.actions import moderation
from parvis.participation.models import Act, Authorship, Idea, Moderation, Phase, TermCount
from parvis.participation.queries import ideas as found_in
from parvis.participation.rules import PhaseRules
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db
State = Idea.State


@pytest.fixture
def town():
    return consulting.consultation()


def _draft(of, by=None, **written):
    by = by or consulting.participant(of)
    phase = of.phases.select_related("consultation").get()
    return actions.begin_idea(phase=phase, author=by, title="Un composteur place Royale", **written)


def test_a_draft_is_seen_by_its_author_only_then_sent_once(town) -> None:
    idea = _draft(town)
    with pytest.raises(found_in.Http404):
        found_in.visible(town, idea.pk, None)
    assert found_in.visible(town, idea.pk, idea.author) == idea
    assert actions.send_idea(idea=idea, by=idea.author).state == State.SHOWN
    again = actions.send_idea(idea=idea, by=idea.author)
    assert TermCount.objects.get(term="").ideas == 1
    assert again.state == State.SHOWN


def test_nobody_else_sends_or_changes_it(town) -> None:
    idea = _draft(town)
    other = consulting.participant(town)
    for act in (actions.send_idea, actions.change_idea, actions.withdraw_idea):
        with pytest.raises(actions.NotYours):
            act(idea=idea, by=other)


def test_new_words_are_a_new_wording_and_supports_stay(town) -> None:
    idea = consulting.idea(town)
    actions.support(idea=idea, by=consulting.participant(town))
    changed = actions.change_idea(idea=idea, by=idea.author, title="Prêter des verres et des plats")
    assert (changed.versions, changed.supports) == (2, 1)
    assert [one.title for one in found_in.wordings_of(idea)] == [
        "Prêter des verres et des plats",
        "Prêter de la vaisselle aux fêtes de quartier",
    ]
    same = actions.change_idea(idea=idea, by=idea.author, place="Lavoir")
    assert same.versions == 2


def test_a_draft_has_one_wording(town) -> None:
    idea = _draft(town)
    actions.change_idea(idea=idea, by=idea.author, title="Deux composteurs place Royale")
    assert [one.title for one in idea.wordings.all()] == ["Deux composteurs place Royale"]


def test_withdrawn_it_is_listed_no_more_and_a_draft_is_erased(town) -> None:
    idea, draft = consulting.idea(town), _draft(town)
    actions.withdraw_idea(idea=idea, by=idea.author)
    actions.withdraw_idea(idea=draft, by=draft.author)
    assert not found_in.listed(town, found_in.Wanted()).ideas
    assert TermCount.objects.get(term="").ideas == 0
    assert list(Idea.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_supports_count_once_and_visitors_apart() -> None:
    rules = PhaseRules(frozenset({Act.PROPOSE, Act.SUPPORT}), frozenset({Act.SUPPORT}))
    town = consulting.consultation(rules=rules)
    idea = consulting.idea(town)
    one = consulting.participant(town)
    visitor = consulting.participant(town, token="t")
    for by in (one, one, visitor, visitor):
        actions.support(idea=idea, by=by)
    idea.refresh_from_db()
    assert (idea.supports, idea.visitor_supports) == (1, 1)
    actions.stop_supporting(idea=idea, by=one)
    actions.stop_supporting(idea=idea, by=one)
    idea.refresh_from_db()
    assert (idea.supports, idea.visitor_supports) == (0, 1)


def test_a_phase_gives_as_many_ideas_as_it_says() -> None:
    rules = PhaseRules(frozenset({Act.PROPOSE}), most={Act.PROPOSE: 1})
    town = consulting.consultation(rules=rules)
    by = consulting.participant(town)
    consulting.idea(town, by)
    second = _draft(town, by)
    with pytest.raises(actions.TooMany):
        actions.send_idea(idea=second, by=by)


def test_nothing_is_sent_or_supported_once_the_phase_is_over(town) -> None:
    idea, draft = consulting.idea(town), _draft(town)
    by = consulting.participant(town)
    Phase.objects.update(closes_at=clock.now() - timedelta(hours=1))
    with pytest.raises(actions.NotAllowed, match="is over"):
        actions.send_idea(idea=draft, by=draft.author)
    with pytest.raises(actions.NotAllowed, match="is over"):
        actions.support(idea=Idea.objects.get(pk=idea.pk), by=by)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Voir https://a.example et https://b.example", "several links"),
        ("Appelez-moi au 05 59 00 00 00", "telephone number"),
        ("Écrivez à moi@exemple.fr", "e-mail address"),
    ],
)
def test_signs_of_abuse_hold_a_text_and_its_author_is_told(town, text: str, why: str) -> None:
    idea = _draft(town, text=text)
    sent = actions.send_idea(idea=idea, by=idea.author)
    sent.refresh_from_db()
    assert sent.state == State.HELD
    assert why in sent.held_for
    told = Notification.objects.get(channel="in_app")
    assert why in told.text
    assert not found_in.listed(town, found_in.Wanted()).ideas
    assert Moderation.objects.get().decision == "held"


def test_a_newcomer_is_published_at_once_and_only_haste_is_held(town) -> None:
    by = consulting.participant(town)
    states = [
        consulting.idea(town, by, title=f"Idée numéro {n} pour trier").state for n in range(6)
    ]
    assert states == [*["shown"] * 5, "held"]


def test_the_same_text_twice_is_held(town) -> None:
    assert consulting.idea(town, text="Oui").state == State.SHOWN
    assert consulting.idea(town, text="Oui").state == State.HELD


def test_a_phase_may_have_everything_read_before() -> None:
    rules = PhaseRules(frozenset({Act.PROPOSE, Act.ARGUE}), reads_before=True)
    town = consulting.consultation(rules=rules)
    idea = consulting.idea(town)
    assert idea.state == State.HELD
    unit = consulting.unit()
    actions.decide(written=idea, shows=True, agent=consulting.organiser(unit), unit=unit)
    idea.refresh_from_db()
    said = actions.argue(idea=idea, by=consulting.participant(town), side="for", text="Bien.")
    assert said.state == State.HELD
    assert found_in.arguments_of(idea) == []


def test_what_could_not_be_sent_does_not_come_in_by_a_change(town) -> None:
    idea = consulting.idea(town)
    changed = actions.change_idea(idea=idea, by=idea.author, text="www.a.fr www.b.fr")
    assert changed.state == State.HELD


def test_arguments_count_and_authors_hear_of_them_and_of_answers(town) -> None:
    idea = consulting.idea(town)
    actions.argue(idea=idea, by=consulting.participant(town), side="against", text="Trop cher.")
    unit = consulting.unit()
    actions.answer(idea=idea, actor=SYSTEM, unit=unit, text="Nous l’étudions.")
    idea.refresh_from_db()
    assert idea.arguments == 1
    first, second = found_in.arguments_of(idea)
    assert (first.side, first.unit, second.side) == ("answer", unit, "against")
    told = Notification.objects.filter(person=idea.author.person)
    assert [one.channel for one in told] == ["in_app", "in_app"]
    assert "Nous l’étudions." in {one.text for one in told}


def test_moderation_names_a_rule_is_logged_and_read_again_by_somebody_else(town) -> None:
    idea = consulting.idea(town)
    unit = consulting.unit()
    first, second = consulting.organiser(unit), consulting.organiser(unit)
    with pytest.raises(moderation.RuleMissing):
        actions.decide(written=idea, shows=False, agent=first, unit=unit)
    actions.decide(
        written=idea, shows=False, agent=first, unit=unit, rule="advert", note="Publicité."
    )
    with pytest.raises(moderation.NotModerated):
        actions.decide(written=idea, shows=True, agent=second, unit=unit)
    actions.appeal(written=idea, by=idea.author, why="Ce n’en est pas une.")
    with pytest.raises(moderation.SameReader):
        actions.decide(written=idea, shows=True, agent=first, unit=unit)
    actions.decide(written=idea, shows=True, agent=second, unit=unit)
    idea.refresh_from_db()
    assert idea.state == State.SHOWN
    decisions = Moderation.objects.order_by("pk").values_list("decision", "rule")
    assert list(decisions) == [("hidden", "advert"), ("appealed", ""), ("restored", "")]
    assert Notification.objects.filter(channel="in_app").count() == 2


def test_one_appeals_once_and_only_for_oneself(town) -> None:
    idea = consulting.idea(town)
    unit = consulting.unit()
    agents = [consulting.organiser(unit) for _ in range(2)]
    actions.decide(written=idea, shows=False, agent=agents[0], unit=unit, rule="insult")
    with pytest.raises(moderation.NotModerated):
        actions.appeal(written=idea, by=consulting.participant(town), why="")
    actions.appeal(written=idea, by=idea.author, why="Non.")
    actions.decide(written=idea, shows=False, agent=agents[1], unit=unit, rule="insult")
    with pytest.raises(moderation.NotModerated):
        actions.appeal(written=idea, by=idea.author, why="Encore.")


def test_authors_invite_and_both_sides_agree(town) -> None:
    idea = consulting.idea(town)
    guest, stranger = consulting.participant(town), consulting.participant(town)
    secret = actions.invite(idea=idea, by=idea.author)
    assert guest.pk not in found_in.authors_of(idea)
    actions.accept_invitation(secret=secret, by=guest)
    with pytest.raises(actions.NoInvitation):
        actions.accept_invitation(secret=secret, by=stranger)
    assert set(found_in.authors_of(idea)) == {idea.author_id, guest.pk}
    actions.change_idea(idea=idea, by=guest, title="À deux c’est mieux écrit")
    actions.stop_writing(idea=idea, by=idea.author)
    with pytest.raises(actions.LastAuthor):
        actions.stop_writing(idea=idea, by=guest)


@pytest.mark.parametrize(("accepts", "state"), [(True, "agreed"), (False, "declined")])
def test_a_supporter_asks_to_join_and_is_told(town, accepts: bool, state: str) -> None:
    idea = consulting.idea(town)
    keen = consulting.participant(town)
    actions.ask_to_join(idea=idea, by=keen)
    actions.ask_to_join(idea=idea, by=keen)
    asked = Authorship.objects.get(participant=keen)
    with pytest.raises(actions.NotYours):
        actions.answer_asking(idea=idea, by=keen, asking=asked.pk, accepts=True)
    actions.answer_asking(idea=idea, by=idea.author, asking=asked.pk, accepts=accepts)
    asked.refresh_from_db()
    assert asked.state == state
    assert Notification.objects.filter(person=keen.person, channel="in_app").count() == 1
    assert Notification.objects.filter(person=idea.author.person, channel="in_app").count() == 1


def _photo(name: str = "cour.png") -> SimpleUploadedFile:
    drawn = io.BytesIO()
    Image.new("RGB", (4, 4)).save(drawn, "PNG")
    return SimpleUploadedFile(name, drawn.getvalue(), "image/png")


def test_a_photo_is_kept_and_a_text_is_no_photo(town) -> None:
    idea = _draft(town)
    assert actions.add_photo(idea=idea, upload=_photo(), alt="La cour").photo
    with pytest.raises(actions.NotAPhoto):
        actions.add_photo(idea=idea, upload=SimpleUploadedFile("a.pdf", b"%PDF-1.4\n%%EOF"))
