"""The questions and their results, as anybody meets them."""

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import queries

from parvis.directory.tests.factories import commune, place
from parvis.eligibility.models import SharedInterview
from parvis.eligibility.queries import places_near
from parvis.eligibility.tests.conversation import MOTHER, answer_all, children, date_fields
from parvis.eligibility.tests.twin import Twin

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("around_pau")]
RESULTS = "/mes-droits/resultats/"


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return html.unescape(answer.content.decode())


def test_results_say_yes_no_and_why_in_one_call(client: Client, law: Twin):
    answer_all(client, MOTHER)
    law.calls.clear()
    with queries() as sent:
        page = text(client, RESULTS)
    assert len(law.calls) == 1
    assert len(sent) <= 12
    assert "Prime d’activité" in page
    assert "CSS L841-1" in page
    assert "L’État et la Sécurité sociale" in page
    assert "Votre commune" in page
    assert "novembre 2026" in page


def test_no_answer_stands_in_an_address(client: Client, law: Twin):
    answer_all(client, MOTHER)
    page = text(client, RESULTS)
    assert "Jurançon" in page
    for said in ("64284", "2001", "wage"):
        assert f"={said}" not in page


def test_without_the_law_nothing_is_refused(client: Client, law: Twin):
    answer_all(client, MOTHER)
    law.is_there = False
    page = text(client, RESULTS)
    assert "ne peuvent pas être calculés en ce moment" in page
    assert "ni oui ni non" in page
    assert "Prime d’activité" not in page


@pytest.mark.parametrize(
    ("slug", "typed", "said"),
    [
        (
            "vous",
            {"commune": "Zzyzx", **date_fields("birth_date", "2001-05-04")},
            "connaissons pas",
        ),
        ("vous", {"commune": "Pau", **date_fields("birth_date", "2031-05-04")}, "doit être passée"),
        ("vous", {"commune": "Pau", **date_fields("birth_date", "1801-05-04")}, "Vérifiez l’année"),
        ("vous", {"commune": "Pau", **date_fields("birth_date", "2018-05-04")}, "vos parents"),
        ("couple", {"union": "three"}, "choix"),
        ("enfants", children("1999-01-01"), "serait trop âgé"),
        ("enfants", children("2030-01-01"), "à venir"),
        ("enfants", {"room": "2"}, "Donnez une date de naissance"),
        ("enfants", {**children("2020-01-01"), "nobody": "on"}, "décochez"),
        ("revenus", {"wage": "9 000 F"}, "en euros"),
        ("revenus", {"wage": "deux mille"}, "ne se lit pas"),
        ("revenus", {"wage": "-20"}, "au moins"),
        ("revenus", {}, "Aucun de ces revenus"),
        ("logement", {"occupancy": "tenant_social"}, "même approximatif"),
        ("situations", {"cases": ["none", "savings"]}, "décochez l’une"),
        ("situations", {}, "Rien de tout cela"),
    ],
)
def test_what_cannot_be_is_said_on_the_question_and_nothing_is_lost(
    client: Client, law: Twin, slug: str, typed: dict[str, Any], said: str
):
    answer_all(client, MOTHER)
    answer = client.post(f"/mes-droits/questions/{slug}/", typed)
    assert answer.status_code == 200
    page = html.unescape(answer.content.decode())
    assert said in page
    for value in typed.values():
        if isinstance(value, str) and value not in ("on", "three"):
            assert f'value="{value.lstrip("0")}"' in page or f'value="{value}"' in page


@pytest.mark.parametrize(
    "typed", ["1 234,50 €", "1234,50", "1234.50", "1.234,50", "1\u202f234,50 euros"]
)
def test_amounts_are_read_as_people_write_them(client: Client, law: Twin, typed: str):
    answer_all(client, MOTHER | {"revenus": {"wage": typed}})
    assert "1\u202f234,50\xa0€ par mois" in text(client, RESULTS)


def test_more_children_than_lines(client: Client, law: Twin):
    answer_all(client, MOTHER)
    more = client.post("/mes-droits/questions/enfants/", {**children("2020-01-01"), "encore": "1"})
    page = more.content.decode()
    assert "Enfant 3" in page
    assert 'value="2020"' in page
    assert "errorsummary" not in page


def test_an_answer_is_changed_from_the_results(client: Client, law: Twin):
    answer_all(client, MOTHER)
    before = text(client, RESULTS)
    path = "/mes-droits/questions/revenus/"
    assert 'value="900,00"' in text(client, f"{path}?retour")
    answer = client.post(path, {"wage": "1700", "retour": "1"})
    assert answer.url == RESULTS
    assert text(client, RESULTS) != before


def test_why_shows_the_steps_and_what_they_used(client: Client, law: Twin):
    answer_all(client, MOTHER)
    page = text(client, "/mes-droits/resultats/state.ppa/")
    assert "Vos ressources" in page
    assert "900,00\xa0€ par mois" in page
    assert text(client, "/mes-droits/resultats/state.aah/me/")
    assert client.get("/mes-droits/resultats/state.nothing/").status_code == 404


def test_what_if_moves_one_answer_and_keeps_the_true_one(client: Client, law: Twin):
    answer_all(client, MOTHER)
    law.calls.clear()
    answer = client.post("/mes-droits/et-si/revenus/", {"wage": "2900"})
    assert answer.url == "/mes-droits/et-si/"
    page = text(client, "/mes-droits/et-si/")
    assert len(law.calls) == 1
    assert "Prime d’activité" in page
    assert "salaires\u202f: 2\u202f900,00\xa0€ par mois" in page
    assert "900,00\xa0€ par mois" in text(client, RESULTS)


def test_asking_leads_to_the_payer_papers_and_helpers(client: Client, law: Twin):
    answer_all(client, MOTHER)
    page = text(client, "/mes-droits/demander/state.ppa/")
    assert "https://www.caf.fr" in page
    assert "relevé d’identité bancaire" in page


def test_who_helps_is_in_the_commune_then_the_nearest_to_it(client: Client, law: Twin):
    for name, code, *at in (
        ("Mairie de Bayonne", "64102", 43.4929, -1.4748),
        ("Mairie de Jurançon", "64284", 43.2883, -0.38694),
        ("Mairie de Lescar", "64335", 43.33358, -0.43458),
        ("Mairie de Pau", "64445", 43.31117, -0.35583),
        ("Mairie sans position", "64102", None, None),
    ):
        place(name=name, commune=commune(code), kind="town_hall", latitude=at[0], longitude=at[1])
    near = [one.name for one in places_near("64284", ("town_hall",))]
    assert [name.removeprefix("Mairie ") for name in near] == [
        "de Jurançon", "de Pau", "de Lescar", "de Bayonne", "sans position",
    ]  # fmt: skip


def test_a_name_in_capitals_stays_so_at_the_head_of_a_question(client: Client, law: Twin):
    answer_all(client, MOTHER)
    assert "Quotient familial de la CAF" in text(client, "/mes-droits/questions/quotient/")


def test_a_link_brings_the_answers_back_elsewhere(client: Client, law: Twin):
    answer_all(client, MOTHER)
    page = text_of(client.post("/mes-droits/lien/"))
    code = page.partition("/mes-droits/reprendre/")[2].partition("/")[0]
    kept = SharedInterview.objects.get()
    assert code not in kept.digest
    assert b"64284" not in bytes(kept.sealed)
    elsewhere = Client()
    assert "Jurançon" not in text(elsewhere, f"/mes-droits/reprendre/{code}/")
    assert elsewhere.post(f"/mes-droits/reprendre/{code}/").url == RESULTS
    assert "Jurançon" in text(elsewhere, RESULTS)
    assert elsewhere.get("/mes-droits/reprendre/another/").status_code == 404


def text_of(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_answers_are_erased_at_once(client: Client, law: Twin):
    answer_all(client, MOTHER)
    client.post("/mes-droits/effacer/")
    assert client.get(RESULTS).url == "/mes-droits/"


def test_the_paper_is_a_pdf(client: Client, law: Twin):
    answer_all(client, MOTHER)
    paper = client.get("/mes-droits/resultats/papier/")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_the_portal_leads_there(client: Client):
    for path in ("/", "/recherche/?q=aide+au+logement"):
        assert f'href="{reverse("eligibility:home")}"' in text(client, path)


def test_results_begin_with_what_is_sure(client: Client, law: Twin):
    answer_all(client, MOTHER)
    page = text(client, RESULTS)
    sums = page[: page.index("L’État et la Sécurité sociale")]
    assert "Oui, à vérifier" in sums
    assert "€ par mois" in sums
    told = page[page.index("Ce que vous nous avez dit") :]
    assert "avec ou sans enfants" in told  # and not "none of these" to who lives alone
    assert "Rien de tout cela" not in told


def test_why_asks_the_law_for_one_benefit_only(
    client: Client, law: Twin, monkeypatch: pytest.MonkeyPatch
):
    answer_all(client, MOTHER)
    asked: list[list[str]] = []
    amounts = law.amounts
    monkeypatch.setattr(
        law,
        "amounts",
        lambda lives, codes, month: asked.append(codes) or amounts(lives, codes, month),
    )
    text(client, f"{RESULTS}state.paje_base/")
    assert asked == [["paje_base"]]


LAND = MOTHER | {
    "situations": {"cases": ["property"]},
    "epargne": {"savings": "2000", "land_value": "40 000"},
}


def test_land_is_asked_of_its_owners_on_one_page(client: Client, law: Twin):
    asked = answer_all(client, LAND)
    assert asked[-2:] == ["situations", "epargne"]
    unknown = text(client, RESULTS)
    page = text(client, "/mes-droits/questions/epargne/")
    assert "Votre épargne et vos biens" in page
    client.post("/mes-droits/questions/epargne/", LAND["epargne"] | {"land_rental_value": "400"})
    known = text(client, RESULTS)
    assert known != unknown
    assert 'value="400,00"' in text(client, "/mes-droits/questions/epargne/")
    ticked = text(client, "/mes-droits/questions/situations/")
    assert re.search(r'value="property"[^>]*checked', ticked)
    assert not re.search(r'value="savings"[^>]*checked', ticked)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"savings": "0"}, "au moins une de ces trois"),
        ({"savings": "0", "rents_received": "300"}, "combien cela vaut"),
        ({"savings": "0", "land_value": "12000 F"}, "en euros"),
    ],
)
def test_what_is_owned_is_said_whole(client: Client, law: Twin, typed: dict[str, str], said: str):
    answer_all(client, LAND)
    page = client.post("/mes-droits/questions/epargne/", typed)
    assert said in html.unescape(page.content.decode())
