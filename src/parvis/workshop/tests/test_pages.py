"""A package from its first question to a service one can ask for, through the pages."""

import pytest
import yaml
from django.test import Client
from django.urls import reverse

from parvis.accounts.tests import factories as accounts
from parvis.catalogue.loader import files_of
from parvis.catalogue.models import Installation, ServiceVersion
from parvis.directory.tests import factories as directory
from parvis.workshop import actions, queries
from parvis.workshop.models import Project
from parvis.workshop.tests.written_pages import COMPOSTER, composter, posted, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("file", "ref"),
    [
        ("service", "tout"),
        ("form", "pages.projet.fields.foyers"),
        ("process", "transitions.prendre_en_charge"),
        ("process", "items.terrain"),
        ("scenarios", "scenarios.0"),
        ("scenarios", "scenarios.0.steps.0"),
    ],
)
def test_a_sheet_opened_and_saved_changes_no_byte(client, boss, owner, file, ref):
    project = composter(boss, owner)
    address = url("sheet", project, file=file, ref=ref)
    answer = client.post(address, posted(client.get(address)))
    assert answer.status_code == 302, answer.context["form"].errors
    project.refresh_from_db()
    assert project.head == 1


def test_one_word_of_a_question_is_one_line_of_one_file(client, boss, owner):
    project = composter(boss, owner)
    address = url("sheet", project, file="form", ref="pages.projet.fields.foyers")
    data = posted(client.get(address)) | {"w.fr.label": "Combien de foyers ?"}
    assert client.post(address, data).status_code == 302
    texts, before = queries.texts_at(project, 2), files_of(COMPOSTER)
    assert {name for name in texts if texts[name] != before[name]} == {"texts.fr.yml"}
    old, new = before["texts.fr.yml"].splitlines(), texts["texts.fr.yml"].splitlines()
    assert [a for a, b in zip(old, new, strict=True) if a != b] == [
        '  foyers: {label: "Combien de foyers veulent participer\u202f?", help: "Trois au minimum. Un foyer, c’est un logement."}'
    ]


def test_two_people_who_change_different_things_both_succeed(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="form", ref="pages.projet.fields.foyers")
    there = url("sheet", project, file="form", ref="pages.projet.fields.cadre")
    mine, theirs = posted(client.get(here)), posted(client.get(there))
    client.post(there, theirs | {"w.fr.label": "Où ?"})
    assert client.post(here, mine | {"w.fr.label": "Combien ?"}).status_code == 302
    texts = queries.texts_at(project, 3)["texts.fr.yml"]
    assert "label: Où ?" in texts
    assert "Combien ?" in texts


def test_the_same_thing_changed_twice_is_shown_and_nothing_is_lost(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="form", ref="pages.projet.fields.foyers")
    mine = posted(client.get(here))
    client.post(here, mine | {"w.fr.label": "Le leur"})
    page = client.post(here, mine | {"w.fr.label": "Le mien"})
    assert page.status_code == 200
    shown = page.content.decode()
    assert "Le leur" in shown
    assert 'value="Le mien"' in shown
    again = posted(client.get(here)) | {"w.fr.label": "Le mien"}
    assert client.post(here, again).status_code == 302
    assert "Le leur" in queries.texts_at(project, 2)["texts.fr.yml"]
    assert "Le mien" in queries.texts_at(project, 3)["texts.fr.yml"]


def test_a_condition_is_written_by_choosing_and_stays_a_text(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="form", ref="pages.projet.fields.presentation")
    data = posted(client.get(here)) | {
        "ecrire": "k.show_if",
        "k.show_if:fait": "answers.cadre",
        "k.show_if:comparaison": "is",
        "k.show_if:valeur": "Dans une école ou une crèche",
    }
    page = client.post(here, data)
    assert page.context["form"]["k.show_if"].value() == 'answers.cadre == "ecole"'
    assert project.saves.count() == 1
    data = posted(page)
    assert client.post(here, data).status_code == 302
    assert 'show_if: answers.cadre == "ecole"' in queries.texts_at(project, 2)["form.yml"]


def test_a_fault_is_said_beside_its_question_in_french(client, boss, owner):
    project = composter(boss, owner)
    here = url("sheet", project, file="form", ref="pages.projet.fields.foyers")
    client.post(here, posted(client.get(here)) | {"k.show_if": 'answers.cadr == "ecole"'})
    page = client.get(here)
    said = str(page.context["form"].errors["k.show_if"])
    assert "n’a pas de champ" in said
    assert "cadre" in said
    checks = client.get(url("checks", project))
    assert checks.context["rows"][0]["href"] == here


def test_things_are_added_moved_and_taken_out(client, boss, owner):
    project = composter(boss, owner)
    add = url("add", project, file="form", ref="pages.projet.fields")
    answer = client.post(add, {"base": 1, "label": "Une clôture ?", "type": "yes_no"})
    assert answer.url == url("sheet", project, file="form", ref="pages.projet.fields.une_cloture")
    place = url("arrange", project, file="form", ref="pages.projet.fields.une_cloture")
    client.post(place, {"base": 2, "faire": "monter"})
    form = queries.documents(queries.texts_at(project, 3))["form.yml"]
    assert [one["id"] for one in form.get(("pages", "projet", "fields"))][-2] == "une_cloture"
    client.post(place, {"base": 3, "faire": "retirer"})
    assert queries.texts_at(project, 4) == files_of(COMPOSTER)


@pytest.mark.parametrize("section", ["states", "transitions", "items", "deadlines", "documents", "messages"])  # fmt: skip
def test_parts_of_the_process_are_added_with_their_words(client, boss, owner, section):
    project = composter(boss, owner)
    add = url("add", project, file="process", ref=section)
    answer = client.post(add, {"base": 1, "label": "Chose neuve"})
    assert client.get(answer.url).status_code == 200
    assert client.get(url("process", project)).status_code == 200
    taken = client.post(f"{answer.url}placer/", {"base": 2, "faire": "retirer"})
    assert taken.status_code == 302
    assert queries.texts_at(project, 3) == files_of(COMPOSTER)


def test_pages_of_a_sound_package_open(client, boss, owner):
    project = composter(boss, owner)
    for name in ("texts", "checks", "difference", "history", "publish", "scenarios", "preview"):
        assert client.get(url(name, project)).status_code == 200, name
    picture = client.get(url("process", project)).content.decode()
    states = files_of(COMPOSTER)["process.yml"]
    assert picture.count('<rect class="processmap__box ') == len(yaml.safe_load(states)["states"])
    assert "Prendre en charge" in picture


def test_the_preview_is_the_real_form_and_stores_nothing(client, boss, owner):
    project = composter(boss, owner)
    before = (Installation.objects.count(), ServiceVersion.objects.count())
    first = client.get(url("preview-page", project, page="projet"))
    assert "Où sera le composteur" in first.content.decode()
    shown = first.context["shown"]
    data = {"_shown": shown, "cadre": "ecole", "foyers": "12", "presentation": "Bonjour"}
    answer = client.post(url("preview-page", project, page="projet"), data)
    assert answer.status_code == 302
    check = client.get(url("preview-check", project)).content.decode()
    assert "Dans une école" in check
    assert (Installation.objects.count(), ServiceVersion.objects.count()) == before


def test_scenarios_are_played_and_told(client, boss, owner):
    project = composter(boss, owner)
    page = client.post(url("scenarios", project))
    assert page.context["failed"] == 0
    moments = [one["moment"] for one in page.context["rows"][0]["steps"]]
    assert moments[0]["state"] == "À examiner"
    assert moments[-1]["state"] == "Acceptée"
    assert ServiceVersion.objects.count() == 0


def test_a_blank_service_is_published_and_offered(client, boss, owner):
    answer = client.post(
        reverse("workshop:new-blank"),
        {
            "institution": owner.pk,
            "name": "Prêt d’un vélo : électrique",
            "summary": "Essayer un vélo électrique pendant un mois.",
            "unit": "le service Mobilités",
            "days": "10",
            "law": "Délibération n° 3",
        },
    )
    project = Project.objects.get()
    assert answer.url == url("project", project)
    assert client.get(url("checks", project)).context["rows"] == []
    data = {"base": 1, "number": "1.0.0", "changed": "Première version"}
    assert client.post(url("publish", project), data).url == url("offer", project)
    unit = owner.units.get()
    opened = client.post(url("offer", project), {"f.service": unit.pk})
    assert opened.status_code == 302
    assert Installation.objects.get().name == "Prêt d’un vélo : électrique"
    again = client.post(url("publish", project), data | {"base": 2})
    assert "number" in again.context["form"].errors
    assert client.get(url("difference", project)).context["rows"] == []
    client.post(url("sheet", project, file="form", ref="pages.demande"), posted(client.get(url("sheet", project, file="form", ref="pages.demande"))) | {"w.fr.title": "Votre vélo"})  # fmt: skip
    rows = client.get(url("difference", project)).context["rows"]
    assert [(row.was, row.now) for row in rows] == [("Votre demande", "Votre vélo")]


def test_what_has_faults_or_fails_is_not_published(client, boss, owner):
    project = composter(boss, owner)
    broken = queries.texts_at(project, 1)["process.yml"].replace("hand: items", "hand: itemz")
    actions.write_file(
        project=project, account=boss, base=1, name="process.yml", text=broken, done=""
    )
    data = {"base": 2, "number": "1.2.0", "changed": "x"}
    assert client.post(url("publish", project), data).status_code == 200
    failing = queries.texts_at(project, 1)["scenarios.yml"].replace(
        "state: recue, hand", "state: instruction, hand", 1
    )
    actions.restore(project=project, account=boss, number=1, done="")
    actions.write_file(
        project=project, account=boss, base=3, name="scenarios.yml", text=failing, done=""
    )
    page = client.post(url("publish", project), data | {"base": 4})
    assert page.context["failures"]
    assert ServiceVersion.objects.count() == 0


def test_going_back_keeps_what_came_after(client, boss, owner):
    project = composter(boss, owner)
    actions.write_file(
        project=project, account=boss, base=1, name="CHANGELOG.md", text="neuf\n", done=""
    )
    assert client.post(url("history", project), {"pas": "1"}).status_code == 302
    assert queries.texts_at(project, 3) == files_of(COMPOSTER)
    assert queries.texts_at(project, 2)["CHANGELOG.md"] == "neuf\n"


def test_a_file_that_cannot_be_read_is_refused_and_comes_back(client, boss, owner):
    project = composter(boss, owner)
    here = url("file", project, name="form.yml")
    page = client.post(here, {"base": 1, "text": "pages: [un\nbidon: {"})
    assert page.status_code == 200
    assert "bidon: {" in page.content.decode()
    assert project.saves.count() == 1


def test_a_language_is_added_as_a_copy_to_translate(client, boss, owner):
    client.post(reverse("workshop:new-blank"), {"institution": owner.pk, "name": "Essai", "summary": "Un essai.", "unit": "le service", "days": "3", "law": "Loi"})  # fmt: skip
    project = Project.objects.get()
    client.post(url("texts", project), {"base": 1, "langue": "en"})
    texts = queries.texts_at(project, 2)
    assert texts["texts.en.yml"] == texts["texts.fr.yml"]
    assert "languages: [fr, en]" in texts["service.yml"]


def test_managers_write_for_their_institution_and_do_not_publish(owner, boss):
    manager = directory.agent()
    directory.membership(manager, owner.units.get(), role="manager")
    project = composter(boss, owner)
    visitor = accounts.sign_in(Client(), manager)
    assert visitor.get(url("project", project)).status_code == 200
    assert (
        visitor.post(
            url("publish", project), {"base": 1, "number": "9.0.0", "changed": "x"}
        ).status_code
        == 404
    )
    assert visitor.get(url("offer", project)).status_code == 404
    stranger = directory.agent("Paul Sarrat")
    directory.membership(
        stranger, directory.unit(directory.institution(siren="200000172")), role="manager"
    )
    assert accounts.sign_in(Client(), stranger).get(url("project", project)).status_code == 404
