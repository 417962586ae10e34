"""Open cases follow the next version of a shipped service; what was sent stays as it was."""

import json
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings

from parvis.accounts.tests.factories import make_administrator
from parvis.cases import actions, queries, tasks
from parvis.cases.actions import versions
from parvis.cases.models import Case, CaseEvent, VersionLine, VersionRun
from parvis.cases.tests.factories import (
    World,
    item_of,
    make_case,
    make_neighbour,
    take_on,
)
from parvis.catalogue import actions as catalogue
from parvis.catalogue.definition import Migration, Package
from parvis.catalogue.rules import completed, gaps
from parvis.catalogue.tests.next_version import NAMES, OLD, next_package, tables
from parvis.core.events import deliver_now
from parvis.journal.models import Entry

Outcome = VersionLine.Outcome


def offer(world: World, package: Package) -> None:
    """Install the package in place of the former one, on the same units."""
    played = {"waste": world.waste, "trainer": world.trainer, "teacher": world.trainer}
    world.installation = catalogue.install(
        version=catalogue.publish(package=package),
        institution=world.waste.institution,
        area=world.installation.area,
        bindings=[
            catalogue.Bind(name, played.get(name, world.lescar))
            for name in package.service.functions
        ],
        slug=world.installation.slug,
    )


def ready(world: World, package: Package, **table: Any) -> VersionRun:
    former = world.installation.version
    offer(world, package)
    return versions.prepare(
        installation=world.installation,
        from_version=former,
        table=package.migrations.table(former.number).model_copy(update=table),
        actor=make_administrator(mfa=False).actor,
    )


def outcomes(run: VersionRun) -> list[tuple[str, list[str]]]:
    return [(one.outcome, one.why) for one in run.lines.order_by("case_id")]


def move_all(run: VersionRun) -> None:
    versions.ask_rehearsal(run=run)
    run.refresh_from_db()
    assert versions.confirm(run=run)
    versions.carry_on(run.pk)


def test_a_case_in_flight_follows_and_goes_on_to_its_end(world: World) -> None:
    case = take_on(world, make_case(world))
    due = {d.rule: d.due_on for d in case.deadlines.all()}
    item_due = item_of(case, "terrain").due_on
    actions.finish_item(
        item=item_of(case, "formation"),
        party=world.agent("trainer"),
        result="reservee",
        inputs={"date_formation": "2027-03-28"},
    )
    before = [e.title for e in queries.timeline(case, world.applicant, "fr")]
    sent = dict(case.answers)
    run = ready(world, next_package())

    move_all(run)

    case = Case.objects.get(pk=case.pk)
    assert outcomes(run) == [(Outcome.MOVED, [])]
    assert (case.state, case.hand, case.version) == ("examen", "items", world.installation.version)
    assert case.answers["logements"] == 8
    assert "foyers" not in case.answers
    kept = case.carried.get()
    assert (kept.answers, kept.version) == (sent, run.from_version)
    assert {d.rule: d.due_on for d in case.deadlines.all()} == due
    assert item_of(case, "sol").due_on == item_due
    assert case.bindings["teacher"] == world.trainer.pk
    # The story is told as it was, then one line more.
    after = [e.title for e in queries.timeline(case, world.applicant, "fr")]
    assert after[: len(before)] == before
    assert after[len(before) :] == [
        "Le service a changé\u202f: votre demande suit ses nouvelles règles"
    ]
    assert Entry.objects.filter(verb="cases.version_moved", about_key=str(case.pk)).count() == 1
    # And it goes on: the commune answers, the service decides.
    actions.finish_item(
        item=item_of(case, "sol"), party=world.agent("lescar"), result="accorde", inputs={}
    )
    case = actions.perform(
        case=case,
        transition="accepter",
        party=world.agent("waste"),
        inputs={"livraison": "2027-04-15", "message": ""},
    )
    assert case.state == "acceptee"
    deliver_now()
    assert case.documents.filter(kind="decision_favorable").exists()
    for viewer in (world.applicant, world.agent("waste"), world.agent("lescar")):
        assert queries.timeline(case, viewer, "fr")
        assert queries.view_of(case, viewer).items


def test_a_rehearsal_tells_and_changes_nothing(world: World) -> None:
    case = take_on(world, make_case(world))
    run = ready(world, next_package())
    rows = _everything()

    versions.ask_rehearsal(run=run)

    assert outcomes(run) == [(Outcome.ABLE, [])]
    assert run.lines.get().becomes == "examen"
    assert _everything() == rows
    case.refresh_from_db()
    assert case.version == run.from_version


def _everything() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT json_agg(c) FROM cases_case c)::text, "
            "(SELECT json_agg(i) FROM cases_workitem i)::text, "
            "(SELECT json_agg(d) FROM cases_deadline d)::text, "
            "(SELECT count(*) FROM cases_caseevent), (SELECT count(*) FROM cases_carried), "
            "(SELECT count(*) FROM core_outboxevent), (SELECT count(*) FROM journal_entry)"
        )
        return cursor.fetchall()


def ask_more(document: dict[str, Any]) -> None:
    page = document["form"]["pages"][1]["fields"]
    page.append({"id": "surface", "type": "number", "min": 1})
    for words in document["texts"].values():
        words["fields"]["surface"] = {"label": "Surface du terrain"}


def fewer_homes(document: dict[str, Any]) -> None:
    for field in document["form"]["pages"][1]["fields"]:
        if field["id"] == "logements":
            field["min"] = 10


def _no_answer_there(document: dict[str, Any]) -> None:
    for made in document["process"]["transitions"]:
        if made["id"] == "completer":
            made["correction"] = None
            made["to"] = "recue"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (ask_more, "La nouvelle version demande «\u202fSurface du terrain\u202f»"),
        (fewer_homes, "n’est plus valable"),
    ],
)
def test_what_the_new_version_would_refuse_stays_and_says_why(
    world: World, edit: Any, said: str
) -> None:
    case = make_case(world)
    large = make_case(world, person=make_neighbour(), answers={"foyers": 12})
    run = ready(world, next_package(edit))

    move_all(run)

    stays = [(Outcome.STAYED, mock.ANY)]
    assert outcomes(run) == (stays * 2 if edit is ask_more else [*stays, (Outcome.MOVED, [])])
    assert said in run.lines.get(case=case).why[0]
    assert "8" not in run.lines.get(case=case).why[0]
    case.refresh_from_db()
    assert case.version == run.from_version
    assert not case.carried.exists()
    # It goes on under the version it was sent with.
    assert take_on(world, case).state == "instruction"
    large.refresh_from_db()
    assert (large.version_id == run.to_version_id) == (edit is fewer_homes)


def test_a_default_answers_a_new_question(world: World) -> None:
    case = make_case(world)

    move_all(ready(world, next_package(ask_more, defaults={"surface": 20})))

    case.refresh_from_db()
    assert case.answers["surface"] == 20


def test_whoever_was_asked_to_complete_may_still_answer(world: World) -> None:
    _asked(world)
    refused = ready(world, next_package(_no_answer_there))
    versions.ask_rehearsal(run=refused)
    assert [one.outcome for one in refused.lines.all()] == [Outcome.UNABLE]
    versions.drop(run=refused)


def test_a_correction_asked_before_is_answered_after(world: World) -> None:
    case = _asked(world)
    move_all(ready(world, next_package()))
    case.refresh_from_db()
    assert case.correction["fields"] == ["logements"]
    assert case.deadlines.get(rule="decision").suspended_since is not None

    case = actions.perform(
        case=case,
        transition="completer",
        party=world.applicant,
        inputs={},
        correction={"logements": 14},
    )

    assert (case.state, case.answers["logements"]) == ("recue", 14)
    assert case.deadlines.get(rule="decision").suspended_since is None


def _asked(world: World) -> Case:
    return actions.perform(
        case=make_case(world),
        transition="demander_piece",
        party=world.agent("waste"),
        inputs={},
        correction={"fields": ["foyers"], "message": "Combien exactement ?"},
    )


def test_what_is_left_ends_in_its_own_words(world: World) -> None:
    def drop_training(document: dict[str, Any]) -> None:
        process = document["process"]
        del process["items"]["formation"]
        for made in process["transitions"]:
            made["opens"] = [one for one in made["opens"] if one != "formation"]
            made["cancels"] = [one for one in made["cancels"] if one != "formation"]
            if made["guard"] and "items.formation" in made["guard"]:
                made["guard"] = "items.sol.done"
        for words in document["texts"].values():
            del words["items"]["formation"]

    case = take_on(world, make_case(world))
    run = ready(world, next_package(drop_training, items={"terrain": "sol", "formation": None}))
    move_all(run)

    case.refresh_from_db()
    assert outcomes(run) == [(Outcome.MOVED, [])]
    kinds = {item.kind: item.cancelled for item in case.items.all()}
    assert kinds == {"sol": False, "formation": True}
    assert [item.kind for item in queries.items_of(case)] == ["sol"]
    titles = [entry.title for entry in queries.timeline(case, world.agent("waste"), "fr")]
    assert OLD.words("fr").items["formation"].label in titles
    assert queries.view_of(case, world.agent("trainer")).items == []


def test_killed_between_two_cases_it_goes_on_and_carries_each_once(world: World) -> None:
    cases = [make_case(world, person=make_neighbour()) for _n in range(5)]
    run = ready(world, next_package())
    versions.ask_rehearsal(run=run)
    assert versions.confirm(run=run)
    assert not versions.confirm(run=run)

    with (
        mock.patch.object(versions, "_attempt", side_effect=[[], KeyboardInterrupt]),
        pytest.raises(KeyboardInterrupt),
    ):
        versions.carry_on(run.pk)
    # That first one was only pretended.
    run.lines.update(outcome=Outcome.ABLE)
    versions.carry_on(run.pk, most=2)
    run.refresh_from_db()
    assert run.ended_at is None
    tasks.run_versions(str(run.pk))
    tasks.run_versions(str(run.pk))

    run.refresh_from_db()
    assert run.ended_at is not None
    events = CaseEvent.objects.filter(kind="version_moved").values_list("case_id", flat=True)
    assert sorted(events) == sorted(case.pk for case in cases)


def test_what_changed_since_the_rehearsal_is_looked_at_again(world: World) -> None:
    closed, open_ = make_case(world), make_case(world, person=make_neighbour())
    run = ready(world, next_package())
    versions.ask_rehearsal(run=run)
    actions.perform(case=closed, transition="retirer", party=world.applicant, inputs={})
    versions.confirm(run=run)
    versions.carry_on(run.pk)

    assert run.lines.get(case=closed).outcome == Outcome.STAYED
    assert run.lines.get(case=open_).outcome == Outcome.MOVED


def test_two_moves_one_after_the_other_keep_both_stories(world: World) -> None:
    case = take_on(world, make_case(world))
    before = [e.title for e in queries.timeline(case, world.applicant, "fr")]
    move_all(ready(world, next_package()))

    text = catalogue.written(catalogue.document_of(next_package()))
    for old, new in {'"sol"': '"lot"', "items.sol": "items.lot", "item:sol": "item:lot"}.items():
        text = text.replace(old, new)
    third = json.loads(text.replace("answers.sol", "answers.lot"))
    third["service"]["version"] = "3.0.0"
    renamed = {"sol": "lot"}
    table = {"from": ["2.0.0"], "items": renamed, "fields": renamed}
    third["migrations"] = {"migrations": [table]}
    move_all(ready(world, Package.model_validate(third)))

    case.refresh_from_db()
    assert case.answers["lot"] == "public"
    titles = [e.title for e in queries.timeline(case, world.applicant, "fr")]
    assert titles[: len(before)] == before
    assert len(titles) == len(before) + 2


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(drawn=tables())
def test_a_table_without_gap_breaks_no_case(world: World, drawn: dict[str, Any]) -> None:
    """Whatever the table: it has gaps and cannot be used; or every case follows or stays whole."""
    package = next_package()
    table = Migration.model_validate({"from": [OLD.service.version], **drawn})
    whole = completed(table, OLD, package)
    with versions.transaction.atomic():
        case = take_on(world, make_case(world, person=make_neighbour()))
        run = ready(world, package, **{key: getattr(whole, key) for key in NAMES})
        if gaps(whole, OLD, package):
            with pytest.raises(versions.NotAllowed):
                versions.ask_rehearsal(run=run)
        else:
            decided = case.decided_at
            move_all(run)
            (line,) = run.lines.all()
            case = Case.objects.get(pk=case.pk)
            moved = line.outcome == Outcome.MOVED
            assert moved == (case.version_id == run.to_version_id)
            assert moved != bool(line.why)
            assert (case.closed_at, case.decided_at) == (None, decided)
            assert case.turns.exists()
            for viewer in (world.applicant, world.agent("waste"), world.agent("lescar")):
                queries.timeline(case, viewer, "fr")
                queries.standing(case, viewer, "fr")
                queries.moves_of(case, viewer)
        versions.transaction.set_rollback(True)
    world.installation.refresh_from_db()
