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
