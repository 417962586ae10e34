"""What pages of agents ask of the rest of the program when it starts."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.accounts.access import warn_before_leaving
from parvis.cases.queries.identities import proposals_seen
from parvis.cases.views.agent import visits
from parvis.cases.views.agent.conversations import waiting_badge
from parvis.cases.views.agent.frame import services_run
from parvis.cases.views.agent.identities import settles_identities
from parvis.core import navigation
from parvis.core.kept import Kept
from parvis.directory.models import Membership
from parvis.directory.queries import memberships_at

_pairs: Kept[int] = Kept(seconds=60)


def register() -> None:
    """Called once, by `apps`."""
    navigation.place("agent_home", "cases:agent-inbox")
    navigation.place("agent_search", "cases:agent-search", shown=works_somewhere)
    navigation.register(
        "agent",
        _("To do"),
        "cases:agent-inbox",
        icon="inbox",
        order=10,
        match="/agent",
        shown=handles_cases,
    )
    navigation.register(
        "agent",
        _("Desk"),
        "cases:desk",
        icon="users",
        order=20,
        shown=works_somewhere,
        badge=waiting_badge,
    )
    navigation.register(
        "agent",
        _("Identities to check"),
        "cases:identities",
        icon="user",
        order=25,
        shown=settles_identities,
        badge=_identities_badge,
    )
    warn_before_leaving(visits.warning)
    navigation.register(
        "agent", _("Visits"), "cases:visits", icon="home", order=28, shown=makes_visits
    )
    navigation.register(
        "agent", _("Transfers"), "cases:transfers", icon="euro", order=30, shown=makes_transfers
    )
    navigation.register(
        "agent",
        _("Steering"),
        "cases:board",
        icon="chart",
        order=40,
        match="/agent/pilotage",
        shown=manages,
    )
    navigation.register(
        "agent",
        _("Absences"),
        "cases:absences",
        icon="calendar",
        order=70,
        match="/agent/absences",
        shown=works_somewhere,
    )


def handles_cases(request: HttpRequest) -> bool:
    """Whoever only stands at the desk has no inbox."""
    return any(one.role != Membership.Role.DESK for one in memberships_at(request))


def _identities_badge(request: HttpRequest) -> int | None:
    """How many pairs await an answer, a few seconds late at most."""
    memberships = memberships_at(request)
    key = tuple(sorted(one.pk for one in memberships))
    return _pairs.get(key, lambda: proposals_seen(memberships).order_by().count()) or None


def works_somewhere(request: HttpRequest) -> bool:
    return bool(memberships_at(request))


def manages(request: HttpRequest) -> bool:
    return any(one.role == Membership.Role.MANAGER for one in memberships_at(request))


def makes_visits(request: HttpRequest) -> bool:
    return any(run.visits for run in services_run(request))


def makes_transfers(request: HttpRequest) -> bool:
    return any(run.pays for run in services_run(request))
