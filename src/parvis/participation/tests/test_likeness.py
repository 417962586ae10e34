"""Alike ideas: the action apart from the place; hand-written pairs, ours."""

import pytest

from parvis.participation import actions, ports
from parvis.participation.likeness import cosine, described, idf
from parvis.participation.models import Idea, Term, TermCount
from parvis.participation.queries import likeness
from parvis.participation.tests import consulting

SAME = [
    ("Planter des arbres devant l’école Marancy", "Végétaliser l’école Marancy"),
    ("Un composteur partagé place Royale", "Installer des bacs à compost place Royale"),
    (
        "Prêter de la vaisselle lavable pour les fêtes",
        "Location de vaisselle réutilisable aux fêtes",
    ),
    ("Un atelier pour réparer les vélos", "Créer un atelier de réparation de bicyclettes"),
    ("Une ressourcerie pour donner les objets", "Ouvrir une recyclerie de dons d’objets"),
    ("Moins d’emballages au marché", "Un marché sans suremballages"),
    ("Plus de poubelles dans le parc Beaumont", "Ajouter des corbeilles au parc Beaumont"),
    ("Collecter les encombrants à la demande", "Ramassage des encombrants sur rendez-vous"),
]
THEME = [
    ("Végétaliser la rue Carnot", "Végétaliser la rue Pasteur"),
    ("Un composteur partagé place Royale", "Un composteur partagé au quartier Saragosse"),
    ("Plus de poubelles dans le parc Beaumont", "Plus de poubelles au parc Lawrance"),
]
APART = [
    ("Une ressourcerie pour donner les objets", "Éclairer la piste cyclable"),
    ("Planter des arbres devant l’école", "Réparer les vélos"),
    ("Moins d’emballages au marché", "Ramassage des encombrants"),
]
EVERY = [*SAME, *THEME, *APART]


def _score(pair: tuple[str, str]) -> float:
    told = [described(title) for both in EVERY for title in both]
    terms = {term for one in told for term in one.action}
    idfs = {t: idf(len(told), sum(t in one.action for one in told)) for t in terms}
    return cosine(described(pair[0]).action, described(pair[1]).action, idfs)


@pytest.mark.parametrize("pair", SAME)
def test_the_same_action_in_other_words_is_alike(pair: tuple[str, str]) -> None:
    assert _score(pair) >= likeness.ALIKE


@pytest.mark.parametrize("pair", APART)
def test_other_actions_are_not(pair: tuple[str, str]) -> None:
    assert _score(pair) < likeness.ALIKE


@pytest.mark.parametrize("pair", THEME)
def test_places_stand_apart_from_the_action(pair: tuple[str, str]) -> None:
    one, other = (described(title) for title in pair)
    assert one.places
    assert not one.places & other.places
    assert _score(pair) > 0.7


def test_capitals_everywhere_name_no_place() -> None:
    assert not described("VÉGÉTALISER LA RUE CARNOT").places
    assert described("Ouvrir le dimanche. Planter rue Carnot").places == {"carnot"}


@pytest.fixture
def town(db):
    return consulting.consultation(areas=[consulting.area(), consulting.area("64445", "Pau")])


def _titles(found) -> list[str]:
    return [one.idea.title for one in found]


def test_alike_here_and_the_same_theme_elsewhere(town) -> None:
    lescar, pau = consulting.area(), consulting.area("64445", "Pau")
    consulting.idea(town, title="Prêter de la vaisselle lavable aux fêtes", commune=lescar)
    consulting.idea(town, title="Location de vaisselle pour les fêtes", commune=pau)
    consulting.idea(town, title="Éclairer la piste cyclable", commune=lescar)
    found = likeness.alike(town, "Emprunter de la vaisselle pour une fête", commune=lescar)
    assert _titles(found.here) == ["Prêter de la vaisselle lavable aux fêtes"]
    assert _titles(found.elsewhere) == ["Location de vaisselle pour les fêtes"]


@pytest.mark.parametrize(("north", "side"), [(0.001, "here"), (0.05, "elsewhere")])
def test_positions_decide(town, north: float, side: str) -> None:
    here = {"latitude": 43.33, "longitude": -0.43, "commune": consulting.area()}
    consulting.idea(town, title="Un composteur au pied de l’immeuble", **here)
    found = likeness.alike(
        town, "Un composteur au pied de mon immeuble", commune=here["commune"],
        position=(43.33 + north, -0.43),
    )  # fmt: skip
    assert len(getattr(found, side)) == 1


def test_an_idea_is_not_alike_itself_and_what_is_hidden_is_like_nothing(town) -> None:
    idea = consulting.idea(town)
    assert not likeness.alike_to(idea, town)
    assert likeness.alike(town, idea.title)
    actions.withdraw_idea(idea=idea, by=idea.author)
    assert not likeness.alike(town, idea.title)


def test_the_index_counts_as_one_would_count_again(town) -> None:
    ideas = [consulting.idea(town, title=f"Trier les déchets du lot {n}") for n in range(3)]
    actions.change_idea(idea=ideas[0], by=ideas[0].author, title="Composter les épluchures")
    actions.withdraw_idea(idea=ideas[1], by=ideas[1].author)
    held: dict[str, int] = {"": Idea.objects.filter(state="shown").count()}
    for term in Term.objects.filter(is_place=False).values_list("term", flat=True):
        held[term] = held.get(term, 0) + 1
    counted = TermCount.objects.filter(ideas__gt=0).values_list("term", "ideas")
    assert dict(counted) == held


class _Model:
    def __init__(self, score: float | None) -> None:
        self.score = score

    def scores(self, text, others):
        if self.score is None:
            raise TimeoutError
        return [self.score for _ in others]


def test_a_model_may_be_plugged_in_and_may_fail(town, caplog) -> None:
    consulting.idea(town)
    asked = "Prêter de la vaisselle aux fêtes de quartier"
    plain = likeness.alike(town, asked).here[0].score
    try:
        ports.register_likeness(_Model(0.0))
        assert likeness.alike(town, asked).here[0].score == pytest.approx(plain / 2)
        ports.register_likeness(_Model(None))
        assert likeness.alike(town, asked).here[0].score == pytest.approx(plain)
    finally:
        ports.register_likeness(None)
