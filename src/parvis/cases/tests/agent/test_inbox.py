"""What agents can act on, and finding a case."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.tests.factories import make_administrator, make_agent
from parvis.cases import actions
from parvis.cases.models import Case, Turn
from parvis.cases.tests.agent.doors import enter, menu, said
from parvis.cases.tests.factories import (
    MONDAY,
    World,
    item_of,
    make_case,
    make_handler,
    make_neighbour,
    take_on,
)
from parvis.core import clock
from parvis.directory.models import Membership

INBOX = reverse("cases:agent-inbox")
SEARCH = reverse("cases:agent-search")


def labels(response) -> list[str]:
    return [group.key for group in response.context["groups"]]


def references(response) -> list[str]:
    return [row.reference for group in response.context["groups"] for row in group.rows]


def test_the_most_urgent_come_first_and_say_how_late_they_are(world: World, waste: Client) -> None:
    with clock.at(MONDAY):
        new = make_case(world)
        late = make_case(world, person=make_neighbour())
        soon = make_case(world, person=make_neighbour())
        Turn.objects.filter(case=late).update(due_on=date(2026, 2, 28))
        Turn.objects.filter(case=soon).update(due_on=date(2026, 3, 5))
        page = waste.get(INBOX)
    assert references(page) == [late.reference, soon.reference, new.reference]
    assert labels(page) == ["late", "week", "later"]
    words = said(page)
    assert "en retard de 2 jours" in words
    assert "dans 3 jours" in words
    assert "À examiner" in words
    assert "Ousmane Diop" in words


def test_a_partner_learns_neither_who_nor_what(world: World, lescar: Client) -> None:
    case = take_on(world, make_case(world))
    words = said(lescar.get(INBOX))
    assert case.reference in words
    assert "Usage du terrain" in words
    assert "Bordenave" not in words


def test_a_unit_that_is_not_asked_sees_nothing(world: World, pau: Client) -> None:
    take_on(world, make_case(world))
    words = said(pau.get(INBOX))
    assert "LES-" not in words
    assert "Rien à faire" in words


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"web", "desk"}),
        ("canal=desk", {"desk"}),
        ("canal=nothing", {"web", "desk"}),
        ("pour=moi", {"desk"}),
        ("pour=personne", {"web"}),
        ("retard=oui", set()),
        ("commune=lescar", {"web", "desk"}),
        ("commune=Pau", set()),
        ("commune=64230", {"web", "desk"}),
        ("commune=64000", set()),
        ("commune=Nulle-Part-sur-Rien", set()),
        ("demarche=999999999", set()),
        ("demarche=abc", {"web", "desk"}),
        ("unite=999999999", set()),
        ("apres=forged", {"web", "desk"}),
    ],
)
def test_filters_stand_in_the_address(world: World, waste: Client, query: str, found: set[str]):
    web = make_case(world)
    desk = make_case(world, person=make_neighbour(), filed_by_unit=world.waste, channel="desk")
    actions.take(case=desk, party=world.agent("waste"))
    names = {web.reference: "web", desk.reference: "desk"}
    page = waste.get(f"{INBOX}?{query}")
    assert page.status_code == 200
    assert {names[one] for one in references(page)} == found


def test_filters_add_up_across_units_and_pages(world: World) -> None:
    account = world.agents["waste"]
    Membership.objects.create(
        account=account, unit=world.trainer, role="handler", starts_on=date(2020, 1, 1)
    )
    client = enter(account)
    wanted = [
        make_case(world, person=make_neighbour(), filed_by_unit=world.waste, channel="desk")
        for _number in range(21)
    ]
    make_case(world)
    take_on(world, make_case(world))
    query = f"canal=desk&commune=lescar&pour=personne&demarche={world.installation.pk}"
    first = client.get(f"{INBOX}?{query}")
    second = client.get(INBOX + first.context["next_url"])
    found = [*references(first), *references(second)]
    assert sorted(found) == sorted(case.reference for case in wanted)
    assert len(references(first)) == 20


def test_what_people_typed_is_only_text(world: World, waste: Client) -> None:
    person = make_neighbour()
    person.given_names = '<img src=x onerror="alert(1)">'
    person.save()
    case = make_case(world, person=person)
    Case.objects.filter(pk=case.pk).update(title="<script>alert(1)</script> {href}")
    page = waste.get(INBOX).content.decode()
    assert "<img" not in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {href}" in page


def test_an_unknown_commune_is_said(world: World, waste: Client) -> None:
    assert "Aucune commune" in said(waste.get(f"{INBOX}?commune=zzzz"))


def test_pages_follow_one_another(world: World, waste: Client) -> None:
    cases = {make_case(world, person=make_neighbour()).reference for _number in range(23)}
    first = waste.get(f"{INBOX}?canal=web")
    second = waste.get(INBOX + first.context["next_url"])
    assert len(references(first)) == 20
    assert {*references(first), *references(second)} == cases
    assert "canal=web" in first.context["next_url"]
    assert not second.context["next_url"]
    assert second.context["first_url"]


def test_what_is_mine_and_what_is_late_are_counted(world: World, waste: Client) -> None:
    case = make_case(world)
    actions.take(case=case, party=world.agent("waste"))
    Turn.objects.filter(case=case).update(due_on=clock.today() - timedelta(days=1))
    counts = {tab["label"]: tab["count"] for tab in waste.get(INBOX).context["tabs"]}
    assert list(counts.values()) == [None, 1, 1, None]


def test_the_desk_has_its_own_first_page(world: World) -> None:
    desk = make_handler(world.waste, role=Membership.Role.DESK)
    assert enter(desk).get(INBOX).headers["Location"] == reverse("cases:desk")
    administrator = make_administrator(mfa=False)
    assert enter(administrator).get(INBOX).headers["Location"] == reverse("portal:administration")
    assert "aucun service" in said(enter(make_agent(mfa=False)).get(INBOX))


@pytest.mark.parametrize("two_units", [False, True])
def test_the_inbox_costs_the_same_whatever_it_holds(world: World, two_units: bool) -> None:
    account = world.agents["waste"]
    if two_units:
        Membership.objects.create(
            account=account, unit=world.trainer, role="handler", starts_on=date(2020, 1, 1)
        )
    client = enter(account)

    def add() -> None:
        for _number in range(4):
            take_on(world, make_case(world, person=make_neighbour()))
            make_case(world, person=make_neighbour(), filed_by_unit=world.waste, channel="desk")

    add()
    assert_queries_do_not_grow(lambda: client.get(INBOX), add, at_most=5)


def test_menu_entries_are_shown_to_those_they_concern(world: World, waste: Client) -> None:
    desk, transfers = reverse("cases:desk"), reverse("cases:transfers")
    assert {INBOX, desk, transfers} & menu(waste.get(INBOX)) == {INBOX, desk}
    front = enter(make_handler(world.waste, role=Membership.Role.DESK))
    assert {INBOX, desk, transfers} & menu(front.get(desk)) == {desk}
    administrator = enter(make_administrator(mfa=False))
    assert not {INBOX, desk, transfers} & menu(administrator.get(SEARCH))


@pytest.mark.parametrize("typed", ["bordenave", "Camile Bordenav", "camille", "bordénave"])
def test_a_case_is_found_by_name_in_spite_of_slips(world: World, waste: Client, typed: str) -> None:
    case = make_case(world)
    assert case.reference in said(waste.get(SEARCH, {"q": typed}))


def test_a_reference_opens_the_case(world: World, waste: Client, pau: Client) -> None:
    case = make_case(world)
    typed = case.reference.lower().replace("-", " ")
    answer = waste.get(SEARCH, {"q": typed})
    assert answer.headers["Location"] == reverse("cases:agent-detail", args=[case.reference])
    assert "Rien trouvé" in said(pau.get(SEARCH, {"q": typed}))


def test_a_partner_finds_nobody_by_name(world: World, lescar: Client) -> None:
    case = take_on(world, make_case(world))
    assert case.reference not in said(lescar.get(SEARCH, {"q": "bordenave"}))
    assert lescar.get(SEARCH, {"q": case.reference}).status_code == 302


@pytest.mark.parametrize("typed", ["", "   ", "\x00", "%", "' OR 1=1 --", "x" * 5000, "²²²²"])
def test_odd_searches_get_a_page(world: World, waste: Client, typed: str) -> None:
    make_case(world)
    assert waste.get(SEARCH, {"q": typed}).status_code == 200


def test_searching_costs_the_same_whatever_is_found(world: World, waste: Client) -> None:
    def add() -> None:
        for _number in range(4):
            make_case(world, person=make_neighbour())

    add()
    assert_queries_do_not_grow(lambda: waste.get(SEARCH, {"q": "diop"}), add, at_most=8)


def test_an_item_done_leaves_the_inbox(world: World, lescar: Client) -> None:
    case = take_on(world, make_case(world))
    assert references(lescar.get(INBOX)) == [case.reference]
    item = item_of(case, "terrain")
    actions.finish_item(item=item, party=world.agent("lescar"), result="accorde", inputs={})
    assert references(lescar.get(INBOX)) == []
