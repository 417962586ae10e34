"""An author who never opens YAML adapts a shipped package by keyboard alone, tries it, publishes it;
a resident meets the new question."""

from urllib.parse import urlsplit

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.keyboard import Keyboard

pytestmark = [pytest.mark.journey, pytest.mark.proof]

NAME = "Acte de naissance à l’essai"
QUESTION = "Pour quelle démarche ?"


class Author(Keyboard):
    def look(self, picture: str = "") -> None:
        """What every page of the editor owes, on a screen and on a telephone."""
        wide = self.page.viewport_size
        assert wide is not None
        self.check()
        self.page.set_viewport_size({"width": 390, "height": 900})
        self._axe(390)
        self.page.set_viewport_size(wide)
        if picture:
            self.picture(picture)

    def go(self, tab: str) -> None:
        """To a part of the package, by its tab."""
        self.page.keyboard.press("Control+Home")
        link = self.page.get_by_role("navigation", name="Parties du paquet").get_by_role(
            "link", name=tab
        )
        self.reach(link)
        self.follow("Enter")

    def unfold(self, name: str) -> None:
        """Open what is folded."""
        self.reach(self.page.locator("main summary").filter(has_text=name).first)
        self.key("Enter")


def begin(maya: Author) -> None:
    """From a package of the library, under our own name."""
    maya.open("/agent/atelier/")
    maya.put_the_mouse_away()
    maya.look()
    maya.press("Partir de la bibliothèque")
    maya.choose("Copie d’un acte de naissance")
    maya.look()
    maya.press("Commencer")
    maya.see("Sommaire", "De quel document avez-vous besoin")
    maya.look("workshop-contents")


def rename(maya: Author) -> None:
    maya.press("Nom, description")
    maya.reach(maya.page.locator('[name="w.fr.name"]'))
    maya.key("Control+a")
    maya.write(NAME)
    maya.press("Enregistrer")
    maya.see("C’est enregistré", NAME)


def ask_one_more(maya: Author) -> None:
    """A question asked on a condition that is chosen, not typed."""
    maya.go("Sommaire")
    maya.press("Le formulaire", stays=True)
    maya.unfold("Ajouter une question à « L’acte demandé »")
    maya.fill("En mots", QUESTION)
    maya.press("Ajouter une question à « L’acte demandé »")
    maya.see("Question", QUESTION)
    maya.reach(maya.page.locator('[name="k.required"]:checked'))
    maya.key("ArrowDown")
    maya.unfold("Écrire cette condition : Posée seulement si")
    maya.fill("De quoi il s’agit", "De quel document")
    maya.fill("Valeur", "Une copie intégrale")
    maya.press("Écrire cette condition : Posée seulement si")
    maya.see('answers.type_acte == "copie_integrale"', "Enregistrez pour la garder")
    maya.press("Enregistrer")
    maya.see("C’est enregistré")
    maya.look("workshop-question")


def break_and_mend(maya: Author) -> None:
    """A fault is said where it is, with its remedy; mending it clears it."""
    rule = maya.page.locator('[name="k.show_if"]')
    maya.reach(rule)
    maya.key("Control+a")
    maya.write('answers.type_act == "copie_integrale"')
    maya.press("Enregistrer")
    maya.see("n’a pas de champ", "type_acte")
    maya.look("workshop-fault")
    maya.go("Vérifications")
    maya.see("n’a pas de champ", "type_acte")
    maya.look()
    maya.press("n’a pas de champ")
    maya.reach(rule)
    maya.key("Control+a")
    maya.write('answers.type_acte == "copie_integrale"')
    maya.press("Enregistrer")
    maya.go("Vérifications")
    maya.see("Rien à corriger")


def try_it(maya: Author) -> None:
    maya.go("Aperçu")
    maya.look()
    maya.press("Remplir le formulaire")
    maya.see("Aperçu : rien n’est gardé", "De quel document avez-vous besoin")
    maya.look("workshop-preview")
    maya.press("Revenir à l’atelier")
    maya.go("Déroulement")
    maya.see("La même chose en mots")
    maya.look("workshop-process")
    for tab in ("Textes", "Différences", "Historique"):
        maya.go(tab)
        maya.look()


def play(maya: Author) -> None:
    """A scenario of one's own, step by step, with its result beside each."""
    maya.go("Scénarios")
    maya.press("Jouer les scénarios")
    maya.see("Tous les scénarios réussissent")
    maya.look()
    maya.unfold("Ajouter un scénario")
    maya.fill("Que montre-t-il", "Une demande attend à l’état civil")
    maya.press("Ajouter un scénario")
    maya.look()
    maya.press("Revenir au scénario")
    maya.unfold("Ajouter une étape au scénario")
    maya.fill("Que se passe-t-il ensuite", "Du temps passe")
    maya.press("Ajouter une étape au scénario")
    maya.fill("Nombre", "3")
    maya.fill("De quoi", "jours")
    maya.press("Enregistrer")
    maya.press("Revenir au scénario")
    maya.press("Jouer ce scénario")
    maya.see("Le scénario réussit", "3 jours passent", "À traiter")
    maya.look("workshop-scenario")


def publish(maya: Author) -> None:
    maya.go("Publication")
    maya.look()
    maya.fill("Numéro de version", "2.0.0")
    maya.fill("Ce qui a changé", "On demande pour quelle démarche.")
    maya.press("Publier cette version")
    maya.see("est publiée")
    maya.look()
    maya.reach(maya.page.locator("[name='f.civil_registry']"))
    maya.key("ArrowDown")
    maya.press("Ouvrir le service aux demandes")
    maya.see("Commencer", NAME)


def test_a_shipped_package_is_adapted_and_published_by_keyboard(visit: Visit):
    maya = visit("Maya Larrouy", walks=Author)
    begin(maya)
    rename(maya)
    ask_one_more(maya)
    break_and_mend(maya)
    try_it(maya)
    play(maya)
    publish(maya)

    camille = visit("Camille Bordenave")
    camille.open(urlsplit(maya.page.url).path)
    camille.see(NAME)
    camille.press("Commencer")
    camille.miss(QUESTION)
    camille.choose("Une copie intégrale")
    camille.press("Continuer")
    camille.see(QUESTION)
