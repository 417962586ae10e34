"""An administrator writes a small service by keyboard alone, publishes it, and somebody asks for it."""

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_everybody import enter, tab_to

pytestmark = [pytest.mark.journey, pytest.mark.xdist_group("journeys")]


def test_from_five_questions_to_a_request(visit: Visit):
    maya = visit("Maya Larrouy")
    keyboard = maya.page.keyboard
    maya.open("/agent/atelier/nouveau/")
    maya.check()
    for label, typed in {
        "Comment s’appelle le service": "Prêt d’un vélo électrique",
        "Que fait-il": "Essayer un vélo électrique pendant un mois.",
        "Qui répond": "le service Mobilités",
        "En combien de jours": "10",
        "Sur quel texte": "Délibération du conseil communautaire",
    }.items():
        tab_to(maya, label)
        keyboard.type(typed)
    tab_to(maya, "Commencer")
    enter(maya)
    maya.see("Sommaire", "Votre demande")
    maya.check()
    maya.picture("workshop-contents")

    # One more question, shown on a condition that is chosen, not typed.
    tab_to(maya, "Ajouter une question à « Votre demande »")
    keyboard.press("Enter")
    tab_to(maya, "En mots")
    keyboard.type("Quelle taille mesurez-vous, en centimètres ?")
    tab_to(maya, "Type de réponse")
    keyboard.type("Un nombre")
    tab_to(maya, "Ajouter")
    enter(maya)
    maya.see("Question : Quelle taille mesurez-vous")
    tab_to(maya, "Minimum")
    keyboard.type("100")
    tab_to(maya, "Enregistrer")
    enter(maya)
    maya.see("Enregistré")
    maya.check()
    maya.picture("workshop-question")

    # The scenarios do not answer it: the platform says so before anything is published.
    sheet = maya.page.url
    project = sheet.split("/agent/atelier/")[1].split("/")[0]
    home = f"/agent/atelier/{project}"
    tab_to(maya, "La réponse est-elle obligatoire")
    keyboard.press("ArrowDown")
    tab_to(maya, "Enregistrer")
    enter(maya)
    maya.open(f"{home}/deroulement/")
    maya.see("La même chose en mots", "Accepter la demande")
    maya.check()
    maya.picture("workshop-process")
    maya.open(f"{home}/apercu/")
    tab_to(maya, "Remplir le formulaire")
    enter(maya)
    maya.see("Vous")
    maya.open(f"{home}/scenarios/")
    tab_to(maya, "Jouer les scénarios")
    enter(maya)
    maya.see("Tous les scénarios réussissent")
    maya.check()
    maya.picture("workshop-scenarios")

    maya.open(f"{home}/publier/")
    tab_to(maya, "Ce qui a changé, une ligne")
    keyboard.type("Première version")
    tab_to(maya, "Publier cette version")
    enter(maya)
    maya.see("est publiée")
    maya.check()
    tab_to(maya, "Qui est « le service Mobilités »")
    keyboard.press("ArrowDown")
    tab_to(maya, "Ouvrir le service aux demandes")
    enter(maya)

    camille = visit("Camille Bordenave")
    camille.open("/demarches/pret-dun-velo-electrique/")
    camille.press("Commencer")
    camille.press("Continuer")
    camille.fill("Que demandez-vous", "Un vélo pour aller au travail.")
    camille.press("Continuer")
    camille.press("Envoyer")
    camille.see("Votre demande est envoyée")
