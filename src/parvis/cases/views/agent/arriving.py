"""What pages of agents ask of the rest of the program when it starts."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from parvis.cases.views.agent.frame import services_run
from parvis.core import navigation
from parvis.directory.models import Membership
from parvis.directory.queries import memberships_at


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
        "agent", _("Desk"), "cases:desk", icon="users", order=20, shown=works_somewhere
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


def handles_cases(request: HttpRequest) -> bool:
    """Whoever only stands at the desk has no inbox."""
    return any(one.role != Membership.Role.DESK for one in memberships_at(request))


def works_somewhere(request: HttpRequest) -> bool:
    return bool(memberships_at(request))


def manages(request: HttpRequest) -> bool:
    return any(one.role == Membership.Role.MANAGER for one in memberships_at(request))


def makes_transfers(request: HttpRequest) -> bool:
    return any(run.pays for run in services_run(request))
