"""An elected member moves the bands of the canteen, without a script, keeps what she sees, and
writes down the vote."""

import os

import pytest

from parvis.core import clock
from tests.journeys.conftest import Visit
from tests.journeys.test_parking import attach, certify_and_send, where_one_parks
from tests.journeys.walker import Walker, keep_picture

pytestmark = [pytest.mark.journey, pytest.mark.proof]


def vote_today(member: Walker, reference: str) -> None:
    """Write down that variant A was voted and begins today."""
    member.press("Il a été voté")
    member.see("Ce qui facturera ce tarif")
    member.choose("Variante A")
    member.fill("Référence de la délibération", reference)
    today = clock.today()
    for group in ("Jour du vote", "Le tarif commence le"):
        member.date(group, str(today.day), str(today.month), str(today.year))
    member.press("Inscrire ce tarif")
    member.see("Ce scénario a été voté", reference)


def register_a_child(parent: Walker) -> str:
    """At the canteen of Jurançon, for a quotient of 620 €; the reference of the request."""
    parent.open("/demarches/cantine-scolaire/")
    parent.press("Commencer")
    parent.fill("Prénoms", "Lina")
    parent.fill("Nom de naissance", "Benali")
    parent.fill("Son école", "École élémentaire Jean-Moulin")
    parent.choose("Élémentaire")
    parent.choose("Lundi")
    parent.date("À partir du", "1", "12", "2026")
    parent.press("Continuer")
    parent.choose("Menu habituel")
    parent.choose("Non")
    parent.press("Continuer")
    # The tariff that was voted, before anything is sent.
    parent.see("5,50", "2026-118")
    parent.fill("Votre quotient familial", "620")
    parent.press("Continuer")
    attach(parent)
    parent.press("Continuer")
    parent.fill("Numéro et rue", "3 rue du Pic-du-Midi")
    parent.fill("Code postal", "64110")
    parent.fill("Commune", "Jurançon")
    parent.fill("Votre téléphone", "06 12 34 56 78")
    attach(parent)
    return certify_and_send(parent)


def test_an_elected_member_tries_a_tariff_and_its_vote_is_charged(visit: Visit) -> None:
    member = visit("Hélène Salles", script=False)
    member.open("/agent/tarifs/")
    member.press("Tarif de la cantine")
    member.see("C’est le tarif actuel")
    member.press("Passer à des tranches")
    member.see("Tranche 1", "Prix au-delà")
    member.fill("Prix au-delà", "5,50")
    member.press("Comparer à une seconde variante")
    member.press("Passer à un taux d’effort")
    member.see("Variante B", "Payé par les familles, par an", "Ménages qui paient plus")
    member.fill("Nom du scénario", "Un dernier prix plus haut")
    member.press("Garder le scénario")
    member.see("Un dernier prix plus haut", "Gardé par Hélène Salles")
    vote_today(member, "2026-118")

    karim = visit("Karim Benali", width=390)
    reference = register_a_child(karim)
    sylvie = visit("Sylvie Capdevielle")
    sylvie.open(f"/agent/demandes/{reference}/")
    sylvie.press("Inscrire l’enfant")
    sylvie.press("Inscrire l’enfant")
    sylvie.press("Facturer des repas")
    sylvie.fill("Nombre de repas pris", "10")
    today = clock.today()
    sylvie.date("Repas pris jusqu’au", str(today.day), str(today.month), str(today.year))
    sylvie.press("Facturer des repas")
    karim.open(f"/mes-demandes/{reference}/")
    karim.see("Une facture à payer")
    karim.page.get_by_text("Pourquoi ce prix").click()
    karim.see("Délibération 2026-118", "620,00")
    karim.check()
    karim.picture("reforms-charged")


def test_parking_charges_the_tariff_voted(visit: Visit) -> None:
    """Karim’s quotient is known: in the second band, which the vote makes cheaper."""
    maya = visit("Maya Larrouy", script=False)
    maya.open(
        "/agent/tarifs/pau.stationnement-resident/?a_kind=bands&a_to_0=400&a_price_0=0&a_to_1=700"
        "&a_price_1=25&a_to_2=1000&a_price_2=60&a_over=90"
        "&youngest=3&oldest=10&part=75&times=1&where=here"
    )
    maya.fill("Nom du scénario", "Deuxième tranche à 25 €")
    maya.press("Garder le scénario")
    vote_today(maya, "2026-204")

    karim = visit("Karim Benali", width=390)
    karim.open("/demarches/stationnement-resident/")
    karim.press("Commencer")
    karim.choose("Le premier véhicule")
    karim.fill("Numéro d’immatriculation", "EF-456-GH")
    attach(karim)
    karim.choose("À mon nom")
    karim.press("Continuer")
    where_one_parks(karim)
    karim.see("25,00", "2026-204")
    karim.fill("Votre quotient familial", "650")
    karim.press("Continuer")
    attach(karim)
    reference = certify_and_send(karim)
    amelie = visit("Amélie Castera")
    amelie.open(f"/agent/demandes/{reference}/")
    amelie.press("Accepter la demande")
    amelie.press("Accepter la demande")
    amelie.see("25,00")
    karim.wait(f"/mes-demandes/{reference}/", "Acceptée, à payer", "25,00")
    karim.page.get_by_text("Pourquoi ce prix").click()
    karim.see("Délibération 2026-204", "650,00")
    karim.check()


def test_the_workbench_is_for_everybody(visit: Visit) -> None:
    """With a script only to be looked at: axe, a telephone, no sideways scroll."""
    member = visit("Hélène Salles")
    member.open(
        "/agent/tarifs/jurancon.cantine/?a_kind=bands&a_to_0=500&a_price_0=1,20&a_to_1=1000"
        "&a_price_1=3&a_over=5&b_kind=effort&b_percent=0,4&b_floor=0,80&b_cap=6"
        "&youngest=3&oldest=10&part=75&times=120&where=all&cost=11"
    )
    member.see("Par commune, variante A", "Marches de la variante A")
    member.check()
    member.picture("reforms-bench")
    if os.environ.get("PARVIS_PICTURES"):
        keep_picture("reforms-plots", member.page.locator(".plots").screenshot())


def test_a_member_tries_a_reform_of_the_law(visit: Visit) -> None:
    member = visit("Hélène Salles")
    member.open("/agent/tarifs/")
    member.press("Essayer une réforme de la loi")
    member.see("651,69", "Décret n° 2026-220")
    member.page.get_by_label("RSA : montant de base").first.fill("700")
    member.page.get_by_label("Prestations familiales : base").last.fill("450")
    member.fill("Nom du scénario", "RSA à 700 €")
    member.press("Voir ce que cela change")
    where = member.page.url.partition("/agent/")[2]
    member.wait(f"/agent/{where}", "Coût pour les finances publiques", "Par commune, variante A")
    member.check()
    member.picture("reforms-law")
