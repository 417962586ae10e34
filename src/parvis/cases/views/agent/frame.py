"""What agents' pages share: who is acting, what their units run, and the case they opened."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import Http404, HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

from parvis.accounts.access import AgentRequest
from parvis.accounts.models import Account
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.engine.script import script_of
from parvis.cases.models import Case
from parvis.cases.queries.opening import open_case
from parvis.catalogue.definition import TextsFile
from parvis.catalogue.models import Binding
from parvis.catalogue.queries import package_of
from parvis.core.kept import Kept
from parvis.directory.models import Unit
from parvis.directory.queries import memberships_at


def acting_party(request: AgentRequest) -> Party:
    """The agent with the units they belong to today. One query a request."""
    return parties.agent(request.user, memberships_at(request))


def units_of(request: HttpRequest) -> list[Unit]:
    """Units in which the agent works today, in whatever role, by name."""
    units = {membership.unit_id: membership.unit for membership in memberships_at(request)}
    return sorted(units.values(), key=lambda unit: (unit.name, unit.pk))


@dataclass(frozen=True, slots=True)
class Run:
    """A service one of the agent's units takes part in. `pays`: the unit makes its transfers;
    `visits`: it goes to people's homes."""

    installation_id: int
    name: str
    unit_id: int
    pays: bool
    visits: bool


_runs: Kept[list[Run]] = Kept(seconds=60)


def services_run(request: HttpRequest) -> list[Run]:
    """By name. For menus and filters: kept for a minute; none for whoever handles nothing."""
    account = request.user
    if not isinstance(account, Account) or not account.is_agent:
        return []
    units = parties.agent(account, memberships_at(request)).unit_ids
    return _runs.get(units, lambda: services_of(units)) if units else []


def services_of(units: frozenset[int]) -> list[Run]:
    """What these units run today. One query."""
    bound = (
        Binding.objects.filter(unit__in=units)
        .order_by("installation__name", "unit", "function")
        .values_list(
            "installation_id",
            "installation__name",
            "installation__version_id",
            "unit_id",
            "function",
        )
        .distinct()
    )
    return [
        Run(
            key,
            name,
            unit_id,
            function in script_of(version_id).paying,
            _visits(version_id, function),
        )
        for key, name, version_id, unit_id, function in bound
    ]


def _visits(version_id: int, function: str) -> bool:
    items = script_of(version_id).package.process.items.values()
    return any(one.kind == "visit" and one.function == function for one in items)


def opened(request: AgentRequest, reference: str, reason: str = "") -> tuple[Case, Party]:
    """The case, its reading journalled. Not visible is "not found". Raises Http404."""
    party = acting_party(request)
    try:
        return open_case(party, reference, reason), party
    except NotFound as hidden:
        raise Http404 from hidden


def words_of(case: Case) -> TextsFile:
    return package_of(case.version_id).words(language())


def language() -> str:
    return get_language() or "fr"


def address_of(reference: str) -> str:
    """Of the agents' page about a case."""
    return _address(get_script_prefix()).replace("/0/", f"/{reference}/")


@lru_cache(maxsize=4)
def _address(_prefix: str) -> str:
    return reverse("cases:agent-detail", args=["0"])


def head_of(case: Case) -> dict[str, Any]:
    """What the title of every page about a case needs; no query."""
    return {"case": case, "service": words_of(case).service}
