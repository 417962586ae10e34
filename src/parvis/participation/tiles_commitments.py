"""What was promised, on the pages of a consultation; what the journal says of it."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.journal import verbs
from parvis.participation import tiles
from parvis.participation.models import Consultation, Phase


def _tool(consultation: Consultation) -> tiles.Tile:
    return tiles.Tile(
        _("Commitments and decisions"),
        _("Promises with an owner, dates and money; how far they are; what was decided, why."),
        reverse("participation:agent-commitments", args=[consultation.slug]),
        "handshake",
    )


def _promised(phase: Phase) -> tiles.Tile:
    return tiles.Tile(
        _("What we promised"),
        _("Who does it, by when, with what money; how far it is, and why it is late."),
        reverse("participation:commitments", args=[phase.consultation.slug]),
        "handshake",
    )


def _became(phase: Phase) -> tiles.Tile:
    return tiles.Tile(
        _("What became of the ideas"),
        _("Each idea, where it stands today, and why."),
        reverse("participation:fates", args=[phase.consultation.slug]),
        "list",
    )


def register() -> None:
    """Called from `AppConfig.ready()`."""
    tiles.register_follow_up("promised", _promised, order=10)
    tiles.register_follow_up("became", _became, order=20)
    tiles.register_tool("commitments", _tool, order=60)
    for verb, sentence in {
        "taken_up": gettext_lazy("{actor} linked the idea “{what}” to a project of “{title}”."),
        "let_go": gettext_lazy("{actor} unlinked the idea “{what}” from a project of “{title}”."),
        "commitment_moved": gettext_lazy("{actor} said how far “{title}” is: {what}."),
        "owner_named": gettext_lazy("{actor} named the owner of “{title}”: {what}."),
        "milestone_added": gettext_lazy("{actor} added a step to “{title}”: {what}."),
        "decided": gettext_lazy("{actor} recorded a decision in “{title}”: {what}."),
        "remark_answered": gettext_lazy("{actor} answered what somebody said in “{title}”."),
    }.items():
        verbs.register(f"participation.{verb}", sentence)
