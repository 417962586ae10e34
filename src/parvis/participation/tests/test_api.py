"""The API: what it says is what its description says, whatever is asked."""

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from tests.harness import queries

from parvis.participation import actions
from parvis.participation.api import access, openapi, views
from parvis.participation.models import Act
from parvis.participation.opendata.datasets import all_datasets
from parvis.participation.rules import PhaseRules
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db
ROOT = openapi.ROOT
EVERYTHING = PhaseRules(frozenset(Act) - {Act.VOTE})
DOCUMENT = openapi.document()


@pytest.fixture
def town():
    return consulting.consultation(rules=EVERYTHING, themes=["Trier"])


def _told(client: Client, path: str, operation: str, **query: str):
    """What is answered, held against the description."""
    answer = client.get(f"{ROOT}{path}", query)
    assert answer.status_code == 200, answer.content
    schema = next(
        one["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        for one in DOCUMENT["paths"].values()
        if one["get"]["operationId"] == operation
    )
    Draft202012Validator(schema | {"components": DOCUMENT["components"]}).validate(answer.json())
    return answer.json()


def test_the_description_is_one() -> None:
    validate(DOCUMENT)


def test_a_program_finds_its_way_from_the_list_to_an_argument(client: Client, town) -> None:
    by = consulting.participant(town)
    made = consulting.idea(town, by, theme="Trier", commune=consulting.area())
    actions.argue(idea=made, by=by, side="for", text="On jette moins.")
    [here] = _told(client, "/consultations", "consultations")["items"]
    path = f"/consultations/{here['id']}"
    one = _told(client, path, "consultation")
    assert one["phases"][0]["acts"] == sorted(EVERYTHING.acts)
    assert {"idees", "arguments"} <= {each["name"] for each in one["data"]}
    [listed] = _told(client, f"{path}/ideas", "ideas", theme="Trier", commune="64335")["items"]
    told = _told(client, f"{path}/ideas/{listed['id']}", "idea")
    assert [said["text"] for said in told["said"]] == ["On jette moins."]
    assert told["authors"] == []
    for dataset in all_datasets():
        if Act.VOTE not in dataset.acts:
            _told(client, f"{path}/data/{dataset.name}", "data")


def test_pages_follow_each_other(client: Client, town, monkeypatch) -> None:
    monkeypatch.setattr(views, "MOST", 2)
    ideas = [consulting.idea(town, title=f"Idée numéro {n} !").pk for n in range(5)]
    for path in ("ideas", "data/idees", "data/etapes"):
        found, after = [], ""
        while after is not None:
            told = client.get(f"{ROOT}/consultations/{town.slug}/{path}", {"after": after}).json()
            found += [one["id"] for one in told["items"]]
            after = told["next"]
        assert found == (ideas if path != "data/etapes" else [town.phases.get().pk])


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("consultations?topic=magie", 422, "invalid"),
        ("consultations?commune=99999", 422, "invalid"),
        ("consultations/inconnue", 404, "not-found"),
        ("consultations/{here}/ideas?stage=perdue", 422, "invalid"),
        ("consultations/{here}/ideas?after=-3", 422, "invalid"),
        ("consultations/{here}/ideas/999999", 404, "not-found"),
        ("consultations/{here}/data/secrets", 404, "not-found"),
        ("consultations/{here}/data/idees?after=x", 422, "invalid"),
    ],
)
def test_problems_say_what_to_correct(client: Client, town, path: str, status: int, code: str):
    answer = client.get(f"{ROOT}/{path.format(here=town.slug)}")
    assert (answer.status_code, answer.json()["type"]) == (status, f"urn:parvis:problem:{code}")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_it_is_read_only_and_open_to_pages_of_every_origin(client: Client, town) -> None:
    url = f"{ROOT}/consultations/{town.slug}"
    assert client.post(url).status_code == 405
    assert client.options(url)["Access-Control-Allow-Methods"] == "GET, HEAD"
    first = client.get(url)
    assert first["Access-Control-Allow-Origin"] == "*"
    assert not first.cookies
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_one_address_asks_so_many_times_a_minute(client: Client, town, monkeypatch) -> None:
    monkeypatch.setattr(access, "PER_MINUTE", 2)
    url = f"{ROOT}/consultations"
    assert [client.get(url).status_code for _each in range(3)] == [200, 200, 429]
    assert "Retry-After" in client.get(url)


def test_drafts_and_what_is_hidden_are_not_told(client: Client, town) -> None:
    draft = consulting.draft(title="Pas encore")
    assert client.get(f"{ROOT}/consultations/{draft.slug}").status_code == 404
    assert draft.slug not in client.get(f"{ROOT}/consultations").content.decode()
    idea = consulting.idea(town)
    actions.withdraw_idea(idea=idea, by=idea.author)
    assert client.get(f"{ROOT}/consultations/{town.slug}/ideas/{idea.pk}").status_code == 404


def test_questions_do_not_grow_with_rows(client: Client, town) -> None:
    for n in range(4):
        consulting.idea(town, title=f"Idée numéro {n} !")
    with queries() as sent:
        client.get(f"{ROOT}/consultations/{town.slug}/ideas")
    assert len(sent) <= 3


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(["consultations", "ideas", "data/idees", "data/panels"]),
    query=st.dictionaries(
        st.sampled_from(["after", "stage", "theme", "commune", "topic"]), st.text(max_size=12)
    ),
)
def test_whatever_is_asked_is_answered_or_refused_in_words(client, town, name, query, monkeypatch):
    monkeypatch.setattr(access, "PER_MINUTE", 10**6)
    path = name if name == "consultations" else f"consultations/{town.slug}/{name}"
    answer = client.get(f"{ROOT}/{path}", query)
    assert answer.status_code in {200, 404, 422}


def test_the_page_for_people(client: Client) -> None:
    page = client.get(reverse("participation:api")).content.decode()
    assert all(one.address in page for one in openapi.OPERATIONS)
