"""Pages register themselves; the frames draw what is served."""

import pytest
from django.test import RequestFactory

from parvis.core import navigation


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch):
    empty = {audience: [] for audience in navigation._items}
    monkeypatch.setattr(navigation, "_items", empty)
    monkeypatch.setattr(navigation, "_places", dict(navigation._places))


def get(path):
    return RequestFactory().get(path)


def test_items_come_in_order_and_once():
    navigation.register("public", "B", "core:gallery", order=2)
    navigation.register("public", "A", "core:accessibility", order=1)
    navigation.register("public", "B again", "core:gallery", order=3)

    assert [link.label for link in navigation.links("public", get("/"))] == ["A", "B again"]


def test_the_longest_address_is_the_current_one():
    navigation.register("agent", "All", "core:preferences")
    navigation.register("agent", "Colours", "core:theme")

    current = [
        link.label
        for link in navigation.links("agent", get("/affichage/couleurs/x/"))
        if link.current
    ]
    assert current == ["Colours"]


def test_another_address_that_begins_alike_is_not_current():
    navigation.register("agent", "All", "core:preferences", match="/affi")

    assert not navigation.links("agent", get("/affichage/"))[0].current


def test_pages_that_nobody_serves_are_not_drawn_but_reported():
    navigation.register("public", "Ghost", "ghost:page")

    assert navigation.links("public", get("/")) == []
    assert navigation.missing() == ["ghost:page"]
    navigation.place("help", "ghost:page")
    assert navigation.address("help") == ""


def test_badges_are_asked_for_each_request():
    navigation.register(
        "resident", "Inbox", "core:gallery", badge=lambda request: len(request.path)
    )

    assert navigation.links("resident", get("/abc/"))[0].badge == 5


def test_a_place_must_be_a_known_one():
    navigation.place("help", "core:gallery")

    assert navigation.address("help") == "/composants/"
    with pytest.raises(ValueError, match="nowhere"):
        navigation.place("nowhere", "core:gallery")


def test_an_item_is_shown_to_those_it_concerns():
    navigation.register(
        "agent", "Transfers", "core:gallery", shown=lambda request: "pays" in request.GET
    )

    assert not navigation.links("agent", RequestFactory().get("/"))
    assert navigation.links("agent", RequestFactory().get("/?pays=1"))
