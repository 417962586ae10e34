"""Who goes without: a resident agrees to be counted, a manager sees it, runs a campaign, and learns
three months later whether it worked."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from tests.journeys.conftest import Visit
from tests.journeys.test_rights import answer_all
from tests.journeys.walker import Walker, plain

pytestmark = [pytest.mark.journey, pytest.mark.proof]
MINE = "/mes-droits/ma-situation/"
BENEFIT = "Composteur partagé de quartier"


def says(karim: Walker, answer: str) -> None:
    karim.wait(f"{MINE}ce-que-je-recois/", BENEFIT, seconds=120)
    group = karim.page.locator("main fieldset").filter(has_text=BENEFIT)
    group.locator("label").filter(has_text=plain(answer)).click()
    karim.press("Enregistrer")


def asks_the_caf(karim: Walker) -> None:
    karim.open(MINE)
    karim.press("Demander à la CAF mon quotient familial")
    karim.wait(MINE, "donné par la CNAF")
    karim.see("il est recalculé chaque mois")
    karim.check()


def agrees(karim: Walker) -> None:
    karim.open("/mes-droits/")
    karim.press("Commencer")
    answer_all(karim)
    karim.open(MINE)
    karim.press("Garder ma situation")
    karim.choose("J’accepte d’être compté")
    karim.choose("J’accepte aussi d’être contacté")
    karim.press("Enregistrer mes choix")
    karim.see("Vous serez compté à partir de cette nuit")
    karim.check()
    says(karim, "Je ne la reçois pas")


def launches(lucie: Walker) -> str:
    lucie.open("/agent/recours/")
    lucie.see("foyers du territoire", "ne sont pas la population")
    lucie.press(BENEFIT)
    lucie.check()
    lucie.picture("recours")
    lucie.press("Préparer une campagne")
    lucie.choose("SMS")
    lucie.press("Voir ce que ce serait")
    lucie.see("Au moins", "quatre fois sur cinq")
    lucie.check()
    lucie.picture("recours-campagne")
    lucie.press("Garder ce projet")
    lucie.see("Graine du tirage", "contactées à la fin")
    lucie.press("Lancer la campagne")
    lucie.see("La campagne est lancée", "Le résultat vient le")
    lucie.check()
    return lucie.page.url


def test_a_campaign_is_measured_three_months_later(visit: Visit, parvis: Callable[..., str]):
    karim = visit("Karim Benali", width=390)
    agrees(karim)
    asks_the_caf(karim)
    assert "households counted" in parvis("eligibility", "count")
    karim.open(MINE)
    karim.see(BENEFIT, "Semble y avoir droit, et ne la reçoit pas")
    lucie = visit("Lucie Haure")
    here = launches(lucie)
    says(karim, "Je la reçois")
    later = date.today() + timedelta(weeks=14)  # noqa: DTZ011  the clock of who walks
    parvis("eligibility", "count", "--on", later.isoformat())
    lucie.open(here)
    lucie.see("Est-ce que cela a servi", "Trop peu de personnes pour conclure")
    lucie.check()
    lucie.picture("recours-resultat")
    stranger = visit("Nadia Etcheverry")
    assert stranger.status("/agent/recours/") == 404


VISITED = "Allocation personnalisée d’autonomie"


def has_visits_made(lucie: Walker) -> str:
    """Launches a campaign by visit, and entrusts Pau to one agent."""
    lucie.open("/agent/recours/")
    lucie.press(VISITED)
    lucie.press("Préparer une campagne")
    lucie.choose("visite à domicile")
    lucie.press("Voir ce que ce serait")
    lucie.press("Garder ce projet")
    lucie.press("Lancer la campagne")
    here = lucie.page.url
    lucie.press("Tournées de visites")
    lucie.choose("Pau")
    lucie.page.get_by_label("À qui").select_option(label="Claire Sempé")
    lucie.press("Confier ces tournées")
    lucie.see("Les tournées sont confiées", "Claire Sempé")
    lucie.check()
    lucie.picture("recours-tournees")
    return here


def test_visits_of_a_campaign_are_made_on_a_telephone_without_javascript(visit: Visit):
    lucie = visit("Lucie Haure")
    here = has_visits_made(lucie)
    claire = visit("Claire Sempé", width=390, script=False)
    claire.open("/agent/droits/")
    claire.press("Visites sur les droits")
    claire.press("Pau")
    claire.see("À visiter", "rue Imaginaire")
    claire.check()
    claire.picture("recours-tournee")
    round_ = claire.page.url
    first = claire.page.locator("main .card a").first
    name, address = first.inner_text(), first.get_attribute("href") or ""
    claire.press(name)
    claire.see(name, VISITED)
    claire.check()
    claire.choose("Il n’y avait personne")
    claire.press("Noter")
    claire.press(name)
    claire.see("Visites précédentes", "Personne absente")
    claire.choose("J’ai rencontré la personne")
    claire.fill("Note", "Une aide à domicile l’accompagnera.")
    claire.press("Noter")
    claire.see("C’est noté", "Personne rencontrée")
    lucie.open(here)
    lucie.see("Chacun compte dans le résultat")
    lucie.check()
    stranger = visit("Nadia Etcheverry")
    assert [stranger.status(one) for one in (round_, address)] == [404, 404]
