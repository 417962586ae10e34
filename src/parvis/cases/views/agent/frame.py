"""What agents' pages share: who is acting, and the case they opened."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.translation import get_language

from parvis.accounts.access import AgentRequest
from parvis.cases.engine import party as parties
from parvis.cases.engine.party import Party
from parvis.cases.engine.refusals import NotFound
from parvis.cases.models import Case
from parvis.cases.queries.opening import open_case
from parvis.catalogue.definition import TextsFile
from parvis.catalogue.queries import package_of
from parvis.directory import queries as directory


def acting_party(request: AgentRequest) -> Party:
    """The agent with the units they belong to today. One query."""
    return parties.agent(request.user)


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


def head_of(case: Case) -> dict[str, Any]:
    """What the title of every page about a case needs; no query."""
    return {"case": case, "service": words_of(case).service}


def unit_line(request: HttpRequest) -> str:
    """The units of the signed-in agent, for the bar at the top."""
    account = request.user
    if not account.is_authenticated or not account.is_agent:
        return ""
    units = list(directory.units_of(account)[:3])
    names = [f"{unit.name} · {unit.institution.name}" for unit in units[:1]]
    return names[0] + (" …" if len(units) > 1 else "") if names else ""


def number(text: str | None) -> int | None:
    """A key typed in an address, or nothing."""
    return int(text) if text and text.isdecimal() and len(text) < 10 else None


def key_of(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
