"""The inbox, the search, the standing: what agents find, and in what order."""

from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest

from parvis.accounts.tests.factories import make_administrator, make_person, make_resident
from parvis.cases import actions, queries
from parvis.cases.models import Case, Turn
from parvis.cases.queries import Cursor, InboxFilters
from parvis.cases.tests.factories import MONDAY, World, item_of, make_case, take_on
from parvis.core import clock

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kept_world")]


def rows_of(page: queries.InboxPage) -> list[str]:
    return [row.reference for row in page.rows]


def test_the_inbox_pages_by_date_then_goes_on_where_it_stopped(world: World) -> None:
    cases = []
    for day in (3, 0, 2, 1, 4):
        with clock.at(MONDAY + timedelta(days=day)):
            cases.append(make_case(world))
    expected = [case.reference for case in sorted(cases, key=lambda one: one.submitted_at)]
    units = [world.waste.pk]
    with clock.at(MONDAY + timedelta(days=5)):
        first = queries.inbox(unit_ids=units, size=2)
        second = queries.inbox(unit_ids=units, after=Cursor.read(str(first.next)), size=2)
        third = queries.inbox(unit_ids=units, after=second.next, size=2)
    assert rows_of(first) + rows_of(second) + rows_of(third) == expected
    assert third.next is None


def test_several_units_make_one_list(world: World) -> None:
    case = take_on(world, make_case(world))
    other = make_case(world)
    units = [world.waste.pk, world.lescar.pk, world.trainer.pk]
    rows = queries.inbox(unit_ids=units).rows
    assert [(row.reference, row.what) for row in rows] == [
        (case.reference, "Usage du terrain"),
        (case.reference, "Formation de la personne référente"),
        (other.reference, "À examiner"),
    ]
    first = queries.inbox(unit_ids=units, size=1)
    assert rows_of(queries.inbox(unit_ids=units, after=first.next)) == [
        case.reference,
        other.reference,
    ]


@pytest.mark.parametrize("text", ["", "x", "eyJhIjoxfQ:1abc:zzz"])
def test_a_forged_cursor_is_nothing(text: str) -> None:
    assert Cursor.read(text) is None


def test_rows_say_no_more_than_the_unit_may_read(world: World) -> None:
    case = take_on(world, make_case(world))
    (lescar,) = queries.inbox(unit_ids=[world.lescar.pk]).rows
    (trainer,) = queries.inbox(unit_ids=[world.trainer.pk]).rows
    assert (lescar.title, lescar.applicant) == (case.title, "")
    assert (trainer.title, trainer.applicant) == ("", "Camille Bordenave")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, 2),
        ({"channel": "desk"}, 1),
        ({"areas": "its own"}, 2),
        ({"areas": ()}, 0),
        ({"assigned": "nobody"}, 1),
        ({"assigned": "me"}, 1),
        ({"overdue": True}, 0),
    ],
)
def test_filters(world: World, filters: dict[str, Any], found: int) -> None:
    taken = make_case(world)
    make_case(world, channel="desk", filed_by_unit=world.waste)
    actions.take(case=taken, party=world.agent("waste"))
    if filters.get("areas"):
        filters = {"areas": (taken.area_id,)}
    asked = InboxFilters(account_id=world.agents["waste"].pk, **filters)
    assert len(queries.inbox(unit_ids=[world.waste.pk], filters=asked).rows) == found


def test_no_unit_no_inbox(world: World) -> None:
    make_case(world)
    assert queries.inbox(unit_ids=[]).rows == []


@pytest.mark.parametrize(
    "typed",
    [
        *("Bordenave", "bordenav", "bor", "camille bordenave", "BORDÉNAVE", "bordnave"),
        *("Bordnave Camile", "d'bordenave-camille", "05 59 12 34 56", "bord%nave"),
    ],
)
def test_search_by_name_and_phone(world: World, typed: str) -> None:
    person = make_person(
        given_names="Camille Marie", family_name="Bordenave", phone="+33559123456",
        commune_code="64335",
    )  # fmt: skip
    case = make_case(world, person=person)
    make_case(world, person=make_person(given_names="Ousmane", family_name="Diop"))
    found = queries.search(unit_ids=[world.waste.pk], text=typed)
    assert case in found
    assert len([one for one in found if one.person_id != person.pk]) == 0


def test_of_a_name_that_many_bear_each_unit_finds_its_own(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More cases of other units hold the words than are looked at."""
    module = import_module("parvis.cases.queries.search")
    for name in ("_EXACT", "_ALIKE"):
        monkeypatch.setattr(module, name, getattr(module, name).replace("LIMIT 2000", "LIMIT 2"))
    monkeypatch.setattr(module, "LOOKED_AT", 2)
    others = [make_case(world) for _time in range(3)]
    Case.objects.filter(pk__in=[one.pk for one in others]).update(full_units=[world.pau.pk])
    mine = make_case(world)
    for typed in (mine.applicant_name, mine.applicant_name[:-1]):
        assert queries.search(unit_ids=[world.waste.pk], text=typed) == [mine]


def test_names_as_typed_come_first_then_the_newest(world: World) -> None:
    people = [("Camille Jean", "Bordenave"), ("Camille", "Bordenave"), ("Camille", "Bordenave")]
    cases = [
        make_case(world, person=make_person(given_names=given, family_name=family))
        for given, family in people
    ]
    found = queries.search(unit_ids=[world.waste.pk], text="bordenave camille")
    assert found == [cases[2], cases[1], cases[0]]


@pytest.mark.parametrize("typed", ["", " ", "a", "zzzzzz", "\x00", "%", "1"])
def test_searching_nothing_finds_nothing(world: World, typed: str) -> None:
    make_case(world)
    assert queries.search(unit_ids=[world.waste.pk], text=typed) == []


def test_a_part_is_found_by_reference_only(world: World) -> None:
    case = take_on(world, make_case(world))
    lescar = [world.lescar.pk]
    assert queries.search(unit_ids=lescar, text="Bordenave") == []
    slip = case.reference.lower().replace("-", " ").replace("0", "o")
    assert queries.search(unit_ids=lescar, text=slip) == [case]
    assert queries.search(unit_ids=[world.pau.pk], text=case.reference) == []


def test_who_sees_which_cases(world: World) -> None:
    case = make_case(world)
    assert list(queries.visible_to(world.resident)) == [case]
    assert not queries.visible_to(make_resident()).exists()
    assert not queries.visible_to(make_administrator(mfa=False)).exists()
    assert list(queries.cases_of([world.person.pk])) == [case]


def test_standing_in_words(world: World) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
        told = queries.standing(case, world.applicant, "fr")
        assert told.state_label == "Reçue"
        assert told.hand_label == "le service Prévention et gestion des déchets"
        assert (told.due_on.isoformat(), told.due_label) == (
            "2026-05-02",
            "Réponse de l’agglomération",
        )
        assert [step["state"] for step in told.steps] == ["current", "todo", "todo", "todo"]
        assert not told.is_mine
        assert queries.standing(case, world.agent("waste"), "fr").state_label == "À examiner"
        assert queries.standing(case, world.agent("waste"), "fr").is_mine
        case = take_on(world, case)
        both = queries.standing(case, world.applicant, "fr").hand_label
        assert "la commune où se trouve le terrain" in both
        assert "l’association qui forme les référents" in both
        lescar = queries.standing(case, world.agent("lescar"), "fr")
        assert (lescar.due_label, lescar.due_on.isoformat()) == ("Usage du terrain", "2026-03-23")
    with clock.at(MONDAY + timedelta(days=22)):
        assert queries.standing(case, world.agent("lescar"), "fr").is_overdue


def test_turns_follow_whoever_is_assigned(world: World) -> None:
    case = take_on(world, make_case(world))
    item = item_of(case, "terrain")
    actions.take(case=case, party=world.agent("lescar"), item=item)
    assert Turn.objects.get(item=item).assigned_to == world.agents["lescar"]
    actions.assign(case=case, party=world.agent("lescar"), to=None, item=item)
    assert Turn.objects.get(item=item).assigned_to is None
    with pytest.raises(actions.NotAllowed):
        actions.assign(case=case, party=world.agent("lescar"), to=world.agents["pau"], item=item)
    with pytest.raises(actions.NotAllowed):
        actions.take(case=case, party=world.agent("trainer"), item=item)


def test_messages_reach_the_right_side(world: World) -> None:
    case = take_on(world, make_case(world))
    applicant, waste, lescar = world.applicant, world.agent("waste"), world.agent("lescar")
    actions.write_message(case=case, party=applicant, text="Bonjour")
    actions.write_message(case=case, party=lescar, text="?", audience=f"part:{world.lescar.pk}")
    actions.write_message(case=case, party=waste, text="!", audience=f"part:{world.lescar.pk}")
    with pytest.raises(actions.NotAllowed):
        actions.write_message(case=case, party=lescar, text="À vous", audience="all")
    with pytest.raises(actions.NotAllowed):
        actions.write_message(
            case=case, party=lescar, text="?", audience=f"part:{world.trainer.pk}"
        )
    with pytest.raises(actions.NotAllowed):
        actions.add_note(case=case, party=applicant, text="entre nous")
    with pytest.raises(actions.NotFound):
        actions.write_message(case=case, party=world.agent("pau"), text="Bonjour")
    with pytest.raises(actions.InvalidInputs):
        actions.write_message(case=case, party=applicant, text="  ")
    assert queries.view_of(case, applicant).notes.count() == 1
    assert queries.view_of(case, lescar).notes.count() == 2
    assert queries.view_of(case, waste).notes.count() == 3
    assert queries.view_of(case, world.agent("trainer")).notes.count() == 0


def test_closed_cases_leave_the_inbox_and_take_no_move(world: World) -> None:
    case = make_case(world)
    actions.perform(case=case, transition="retirer", party=world.applicant, inputs={})
    case = Case.objects.get(pk=case.pk)
    assert queries.inbox(unit_ids=[world.waste.pk]).rows == []
    assert queries.moves_of(case, world.agent("waste")) == []
    with pytest.raises(actions.CaseClosed):
        actions.perform(
            case=case, transition="prendre_en_charge", party=world.agent("waste"), inputs={}
        )
