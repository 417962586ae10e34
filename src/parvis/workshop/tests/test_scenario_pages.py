"""Scenarios and the moves of open cases, written through the pages; what several write at once."""

import pytest
from django.urls import reverse

from parvis.catalogue.loader import files_of
from parvis.core.paths import library_dir
from parvis.workshop import actions, queries
from parvis.workshop.tests.written_pages import COMPOSTER, composter, posted, url

pytestmark = pytest.mark.django_db


def test_a_scenario_is_built_step_by_step_and_its_result_is_told(client, boss, owner):
    project = composter(boss, owner)
    page = client.get(url("scenario", project, number=0))
    added = client.post(
        url("add", project, file="scenarios", ref="scenarios.0.steps"),
        {"base": 1, "kind": "expect"},
    )
    number = len(page.context["row"]["steps"]) - 1
    here = url("sheet", project, file="scenarios", ref=f"scenarios.0.steps.{number}")
    assert added.url == here
    said = posted(client.get(here)) | {
        "k.expect.state": "refusee",
        "k.expect.told": "these",
        "k.expect.can.0.who": "applicant",
        "k.expect.can.0.moves": ["retirer"],
    }
    assert client.post(here, said).status_code == 302
    step = queries.documents(queries.texts_at(project, 3))["scenarios.yml"].get(
        ("scenarios", 0, "steps", number, "expect")
    )
    assert step == {"state": "refusee", "told": [], "can": {"applicant": ["retirer"]}}
    played = client.post(url("scenario", project, number=0)).context["row"]
    assert not played["passed"]
    assert all(not one.get("failures") for one in played["steps"][:-1])
    assert [one.replace("\u202f", " ") for one in played["steps"][-1]["failures"]] == [
        "État : attendu « Refusée », trouvé « Acceptée »",
        "Ce que quelqu’un peut faire, et rien d’autre, la personne qui demande : attendu "
        "« Retirer ma demande », trouvé « aucun »",
    ]
    place = url("arrange", project, file="scenarios", ref=f"scenarios.0.steps.{number}")
    assert client.post(place, {"base": 3, "faire": "retirer"}).status_code == 302
    assert queries.texts_at(project, 4) == files_of(COMPOSTER)


@pytest.mark.proof
def test_a_scenario_is_begun_from_another(client, boss, owner):
    project = composter(boss, owner)
    data = {"base": 1, "label": "Encore une", "like": "1"}
    answer = client.post(url("add", project, file="scenarios", ref="scenarios"), data)
    made = queries.documents(queries.texts_at(project, 2))["scenarios.yml"]
    held = made.get(("scenarios",))
    assert answer.url == url("sheet", project, file="scenarios", ref=f"scenarios.{len(held) - 1}")
    assert held[-1]["given"] == held[1]["given"]
    assert client.post(url("scenarios", project)).context["failed"] == 0


def test_an_answer_is_written_as_its_question_needs(client, boss, owner):
    project = composter(boss, owner)
    client.post(
        url("add", project, file="scenarios", ref="scenarios"),
        {"base": 1, "label": "Mienne", "like": "0"},
    )
    here = url("sheet", project, file="scenarios", ref="scenarios.7")
    number = len(
        queries.documents(queries.texts_at(project, 2))["scenarios.yml"].get(("scenarios",))
    )
    here = url("sheet", project, file="scenarios", ref=f"scenarios.{number - 1}")
    data = posted(client.get(here)) | {
        "k.given.at": "31/12/2026 9 h 30",
        "k.given.answers.foyers": "12",
        "k.given.answers.courriel": "",
    }
    assert client.post(here, data).status_code == 302
    given = queries.documents(queries.texts_at(project, 3))["scenarios.yml"].get(
        ("scenarios", number - 1, "given")
    )
    assert given["at"].isoformat() == "2026-12-31T09:30:00"
    assert given["answers"]["foyers"] == 12
    assert "courriel" not in given["answers"]
    refused = client.post(here, data | {"k.given.at": "demain"})
    assert "31/12/2026" in str(refused.context["form"].errors["k.given.at"])


def test_a_step_moved_by_somebody_else_is_not_changed_in_its_place(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="scenarios", ref="scenarios.0.steps.2")
    mine = posted(client.get(here))
    place = url("arrange", project, file="scenarios", ref="scenarios.0.steps.0")
    client.post(place, {"base": 1, "faire": "retirer"})
    key = next(key for key in mine if key.startswith("k."))
    page = client.post(
        here, mine | {"k.who": "applicant", key: mine[key], "k.expect.state": "recue"}
    )
    assert page.status_code == 200
    assert page.context["last"].number == 2
    assert project.saves.count() == 2


def test_saving_again_after_a_conflict_undoes_nothing_else(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="form", ref="pages.projet.fields.foyers")
    mine = posted(client.get(here))
    client.post(here, mine | {"w.fr.label": "Le leur", "w.fr.help": "Leur aide"})
    page = client.post(here, mine | {"w.fr.label": "Le mien"})
    assert page.context["form"]["w.fr.label"].value() == "Le mien"
    assert page.context["form"]["w.fr.help"].value() == "Leur aide"
    assert client.post(here, posted(page)).status_code == 302
    texts = queries.texts_at(project, 3)["texts.fr.yml"]
    assert "Le mien" in texts
    assert "Leur aide" in texts


@pytest.mark.proof
def test_open_cases_of_the_published_version_follow_by_choosing(client, boss, owner):
    project = composter(boss, owner)
    add = url("add", project, file="migrations", ref="migrations")
    answer = client.post(add, {"base": 1, "label": "1.0.0"})
    data = posted(client.get(answer.url)) | {
        "k.items.0.was": "terrain",
        "k.items.0.now": "",
        "k.states.0.was": "instruction",
        "k.states.0.now": "recue",
    }
    assert client.post(answer.url, data).status_code == 200  # no such names: nothing is published
    client.post(url("publish", project), {"base": 2, "number": "9.0.0", "changed": "x"})
    data["base"] = 3
    assert client.post(answer.url, data).status_code == 302
    held = queries.documents(queries.texts_at(project, 4))["migrations.yml"]
    table = held.get(("migrations", 0))
    assert table == {
        "from": ["1.0.0"],
        "states": {"instruction": "recue"},
        "items": {"terrain": None},
    }


def test_what_scenarios_repeat_is_changed_everywhere_when_asked(client, boss, owner):
    files = files_of(library_dir() / "parvis/stationnement-resident")
    project = actions.start(account=boss, institution=owner, files=files, based_on="", done="x")
    here = url("sheet", project, file="scenarios", ref="scenarios.0")
    mine = posted(client.get(here)) | {"k.given.answers.quotient_familial": "700"}
    page = client.post(here, mine)
    assert page.context["repeated"]
    assert "répète" in str(page.context["form"].errors["__all__"])
    assert project.saves.count() == 1
    assert client.post(here, posted(page) | {"partout": "1"}).status_code == 302
    texts = queries.texts_at(project, 2)["scenarios.yml"]
    old, new = files["scenarios.yml"].splitlines(), texts.splitlines()
    changed = [(a.strip(), b.strip()) for a, b in zip(old, new, strict=True) if a != b]
    assert changed == [("quotient_familial: 650", "quotient_familial: 700")]


def test_what_is_put_aside_is_found_again(client, boss, owner):
    project = composter(boss, owner)
    home = reverse("workshop:home")
    client.post(url("aside", project))
    assert project.title not in client.get(home).content.decode()
    page = client.get(f"{home}?rangees").content.decode()
    assert project.title in page
    assert "<h2>Paquets mis de côté</h2>" in page
    client.post(url("aside", project))
    assert project.title in client.get(home).content.decode()
