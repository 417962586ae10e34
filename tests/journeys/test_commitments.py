"""A project that won becomes a promise; the author of its idea hears of each step, and rates one."""

from datetime import timedelta

import pytest
from playwright.sync_api import Locator

from parvis.core import clock
from tests.journeys.conftest import Visit
from tests.journeys.walker import Walker, plain

pytestmark = [pytest.mark.journey, pytest.mark.proof]
HERE = "/concertations/budget-quartiers/"
IDEA = "Des arbres fruitiers où chacun peut cueillir"
PROJECT = "Les vergers de Jurançon"
PROMISE = "Quarante fruitiers sur les coteaux"
SERVICE = "Composteur partagé"
CHOICE, OPENING = "Choisir les arbres avec les habitants", "Planter les quarante arbres"
WHY = "La terre est gelée : nous plantons trois semaines plus tard."


def test_a_promise_is_kept_in_the_open_and_its_author_hears(visit: Visit) -> None:
    marc = visit("Marc Lacoste")
    promise(marc)
    steps(marc)
    camille = visit("Camille Bordenave", width=390)
    camille.open("/lettre-des-concertations/")
    camille.see(
        "Ce que deviennent vos idées", f"« {PROMISE} » a franchi une étape", "change de date", WHY
    )
    camille.see("a donné naissance à une démarche")
    camille.check()
    camille.page.set_viewport_size({"width": 1280, "height": 900})
    camille.picture("weekly-letter")
    camille.page.set_viewport_size({"width": 390, "height": 900})

    anybody = visit()
    anybody.open(HERE)
    anybody.press("Que sont devenues les idées")
    anybody.see("Que sont devenues les 7 idées ?", IDEA)
    anybody.check()
    anybody.picture("ideas-fates")
    camille.open(anybody.page.url)
    camille.check()
    camille.press(IDEA)
    walk(camille)
    rate(camille)


def promise(marc: Walker) -> None:
    """From a project that won its vote."""
    marc.open(f"/agent{HERE}")
    marc.press("Engagements et décisions")
    marc.see("Choisi, et pas encore promis", PROJECT)
    marc.check()
    marc.press(f"En faire un engagement : {PROJECT}")
    marc.check()
    marc.fill("Titre", PROMISE)
    marc.fill("Qui en répond dans ce service", "Responsable des espaces naturels")
    due = clock.today() + timedelta(days=120)
    marc.date("Échéance", str(due.day), str(due.month), str(due.year))
    marc.fill("Pourquoi cette décision", "Projet choisi par le vote des habitants.")
    marc.press("Publier")
    marc.see("C’est promis, et les auteurs sont prévenus", "Aucune étape")
    marc.check()


def steps(marc: Walker) -> None:
    """Two steps: one is done, the other is late, which is refused without a reason."""
    for title, days in ((CHOICE, 0), (OPENING, 60)):
        part = unfold(marc, "Ajouter une étape")
        part.get_by_label("Étape").fill(title)
        send(marc, part, days)
        marc.see(title)
    part = unfold(marc, "Une étape est faite")
    part.get_by_label("Quelle étape").select_option(label=CHOICE)
    part.get_by_label("Ce qui a été fait").fill(
        "Pommiers, figuiers et pruniers : trente personnes ont choisi."
    )
    send(marc, part, 0)

    part = unfold(marc, "Changer une date")
    part.get_by_label("Qu’est-ce qui change").select_option(label=OPENING)
    send(marc, part, 81)
    marc.see("Il manque une réponse : Pourquoi ?")
    marc.miss("au lieu du")
    marc.check()
    part = marc.page.locator("main details[open]")
    part.get_by_label("Pourquoi").fill(WHY)
    send(marc, part, 81)
    marc.see("au lieu du", WHY)

    part = unfold(marc, "Nommer la démarche")
    part.get_by_label("Démarche qui en est née").select_option(label=SERVICE)
    send(marc, part)
    marc.check()
    marc.picture("commitment-desk")


def walk(camille: Walker) -> None:
    """From the idea to the figures, and back."""
    camille.check()
    for name, words in (
        (PROJECT, PROJECT), (PROMISE, "Responsable des espaces naturels"), (SERVICE, SERVICE),
        ("en un an", "demandes"), (SERVICE, SERVICE), (PROMISE, WHY), (PROJECT, PROJECT),
        (IDEA, IDEA),
    ):  # fmt: skip
        chain = camille.page.locator("nav.chain").filter(has_text=plain(PROJECT))
        with camille.page.expect_navigation():
            chain.get_by_role("link", name=plain(name)).click()
        camille.see(words)
        camille.check()


def rate(camille: Walker) -> None:
    """A step that is done; the average waits for five people."""
    with camille.page.expect_navigation():
        camille.page.locator("nav.chain").get_by_role("link", name=plain(PROMISE)).click()
    camille.choose("4 étoiles")
    camille.fill("En quelques mots", "Nous avons vraiment choisi ensemble.")
    camille.press("Donner ma note")
    camille.see("Nous avons vraiment choisi ensemble")
    camille.check()
    camille.page.set_viewport_size({"width": 1280, "height": 900})
    camille.picture("commitment-public")


def unfold(agent: Walker, name: str) -> Locator:
    part = agent.page.locator("main details").filter(
        has=agent.page.locator("summary").filter(has_text=plain(name))
    )
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    return part


def send(agent: Walker, part: Locator, days: int | None = None) -> None:
    """`days`: from today."""
    if days is not None:
        day = clock.today() + timedelta(days=days)
        for label, value in (("Jour", day.day), ("Mois", day.month), ("Année", day.year)):
            part.get_by_label(label, exact=True).fill(str(value))
    with agent.page.expect_navigation():
        part.get_by_role("button").last.click()
