"""The shared composter, from submission to decision, with real rows; what each one sees on the way."""

from datetime import date, timedelta

import pytest

from parvis.cases import actions, queries, rules
from parvis.cases.models import Case, CaseEvent, Deadline, Turn
from parvis.cases.tests.factories import (
    MONDAY,
    World,
    item_of,
    make_case,
    make_draft,
    take_on,
)
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.journal.models import Entry
from parvis.notifications.models import Notification

pytestmark = pytest.mark.django_db


def test_the_whole_story(world: World) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
        deliver_now()
    assert case.state == "recue"
    assert case.reference.startswith("LES-")
    assert set(case.bindings) == {"waste", "land_owner", "trainer"}
    assert case.bindings["land_owner"] == world.lescar.pk
    assert (case.full_units, case.part_units) == ([world.waste.pk], [])
    assert case.documents.get().kind == "receipt"
    assert Notification.objects.filter(person=world.person, channel="mail").exists()

    with clock.at(MONDAY + timedelta(days=1)):
        case = actions.perform(
            case=case,
            transition="demander_piece",
            party=world.agent("waste"),
            inputs={},
            correction={"fields": ["foyers"], "message": "Combien de foyers exactement ?"},
        )
        assert (case.state, case.hand) == ("a_completer", "applicant")
        assert not Turn.objects.exists()
        told = queries.standing(case, world.applicant, "fr")
        assert (told.suspended, told.due_label, told.hand_label) == (True, "Votre réponse", "vous")
        assert told.due_on == date(2026, 4, 3)
        assert "3 mars 2026" in told.why[-1]

    with clock.at(MONDAY + timedelta(days=8)):
        case = actions.perform(
            case=case,
            transition="completer",
            party=world.applicant,
            inputs={},
            correction={"foyers": "12"},
        )
    assert (case.state, case.hand, case.answers["foyers"]) == ("recue", "waste", 12)
    assert case.correction == {}
    assert Deadline.objects.get(case=case, rule="decision").due_on.isoformat() == "2026-05-09"

    with clock.at(MONDAY + timedelta(days=9)):
        actions.take(case=case, party=world.agent("waste"))
        case = take_on(world, case)
        assert case.hand == "items"
        assert sorted(case.part_units) == sorted([world.lescar.pk, world.trainer.pk])
        assert {turn.unit_id for turn in Turn.objects.all()} == {world.lescar.pk, world.trainer.pk}
        actions.finish_item(
            item=item_of(case, "formation"),
            party=world.agent("trainer"),
            result="reservee",
            inputs={"date_formation": "2026-03-28"},
        )

    with clock.at(MONDAY + timedelta(days=60)):
        report = actions.run_clock()
        assert (report.expired_items, report.failed) == (1, [])
        case.refresh_from_db()
        assert case.state == "a_decider"
        assert item_of(case, "terrain").by_silence
        case = actions.perform(
            case=case,
            transition="accepter",
            party=world.agent("waste"),
            inputs={"livraison": "2026-05-20", "message": ""},
        )
        deliver_now()
    assert (case.legal_state, case.hand, case.outcome) == ("closed", "nobody", "granted")
    assert not Turn.objects.exists()
    assert set(case.documents.values_list("kind", flat=True)) == {"receipt", "decision_favorable"}
    told = queries.timeline(case, world.applicant, "fr")
    assert any("son accord est réputé donné" in entry.text for entry in told)
    assert told[0].kind == "submitted"
    assert not [entry for entry in told if entry.is_internal]


def test_each_sees_only_what_its_part_needs(world: World) -> None:
    case = take_on(world, make_case(world))
    waste, lescar, trainer = (world.agent(name) for name in ("waste", "lescar", "trainer"))
    actions.add_note(case=case, party=waste, text="Voir l’an dernier.")
    assert queries.view_of(case, waste).fields_visible == "all"
    assert queries.view_of(case, lescar).fields_visible == frozenset(
        {"emplacement", "terrain", "accord_proprietaire", "photo", "cadre", "foyers"}
    )
    assert not queries.view_of(case, lescar).sees_applicant
    assert queries.view_of(case, trainer).sees_applicant
    assert [item.kind for item in queries.view_of(case, lescar).items] == ["terrain"]
    with pytest.raises(actions.NotFound):
        queries.view_of(case, world.agent("pau"))
    assert "Bordenave" not in str(queries.timeline(case, lescar, "fr"))
    assert "Bordenave" in str(queries.timeline(case, trainer, "fr"))
    kinds = [entry.kind for entry in queries.timeline(case, lescar, "fr")]
    assert kinds == ["submitted", "item_opened"]
    assert "note" in [entry.kind for entry in queries.timeline(case, waste, "fr")]
    assert "note" not in [entry.kind for entry in queries.timeline(case, world.applicant, "fr")]


@pytest.mark.parametrize(
    ("who", "found"),
    [("waste", 1), ("lescar", 0), ("pau", 0), ("trainer", 0)],
)
def test_a_unit_sees_a_case_once_it_is_asked(world: World, who: str, found: int) -> None:
    case = make_case(world)
    account = world.agents[who]
    assert queries.visible_to(account).count() == found
    take_on(world, case)
    expected = 0 if who == "pau" else 1
    assert queries.visible_to(account).count() == expected


def test_reading_is_written_in_the_journal(world: World) -> None:
    case = make_case(world)
    typed = case.reference.lower().replace("-", " ")
    assert queries.open_case_as(world.agents["waste"], typed, "appel de l’usagère") == case
    entry = Entry.objects.get(verb="cases.read")
    assert (entry.person_key, entry.reason) == (str(world.person.pk), "appel de l’usagère")
    with pytest.raises(actions.NotFound):
        queries.open_case_as(world.agents["pau"], case.reference)
    queries.open_case_as(world.resident, case.reference)
    assert Entry.objects.filter(verb="cases.read").count() == 1


def test_submitting_twice_gives_the_same_case(world: World) -> None:
    draft = make_draft(world)
    first = actions.submit(draft=draft, person=world.person, party=world.applicant)
    again = actions.submit(draft=draft, person=world.person, party=world.applicant)
    assert first == again
    assert Case.objects.count() == 1


def test_a_refused_submission_changes_nothing(world: World) -> None:
    draft = make_draft(world, answers={"foyers": 1})
    with pytest.raises(actions.InvalidInputs) as refusal:
        actions.submit(draft=draft, person=world.person, party=world.applicant)
    assert set(refusal.value.errors) == {"foyers"}
    draft.refresh_from_db()
    assert not Case.objects.exists()


def test_a_commune_without_its_unit_is_said(world: World) -> None:
    world.installation.bindings.filter(function="land_owner", unit=world.lescar).delete()
    draft = make_draft(world)
    with pytest.raises(actions.FunctionNotBound, match="Lescar") as refusal:
        actions.submit(draft=draft, person=world.person, party=world.applicant)
    assert refusal.value.function == "land_owner"


def test_what_was_decided_cannot_be_rewritten(world: World) -> None:
    from django.db import IntegrityError, transaction

    case = make_case(world)
    for change in (
        lambda: CaseEvent.objects.filter(case=case).update(kind="other"),
        lambda: CaseEvent.objects.filter(case=case).delete(),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_the_desk_acts_in_the_persons_name(world: World) -> None:
    from parvis.cases.tests.factories import make_handler
    from parvis.directory.models import Unit

    hall = Unit.objects.create(institution=world.lescar.institution, slug="accueil", name="Accueil")
    desk = make_handler(hall, name="Maylis", role="desk")
    party = queries.party_of(desk)
    draft = make_draft(world, filed_by_unit=hall, channel="desk")
    case = actions.submit(draft=draft, person=world.person, party=party)
    assert case.filed_by_label == "Accueil, Institution 216403350"
    assert queries.visible_to(desk).get() == case
    actions.perform(
        case=case,
        transition="demander_piece",
        party=world.agent("waste"),
        inputs={},
        correction={"fields": [], "message": "Passez nous voir."},
    )
    case.refresh_from_db()
    assert [move.transition for move in queries.moves_of(case, party)] == ["completer", "retirer"]
    actions.perform(case=case, transition="completer", party=party, inputs={}, correction={})
    view = queries.view_of(case, party)
    assert view.scope == "desk"
    assert not rules.may_write(case, party, "agents")
