"""Open data: what each file holds equals what its dictionary says, and never who somebody is."""

import csv
import io
import json

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow, queries

from parvis.core import clock
from parvis.participation import actions
from parvis.participation.actions.moderation import hold
from parvis.participation.models import Act, Idea, Support, Way
from parvis.participation.models.ideas import Argument
from parvis.participation.opendata import datasets, files
from parvis.participation.rules import PhaseRules
from parvis.participation.tests import consulting, panelling, promising, voting, workshopping

pytestmark = pytest.mark.django_db
HEADERS = {
    "consultation.1": "id title summary topic openness areas themes organisers published_at url",
    "etapes.1": "id kind title text opens_at closes_at acts visitors_may read_before",
    "participants.1": "way people",
    "idees.1": "id phase title text theme state stage stage_reason commune_code commune cost_cents"
    " supports supports_of_visitors arguments wordings on_paper merged_into authors published_at"
    " url",
    "arguments.1": "id idea side text author unit at",
    "affirmations.1": "phase number text by_organisers agree pass disagree",
    "projets-votes.1": "vote project name area cost_cents voters points funded_cents by",
    "projets-votes-ailleurs.1": "id vote vote_title source held_on rank title text place theme"
    " cost_cents votes supports_before retained status ideas commitment url",
    "panels.1": "id title asked size volunteers state seal sealed_at drawn_at url",
    "recommandations.1": "panel number title text in_favour given_at answer answer_reason"
    " answered_at",
    "engagements.1": "id title text owner budget_cents starts_on due_on state state_reason"
    " delivered_on steps steps_done commune_code vote project ideas service url",
    "ateliers.1": "id kind format title purpose starts_at ends_at where seats remote_seats state"
    " registered url",
    "moderation.1": "id at about decision rule unit",
}
EVERYTHING = PhaseRules(frozenset(Act) - {Act.VOTE}, frozenset({Act.PROPOSE, Act.SUPPORT}))


@pytest.fixture
def town():
    return consulting.consultation(rules=EVERYTHING, themes=["Composter", "Trier"])


def _file(client: Client, of, name: str, kind: str = "csv", **headers: str):
    url = reverse("participation:data-file", args=[of.slug, name, kind])
    return client.get(url, headers=headers)


def _rows(client: Client, of, name: str) -> list[dict[str, str]]:
    text = b"".join(_file(client, of, name).streaming_content).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _json(client: Client, of, name: str) -> list[dict[str, object]]:
    return json.loads(b"".join(_file(client, of, name, "json").streaming_content))["rows"]


def test_headers_are_frozen_by_version() -> None:
    found = {f"{one.name}.{one.version}": one for one in datasets.all_datasets()}
    told = {key: " ".join(c.name for c in found[key].columns) for key in HEADERS}
    assert told == HEADERS


def test_every_file_holds_what_its_dictionary_says(client: Client, town) -> None:
    panel = panelling.panel(town)
    panelling.volunteers(panel, 6)
    by = consulting.participant(town)
    idea = consulting.idea(town, by, theme="Trier", commune=consulting.area(), cost_cents=5000)
    actions.argue(idea=idea, by=by, side="for", text="On jette moins.")
    promising.commitment(town, idea, commune=consulting.area())
    workshopping.workshop(town)
    hold(idea=idea, why=[])
    url = reverse("participation:data-package", args=[town.slug])
    resources = {one["name"]: one for one in client.get(url).json()["resources"]}
    assert resources.keys() >= {
        *("idees", "arguments", "panels", "moderation", "affirmations", "engagements", "ateliers"),
    }
    assert len(_rows(client, town, "engagements")) == len(_rows(client, town, "ateliers")) == 1
    for name, resource in resources.items():
        told = _json(client, town, name)
        fields = resource["schema"]["fields"]
        text = b"".join(_file(client, town, name).streaming_content).decode()
        assert text.split("\r\n")[0] == ",".join(field["name"] for field in fields)
        assert len(list(csv.reader(io.StringIO(text, newline="")))) == len(told) + 1
        for row in told:
            assert list(row) == [field["name"] for field in fields]
            for field in fields:
                _check(field, row[field["name"]])


def _check(field: dict[str, object], value: object) -> None:
    kinds = {"integer": int, "boolean": bool}
    allowed = kinds.get(str(field["type"]), str | list)
    assert value is None or isinstance(value, allowed), field
    known = field.get("constraints", {}).get("enum")
    given = value if isinstance(value, list) else [value]
    assert known is None or value is None or set(given) <= set(known), field


def test_values_are_told_in_the_words_of_the_site(client: Client, town) -> None:
    page = client.get(
        reverse("participation:data", args=[town.slug]), headers={"Accept-Language": "fr"}
    )
    text = page.content.decode()
    assert '<code translate="no">on_site</code> (sur place)' in text
    assert '<code translate="no">no</code> (non retenue)' in text
    columns = [column for one in datasets.all_datasets() for column in one.columns]
    assert [one.name for one in columns if not all(one.one_of.values())] == []


def test_a_name_is_there_only_when_it_was_chosen(client: Client, town) -> None:
    quiet = consulting.participant(town, consulting.resident(given_names="Zéphyrine"))
    open_ = consulting.participant(town, consulting.resident(given_names="Balthazar"))
    actions.show_name(participant=open_, name="Babeth du Hédas")
    for by in (quiet, open_):
        idea = consulting.idea(town, by, title=f"Une idée de plus {by.pk}")
        actions.argue(idea=idea, by=by, side="for", text="Parce que.")
    everything = "".join(
        b"".join(_file(client, town, one.name, kind).streaming_content).decode()
        for one in datasets.datasets_of(town)
        for kind in files.FORMATS
    )
    assert everything.count("Babeth du Hédas") == 4  # author and argument, in both formats
    for secret in ("Zéphyrine", "Balthazar", str(quiet.person_id), str(open_.person_id)):
        assert secret not in everything
    actions.leave(participant=open_)
    assert "Babeth" not in b"".join(_file(client, town, "idees").streaming_content).decode()


def test_what_is_not_public_is_not_there(client: Client, town) -> None:
    for state in (Idea.State.DRAFT, Idea.State.HELD, Idea.State.HIDDEN, Idea.State.WITHDRAWN):
        Idea.objects.filter(pk=consulting.idea(town, title=f"État {state} !").pk).update(
            state=state
        )
    shown = consulting.idea(town)
    by = consulting.participant(town)
    said = actions.argue(idea=shown, by=by, side="against", text="Caché.")
    Argument.objects.filter(pk=said.pk).update(state=Idea.State.HIDDEN)
    assert [row["id"] for row in _rows(client, town, "idees")] == [str(shown.pk)]
    assert _rows(client, town, "arguments") == []


def test_a_spreadsheet_runs_nothing_and_json_keeps_the_text(client: Client, town) -> None:
    text = '=HYPERLINK("http://x","clic"), puis\r\nune "suite"'
    consulting.idea(town, text=text)
    assert _rows(client, town, "idees")[0]["text"] == "'" + text
    assert _json(client, town, "idees")[0]["text"] == text


def test_few_people_are_not_counted_out(client: Client, town) -> None:
    for _each in range(4):
        consulting.participant(town)
    for number in range(5):
        consulting.participant(town, token=f"jeton {number}")
    people = {row["way"]: row["people"] for row in _rows(client, town, "participants")}
    assert people == {Way.ACCOUNT: "", Way.NONE: "5", Way.COUNTER: "0", Way.LETTER: "0"}


def test_a_published_vote_is_told_by_project(client: Client) -> None:
    election = voting.opened()
    here = election.phase.consultation
    assert _rows(client, here, "projets-votes") == []


def test_a_file_is_sent_again_only_when_it_changed(client: Client, town) -> None:
    idea = consulting.idea(town)
    first = _file(client, town, "idees")
    etag, at = first["ETag"], first["Last-Modified"]
    assert _file(client, town, "idees", **{"If-None-Match": etag}).status_code == 304
    assert _file(client, town, "idees", **{"If-Modified-Since": at}).status_code == 304
    by = consulting.participant(town)
    Support.objects.create(idea=idea, participant=by, at=clock.now())
    Idea.objects.filter(pk=idea.pk).update(supports=1)
    again = _file(client, town, "idees", **{"If-None-Match": etag})
    assert again.status_code == 200
    assert again["ETag"] != etag


def test_ten_thousand_ideas_leave_by_pieces(town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(datasets, "BATCH", 3)
    ideas = [consulting.idea(town, title=f"Idée numéro {n} !").pk for n in range(7)]
    [found] = [one for one in datasets.datasets_of(town) if one.name == "idees"]
    with queries() as sent:
        rows = list(found.rows(town))
    assert [row["id"] for row in rows] == ideas
    assert len(sent) == 3
    assert all("LIMIT 3" in one for one in sent)


def test_the_page_asks_little(client: Client, town) -> None:
    consulting.idea(town)
    url = reverse("participation:data", args=[town.slug])
    assert_queries_do_not_grow(
        lambda: client.get(url),
        lambda: [consulting.idea(town, title=f"Encore une idée {n}") for n in range(3)],
        at_most=9,
    )


@pytest.mark.parametrize("path", ["idees.xls", "inconnu.csv", "projets-votes.csv"])
def test_nothing_else_is_found(client: Client, town, path: str) -> None:
    url = reverse("participation:data", args=[town.slug])
    assert client.get(url + path).status_code == 404
