"""Requests that seem to repeat each other, as far as their reader may see them."""

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db.models import OuterRef, Q, QuerySet

from parvis.accounts.queries import person_family
from parvis.cases import rules
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.party import Party
from parvis.cases.models import Case, Draft, Likeness
from parvis.cases.queries.lists import visible_to
from parvis.catalogue.definition import Package
from parvis.catalogue.queries import package_of
from parvis.core import calendars, clock
from parvis.core.text import fold
from parvis.territory.models import Area

MOST = 5
LIKE = Likeness.objects.filter(Q(case=OuterRef("pk")) | Q(other=OuterRef("pk")), settled="")
_APART = re.compile(r"[\W_]+")


def subject_of(package: Package, answers: Mapping[str, Any]) -> str:
    """A digest of the answers that tell what a case is about; empty when the service names none, or
    one of them is not answered."""
    names = package.service.duplicates.same
    told = [_plain(answers.get(name)) for name in names]
    if not told or not all(told):
        return ""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _plain(answer: Any) -> Any:
    """Accents, case, spaces and punctuation aside; an address is its line and its commune."""
    if isinstance(answer, str):
        return _APART.sub("", fold(answer))
    if isinstance(answer, Mapping):
        kept = {"line", "commune_code"} & answer.keys() or answer.keys()
        parts = {name: _plain(answer[name]) for name in sorted(kept)}
        return parts if any(parts.values()) else ""
    if isinstance(answer, (list, tuple)):
        return sorted(map(_plain, answer), key=str)
    return "" if answer is None else str(answer)


def resembling(
    cases: QuerySet[Case], package: Package, *, subject: str, person: Any, area: Area
) -> QuerySet[Case]:
    """Among these cases of one service, those that a request with this subject, or else by this
    person, repeats."""
    rule = package.service.duplicates
    if not rule.flagged or (rule.same and not subject):
        return cases.none()
    found = cases.filter(anonymised_at=None, duplicate_of=None).order_by("-pk")
    if rule.same:
        found = found.filter(subject__digest=subject)
    else:
        found = found.filter(person__in=person_family(person))
    if rule.within is None:
        return found.filter(closed_at=None)
    local = LocalTime(area)
    day = calendars.before(
        local.day_of(clock.now()), rule.within.count, rule.within.unit, local.calendar
    )
    return found.filter(submitted_at__gte=datetime.combine(day, time.min, local.zone))


def already_sent(draft: Draft, answers: Mapping[str, Any], party: Party) -> list[Case]:
    """What this draft would repeat, of its own person, among what the party may see."""
    package = package_of(draft.version_id)
    if draft.person_id is None or not package.service.duplicates.flagged:
        return []
    mine = visible_to(party).filter(
        installation=draft.installation_id, person__in=person_family(draft.person_id)
    )
    found = resembling(
        mine,
        package,
        subject=subject_of(package, answers),
        person=draft.person_id,
        area=draft.installation.area,
    )
    return list(found.only("reference", "submitted_at")[:3])


def followed(case: Case, party: Party) -> str:
    """The reference of the request this one repeated, for whoever may open that one too. One query,
    none for a case that repeats nothing."""
    if case.duplicate_of_id is None:
        return ""
    seen = visible_to(party).filter(pk=case.duplicate_of_id)
    return seen.values_list("reference", flat=True).first() or ""


def alike_of(case: Case, party: Party) -> list[tuple[Likeness, Case]]:
    """What the case resembles, not settled yet, with the other case: only those the party sees
    wholly, as it sees this one. One query."""
    if rules.scope_of(case, party) != "all":
        return []
    pairs = Likeness.objects.filter(Q(case=case) | Q(other=case), settled="")
    both = pairs.select_related("case__installation", "other__installation").order_by("pk")
    found = [(one, one.other if one.case_id == case.pk else one.case) for one in both]
    return [(one, other) for one, other in found if rules.scope_of(other, party) == "all"]
