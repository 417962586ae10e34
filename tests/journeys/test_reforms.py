"""An elected member moves the bands of the canteen, without a script, keeps what she sees, and
writes down the vote."""

import os
from datetime import timedelta

import pytest

from parvis.core import clock
from tests.journeys.conftest import Visit
from tests.journeys.walker import keep_picture

pytestmark = pytest.mark.journey


def test_an_elected_member_tries_a_tariff_then_writes_down_the_vote(visit: Visit) -> None:
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
    member.press("Il a été voté")
    member.choose("Variante A")
    member.fill("Référence de la délibération", "2026-118")
    for group, day in (
        ("Jour du vote", clock.today()),
        ("Le tarif commence le", clock.today() + timedelta(days=40)),
    ):
        member.date(group, str(day.day), str(day.month), str(day.year))
    member.press("Inscrire ce tarif")
    member.see("Ce scénario a été voté", "2026-118")


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
