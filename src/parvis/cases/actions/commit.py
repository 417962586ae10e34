"""The end of every action on a case: what follows by itself, the rows, the journal, the news."""

from typing import Any

from parvis.cases.actions.attachments import erase_files
from parvis.cases.engine import advance
from parvis.cases.engine.live import Live
from parvis.cases.events import CaseMoved
from parvis.cases.models import Attachment
from parvis.journal import actions as journal
from parvis.journal.models import Entry


def commit(live: Live, verb: str, **detail: Any) -> None:
    """Let the process go on, write everything, journal it, announce it. Raises ProcessLoops."""
    advance.settle(live)
    live.case.revision += 1
    moved = CaseMoved(
        case_id=live.case.pk,
        state=live.case.state,
        legal_state=live.case.legal_state,
        effects=live.frozen_effects(),
    )
    live.save(entry_of(live, verb, **detail), fact=moved)
    if live.erased:
        files = Attachment.objects.filter(draft_key=live.case.draft_key, note=None)
        erase_files(files.filter(field__in=live.erased))


def entry_of(live: Live, verb: str, **detail: Any) -> Entry:
    """One entry for the journal, in the party's name, about the applicant's data: `live.save`
    writes it."""
    return journal.entry(
        actor=live.party.actor,
        verb=verb,
        about=live.case,
        person=str(live.case.person_id),
        detail={"reference": live.case.reference, **detail},
    )
