"""Files given with a move: kept, shown where they were given, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from parvis.cases import actions, queries
from parvis.cases.actions import attachments, drafts
from parvis.cases.engine import party as parties
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Attachment, Case
from parvis.cases.tests.resident.samples import photo
from parvis.catalogue.loader import load
from parvis.core import clock
from parvis.core.paths import library_dir

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
PACKAGE = load(library_dir() / "parvis/visite-aide-a-domicile")
PAPER = {"moyen": "papier", "recueilli_le": "2026-03-02"}


@pytest.fixture
def stage(db: None) -> Stage:
    with clock.at(NOW):
        return Stage(PACKAGE, PACKAGE.scenarios.scenarios[0].given)


@pytest.fixture
def case(stage: Stage) -> Case:
    with clock.at(NOW):
        made = actions.submit(draft=stage.draft(), person=stage.person, party=stage.opener())
        actions.perform(
            case=made, transition="contacter", party=stage.party("coordination"), inputs={}
        )
        return made


def signed_paper(case: Case) -> Attachment:
    transition = PACKAGE.process.transitions
    field = next(
        one for move in transition if move.id == "noter_accord" for one in move.fields
        if one.type == "files"
    )  # fmt: skip
    return attachments.add_file(
        draft_key=case.draft_key, field=field, path=field.id, upload=photo("accord.png")
    )


def test_a_paper_given_with_a_move_is_kept_and_shown_to_the_service(
    stage: Stage, case: Case
) -> None:
    unit = stage.party("coordination")
    with clock.at(NOW):
        paper = signed_paper(case)
        actions.perform(case=case, transition="noter_accord", party=unit, inputs=PAPER)
        case.refresh_from_db()
        shown = [entry for entry in queries.timeline(case, unit, "fr") if entry.documents]
    assert [one.id for entry in shown for one in entry.documents if not one.is_issued] == [paper.pk]
    assert paper.pk in queries.view_of(case, unit).attachments.values_list("pk", flat=True)
    person = parties.somebody(case.person)
    assert paper.pk not in queries.view_of(case, person).attachments.values_list("pk", flat=True)
    told = queries.timeline(case, person, "fr")
    assert paper.pk not in {one.id for entry in told for one in entry.documents}


def test_it_stays_when_the_case_is_closed_and_lost_files_are_cleared(
    stage: Stage, case: Case
) -> None:
    unit = stage.party("coordination")
    with clock.at(NOW):
        paper = signed_paper(case)
        actions.perform(case=case, transition="noter_accord", party=unit, inputs=PAPER)
    Case.objects.filter(pk=case.pk).update(legal_state=Case.LegalState.CLOSED, closed_at=NOW)
    with clock.at(NOW + timedelta(days=400)):
        drafts.purge_drafts()
    assert Attachment.objects.filter(pk=paper.pk, case=case).exists()


def test_one_paper_does_not_serve_twice(stage: Stage, case: Case) -> None:
    unit = stage.party("coordination")
    with clock.at(NOW):
        signed_paper(case)
        actions.perform(case=case, transition="noter_accord", party=unit, inputs=PAPER)
        Case.objects.filter(pk=case.pk).update(state="accord_attendu")
        case.refresh_from_db()
        with pytest.raises(actions.InvalidInputs):
            actions.perform(case=case, transition="noter_accord", party=unit, inputs=PAPER)
