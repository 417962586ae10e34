"""The vote of a phase among what one may do there, and among the organisers' tools."""

from django.urls import reverse
from django.utils.translation import gettext as _

from parvis.participation.models import Act, Consultation, FormerVote
from parvis.participation.models.election import Election
from parvis.participation.rules.ballots import money
from parvis.participation.tiles import Asking, Tile, register, register_tool


def _vote(asking: Asking) -> Tile | None:
    found = Election.objects.filter(phase=asking.phase).exclude(state=Election.State.DRAFT).first()
    if found is None:
        return None
    arguments = [asking.phase.consultation.slug, found.pk]
    if found.is_published:
        return Tile(
            title=_("See the results"),
            text=_("Which projects are funded, what other rules would have given."),
            href=reverse("participation:vote-results", args=arguments),
            icon="check-circle",
            note=money(found.budget_cents),
        )
    if asking.phase.state == "done":
        return Tile(
            title=_("The vote is over"),
            text=_("The ballots are being counted: the results come here."),
            href=reverse("participation:vote", args=arguments),
            icon="hourglass",
        )
    return Tile(
        title=_("Vote"),
        text=found.question or found.title,
        href=reverse("participation:vote", args=arguments),
        icon="check-circle",
        note=money(found.budget_cents),
    )


def _former_vote(asking: Asking) -> Tile | None:
    """The first one of the phase; its page leads to the others."""
    found = FormerVote.objects.filter(phase=asking.phase).order_by("pk").first()
    if found is None:
        return None
    return Tile(
        title=found.title,
        text=_("Result published on %(source)s and brought in: it was not counted here.")
        % {"source": found.get_source_display()},
        href=reverse("participation:former-vote", args=[asking.phase.consultation.slug, found.pk]),
        icon="history",
    )


def _votes(consultation: Consultation) -> Tile | None:
    if not any(Act.VOTE in phase.rules.get("acts", ()) for phase in consultation.phases.all()):
        return None
    return Tile(
        title=_("Votes and budgets"),
        text=_("Projects, rule, opening, paper, screens, count."),
        href=reverse("participation:agent-votes", args=[consultation.slug]),
        icon="check-circle",
    )


def announce() -> None:
    """Called from `AppConfig.ready()`."""
    register("votes", (Act.VOTE,), _vote, order=20)
    register("former_votes", (Act.VOTE,), _former_vote, order=21)
    register_tool("votes", _votes, order=30)
