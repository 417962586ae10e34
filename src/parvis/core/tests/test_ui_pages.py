"""The pages of core: gallery, display, statement, faults, style sheet."""

import gzip
import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from parvis.core import navigation, site
from parvis.core.ui import style

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_site():
    before = site._source
    site.provide(lambda: site.Site(name="Pau", theme={"primary": "#123456"}))
    yield
    site.provide(before)


@pytest.mark.parametrize("frame", ["", "agent"])
def test_the_gallery_opens_with_everything(client, frame):
    page = client.get(reverse("core:gallery"), {"cadre": frame}).content.decode()

    assert page.count("<h1") == 1
    for piece in ("button", "badge", "alert", "card", "summary", "steps", "timeline", "deadline",
                  "progress", "tabs", "tablewrap", "empty", "pager", "details", "person", "errors",
                  "filedrop", "dateparts"):  # fmt: skip
        assert f'class="{piece}' in page, piece


def test_no_page_carries_style_or_script_inside(client):
    page = client.get(reverse("core:gallery")).content.decode()

    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))


def test_ids_are_unique(client):
    ids = re.findall(r'\sid="([^"]+)"', client.get(reverse("core:gallery")).content.decode())

    assert len(ids) == len(set(ids))


def test_the_style_sheet_wears_the_colours_of_the_site(client):
    page = client.get(reverse("core:accessibility")).content.decode()
    href = re.search(r'<link rel="stylesheet" href="([^"]+)"', page)[1]
    answer = client.get(href)

    assert "--primary-brand:#123456" in answer.content.decode()
    assert "immutable" in answer["Cache-Control"]
    packed = client.get(href, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.content) == answer.content


def test_an_unknown_style_is_not_found(client):
    assert client.get("/style-rose.css").status_code == 404


@pytest.mark.parametrize(("chosen", "mode"), [("light", "clair"), ("dark", "sombre"), ("", "auto")])
def test_the_colours_one_chose_are_remembered(client, chosen, mode):
    answer = client.post(reverse("core:theme"), {"theme": chosen, "next": "/accessibilite/"})

    assert answer["Location"] == "/accessibilite/"
    page = client.get(reverse("core:accessibility")).content.decode()
    assert f"/style-{mode}.css" in page


def test_the_language_one_chose_is_remembered(client):
    client.post(reverse("core:language"), {"language": "en"})

    page = client.get(reverse("core:accessibility")).content.decode()
    assert '<html lang="en"' in page
    assert "Accessibility statement" in page


def test_an_unknown_choice_changes_nothing(client):
    client.post(reverse("core:language"), {"language": "xx"})
    client.post(reverse("core:theme"), {"theme": "pink"})

    page = client.get(reverse("core:accessibility")).content.decode()
    assert '<html lang="fr"' in page
    assert "/style-auto.css" in page


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:1"])
def test_one_is_never_sent_elsewhere(client, elsewhere):
    answer = client.post(reverse("core:theme"), {"theme": "dark", "next": elsewhere})

    assert answer["Location"] == "/"


def test_the_statement_says_what_the_law_asks(client):
    page = client.get(reverse("core:accessibility")).content.decode()

    assert "non conforme" in page
    assert "Défenseur des droits" in page


@pytest.mark.parametrize("code", [400, 405, 413, 500])
def test_faults_are_dressed_without_database_session_or_request(code, django_db_blocker):
    site.forget()
    with django_db_blocker.block():
        page = render_to_string(f"{code}.html", {"megabytes": 20})

    assert page.count("<h1") == 1
    assert style.address("") in page.replace("&amp;", "&")


def test_a_lost_page_leads_home(client):
    answer = client.get("/nulle-part/")

    assert answer.status_code == 404
    assert "Cette page est introuvable" in answer.content.decode()


def test_an_address_that_takes_a_form_says_so_to_who_opens_it(client):
    answer = client.get(reverse("core:theme"))

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Rien n’a été envoyé" in answer.content.decode()


def test_a_stale_form_says_that_nothing_was_recorded():
    from django.test import Client

    answer = Client(enforce_csrf_checks=True).post(reverse("core:theme"), {"theme": "dark"})

    assert answer.status_code == 403
    assert "Rien n’a été enregistré" in answer.content.decode()


def test_every_page_in_a_menu_is_served():
    assert navigation.missing() == []


def test_the_first_page_keeps_the_colour_of_its_placeholder_at_night(client):
    """The field there is white by night too; a bare rule of a later layer would win over its own."""
    sheet = client.get(style.address("dark")).content.decode()

    assert ".hero .searchbar__input::placeholder" in sheet
    assert not re.search(r"[{};]\s*::placeholder", sheet)
