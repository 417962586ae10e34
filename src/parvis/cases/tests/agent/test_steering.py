"""Figures and exports of a unit: for its managers, and what leaves is noted."""

import csv
import io
import json
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.harness import assert_queries_do_not_grow

from parvis.cases.exports import rows
from parvis.cases.models import Case, ExportTemplate
from parvis.cases.queries import steering
from parvis.cases.tests.agent.doors import enter, menu, said
from parvis.cases.tests.factories import (
    MONDAY,
    World,
    make_case,
    make_handler,
    make_neighbour,
    take_on,
)
from parvis.core import clock
from parvis.directory.models import Membership
from parvis.journal.models import Entry

BOARD, EXPORTS = reverse("cases:board"), reverse("cases:exports")
WHY = "préparer le bilan annuel"


@pytest.fixture
def marc(world: World) -> Client:
    steering._figures.forget()
    return enter(make_handler(world.waste, name="Marc Lacoste", role=Membership.Role.MANAGER))


def address(world: World) -> str:
    return reverse("cases:export", args=[world.waste.pk, world.installation.pk])


def asked(**changed: object) -> dict[str, object]:
    return {
        "which": "all",
        "file_format": "csv",
        "columns": ["reference", "applicant", "submitted_at", "answers.foyers"],
        "reason": WHY,
        **changed,
    }


def taken(response) -> bytes:
    return b"".join(response.streaming_content)


def table(response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(taken(response).decode("utf-8-sig")), delimiter=";"))


def test_only_managers_have_figures_and_exports(
    world: World, marc: Client, waste: Client, lescar: Client
) -> None:
    make_case(world)
    for door in (waste, lescar):
        assert door.get(BOARD).status_code == 404
        assert door.get(EXPORTS).status_code == 404
        assert door.post(address(world), asked()).status_code == 404
    assert BOARD in menu(marc.get(BOARD))
    assert BOARD not in menu(waste.get(reverse("cases:agent-inbox")))


def test_a_manager_of_another_unit_takes_nothing(world: World) -> None:
    other = enter(make_handler(world.lescar, role=Membership.Role.MANAGER))
    take_on(world, make_case(world))
    assert other.get(BOARD, {"unite": world.waste.pk}).status_code == 404
    assert other.post(address(world), asked()).status_code == 404
    part = reverse("cases:export", args=[world.lescar.pk, world.installation.pk])
    assert other.post(part, asked()).status_code == 404  # sees what tasks share, not the whole


def test_figures_count_what_the_unit_has_to_do(world: World, marc: Client) -> None:
    with clock.at(MONDAY):
        take_on(world, make_case(world))
        old = make_case(world, person=make_neighbour())
        Case.objects.filter(pk=old.pk).update(submitted_at=MONDAY - timedelta(days=40))
        old.turns.update(due_on=date(2026, 2, 1))
        words = said(marc.get(BOARD))
        figures = steering.figures_of(world.waste.pk)
    assert "2 demandes ouvertes" in words
    assert figures.ages == (1, 0, 1, 0, 0)
    assert figures.overdue == 1
    assert figures.channels == (("web", 2),)
    assert [month.received for month in figures.months][-3:] == [1, 0, 1]
    assert sum(month.received for month in figures.months) == 2


def test_the_board_costs_the_same_whatever_there_is(world: World, marc: Client) -> None:
    def look() -> None:
        steering._figures.forget()
        marc.get(BOARD)

    make_case(world)
    assert_queries_do_not_grow(look, lambda: make_case(world, person=make_neighbour()))


def test_an_export_is_what_was_asked_and_each_case_is_noted(world: World, marc: Client) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
        page = marc.post(address(world), asked())
        told = table(page)
    assert page["Content-Disposition"].endswith('2026-03-02.csv"')
    assert told[0] == [
        "Référence",
        "Demandeur",
        "Déposée le",
        "Combien de foyers veulent participer\u202f?",
    ]
    assert told[1] == [case.reference, case.applicant_name, "2026-03-02 10:00", "8"]
    noted = Entry.objects.get(verb="cases.exported")
    assert (noted.about_key, noted.person_key) == (str(case.pk), str(case.person_id))
    assert noted.reason == WHY
    assert Entry.objects.filter(verb="cases.export_made").count() == 1


def test_no_reason_no_export(world: World, marc: Client) -> None:
    make_case(world)
    page = marc.post(address(world), asked(reason=" "))
    assert page.status_code == 422
    assert "À quoi sert l’export" in said(page)
    assert not Entry.objects.filter(verb__startswith="cases.export").exists()


def test_days_are_those_of_the_territory_and_included(world: World, marc: Client) -> None:
    late = MONDAY.replace(hour=22, minute=30)  # 23:30 in Paris: still Monday
    with clock.at(late):
        case = make_case(world)
    day = {f"{end}_{part}": value for end in ("since", "until") for part, value in _PARTS.items()}
    assert table(marc.post(address(world), asked(**day)))[1][0] == case.reference
    day["since_day"] = day["until_day"] = "3"
    assert len(table(marc.post(address(world), asked(**day)))) == 1


_PARTS = {"day": "2", "month": "3", "year": "2026"}


def test_what_a_resident_typed_is_not_run_by_a_spreadsheet(world: World, marc: Client) -> None:
    case = make_case(world)
    Case.objects.filter(pk=case.pk).update(applicant_name='=HYPERLINK("http://x";"y")')
    assert table(marc.post(address(world), asked()))[1][1] == '\'=HYPERLINK("http://x";"y")'


def test_ods_opens_in_a_reader_that_is_not_ours(world: World, marc: Client) -> None:
    with clock.at(MONDAY):
        case = make_case(world)
        Case.objects.update(applicant_name="<Ô&> \x0b\uffff\U0001f333")
    made = taken(marc.post(address(world), asked(file_format="ods")))
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(made)).get_sheet_by_index(0).to_python()
    assert sheet[0][0] == "Référence"
    assert sheet[1][:2] == [case.reference, "<Ô&> \U0001f333"]
    assert sheet[1][3] == 8.0


def test_json_is_raw(world: World, marc: Client) -> None:
    case = make_case(world)
    told = json.loads(taken(marc.post(address(world), asked(file_format="json"))))["cases"]
    assert told[0]["reference"] == case.reference
    assert told[0]["answers"] == {"foyers": 8}


def test_chunks_lose_nothing_and_repeat_nothing(
    world: World, marc: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "CHUNK", 2)
    made = {make_case(world, person=make_neighbour()).reference for _ in range(5)}
    told = [row[0] for row in table(marc.post(address(world), asked()))[1:]]
    assert sorted(told) == sorted(made)
    assert Entry.objects.filter(verb="cases.exported").count() == 5


def test_an_export_is_kept_made_again_and_forgotten(world: World, marc: Client) -> None:
    make_case(world)
    taken(marc.post(address(world), asked(keep_as="Bilan")))
    kept = ExportTemplate.objects.get()
    assert "Bilan" in said(marc.get(EXPORTS))
    form = marc.get(address(world), {"modele": kept.pk}).context["form"]
    assert form.initial["columns"] == asked()["columns"]
    marc.post(reverse("cases:export-drop", args=[kept.pk]))
    assert not ExportTemplate.objects.exists()
