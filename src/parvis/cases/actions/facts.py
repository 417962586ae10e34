"""What outside systems answered."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from parvis.cases.actions.commit import commit
from parvis.cases.engine.live import Live
from parvis.cases.engine.party import SYSTEM_PARTY
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case
from parvis.catalogue.definition import Lookup


@transaction.atomic
def record_facts(*, case: Case, lookup: str, facts: Mapping[str, Any] | None) -> Case:
    """Keep the answer of a lookup (None: nothing known) and let the process go on.

    The first answer stays; another one changes nothing. Values of another type than `gives`
    declares are left out. Raises NotFound for a lookup the package does not have.
    """
    live = Live.lock(case.pk, SYSTEM_PARTY)
    asked = live.script.package.process.lookups.get(lookup)
    if asked is None:
        raise NotFound
    if lookup in live.case.facts or live.case.legal_state == Case.LegalState.CLOSED:
        return live.case
    known = _well_typed(asked, facts or {})
    live.case.facts = {**live.case.facts, lookup: known}
    live.note("lookup", lookup, audience="agents", found=bool(known), source=asked.source)
    commit(live, "cases.facts_recorded", lookup=lookup)
    return live.case


def _well_typed(lookup: Lookup, facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: facts[name]
        for name, kind in lookup.gives.items()
        if name in facts and _is(kind, facts[name])
    }


def _is(kind: str, value: object) -> bool:
    match kind:
        case "yes_no":
            return isinstance(value, bool)
        case "text":
            return isinstance(value, str)
        case "amount":
            return isinstance(value, int) and not isinstance(value, bool)
        case "number":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "date" if isinstance(value, str):
            try:
                date.fromisoformat(value)
            except ValueError:
                return False
            return True
    return False
