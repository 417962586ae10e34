"""What a phase page says of ideas."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation import tiles
from parvis.participation.models import Act, Consultation, Idea
from parvis.participation.rules.ideas import phase_for


def _ideas(asking: tiles.Asking) -> tiles.Tile | None:
    count = Idea.objects.filter(
        consultation=asking.phase.consultation_id, state=Idea.State.SHOWN
    ).count()
    if not count and asking.phase.state == "done":
        return None
    return tiles.Tile(
        _("Read the ideas"),
        _("Support those you like, say why, join their authors.")
        if asking.phase.is_open
        else _("What was proposed, and the answers given."),
        reverse("participation:ideas", args=[asking.phase.consultation.slug]),
        "list",
        ngettext("%(count)d idea", "%(count)d ideas", count) % {"count": count},
    )


def _propose(asking: tiles.Asking) -> tiles.Tile | None:
    if not asking.phase.is_open:
        return None
    if not asking.verdict.ok:
        text = str(asking.verdict.why.label)
    else:
        text = _("A sentence is enough. You are shown what is alike before it is sent.")
    return tiles.Tile(
        _("Propose an idea"),
        text,
        reverse("participation:propose", args=[asking.phase.consultation.slug]),
        "plus",
    )


def _workbench(consultation: Consultation) -> tiles.Tile | None:
    if not _takes_ideas(consultation):
        return None
    return tiles.Tile(
        _("Sort the ideas"),
        _("Read, tag, compare, bring together with the authors’ consent, answer."),
        reverse("participation:agent-ideas", args=[consultation.slug]),
        "layers",
    )


def _moderation(consultation: Consultation) -> tiles.Tile | None:
    if not _takes_ideas(consultation):
        return None
    return tiles.Tile(
        _("Moderate"),
        _("Read what is held or appealed against. Each decision is published."),
        reverse("participation:agent-moderation", args=[consultation.slug]),
        "eye",
    )


def _workshop(consultation: Consultation) -> tiles.Tile | None:
    phase = phase_for(consultation, Act.PROPOSE)
    if phase is None or not phase.is_open:
        return None
    return tiles.Tile(
        _("Enter a paper workshop"),
        _("Twelve ideas on one screen, with the keyboard alone."),
        reverse("participation:workshop", args=[consultation.slug]),
        "file",
    )


def _codes(consultation: Consultation) -> tiles.Tile:
    return tiles.Tile(
        _("Codes"),
        _("For letters and for lists: take part without an account, once each."),
        reverse("participation:agent-codes", args=[consultation.slug]),
        "key",
    )


def _met(consultation: Consultation) -> tiles.Tile | None:
    if consultation.published_at is None:
        return None
    return tiles.Tile(
        _("Somebody came to the desk"),
        _("Give a code to somebody you have met."),
        reverse("participation:agent-met", args=[consultation.slug]),
        "user",
    )


def _imports(consultation: Consultation) -> tiles.Tile:
    return tiles.Tile(
        _("Come from Decidim or CONSUL"),
        _("Bring in the ideas, comments and answers of another platform."),
        f"{reverse('participation:agent-imports')}?dans={consultation.slug}",
        "upload",
    )


def _takes_ideas(consultation: Consultation) -> bool:
    return phase_for(consultation, Act.PROPOSE) is not None


def register() -> None:
    tiles.register_tool("codes", _codes, order=80)
    tiles.register_tool("met", _met, order=81)
    tiles.register_tool("imports", _imports, order=85)
    tiles.register_tool("ideas", _workbench, order=10)
    tiles.register_tool("workshop", _workshop, order=15)
    tiles.register_tool("moderation", _moderation, order=20)
    tiles.register("propose", (Act.PROPOSE,), _propose, order=10)
    tiles.register("ideas", (Act.PROPOSE, Act.SUPPORT, Act.ARGUE), _ideas, order=20)
