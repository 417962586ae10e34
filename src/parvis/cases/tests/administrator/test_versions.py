"""An administrator reads the table, completes it, rehearses, has the requests follow."""

import re
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_administrator
from parvis.cases import tasks
from parvis.cases.models import Case, VersionRun
from parvis.cases.tests.agent.doors import enter, said, told
from parvis.cases.tests.engine.test_versions import ask_more, fewer_homes, offer
from parvis.cases.tests.factories import World, make_case, make_neighbour, take_on
from parvis.catalogue.tests.next_version import OLD, next_package
from parvis.config.cli import library


@pytest.fixture
def maya(db: None) -> Client:
    return enter(make_administrator(mfa=False))


def page_of(world: World) -> str:
    return reverse("cases:versions", args=[world.installation.pk])


def prepare(maya: Client, world: World) -> str:
    former = Case.objects.values_list("version", flat=True).first()
    return str(maya.post(page_of(world), {"version": former}).headers["Location"])


def table_of(page: Any) -> dict[str, str]:
    """What the form holds, as a browser would post it unchanged."""
    return {bound.html_name: bound.value() or "" for bound in page.context["form"]}


def test_from_the_service_to_the_report(world: World, maya: Client) -> None:
    case = take_on(world, make_case(world))
    offer(world, next_package())
    assert "1 demande en cours" in said(maya.get(page_of(world)))

    run = prepare(maya, world)
    lit = re.findall(r'aria-current="page"[^>]*>.*?<span>([^<]+)', maya.get(run).content.decode())
    assert "Démarches" in lit
    assert "Aperçu" not in lit
    words = said(maya.get(run))
    assert f"De la version {OLD.service.version} à la version 2.0.0" in words
    state = OLD.words("fr").states["instruction"]
    assert (state.agent or state.label) in words
    maya.post(run, {"repeter": "oui"})
    words = said(maya.get(run))
    assert "1 demande peut suivre" in words
    assert case.reference not in words

    maya.post(run, {"confirmer": "oui"})
    assert "0 sur 1" in said(maya.get(run))
    tasks.run_versions(str(VersionRun.objects.get().pk))
    assert "1 demande suit la nouvelle version" in said(maya.get(run))
    assert "toutes les demandes en cours suivent" in said(maya.get(page_of(world)))
    assert case.applicant_name not in said(maya.get(run))


def test_a_table_is_completed_on_the_page(world: World, maya: Client) -> None:
    make_case(world)
    offer(world, next_package(ask_more, states={}))
    run = prepare(maya, world)
    page = maya.get(run)
    assert "Le tableau n’est pas complet" in said(page)
    assert told(maya.post(run, {"repeter": "oui"}, follow=True)) == [
        "Le tableau n’est pas complet."
    ]
    posted = table_of(page) | {"enregistrer": "oui", "states-instruction": "examen"}

    wrong = maya.post(run, posted | {"defaults-surface": "beaucoup"})
    assert wrong.status_code == 200
    assert "Surface du terrain" in said(wrong)

    maya.post(run, posted | {"defaults-surface": "25"})
    assert VersionRun.objects.get().table["defaults"] == {"surface": 25}
    assert table_of(maya.get(run))["states-instruction"] == "examen"
    maya.post(run, {"repeter": "oui"})
    assert "1 demande peut suivre" in said(maya.get(run))


def test_what_stays_is_listed_with_why_and_no_name(world: World, maya: Client) -> None:
    case = make_case(world)
    offer(world, next_package(fewer_homes))
    run = prepare(maya, world)
    maya.post(run, {"repeter": "oui"})

    words = said(maya.get(run))

    assert case.reference in re.sub(r"\s", "", words)
    assert "n’est plus valable" in words
    assert case.applicant_name not in words
    assert "Les faire suivre" not in words


def test_nothing_is_confirmed_that_was_not_rehearsed_as_it_is(world: World, maya: Client) -> None:
    make_case(world)
    offer(world, next_package())
    run = prepare(maya, world)
    assert told(maya.post(run, {"confirmer": "oui"}, follow=True)) == [
        "Faites d’abord une répétition."
    ]
    maya.post(run, {"repeter": "oui"})
    maya.post(run, table_of(maya.get(run)) | {"enregistrer": "oui"})
    assert VersionRun.objects.get().rehearsed_at is None
    maya.post(run, {"oublier": "oui"})
    assert not VersionRun.objects.exists()


@pytest.mark.parametrize("number", ["", "0", "-1", "99999", "x"])
def test_an_unknown_version_is_not_found(world: World, maya: Client, number: str) -> None:
    assert maya.post(page_of(world), {"version": number}).status_code == 404


def test_queries_do_not_grow(world: World, maya: Client) -> None:
    make_case(world)
    offer(world, next_package(fewer_homes))
    run = prepare(maya, world)
    maya.post(run, {"repeter": "oui"})

    def more() -> None:
        case = make_case(world, person=make_neighbour(), answers={"logements": 12, "sol": "public"})
        found = VersionRun.objects.get()
        found.lines.create(case=case, state=case.state, outcome="unable", why=["Non."])

    assert_queries_do_not_grow(lambda: maya.get(run), more)


def test_by_the_command_line(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "open_site", lambda **_options: None)
    case = make_case(world)
    offer(world, next_package())
    slug = world.installation.slug

    def command(*words: str) -> str:
        return CliRunner().invoke(library.command, ["move", slug, *words]).output

    assert "(able)" in command()
    case.refresh_from_db()
    assert case.version != world.installation.version
    assert "(moved)" in command("--run")
    case.refresh_from_db()
    assert case.version == world.installation.version
    assert "Every open request follows version 2.0.0" in command()
