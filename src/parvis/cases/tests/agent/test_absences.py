"""Somebody is away: who stands in sees and acts in both names; nothing moves unless asked."""

import re
from collections import Counter
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.harness import assert_queries_do_not_grow

from parvis.accounts.models import Account
from parvis.cases import actions, rules
from parvis.cases.engine import party as parties
from parvis.cases.models import BulkRun, Case, CaseEvent
from parvis.cases.tests.agent.doors import enter, menu, said
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_handler,
    make_neighbour,
    take_on,
)
from parvis.core import clock
from parvis.directory import actions as directory
from parvis.directory.models import Absence, Membership
from parvis.journal.models import Entry

TEAM, ABSENCES = reverse("cases:team"), reverse("cases:absences")
INBOX = reverse("cases:agent-inbox")


@pytest.fixture
def marc(world: World) -> Account:
    """Away for a week; Nadia stands in."""
    return make_handler(world.waste, name="Marc Durand")


@pytest.fixture
def nadia(world: World) -> Account:
    return make_handler(world.waste, name="Nadia Haddad")


@pytest.fixture
def boss(world: World) -> Client:
    return enter(make_handler(world.waste, name="Aline Chef", role=Membership.Role.MANAGER))


def away(world: World, account: Account, delegate: Account | None = None) -> Absence:
    today = clock.today()
    return directory.declare_absence(
        by=account,
        account=account,
        unit=world.waste,
        starts_on=today,
        ends_on=today + timedelta(days=7),
        delegate=delegate,
    )


def entrusted(world: World, account: Account) -> Case:
    case = make_case(world, person=make_neighbour())
    return actions.take(case=case, party=parties.agent(account))


def typed(first: date, last: date, **more: Any) -> dict[str, Any]:
    days = {"du": first, "au": last}
    parts = {
        f"{name}_{part}": getattr(day, part)
        for name, day in days.items()
        for part in ("day", "month", "year")
    }
    return parts | more


def rows_of(page: str) -> int:
    return page.count('name="tour"')


def test_the_delegate_finds_the_work_among_theirs(
    world: World, marc: Account, nadia: Account
) -> None:
    case = entrusted(world, marc)
    hers, theirs = enter(nadia), enter(world.agents["waste"])
    assert rows_of(hers.get(INBOX, {"pour": "moi"}).content.decode()) == 0
    away(world, marc, nadia)
    mine = hers.get(INBOX, {"pour": "moi"})
    assert case.reference in mine.content.decode()
    assert "vous prenez le relais" in said(mine)
    assert "vous remplacez Marc Durand" in said(mine)
    others = theirs.get(INBOX)
    assert "Nadia Haddad prend le relais" in said(others)
    assert rows_of(theirs.get(INBOX, {"pour": "moi"}).content.decode()) == 0
    page = hers.get(reverse("cases:agent-detail", args=[case.reference]))
    assert "entre les mains de Nadia Haddad" in said(page)


def test_without_a_delegate_it_is_in_the_hands_of_the_unit(world: World, marc: Account) -> None:
    case = entrusted(world, marc)
    away(world, marc)
    door = enter(world.agents["waste"])
    assert "entre les mains du service" in said(
        door.get(reverse("cases:agent-detail", args=[case.reference]))
    )
    assert "tout le service prend le relais" in said(door.get(INBOX))


def test_the_absent_are_named_as_such_among_colleagues(world: World, marc: Account) -> None:
    case = make_case(world)
    away(world, marc)
    page = enter(world.agents["waste"]).get(reverse("cases:agent-entrust", args=[case.reference]))
    assert "Marc Durand (absent jusqu’au " in page.content.decode()


def test_a_person_is_told_the_service_never_who_is_away(world: World, marc: Account) -> None:
    case = make_case(world)
    actions.take(case=case, party=parties.agent(marc))
    away(world, marc)
    client = Client()
    client.force_login(world.resident)
    page = said(client.get(reverse("cases:detail", args=[case.reference])))
    assert "Marc" not in page
    assert "absent" not in page


def test_both_are_named_when_the_delegate_acts(world: World, marc: Account, nadia: Account) -> None:
    case, other = entrusted(world, marc), make_case(world)
    away(world, marc, nadia)
    both = "Nadia Haddad, en remplacement de Marc Durand"
    for one in (case, other):
        take_on_as(one, nadia)
    labels = {
        entry.about_key: entry.actor_label for entry in Entry.objects.filter(verb="cases.moved")
    }
    assert labels == {str(case.pk): both, str(other.pk): "Nadia Haddad"}
    moved = CaseEvent.objects.get(case=case, kind="moved", subject="prendre_en_charge")
    assert moved.actor_label == both
    note = actions.write_message(case=case, party=parties.agent(nadia), text="Bonjour")
    assert note.author_label == both


def take_on_as(case: Case, account: Account) -> Case:
    return actions.perform(
        case=case, transition="prendre_en_charge", party=parties.agent(account), inputs={}
    )


def test_an_item_names_whom_it_was_entrusted_to(world: World) -> None:
    first, second = (make_handler(world.lescar, name=name) for name in ("Paul", "Rose"))
    case = take_on(world, make_case(world))
    item = item_of(case, "terrain")
    actions.take(case=case, party=parties.agent(first), item=item)
    today = clock.today()
    directory.declare_absence(
        by=first, account=first, unit=world.lescar, starts_on=today, ends_on=today, delegate=second
    )
    actions.finish_item(item=item, party=parties.agent(second), result="accorde", inputs={})
    item.refresh_from_db()
    assert item.done_by == "Rose, en remplacement de Paul"


def test_it_ends_by_itself_and_moves_nothing(world: World, marc: Account, nadia: Account) -> None:
    case = entrusted(world, marc)
    until = away(world, marc, nadia).ends_on
    with clock.at(clock.now() + timedelta(days=8)):
        assert clock.today() > until
        assert parties.agent(nadia).stands_in == {}
    case.refresh_from_db()
    assert case.assigned_to_id == marc.pk


def test_declaring_and_coming_back(world: World, marc: Account, nadia: Account) -> None:
    door, today = enter(marc), clock.today()
    address = reverse("cases:absence-declare", args=[world.waste.pk])
    assert ABSENCES in menu(door.get(INBOX))
    refused = door.post(address, typed(today, today - timedelta(days=1)))
    assert refused.status_code == 200
    assert "Ce jour est passé." in said(refused)
    last = today + timedelta(days=3)
    assert door.post(address, typed(today, last, relais=nadia.pk)).status_code == 302
    absence = Absence.objects.get()
    assert (absence.account, absence.delegate, absence.ends_on) == (marc, nadia, last)
    assert "déjà déclarée" in said(door.post(address, typed(today, last)))
    assert "Marc Durand" in said(enter(nadia).get(ABSENCES))
    end = reverse("cases:absence-end", args=[absence.pk])
    assert enter(nadia).post(end).status_code == 404
    assert door.post(end).status_code == 302
    assert not Absence.objects.exists()


def test_nobody_declares_for_a_colleague_but_a_manager(
    world: World, marc: Account, nadia: Account, boss: Client, lescar: Client
) -> None:
    today = clock.today()
    address = reverse("cases:absence-declare", args=[world.waste.pk])
    assert lescar.get(address).status_code == 404
    # A handler has no choice of person: what is added to the form is not read.
    enter(nadia).post(address, typed(today, today, agent=marc.pk))
    assert Absence.objects.get().account == nadia
    boss.post(address, typed(today, today, agent=marc.pk))
    assert Absence.objects.filter(account=marc).count() == 1
    assert "Marc Durand" in said(boss.get(TEAM))


# The team ----------------------------------------------------------------------------------------


def test_a_manager_sees_who_has_what(world: World, marc: Account, boss: Client) -> None:
    late = entrusted(world, marc)
    entrusted(world, marc)
    make_case(world)
    today = clock.today()
    late.turns.update(due_on=today - timedelta(days=1))
    away(world, marc)
    page = boss.get(TEAM).content.decode()
    rows = re.findall(r"<tr><th scope=\"row\".*?</tr>", page, re.S)
    words = [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]
    mine = next(row for row in words if row.startswith("Marc Durand absent"))
    assert re.search(r"2 1 0 ", mine)
    assert any(row.startswith("personne") and " 1 0 " in row for row in words)


def test_only_ones_units(world: World, boss: Client, waste: Client, lescar: Client) -> None:
    for door in (waste, lescar):
        assert door.get(TEAM).status_code == 404
    assert boss.get(TEAM, {"unite": world.lescar.pk}).status_code == 404
    assert boss.get(reverse("cases:give-out", args=[world.lescar.pk])).status_code == 404


def test_the_team_page_costs_the_same_for_many(world: World, boss: Client) -> None:
    def grow() -> None:
        for number in range(3):
            account = make_handler(world.waste, name=f"Agent {number} {uuid4()}")
            entrusted(world, account)
            away(world, account)

    assert_queries_do_not_grow(lambda: boss.get(TEAM), grow)


def test_all_is_previewed_then_given_to_those_present(
    world: World, marc: Account, nadia: Account, boss: Client
) -> None:
    cases = [entrusted(world, marc) for _ in range(4)]
    gone = make_handler(world.waste, name="Absente")
    away(world, gone)
    address = reverse("cases:reassign", args=[world.waste.pk, marc.pk])
    away(world, marc)
    preview = boss.post(address, {"faire": "share"}, follow=True)
    assert "Nadia Haddad" in said(preview)
    assert "Absente" not in said(preview)
    assert set(Case.objects.values_list("assigned_to", flat=True)) == {marc.pk}
    run = BulkRun.objects.get()
    boss.post(reverse("cases:bulk", args=[run.pk]), {"confirmer": "oui"})
    given_to = Counter(Case.objects.values_list("assigned_to", flat=True))
    assert marc.pk not in given_to
    assert gone.pk not in given_to
    assert max(given_to.values()) - min(given_to.values()) <= 1
    assert sum(given_to.values()) == len(cases)


def test_i_hand_my_own_work_back_and_nobody_elses(
    world: World, marc: Account, nadia: Account
) -> None:
    case = entrusted(world, marc)
    own = reverse("cases:reassign", args=[world.waste.pk, marc.pk])
    assert enter(nadia).get(own).status_code == 404
    door = enter(marc)
    assert door.post(own, {"faire": "release"}).status_code == 302
    run = BulkRun.objects.get()
    case.refresh_from_db()
    assert case.assigned_to_id == marc.pk
    door.post(reverse("cases:bulk", args=[run.pk]), {"confirmer": "oui"})
    case.refresh_from_db()
    assert case.assigned_to_id is None
    assert "Rendre au service" in said(door.get(reverse("cases:bulk", args=[run.pk])))


def test_a_unit_where_nobody_is_there(world: World, boss: Client) -> None:
    make_case(world)
    for account in Account.objects.filter(memberships__unit=world.waste):
        away(world, account)
    page = boss.post(reverse("cases:give-out", args=[world.waste.pk]), {"faire": "share"})
    assert "Personne du service n’est là" in said(page)


loads = st.dictionaries(st.uuids(), st.integers(0, 50), max_size=8)


@given(loads=loads, many=st.integers(0, 100))
def test_whoever_has_least_receives_next(loads: dict[UUID, int], many: int) -> None:
    chosen = rules.share_out(loads, many)
    assert len(chosen) == (many if loads else 0)
    after = Counter(loads) + Counter(chosen)
    for key in set(chosen):
        assert after[key] - 1 <= min(after[one] for one in loads)


def test_my_own_load_stands_over_my_list(world: World, marc: Account) -> None:
    case = entrusted(world, marc)
    case.turns.update(due_on=clock.today() - timedelta(days=2))
    entrusted(world, marc).turns.update(due_on=clock.today() + timedelta(days=2))
    page = said(enter(marc).get(INBOX))
    assert "Pour vous : 2 à faire · 1 en retard · 1 d’ici une semaine" in page


def test_who_handles_nothing_gives_nothing_to_others(world: World) -> None:
    desk = make_handler(world.waste, name="Jeanne Accueil", role=Membership.Role.DESK)
    words = said(enter(desk).get(ABSENCES))
    assert "Déclarer une absence" in words
    assert "Donner mon travail" not in words
    assert "Donner mon travail" in said(enter(make_handler(world.waste)).get(ABSENCES))
