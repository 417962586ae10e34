"""What a phase page says of ideas."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.participation import tiles
from parvis.participation.models import Act, Idea


def _ideas(asking: tiles.Asking) -> tiles.Tile:
    count = Idea.objects.filter(
        consultation=asking.phase.consultation_id, state=Idea.State.SHOWN
    ).count()
    return tiles.Tile(
        _("Read the ideas"),
        _("Support those you like, say why, join their authors."),
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


def register() -> None:
    tiles.register("propose", (Act.PROPOSE,), _propose, order=10)
    tiles.register("ideas", (Act.PROPOSE, Act.SUPPORT, Act.ARGUE), _ideas, order=20)
