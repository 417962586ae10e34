"""The same as `rows`, of consultations; each subject adds its own lines."""

from collections.abc import Callable
from typing import Any

from parvis.core import clock
from parvis.core.actor import SYSTEM
from parvis.participation.actions import imports, invite
from parvis.participation.models import FormerVote
from parvis.participation.tests import former
from tests.access.kinds import AT_A_DESK, Row, nothing_there, seen_by
from tests.access.world import World


def of_the_consultation(world: World, *who: str, **arguments: Any) -> Row:
    """Published; `who` sees the page, else its whole audience."""
    slug = world.consultation().slug
    return seen_by(*who, slug=slug, **arguments) if who else Row({"slug": slug, **arguments})


def of_the_panel(world: World, *who: str, **arguments: Any) -> Row:
    """Drawn; `who` sees the page, else its whole audience."""
    panel = world.panel()
    arguments |= {"slug": panel.phase.consultation.slug, "panel": panel.pk}
    return seen_by(*who, **arguments) if who else Row(arguments)


def of_the_letters(world: World) -> Row:
    letters = world.letters()
    return seen_by("agent", slug=letters.consultation.slug, mailing=letters.pk)


def _import(world: World) -> int:
    """Read, to be confirmed."""
    town = world.consultation()
    data = former.decidim()
    return imports.receive(
        actor=SYSTEM,
        source="decidim",
        name="export.zip",
        size=len(data),
        content=lambda: data,
        lead=town.lead,
        consultation=town,
    ).pk


def of_the_former_vote(world: World, *, is_project: bool = False) -> Row:
    """Held elsewhere; its whole audience sees it."""
    town = world.consultation()
    phase = town.phases.earliest("pk")
    vote = FormerVote.objects.get_or_create(
        consultation=town,
        source="decidim",
        key="2",
        defaults={"phase": phase, "title": "Budget 2023", "imported_at": clock.now()},
    )[0]
    arguments = {"slug": town.slug, "vote": vote.pk}
    if is_project:
        arguments["project"] = vote.projects.get_or_create(rank=1, title="Haie")[0].pk
    return Row(arguments)


def of_the_commitment(world: World, *who: str) -> Row:
    """Promised; `who` sees the page, else its whole audience."""
    made = world.commitment()
    arguments = {"slug": made.consultation.slug, "commitment": made.pk}
    return seen_by(*who, **arguments) if who else Row(arguments)


LINES: dict[str, Callable[[World], Row]] = {
    # Pages of a consultation; its organisers are the agents of its units
    "participation:consultation": of_the_consultation,
    "participation:phase": lambda w: of_the_consultation(
        w, phase=w.consultation().phases.earliest("pk").pk
    ),
    "participation:taking-part": of_the_consultation,
    "participation:document": lambda w: of_the_consultation(
        w, document=w.consultation().documents.get().pk
    ),
    "participation:agent-list": lambda w: seen_by(*AT_A_DESK),
    "participation:agent-new": lambda w: seen_by(*AT_A_DESK),
    "participation:agent-imports": lambda w: seen_by(*AT_A_DESK),
    "participation:agent-import": lambda w: seen_by("agent", key=_import(w)),
    "participation:former-vote": lambda w: of_the_former_vote(w),
    "participation:former-project": lambda w: of_the_former_vote(w, is_project=True),
    "participation:agent-consultation": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-edit": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-publish": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-new-phase": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-documents": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-themes": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-organisers": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-codes": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-met": lambda w: of_the_consultation(w, "agent", "agent_without_the_right"),
    "participation:agent-phase": lambda w: of_the_consultation(
        w, "agent", phase=w.consultation().phases.earliest("pk").pk
    ),
    # Ideas are public; drafts and what authors do are for their authors.
    "participation:ideas": of_the_consultation,
    "participation:propose": of_the_consultation,
    "participation:near": of_the_consultation,
    "participation:my-ideas": of_the_consultation,
    "participation:idea": lambda w: of_the_consultation(w, idea=w.idea().pk),
    "participation:wordings": lambda w: of_the_consultation(w, idea=w.idea().pk),
    "participation:idea-photo": lambda w: nothing_there(
        slug=w.consultation().slug, idea=w.idea().pk
    ),
    "participation:change-idea": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:before-sending": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:invite": lambda w: of_the_consultation(w, "resident", idea=w.idea().pk),
    "participation:invited": lambda w: of_the_consultation(
        w, secret=invite(idea=w.idea(), by=w.idea().author)
    ),
    "participation:portrait": of_the_consultation,
    "participation:weighed": of_the_consultation,
    # Panels
    "participation:panel": of_the_panel,
    "participation:panel-file": of_the_panel,
    "participation:panel-volunteer": of_the_panel,
    "participation:panel-me": lambda w: of_the_panel(w, "resident"),
    "participation:agent-panels": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-panel-new": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-panel": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-step": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-session": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-recommend": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-stipends": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-openings": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-members": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-paid": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-end": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-letters-drawn": lambda w: of_the_panel(w, "agent"),
    "participation:agent-panel-letters-others": lambda w: of_the_panel(w, "agent"),
    "participation:agent-mailings": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-mailing-new": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-mailing": of_the_letters,
    "participation:agent-mailing-file": of_the_letters,
    "participation:agent-panel-minutes": lambda w: of_the_panel(
        w, "agent", session=w.panel().sessions.get().pk
    ),
    "participation:agent-panel-answer": lambda w: of_the_panel(w, "agent", number=1),
    # Organisers sort and moderate; whoever receives people enters paper.
    "participation:moderation-log": of_the_consultation,
    "participation:commitments": of_the_consultation,
    "participation:commitment": of_the_commitment,
    "participation:fates": of_the_consultation,
    "participation:decisions": of_the_consultation,
    "participation:letter-stop": lambda w: nothing_there(token="unknown"),
    "participation:decision": lambda w: of_the_consultation(
        w, decision=w.commitment().decisions.get().pk
    ),
    "participation:agent-commitments": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-commitment": lambda w: of_the_commitment(w, "agent"),
    "participation:agent-commitment-new": lambda w: nothing_there(slug=w.consultation().slug),
    "participation:agent-decide": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-ideas": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-compare": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-criteria": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-moderation": lambda w: of_the_consultation(w, "agent"),
    "participation:agent-idea": lambda w: of_the_consultation(w, "agent", idea=w.idea().pk),
    "participation:agent-undo": lambda w: nothing_there(slug=w.consultation().slug, gathered=1),
    "participation:workshop": lambda w: of_the_consultation(w, "agent", "agent_without_the_right"),
}
