"""Clients of the OpenFisca web API are answered by it: same requests, same answers, same refusals."""

import json
import subprocess
import sys
import time
from typing import Any

import pytest
from django.test import Client

from parvis.connectors.openfisca import views
from parvis.connectors.openfisca.client import OpenFisca
from parvis.connectors.openfisca.tests.people import MONTH, mother
from parvis.eligibility.ports import LawUnavailable

pytestmark = pytest.mark.proof

ROOT = "/api/eligibility/openfisca"
JSON = "application/json"


def situation(**person: Any) -> dict[str, Any]:
    return {
        "individus": {
            "lea": {"date_naissance": {"ETERNITY": "2001-05-04"}, "salaire_net": {"month:2026-01:12": 10800}, **person},
            "tom": {"date_naissance": {"ETERNITY": "2024-03-01"}},
        },
        "familles": {"f": {"parents": ["lea"], "enfants": ["tom"], "af": {"2026-11": None}, "paje_base": {"2026-11": None}}},
        "foyers_fiscaux": {"t": {"declarants": ["lea"], "personnes_a_charge": ["tom"]}},
        "menages": {"m": {"personne_de_reference": ["lea"], "enfants": ["tom"], "loyer": {"2026-11": 520},
                          "depcom": {"2026-11": "64284"}}},
    }  # fmt: skip


def deep(one: dict[str, Any], *path: str, value: Any) -> dict[str, Any]:
    inner = one
    for part in path[:-1]:
        inner = inner[part]
    inner[path[-1]] = value
    return one


GOOD: list[Any] = [
    situation(),
    situation(age={"2026-11": None}, activite={"2026-11": "etudiant"}, majeur={"2026-11": None}),
    deep(situation(), "familles", "f", "rsa", value={"2026-11": None}),
    {"individus": {"a": {"date_naissance": {"ETERNITY": "1950-01-01"}, "retraite_nette": {"2026-11": 300}, "age": {"2026-11": None}}}},
    {},
]  # fmt: skip
BAD: list[Any] = [
    [], "text", None, 3,
    {"nobody": {}},
    {"individus": {}},
    {"individus": []},
    {"individus": {"a": 3}},
    {"individus": {"a": {"salary": {"2026-11": 1}}}},
    {"individus": {"a": {"age": {"2026-11": "old"}}}},
    {"individus": {"a": {"age": {"2026-13": None}}}},
    {"individus": {"a": {"age": {"someday": None}}}},
    {"individus": {"a": {"age": 3}}},
    {"individus": {"a": {"salaire_net": {"2026-11": "mille francs"}}}},
    {"individus": {"a": {"date_naissance": {"ETERNITY": "1990-02-30"}}}},
    {"individus": {"a": {"activite": {"2026-11": "rien"}}}},
    {"individus": {"a": {"rsa": {"2026-11": None}}}},
    {"individus": {"a": {"age": {"2026": None}}}},
    {"individus": {"a/b": {"age": {"2026-11": None}}}},
    deep(situation(), "familles", "f", "parents", value=["lea", "x"]),
    deep(situation(), "familles", "f", "parents", value=["lea", "lea"]),
    deep(situation(), "familles", "f", "parents", value=["lea", "tom", "lea"]),
    deep(situation(), "familles", "f", "cousins", value=["lea"]),
    deep(situation(), "familles", value={"f": {"parents": ["lea"], "af": {"2026-11": None}}}),
    deep(situation(), "menages", "m", "depcom", value={"2026-11": "é"}),
    deep(situation(), "foyers_fiscaux", "t", "declarants", value=["lea", "tom", "lea"]),
]  # fmt: skip
ASKED: list[list[str]] = [
    *(["POST", "/calculate", JSON, json.dumps(one)] for one in [*GOOD, *BAD]),
    *(["POST", "/trace", JSON, json.dumps(one)] for one in [GOOD[0], GOOD[1], BAD[4], BAD[8], BAD[18]]),
    ["POST", "/calculate", JSON, "{"],
    ["POST", "/calculate", JSON, " "],
    ["POST", "/calculate", "text/plain", "{}"],
    ["GET", "/calculate", "", ""],
    ["POST", "/entities", JSON, "{}"],
    ["GET", "/entities", "", ""],
    ["GET", "/variables", "", ""],
    ["GET", "/variable/rsa", "", ""],
    ["GET", "/variable/aide_logement", "", ""],
    ["GET", "/variable/activite", "", ""],
    ["GET", "/variable/no_such", "", ""],
    ["GET", "/parameters", "", ""],
    ["GET", "/parameter/marche_travail/salaire_minimum/smic/smic_b_horaire", "", ""],
    ["GET", "/parameter/marche_travail.salaire_minimum.smic.smic_b_horaire", "", ""],
    ["GET", "/parameter/prestations_sociales", "", ""],
    ["GET", "/parameter/impot_revenu/bareme_ir_depuis_1945/bareme", "", ""],
    ["GET", "/parameter/no/such", "", ""],
    ["GET", "/spec", "", ""],
    ["GET", "/", "", ""],
    ["GET", "/nowhere", "", ""],
]  # fmt: skip


@pytest.fixture
def calls(address: str, settings: Any, monkeypatch: pytest.MonkeyPatch, db: None) -> Client:
    settings.LAW = address
    monkeypatch.setattr("parvis.connectors.openfisca.views.WITHIN", 90.0)
    monkeypatch.setattr("parvis.eligibility.access.PER_MINUTE", {"address": 10**6})
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


def asked_of(client: Client, method: str, path: str, kind: str, body: str) -> Any:
    return client.generic(
        method, ROOT + path, body, content_type=kind, headers={"accept-language": "en"}
    )


def read(kind: str, body: str) -> Any:
    """Without what no two runs have in common: addresses, times, the order of a set."""
    if not kind.startswith(JSON):
        return body
    told = json.loads(
        body.replace(f"http://testserver{ROOT}", "http://testserver"),
        object_hook=lambda one: {
            name: value for name, value in one.items() if not name.endswith("_time")
        },
    )
    if isinstance(told, dict) and "nobody" in told:
        told["nobody"] = sorted(told["nobody"].strip(".").replace(",", "").split())
    return told


@pytest.mark.proof
def test_every_answer_is_that_of_openfisca_itself(calls: Client) -> None:
    """Of the plain package, in another process: answers and refusals, to the last figure."""
    official = subprocess.run(
        [sys.executable, "-m", "parvis.connectors.openfisca.tests.official"],
        input=json.dumps(ASKED), capture_output=True, text=True, check=True,
    )  # fmt: skip
    differing = []
    for request, (status, kind, body) in zip(ASKED, json.loads(official.stdout), strict=True):
        ours = asked_of(calls, *request)
        if (ours.status_code, read(ours["Content-Type"], ours.content.decode())) != (
            status,
            read(kind, body),
        ):
            differing.append((request, status, body[:300], ours.status_code, ours.content[:300]))
    assert differing == []


def test_calculate(calls: Client) -> None:
    told = asked_of(calls, "POST", "/calculate", JSON, json.dumps(situation()))
    assert told.status_code == 200
    assert told.json()["familles"]["f"]["af"] == {"2026-11": 0}
    assert told.json()["familles"]["f"]["paje_base"]["2026-11"] == pytest.approx(199.15, abs=0.01)
    assert told["Country-Package"] == "openfisca-france"
    assert told["Access-Control-Allow-Origin"] == "*"
    wrong = asked_of(calls, "POST", "/calculate", JSON, json.dumps(BAD[8]))
    assert wrong.status_code == 404
    assert "salary" in wrong.json()["individus"]["a"]
    described = asked_of(calls, "GET", "/variable/rsa", "", "").json()
    assert (
        "/176.1.8/openfisca_france/model/" in described["source"]
    )  # and no folder of this machine


def test_trace_and_what_describes(calls: Client) -> None:
    told = asked_of(calls, "POST", "/trace", JSON, json.dumps(situation())).json()
    assert set(told["requestedCalculations"]) == {"af<2026-11>", "paje_base<2026-11>"}
    assert told["entitiesDescription"]["individus"] == ["lea", "tom"]
    variables = asked_of(calls, "GET", "/variables/", "", "").json()
    assert variables["rsa"]["href"] == f"http://testserver{ROOT}/variable/rsa"
    assert set(asked_of(calls, "GET", "/entities", "", "").json()) == {
        "individu",
        "famille",
        "foyer_fiscal",
        "menage",
    }


HUGE: list[Any] = [
    {"individus": {str(n): {} for n in range(views.MOST_PEOPLE + 1)}},
    {"individus": {"a": {"age": {f"{year}-{month:02}": None for year in range(1000, 2000) for month in range(1, 13)}}}},
    {"individus": {"a": {"salaire_net": {"month:2020-01:100000": 1}}}},
    {"individus": {"a": {"x": {"y": {"z": {"z": {"z": {"z": {}}}}}}}}},
    "x" * (views.MOST_BYTES + 1),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(HUGE)))
def test_what_is_too_large_is_not_even_sent(calls: Client, settings: Any, number: int) -> None:
    settings.LAW = "/nowhere.sock"
    told = asked_of(calls, "POST", "/calculate", JSON, json.dumps(HUGE[number]))
    assert told.status_code == 413
    assert told.json()["error"]


def test_without_a_law_process(calls: Client, settings: Any) -> None:
    settings.LAW = "/nowhere.sock"
    told = asked_of(calls, "GET", "/entities", "", "")
    assert told.status_code == 503
    assert "error" in told.json()
    assert asked_of(calls, "POST", "/calculate", JSON, "[" * 100_000).status_code == 400


def test_who_takes_too_long_is_ended_and_hurts_nobody(
    calls: Client, law: OpenFisca, address: str
) -> None:
    """A request without end; meanwhile and afterwards all others are answered."""
    everything = {
        name: {"2026-11": None} for name in asked_of(calls, "GET", "/variables", "", "").json()
    }
    hostile = json.dumps({"individus": {str(n): everything for n in range(3)}})
    begun = time.monotonic()
    impatient = OpenFisca(address, within=1)
    with pytest.raises(LawUnavailable):
        impatient.web(
            "POST",
            "trace",
            "",
            json.dumps(deep(situation(), "familles", "f", "rsa", value={"2026-11": None})).encode(),
            JSON,
        )
    assert time.monotonic() - begun < 10
    assert law.amounts([mother()], ["af"], MONTH) == [{"af": 0}]
    assert asked_of(calls, "POST", "/calculate", JSON, hostile).status_code in {400, 404, 413, 500}
    assert asked_of(calls, "POST", "/calculate", JSON, json.dumps(situation())).status_code == 200
