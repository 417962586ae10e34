"""Filters kept under a name."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.cases.actions import views as actions
from parvis.cases.models import SavedView
from parvis.cases.queries.inbox import InboxFilters, count_found
from parvis.cases.tests.agent.doors import enter, told
from parvis.cases.tests.factories import World, make_case, make_handler, make_neighbour
from parvis.directory.models import Membership

INBOX = reverse("cases:agent-inbox")
VIEWS = reverse("cases:views")


@pytest.fixture
def manager(world: World) -> Client:
    return enter(make_handler(world.waste, name="Hélène Manescau", role=Membership.Role.MANAGER))


def names(client: Client) -> dict[str, object]:
    return {view["label"]: view["count"] for view in client.get(INBOX).context["views"]}


def test_filters_are_kept_counted_and_opened(world: World, waste: Client) -> None:
    make_case(world)
    make_case(world, person=make_neighbour(), filed_by_unit=world.waste, channel="desk")
    answer = waste.post(f"{VIEWS}?canal=desk&commune=lescar&apres=x", {"nom": "Au guichet"})
    assert answer.headers["Location"] == f"{INBOX}?commune=lescar&canal=desk"
    view = waste.get(answer.headers["Location"]).context["views"][0]
    assert (view["label"], view["count"], view["current"]) == ("Au guichet", 1, True)
    assert not waste.get(INBOX).context["views"][0]["current"]


def test_a_view_of_one_is_not_seen_by_others(world: World, waste: Client, manager: Client) -> None:
    waste.post(f"{VIEWS}?canal=desk", {"nom": "À moi", "pour_qui": str(world.waste.pk)})
    assert SavedView.objects.get().unit is None
    assert names(manager) == {}
    view = reverse("cases:view", args=[SavedView.objects.get().pk])
    assert manager.post(view, {"faire": "supprimer"}).status_code == 404


def test_a_manager_shares_a_view_with_the_unit(
    world: World, waste: Client, manager: Client, lescar: Client
) -> None:
    manager.post(f"{VIEWS}?retard=oui", {"nom": "En retard", "pour_qui": str(world.waste.pk)})
    assert list(names(waste)) == ["En retard"]
    assert names(lescar) == {}
    view = reverse("cases:view", args=[SavedView.objects.get().pk])
    assert waste.post(view, {"nom": "Autre"}).status_code == 404
    manager.post(view, {"nom": "Urgences"})
    assert list(names(waste)) == ["Urgences"]
    manager.post(view, {"faire": "supprimer"})
    assert names(waste) == {}


def test_names_are_one_each_and_few(
    world: World, waste: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = world.agents["waste"]
    first = actions.keep_view(account=account, name="A", filters="canal=web")
    again = actions.keep_view(account=account, name="A", filters="canal=desk")
    assert first.pk == again.pk
    other = actions.keep_view(account=account, name="B", filters="canal=web")
    waste.post(reverse("cases:view", args=[other.pk]), {"nom": "A"})
    assert "déjà ce nom" in told(waste.get(VIEWS))[0]
    monkeypatch.setattr(actions, "MOST", 2)
    with pytest.raises(actions.TooManyViews):
        actions.keep_view(account=account, name="C", filters="canal=web")


def test_a_count_that_did_not_look_everywhere_says_so(world: World) -> None:
    for _number in range(3):
        make_case(world, person=make_neighbour())
    units, web = frozenset({world.waste.pk}), InboxFilters(channel="web")
    assert count_found([(units, web), (units, InboxFilters(channel="desk"))]) == [
        (3, False),
        (0, False),
    ]
    assert count_found([(units, web)], most=2) == [(2, True)]
    assert count_found([(units, web)], looked_at=2) == [(2, True)]


def test_views_cost_the_list_nothing(world: World) -> None:
    account = world.agents["waste"]
    Membership.objects.create(
        account=account, unit=world.trainer, role="handler", starts_on=date(2020, 1, 1)
    )
    client = enter(account)
    actions.keep_view(account=account, name="A", filters="canal=desk")

    def add() -> None:
        for name in "BCD":
            actions.keep_view(account=account, name=name, filters="canal=web")
        client.get(INBOX)  # counts once a minute

    assert_queries_do_not_grow(lambda: client.get(INBOX), add, at_most=6)
