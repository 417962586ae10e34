"""One thing done to many cases: chosen, previewed, done once, reported."""

import re
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

import pytest
from django.test import Client
from django.urls import reverse
from tests.harness import assert_queries_do_not_grow

from parvis.cases import actions, tasks
from parvis.cases.actions import bulk
from parvis.cases.models import BulkLine, BulkRun, Case, CaseEvent, Note, Turn
from parvis.cases.tests.agent.doors import enter, said, told
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_handler,
    make_neighbour,
    take_on,
)
from parvis.core import clock
from parvis.journal.models import Entry

INBOX = reverse("cases:agent-inbox")
START = reverse("cases:bulk-start")
Outcome = BulkLine.Outcome


def make_cases(world: World, many: int) -> list[Case]:
    return [make_case(world, person=make_neighbour()) for _number in range(many)]


def turns(cases: list[Case]) -> list[int]:
    return list(Turn.objects.filter(case__in=cases).values_list("pk", flat=True))


def begin(client: Client, kind: str, cases: list[Case], **more: str) -> str:
    """The address of the run that ticking these cases begins."""
    answer = client.post(START, {"faire": kind, "tour": turns(cases), **more})
    assert answer.status_code == 302
    return answer.headers["Location"]


def confirm(client: Client, page: str) -> None:
    assert "Confirmer" in said(client.get(page))
    assert client.post(page, {"confirmer": "oui"}).status_code == 302


def outcomes() -> list[str]:
    return sorted(BulkLine.objects.values_list("outcome", flat=True))


def test_boxes_stand_in_the_list_and_the_whole_page_is_one_box(world: World, waste: Client) -> None:
    cases = make_cases(world, 3)
    page = waste.get(INBOX)
    whole = re.search(r'name="tout" value="([\d,]+)"', page.content.decode())
    assert whole is not None
    page_of_run = waste.post(START, {"faire": "take", "tout": whole[1]}).headers["Location"]
    confirm(waste, page_of_run)
    assert Case.objects.filter(assigned_to=world.agents["waste"]).count() == len(cases)
    assert "3 demandes traitées" in said(waste.get(page_of_run))


def test_nothing_ticked_is_said(world: World, waste: Client) -> None:
    make_case(world)
    answer = waste.post(START, {"faire": "take", "filtres": "canal=web"})
    assert answer.headers["Location"] == f"{INBOX}?canal=web"
    assert "Cochez" in told(waste.get(INBOX))[0]
    assert not BulkRun.objects.exists()


def test_all_that_the_filters_find(world: World, waste: Client) -> None:
    wanted = make_cases(world, 22)
    make_case(world, filed_by_unit=world.waste, channel="desk")
    run = begin(waste, "take", [], lesquelles="filtres", filtres="canal=web")
    assert BulkLine.objects.count() == len(wanted)
    assert waste.get(run).context["back"] == f"{INBOX}?canal=web"


def test_turns_of_others_are_not_taken(world: World, pau: Client) -> None:
    answer = pau.post(START, {"faire": "take", "tour": turns([make_case(world)])})
    assert answer.headers["Location"] == INBOX
    assert not BulkRun.objects.exists()


def test_a_run_is_seen_by_whoever_prepared_it(world: World, waste: Client, lescar: Client) -> None:
    run = begin(waste, "take", [make_case(world)])
    assert lescar.get(run).status_code == 404
    assert lescar.post(run, {"confirmer": "oui"}).status_code == 404


def test_entrusting_says_who_cannot_and_why(world: World, waste: Client) -> None:
    colleague = make_handler(world.waste, name="Maïté Cazaux")
    free, closed = make_cases(world, 2)
    run = begin(waste, "entrust", [free, closed])
    actions.perform(
        case=closed,
        transition="refuser",
        party=world.agent("waste"),
        inputs={"motif": "autre", "explication": "Une explication assez longue."},
    )
    waste.post(run, {"agent": str(colleague.pk)})
    words = said(waste.get(run))
    assert "Confier à Maïté Cazaux" in words
    assert "est close" in words
    confirm(waste, run)
    assert list(Case.objects.filter(assigned_to=colleague)) == [free]
    assert outcomes() == ["done", "refused"]
    report = said(waste.get(run))
    assert closed.reference in report
    assert "est close" in report


def test_what_a_colleague_holds_is_not_taken(world: World, waste: Client) -> None:
    colleague = make_handler(world.waste, name="Maïté Cazaux")
    held, free = make_cases(world, 2)
    actions.assign(case=held, party=world.agent("waste"), to=colleague)
    run = begin(waste, "take", [held, free])
    assert "Déjà confiée à Maïté Cazaux" in said(waste.get(run))
    confirm(waste, run)
    held.refresh_from_db()
    assert held.assigned_to == colleague


def test_a_message_goes_to_each_person_once(world: World, waste: Client) -> None:
    cases = make_cases(world, 2)
    run = begin(waste, "write", cases)
    assert waste.post(run, {"texte": ""}).status_code == 200
    waste.post(run, {"texte": "Le service ferme vendredi."})
    confirm(waste, run)
    waste.post(run, {"confirmer": "oui"})
    assert Note.objects.filter(text="Le service ferme vendredi.").count() == 2
    assert "text" not in BulkRun.objects.get().arguments
    verbs = Entry.objects.filter(verb="cases.message_written").values_list("about_key", flat=True)
    assert sorted(verbs) == sorted(str(case.pk) for case in cases)


def test_a_move_is_chosen_and_its_questions_asked_once(world: World, waste: Client) -> None:
    further = take_on(world, make_case(world))
    for kind, who, result in (
        ("terrain", "lescar", "accorde"),
        ("formation", "trainer", "reservee"),
    ):
        item = item_of(further, kind)
        actions.finish_item(item=item, party=world.agent(who), result=result, inputs={})
    cases = [*make_cases(world, 2), further]
    run = begin(waste, "move", cases)
    offered = waste.get(run).context["form"].fields["quoi"].choices
    key = next(key for key, _label in offered if key.endswith(".recue.refuser"))
    asked = f"{run}?quoi={key}"
    assert "mêmes réponses" in said(waste.get(asked))
    typed = {"_shown": "motif,explication", "motif": "autre", "explication": "Court"}
    wrong = waste.post(asked, typed)
    assert wrong.status_code == 200
    assert 'role="alert"' in wrong.content.decode()
    waste.post(asked, typed | {"explication": "Le terrain est inondable en hiver."})
    words = said(waste.get(run))
    assert "2 demandes" in words
    assert "pas possible" in words
    confirm(waste, run)
    assert Case.objects.filter(state="refusee").count() == 2
    assert outcomes() == ["done", "done", "refused"]


def take_in_charge(client: Client, cases: list[Case]) -> str:
    run = begin(client, "move", cases)
    key = f"{cases[0].installation_id}.recue.prendre_en_charge"
    client.post(f"{run}?quoi={key}", {"_shown": ""})
    return run


def test_somebody_acted_between_the_preview_and_the_confirmation(
    world: World, waste: Client
) -> None:
    first, second = make_cases(world, 2)
    run = take_in_charge(waste, [first, second])
    take_on(world, first)
    confirm(waste, run)
    assert outcomes() == ["done", "refused"]
    assert CaseEvent.objects.filter(subject="prendre_en_charge").count() == 2
    assert "entre-temps" in said(waste.get(run))


def test_one_failure_does_not_stop_the_others(world: World, waste: Client) -> None:
    cases = make_cases(world, 3)
    run = begin(waste, "take", cases)
    ordinary: Callable[..., Case] = bulk.take

    def failing(**given: object) -> Case:
        made = ordinary(**given)
        if given["case"] == cases[1]:
            raise RuntimeError("broken disk")
        return made

    with mock.patch.object(bulk, "take", failing):
        confirm(waste, run)
    assert outcomes() == ["done", "done", "refused"]
    assert Case.objects.filter(assigned_to=None).get() == cases[1]
    assert "erreur" in said(waste.get(run))


def test_a_long_run_is_the_workers_and_goes_on_where_it_was_killed(
    world: World, waste: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    run = begin(waste, "take", make_cases(world, 4))
    confirm(waste, run)
    assert outcomes() == ["waiting"] * 4
    assert "0 sur 4" in said(waste.get(run))
    ordinary: Callable[..., Case] = bulk.take
    seen: list[object] = []

    def killed(**given: object) -> Case:
        seen.append(given["case"])
        if len(seen) == 3:
            raise SystemExit
        return ordinary(**given)

    key = BulkRun.objects.get().pk
    with mock.patch.object(bulk, "take", killed), pytest.raises(SystemExit):
        bulk.carry_on(key)
    assert outcomes() == ["done", "done", "waiting", "waiting"]
    tasks.run_bulk(str(key))
    tasks.run_bulk(str(key))
    assert outcomes() == ["done"] * 4
    assert CaseEvent.objects.filter(kind="assigned").count() == 4
    assert "Terminé" in said(waste.get(run))


def test_rights_are_those_of_the_day_it_runs(
    world: World, waste: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 0)
    run = begin(waste, "take", [make_case(world)])
    confirm(waste, run)
    world.agents["waste"].memberships.all().delete()
    bulk.carry_on(BulkRun.objects.get().pk)
    assert outcomes() == ["refused"]


def test_what_was_never_confirmed_is_forgotten(world: World, waste: Client) -> None:
    begin(waste, "take", [make_case(world)])
    kept = begin(waste, "take", [make_case(world)])
    confirm(waste, kept)
    assert bulk.purge_prepared() == 0
    with clock.at(clock.now() + timedelta(days=3)):
        assert bulk.purge_prepared() == 1
    assert BulkRun.objects.get().confirmed_at
    assert "1 sur 1" in said(waste.get(reverse("cases:bulk-reports")))


@pytest.mark.parametrize("kind", ["take", "move"])
def test_a_preview_costs_the_same_whatever_it_holds(world: World, kind: str) -> None:
    client = enter(world.agents["waste"])
    cases = make_cases(world, 2)
    run = begin(client, "take", cases) if kind == "take" else take_in_charge(client, cases)
    key = BulkRun.objects.get().pk

    def add() -> None:
        for case in make_cases(world, 3):
            BulkLine.objects.create(run_id=key, case=case, revision=case.revision)

    assert_queries_do_not_grow(lambda: client.get(run), add, at_most=9)
