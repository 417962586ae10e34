"""The end of every action on a case: what follows by itself, the rows, the journal, the news."""

from typing import Any

from parvis.cases.actions.attachments import erase_files
from parvis.cases.engine import advance
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.live import Live
from parvis.cases.events import CaseMoved
from parvis.cases.models import Case
from parvis.core.actor import Actor
from parvis.journal import actions as journal
from parvis.journal.models import Entry


def commit(live: Live, verb: str, *, actor: Actor | None = None, **detail: Any) -> None:
    """Let the process go on, write everything, journal it, announce it. `actor`: who is journalled,
    when the story says otherwise. Raises ProcessLoops."""
    advance.settle(live)
    live.case.revision += 1
    moved = CaseMoved(
        case_id=live.case.pk,
        state=live.case.state,
        legal_state=live.case.legal_state,
        effects=live.frozen_effects(),
    )
    live.save(entry_of(live, verb, actor=actor, **detail), fact=moved)
    if live.erased:
        files = of_no_message(live.case)
        erase_files(files.filter(field__in=live.erased))
        _erase_before(live.case, live.erased)


def _erase_before(case: Case, fields: set[str]) -> None:
    """The same answers, as they were called under versions the case followed before."""
    for kept in case.carried.order_by("-pk"):
        then = kept.names.get("fields", {})
        fields = {then.get(name, name) for name in fields}
        kept.answers = {key: said for key, said in kept.answers.items() if key not in fields}
        kept.save(update_fields=["answers"])


def entry_of(live: Live, verb: str, *, actor: Actor | None = None, **detail: Any) -> Entry:
    """One entry for the journal, in the party's name, about the applicant's data: `live.save`
    writes it."""
    return journal.entry(
        actor=actor or live.party.actor,
        verb=verb,
        about=live.case,
        person=str(live.case.person_id),
        detail={"reference": live.case.reference, **detail},
    )
