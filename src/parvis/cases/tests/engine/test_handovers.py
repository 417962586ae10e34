"""“Not ours: whose?”: a task sent back, passed on, or asked again; never nobody's."""

from copy import deepcopy
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.harness import Make

from parvis.cases import actions, queries, rules
from parvis.cases.engine import hands, moves
from parvis.cases.engine.party import Party
from parvis.cases.engine.script import Script, script_of
from parvis.cases.models import Case, CaseEvent, Turn, WorkItem
from parvis.cases.tests.factories import MONDAY, World, item_of, make_case, take_on
from parvis.catalogue.tests.factories import make_package
from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification


@pytest.fixture(scope="module", autouse=True)
def kept_case(made_once: Make, kept_world: World) -> Case:
    with clock.at(MONDAY):
        return made_once(lambda: take_on(kept_world, make_case(kept_world)))


@pytest.fixture
def case(kept_case: Case, db: None) -> Case:
    return deepcopy(kept_case)


def send_back(world: World, case: Case, who: str = "lescar", **more: object) -> Case:
    fields = {"reason": "La parcelle est à Pau.", "whose_unit": world.pau, **more}
    return actions.send_item_back(item=item_of(case, "terrain"), party=world.agent(who), **fields)


def pass_on(world: World, case: Case, unit: object) -> Case:
    return actions.pass_item_on(
        item=item_of(case, "terrain"), party=world.agent("waste"), unit=unit
    )


def turns(case: Case) -> set[tuple[int, str]]:
    return {(t.unit_id, t.item.kind if t.item else "") for t in Turn.objects.filter(case=case)}


def story(case: Case, party: object) -> str:
    return "\n".join(f"{e.title}. {e.text}" for e in queries.timeline(case, party, "fr"))


def test_the_lead_unit_has_the_hand_at_once(world: World, case: Case) -> None:
    with clock.at(MONDAY + timedelta(days=2)):
        send_back(world, case)
        deliver_now()
    assert turns(case) == {(world.waste.pk, "terrain"), (world.trainer.pk, "formation")}
    told = Notification.objects.get(key__contains=":sent_back")
    assert told.unit_key == str(world.waste.pk)
    assert "La parcelle est à Pau." in told.text
    assert "Services techniques de Pau" in told.text
    row = next(r for r in queries.inbox(unit_ids=[world.waste.pk]).rows if r.item_id)
    assert row.what.startswith("À qui est-ce")
    said = queries.standing(Case.objects.get(pk=case.pk), world.applicant, "fr")
    assert "échets" in said.hand_label
    assert Entry.objects.filter(verb="cases.item_sent_back").count() == 1


def test_the_person_reads_who_has_the_hand_not_what_services_say(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        send_back(world, case, reason="Encore une erreur de vos services !")
    theirs = story(case, world.applicant)
    assert "répond que ce n’est pas de son ressort" in theirs
    assert "Encore une erreur" not in theirs
    assert "Encore une erreur" in story(case, world.agent("waste"))


def test_its_date_does_not_pass_while_the_lead_looks_for_who(world: World, case: Case) -> None:
    """By silence the commune agrees: not when it said that the land is not its own."""
    with clock.at(MONDAY):
        send_back(world, case)
    with clock.at(MONDAY + timedelta(days=40)):
        report = actions.run_clock()
    assert report.expired_items == 1  # the training, which nobody sent back
    item = item_of(case, "terrain")
    assert (item.done_at, item.expired_at, item.reminded_at) == (None, None, None)


def test_passed_on_with_what_it_shares_and_a_date_of_its_own(world: World, case: Case) -> None:
    with clock.at(MONDAY + timedelta(days=1)):
        send_back(world, case)
    with clock.at(MONDAY + timedelta(days=7)):
        passed = pass_on(world, case, world.pau)
        deliver_now()
    item = item_of(case, "terrain")
    assert (item.unit, item.kind, item.ordinal) == (world.pau, "terrain", 1)
    # Fifteen working days from 9 March; Easter Monday is 6 April.
    assert item.due_on == date(2026, 3, 30)
    assert [step["kind"] for step in item.due_why][:2] == ["restarted", "start"]
    assert passed.part_units == sorted([world.pau.pk, world.trainer.pk])
    assert rules.scope_of(passed, world.agent("lescar")) == "none"
    assert rules.scope_of(passed, world.agent("pau")) == "part"
    assert turns(case) == {(world.pau.pk, "terrain"), (world.trainer.pk, "formation")}
    assert Notification.objects.filter(
        key__contains=":relais_commune", unit_key=str(world.pau.pk)
    ).exists()
    seen = queries.open_case(world.agent("pau"), case.reference)
    view = queries.view_of(seen, world.agent("pau"))
    assert view.fields_visible == frozenset(
        script_of(case.version_id).package.process.items["terrain"].shares
    )
    done = actions.finish_item(item=item, party=world.agent("pau"), result="accorde", inputs={})
    assert item_of(done, "terrain").result == "accorde"
    assert "Services techniques de Pau" in queries.standing(seen, world.applicant, "fr").hand_label


def test_what_the_function_is_told_later_goes_to_the_new_unit(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        send_back(world, case)
        passed = pass_on(world, case, world.pau)
    assert passed.bindings["land_owner"] == world.pau.pk
    assert passed.bindings["waste"] == world.waste.pk


def test_the_next_unit_may_send_it_back_too(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        send_back(world, case)
        pass_on(world, case, world.pau)
        send_back(world, case, "pau", whose_unit=None, whose="Le département")
        pass_on(world, case, world.trainer)
        send_back(world, case, "trainer", whose_unit=None)
        pass_on(world, case, world.lescar)
    item = item_of(case, "terrain")
    assert [one["unit"] for one in item.returns] == [
        world.lescar.pk,
        world.pau.pk,
        world.trainer.pk,
    ]
    assert item.returns[1]["whose"] == "Le département"
    kinds = CaseEvent.objects.filter(case=case, subject="terrain").order_by("pk")
    assert list(kinds.values_list("kind", flat=True)) == [
        "item_opened",
        *["item_sent_back", "item_passed_on"] * 3,
    ]


def test_the_lead_may_insist(world: World, case: Case) -> None:
    with clock.at(MONDAY):
        send_back(world, case)
    with clock.at(MONDAY + timedelta(days=7)):
        actions.insist_on_item(
            item=item_of(case, "terrain"),
            party=world.agent("waste"),
            message="Le cadastre dit Lescar.",
        )
        deliver_now()
    item = item_of(case, "terrain")
    assert (item.unit, item.sent_back_at, item.due_on) == (world.lescar, None, date(2026, 3, 30))
    told = Notification.objects.get(key__contains=":insisted")
    assert told.unit_key == str(world.lescar.pk)
    assert "Le cadastre dit Lescar." in story(case, world.agent("lescar"))
    assert "cadastre" not in story(case, world.applicant)


def refused(kind: type[Exception], deed: object, *args: object, **more: object) -> None:
    with pytest.raises(kind):
        deed(*args, **more)  # type: ignore[operator]


def test_who_may_what(world: World, case: Case) -> None:
    item, training = item_of(case, "terrain"), item_of(case, "formation")
    send, waste = actions.send_item_back, world.agent("waste")
    refused(actions.NotAllowed, send, item=item, party=waste, reason="x")
    refused(actions.NotFound, send, item=item, party=world.agent("pau"), reason="x")
    # A training is the trainer's own work.
    refused(actions.NotAllowed, send, item=training, party=world.agent("trainer"), reason="x")
    refused(actions.InvalidInputs, send, item=item, party=world.agent("lescar"), reason=" ")
    refused(actions.CaseMoved, pass_on, world, case, world.pau)
    send_back(world, case)
    refused(actions.CaseMoved, send_back, world, case)
    refused(actions.NotAllowed, pass_on, world, case, world.lescar)
    lescar = world.agent("lescar")
    refused(actions.NotAllowed, actions.insist_on_item, item=item, party=lescar, message="x")
    refused(actions.NotAllowed, actions.take, case=case, party=lescar, item=item)
    refused(
        actions.NotAllowed,
        actions.finish_item,
        item=item,
        party=lescar,
        result="accorde",
        inputs={},
    )
    pass_on(world, case, world.pau)
    refused(actions.CaseMoved, pass_on, world, case, world.lescar)


@pytest.mark.parametrize(
    ("kind", "may_refuse", "found"),
    [
        ("hand_over", True, True),
        ("opinion", True, True),
        ("hand_over", False, False),
        ("task", True, False),
        ("visit", True, False),
    ],
)
def test_what_a_unit_may_send_back(kind: str, may_refuse: bool, found: bool) -> None:
    package = make_package()
    process = package.process
    changed = process.items["terrain"].model_copy(update={"kind": kind, "may_refuse": may_refuse})
    process = process.model_copy(update={"items": {**process.items, "terrain": changed}})
    script = Script(package.model_copy(update={"process": process}))
    party = Party("agent", Actor("agent", "a", "A"), unit_ids=frozenset({2}))
    item = WorkItem(kind="terrain", unit_id=2)
    assert moves.may_send_back(script, Case(lead_unit_id=1), item, party) is found
    # The lead unit gave it: it has nobody to send it back to.
    assert not moves.may_send_back(script, Case(lead_unit_id=2), item, party)


@given(steps=st.lists(st.sampled_from(["back", "on", "again"]), max_size=8))
def test_an_open_item_is_always_expected_of_exactly_one_unit(steps: list[str]) -> None:
    case = Case(lead_unit_id=1)
    item = WorkItem(unit_id=2)
    for step in steps:
        if step == "back":
            item.sent_back_at = item.sent_back_at or MONDAY
        elif item.sent_back_at:
            item.unit_id += step == "on"
            item.sent_back_at = None
        assert hands.holder_of(case, item) == (1 if item.sent_back_at else item.unit_id)
