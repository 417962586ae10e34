"""What the conditions of a process read, for one case at one moment."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from parvis.cases.answers.conditions import facts_of
from parvis.cases.models import Case, WorkItem
from parvis.catalogue.definition import Field, Lookup, Package
from parvis.catalogue.definition.environment import OPINION_COUNTS

Facts = dict[str, Any]


def facts_of_case(
    package: Package,
    case: Case,
    items: Sequence[WorkItem],
    *,
    today: date,
    submitted_on: date,
    paid: bool = False,
) -> Facts:
    """Everything but the inputs of a transition, which stay unknown until `with_inputs`."""
    fields = package.form.all_fields()
    return {
        "answers": facts_of(fields, case.answers, blank=[field.id for field in fields]),
        "applicant": {"identity": case.applicant_identity},
        "case": {
            "channel": case.channel,
            "submitted_on": submitted_on,
            "opened_by": "agent" if case.filed_by_unit_id else "resident",
            "paid": paid,
        },
        "charges": charge_facts(package, case),
        "items": item_facts(package, items),
        "opinions": opinion_facts(package, items),
        "facts": {
            lookup_id: _typed(lookup, case.facts.get(lookup_id) or {})
            for lookup_id, lookup in package.process.lookups.items()
        },
        "inputs": {},
        "today": today,
    }


def charge_of(key: str) -> str:
    """The charge of the package that this amount of a case is: `facture#2` is the second bill."""
    return key.partition("#")[0]


def charge_facts(package: Package, case: Case) -> Facts:
    """What the applicant owes; the amount of what was not asked yet is unknown. Of a charge that
    repeats, the amount is that of the last, and all must be paid."""
    asked: dict[str, list[dict[str, Any]]] = {id_: [] for id_ in package.process.charges}
    for key, kept in case.charges.items():
        asked.setdefault(charge_of(key), []).append(kept)
    return {
        id_: {"amount": all_[-1]["cents"], "paid": all(one["paid"] for one in all_)}
        if (all_ := asked[id_])
        else {"paid": False}
        for id_ in package.process.charges
    }


def with_inputs(facts: Facts, fields: Iterable[Field], inputs: Mapping[str, Any]) -> Facts:
    """The same, once the actor said what the transition asks."""
    asked = list(fields)
    return facts | {"inputs": facts_of(asked, inputs, blank=[field.id for field in asked])}


def item_facts(package: Package, items: Iterable[WorkItem]) -> Facts:
    """By kind, the last time it was opened. The result of an item that waits is unknown; of one
    never opened, or cancelled, it is known to be none ("")."""
    last = {item.kind: item for item in items}
    facts: Facts = {}
    for kind in package.process.items:
        item = last.get(kind)
        facts[kind] = {
            "opened": item is not None,
            "done": item is not None and item.done_at is not None and not item.cancelled,
            "expired": item is not None and item.expired_at is not None,
        }
        if item is None or item.done_at is not None:
            facts[kind]["result"] = item.result if item is not None else ""
    return facts


def opinion_facts(package: Package, items: Iterable[WorkItem]) -> Facts:
    """Opinions asked freely, counted by kind; those withdrawn were never asked."""
    freely = {id_: kind for id_, kind in package.process.items.items() if kind.asked_by}
    if not freely:
        return {}
    counted: Facts = {
        id_: dict.fromkeys((*OPINION_COUNTS, *kind.results), 0) for id_, kind in freely.items()
    }
    for item in items:
        if item.kind not in freely or item.cancelled:
            continue
        counts = counted[item.kind]
        counts["asked"] += 1
        counts["waiting"] += item.done_at is None
        counts["silent"] += item.by_silence
        if item.done_at is not None:
            counts[item.result] += 1
    return counted


def _typed(lookup: Lookup, given: Mapping[str, Any]) -> Facts:
    return {
        name: date.fromisoformat(given[name]) if kind == "date" else given[name]
        for name, kind in lookup.gives.items()
        if name in given
    }
