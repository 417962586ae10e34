"""Themes come and go, but not under an idea; another institution organises too, then no more."""

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import sign_in
from parvis.core.actor import SYSTEM
from parvis.directory.tests import factories as directory
from parvis.journal.models import Entry
from parvis.participation.actions import organising
from parvis.participation.tests import consulting

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return consulting.consultation()


@pytest.fixture
def nadia(client: Client, town) -> Client:
    sign_in(client, consulting.organiser(town.lead))
    return client


def _other_unit():
    return directory.unit(directory.institution("200040889", name="Agglomération"), "Climat")


def _at(name: str, town) -> str:
    return reverse(f"participation:agent-{name}", args=[town.slug])


def test_a_theme_is_added_once_and_goes_unless_an_idea_is_under_it(nadia, town) -> None:
    url = _at("themes", town)
    for theme in ("Compost", "Réparer"):
        assert "Ajouté" in nadia.post(url, {"theme": theme}, follow=True).content.decode()
    assert "Ce thème y est déjà" in nadia.post(url, {"theme": " reparer"}).content.decode()
    consulting.idea(town, theme="Compost")
    page = nadia.post(url, {"remove": "Compost"}, follow=True).content.decode()
    assert "1 idée y est classée" in page
    nadia.post(url, {"remove": "Réparer"})
    nadia.post(url, {"remove": "Réparer"})
    town.refresh_from_db()
    assert town.themes == ["Compost"]
    verbs = ["participation.theme_added", "participation.theme_removed"]
    told = Entry.objects.filter(verb__in=verbs).order_by("pk")
    assert list(told.values_list("verb", flat=True)) == [verbs[0], verbs[0], verbs[1]]


def test_no_more_themes_than_one_can_choose_from(town) -> None:
    town.themes = [f"Thème {number}" for number in range(organising.MOST_THEMES)]
    town.save()
    with pytest.raises(organising.TooManyThemes):
        organising.add_theme(actor=SYSTEM, consultation=town, theme="De trop")


def test_another_institutions_agents_organise_then_no_more(nadia, client, town) -> None:
    other = _other_unit()
    url = _at("organisers", town)
    found = nadia.get(url, {"mots": "agglo climat"}).content.decode()
    assert "Ajouter «" in found
    theirs = Client()
    sign_in(theirs, consulting.organiser(other))
    assert theirs.get(url).status_code == 404
    nadia.post(url, {"add": other.pk})
    assert theirs.get(url).status_code == 200
    assert "Ajouter «" not in nadia.get(url, {"mots": "agglo climat"}).content.decode()
    page = theirs.post(url, {"remove": town.lead.pk}, follow=True).content.decode()
    assert "répond de la concertation" in page
    assert theirs.post(url, {"remove": other.pk}).url == reverse("participation:agent-list")
    assert theirs.get(url).status_code == 404
    assert list(town.organisers.all()) == [town.lead]
    verbs = ["participation.organiser_added", "participation.organiser_removed"]
    told = Entry.objects.filter(verb__in=verbs).order_by("pk")
    assert list(told.values_list("verb", flat=True)) == verbs


def test_the_pages_ask_no_more_for_more_rows(nadia, town) -> None:
    held = _other_unit().institution

    def more() -> None:
        for number in range(3):
            name = f"Climat {number} {held.units.count()}"
            unit = directory.unit(held, name)
            if number:
                organising.add_organiser(actor=SYSTEM, consultation=town, unit=unit)
            organising.add_theme(actor=SYSTEM, consultation=town, theme=name)

    more()
    url = _at("organisers", town)
    assert_queries_do_not_grow(lambda: nadia.get(url, {"mots": "climat"}), more, at_most=12)
    assert_queries_do_not_grow(lambda: nadia.get(_at("themes", town)), more, at_most=12)
