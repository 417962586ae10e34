"""What API Particulier is asked, and what its answers are taken for."""

from datetime import date

import httpx
import pytest

from parvis.connectors.particulier.gateway import Particulier
from parvis.connectors.particulier.twin import demo
from parvis.core import clock
from parvis.eligibility.ports import (
    Identity,
    InstitutionAway,
    InstitutionRefused,
    NotKnownThere,
    QuotientTold,
)

# As its documented test data (etalab/siade_staging_data, quotient familial, version 3) say it.
TOLD = {
    "data": {
        "quotient_familial": {
            "fournisseur": "MSA", "valeur": 150, "annee": 2023, "mois": 5,
            "annee_calcul": 2024, "mois_calcul": 12,
        },
        "allocataires": [{"nom_naissance": "ROUX", "date_naissance": "1987-06-27", "sexe": "F"}],
        "enfants": [],
    },
}  # fmt: skip


def somebody(day: int = 14) -> Identity:
    return Identity("ROUX", ("JEANNE", "STEPHANIE"), date(1987, 1, day), "F", "99100", "08480")


def gateway(answer) -> Particulier:
    transport = httpx.MockTransport(answer)
    return Particulier("https://x.invalid/", "jeton", "1300", "n° 1", transport=transport)


def test_it_is_asked_as_documented_and_only_the_quotient_is_read():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=TOLD)

    assert gateway(answer).quotient(somebody()) == QuotientTold(150_00, date(2023, 5, 1), "MSA")
    [request] = asked
    assert request.url.path == "/v3/dss/quotient_familial/identite"
    assert request.headers["authorization"] == "Bearer jeton"
    assert request.url.params.get_list("prenoms[]") == ["JEANNE", "STEPHANIE"]
    assert dict(request.url.params) | {"prenoms[]": ""} == {
        "recipient": "1300", "nomNaissance": "ROUX", "prenoms[]": "", "anneeDateNaissance": "1987",
        "moisDateNaissance": "1", "jourDateNaissance": "14", "sexeEtatCivil": "F",
        "codeCogInseePaysNaissance": "99100", "codeCogInseeCommuneNaissance": "08480",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, NotKnownThere), (401, InstitutionRefused), (403, InstitutionRefused),
     (422, InstitutionRefused), (429, InstitutionAway), (500, InstitutionAway),
     (502, InstitutionAway), (503, InstitutionAway), (504, InstitutionAway)],
)  # fmt: skip
def test_a_refusal_is_not_an_outage(status, error):
    with pytest.raises(error):
        gateway(lambda request: httpx.Response(status, json={})).quotient(somebody())


@pytest.mark.parametrize(
    "told",
    [{}, {"valeur": None}, {"valeur": "150"}, {"valeur": -1}, {"valeur": 10**9}, {"mois": 13},
     {"valeur": True}],
)  # fmt: skip
def test_what_cannot_be_read_is_no_answer(told):
    known = TOLD["data"]["quotient_familial"]
    body = {"data": {"quotient_familial": known | told if told else None}}
    with pytest.raises(InstitutionAway):
        gateway(lambda request: httpx.Response(200, json=body)).quotient(somebody())
    with pytest.raises(InstitutionAway):
        gateway(lambda request: httpx.Response(200, text="<html>")).quotient(somebody())


def test_the_twin_answers_late_refuses_crashes_and_hangs():
    with clock.at(clock.now()):
        twin = demo()
        assert twin.quotient(somebody()).month == clock.today().replace(day=1)
        with pytest.raises(InstitutionAway):
            twin.quotient(somebody(27))
        assert twin.quotient(somebody(27)).cents > 0
        for day, error in ((28, NotKnownThere), (29, InstitutionRefused), (30, InstitutionAway),
                           (31, InstitutionAway)):  # fmt: skip
            with pytest.raises(error):
                twin.quotient(somebody(day))
