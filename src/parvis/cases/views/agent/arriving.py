"""What pages of agents ask of the rest of the program when it starts."""

from django.utils.translation import gettext_lazy as _

from parvis.core import navigation


def register() -> None:
    """Called once, by `apps`."""
    navigation.place("agent_home", "cases:agent-inbox")
    navigation.place("agent_search", "cases:agent-search")
    navigation.register(
        "agent", _("To do"), "cases:agent-inbox", icon="inbox", order=10, match="/agent"
    )
