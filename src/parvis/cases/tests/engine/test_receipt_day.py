"""The day a request on paper is received: that of its pages, not that on which it is keyed in."""

from datetime import UTC, date, datetime

import pytest

from parvis.cases.actions import submit
from parvis.cases.engine.stage import Stage
from parvis.cases.models import Case, IssuedDocument, PaperForm
from parvis.catalogue.loader import load
from parvis.core import clock
from parvis.core.events import deliver_now
from parvis.core.paths import library_dir

PACKAGE = load(library_dir() / "parvis/stationnement-resident")
ARRIVED = datetime(2026, 3, 2, 9, tzinfo=UTC)
KEYED = datetime(2026, 3, 12, 9, tzinfo=UTC)


def filed(channel: str, *, with_pages: bool) -> Case:
    given = PACKAGE.scenarios.scenarios[0].given.model_copy(update={"channel": channel})
    stage = Stage(PACKAGE, given)
    draft = stage.draft()
    if with_pages:
        PaperForm.objects.create(draft_key=draft.pk, received_at=ARRIVED)
    return submit(draft=draft, person=stage.person, party=stage.opener())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("channel", "with_pages", "on", "due"),
    [
        ("post", True, date(2026, 3, 2), date(2026, 5, 2)),
        ("post", False, date(2026, 3, 12), date(2026, 5, 12)),
        # Printed at home, then sent on line after all.
        ("web", True, date(2026, 3, 12), date(2026, 5, 12)),
    ],
)
def test_silence_counts_from_receipt(channel: str, with_pages: bool, on: date, due: date) -> None:
    with clock.at(KEYED):
        case = filed(channel, with_pages=with_pages)
        deliver_now()
    deadline = case.deadlines.get(rule="instruction")
    assert (deadline.started_on, deadline.due_on) == (on, due)
    assert case.submitted_at.date() == on
    assert IssuedDocument.objects.filter(case=case, kind="receipt").exists()
