"""What was promised, on the pages of a consultation; what the journal says of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.journal import verbs
from parvis.participation import tiles
from parvis.participation.models import Consultation


def _tool(consultation: Consultation) -> tiles.Tile:
    return tiles.Tile(
        _("Commitments and decisions"),
        _("Promises with an owner, dates and money; how far they are; what was decided, why."),
        reverse("participation:agent-commitments", args=[consultation.slug]),
        "handshake",
    )


def register() -> None:
    """Called from `AppConfig.ready()`."""
    tiles.register_tool("commitments", _tool, order=60)
    for verb, sentence in {
        "taken_up": gettext_lazy("{actor} linked the idea “{what}” to a project of “{title}”."),
        "let_go": gettext_lazy("{actor} unlinked the idea “{what}” from a project of “{title}”."),
        "commitment_moved": gettext_lazy("{actor} said how far “{title}” is: {what}."),
        "milestone_added": gettext_lazy("{actor} added a step to “{title}”: {what}."),
        "decided": gettext_lazy("{actor} recorded a decision in “{title}”: {what}."),
        "remark_answered": gettext_lazy("{actor} answered what somebody said in “{title}”."),
    }.items():
        verbs.register(f"participation.{verb}", sentence)
