"""Workshops among what one may do in a consultation, and among the organisers' tools."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parvis.core.ui.words import when
from parvis.journal import verbs
from parvis.participation import tiles
from parvis.participation.models import Act, Consultation, Phase
from parvis.participation.queries.workshops import coming
from parvis.participation.rules.ideas import phase_for


def _phase(consultation: Consultation) -> Phase | None:
    """The one phase beside which workshops show."""
    return phase_for(consultation, Act.PROPOSE) or phase_for(consultation, Act.VOLUNTEER)


def _workshops(asked: tiles.Asking) -> tiles.Tile | None:
    """One query."""
    of = asked.phase.consultation
    if _phase(of) != asked.phase:
        return None
    many, first = coming(of)
    if not many:
        return None
    if first is None:
        text = _("What was said there, and what came out of it.")
    else:
        text = _("The next one: %(title)s, %(when)s.") % {
            "title": first.title, "when": when(first.starts_at),
        }  # fmt: skip
    return tiles.Tile(
        title=_("Come to a workshop"),
        text=text,
        href=reverse("participation:workshop-list", args=[of.slug]),
        icon="calendar",
        note=ngettext("%(many)d workshop", "%(many)d workshops", many) % {"many": many},
    )


def _tool(consultation: Consultation) -> tiles.Tile:
    return tiles.Tile(
        title=_("Workshops"),
        text=_("Registration, facilitator’s sheet, cards, live screen, minutes."),
        href=reverse("participation:agent-workshops", args=[consultation.slug]),
        icon="calendar",
    )


def register() -> None:
    """Called once, when the application is ready."""
    tiles.register("workshops", (Act.PROPOSE, Act.VOLUNTEER), _workshops, order=30)
    tiles.register_tool("workshops", _tool, order=14)
    for verb, sentence in {
        "created": gettext_lazy("{actor} prepared the workshop “{title}”."),
        "edited": gettext_lazy("{actor} changed the workshop “{title}”."),
        "published": gettext_lazy("{actor} published the workshop “{title}”."),
        "cancelled": gettext_lazy("{actor} called off the workshop “{title}”. {what}"),
        "registered": gettext_lazy("{actor} registered you for the workshop “{title}”."),
        "read": gettext_lazy("{actor} read who is registered for the workshop “{title}”."),
        "attended": gettext_lazy("{actor} noted who was at the workshop “{title}”."),
        "minutes": gettext_lazy("{actor} published the minutes of “{title}”, version {what}."),
    }.items():
        verbs.register(f"participation.workshop_{verb}", sentence)
