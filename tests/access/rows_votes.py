"""The same as `rows`, of votes: voters are the public, organisers set up, whole institutions
receive voters."""

from collections.abc import Callable
from typing import Any

from parvis.core.actor import SYSTEM
from parvis.participation.actions import paper_votes, voting_desk
from tests.access.kinds import Row, seen_by
from tests.access.world import World

RECEIVERS = ("agent", "agent_without_the_right")


def _public(world: World, **arguments: Any) -> Row:
    election = world.vote()
    return Row({"slug": election.phase.consultation.slug, "vote": election.pk, **arguments})


def _nobody(world: World, **arguments: Any) -> Row:
    """Nobody has voted, nothing is counted: there is no receipt, no result."""
    return Row(dict(_public(world, **arguments).arguments), frozenset())


def _screen(world: World) -> Row:
    election = world.vote()
    _made, token = voting_desk.open_screen(actor=SYSTEM, election=election, label="Hall")
    return Row({"slug": election.phase.consultation.slug, "vote": election.pk, "token": token})


def _organisers(world: World, *, opened: bool = True, **arguments: Any) -> Row:
    election = world.vote(opened=opened)
    slug = election.phase.consultation.slug
    return seen_by("agent", slug=slug, vote=election.pk, **arguments)


def _receivers(world: World, *who: str, **arguments: Any) -> Row:
    election = world.vote()
    slug = election.phase.consultation.slug
    return seen_by(*(who or RECEIVERS), slug=slug, vote=election.pk, **arguments)


def _batch(world: World) -> Row:
    election = world.vote()
    made = paper_votes.print_batch(actor=SYSTEM, election=election, place="Lescar", number=1)
    slug = election.phase.consultation.slug
    return seen_by("agent", slug=slug, vote=election.pk, batch=made.pk)


def _of_the_consultation(world: World, **arguments: Any) -> Row:
    return seen_by("agent", slug=world.consultation().slug, **arguments)


LINES: dict[str, Callable[[World], Row]] = {
    "participation:vote": _public,
    "participation:vote-check": _public,
    "participation:vote-project": lambda w: _public(w, code="bancs"),
    "participation:vote-put": _public,
    "participation:vote-receipt": _nobody,
    "participation:vote-receipt-pdf": _nobody,
    "participation:vote-own-half": _nobody,
    "participation:vote-proof": _public,
    "participation:vote-rule": _public,
    "participation:vote-results": _nobody,
    "participation:vote-open-list": _nobody,
    "participation:vote-file": lambda w: _nobody(w, name="bulletins", kind="zip"),
    "participation:vote-screen": _screen,
    "participation:agent-votes": _of_the_consultation,
    "participation:agent-vote-new": lambda w: _of_the_consultation(
        w, phase=w.consultation().phases.earliest("pk").pk
    ),
    "participation:agent-vote": _organisers,
    "participation:agent-vote-edit": _organisers,
    "participation:agent-vote-projects": _organisers,
    "participation:agent-vote-new-project": lambda w: _organisers(w, opened=False),
    "participation:agent-vote-project": lambda w: _organisers(w, opened=False, code="bancs"),
    "participation:agent-origins": lambda w: _organisers(w, code="bancs"),
    "participation:agent-vote-open": _organisers,
    "participation:agent-vote-close": _organisers,
    "participation:agent-vote-publish": _organisers,
    "participation:agent-vote-screens": _organisers,
    "participation:agent-voting-desk": _receivers,
    # Whoever a search at the desk has found: the session of the agent alone.
    "participation:agent-voter": lambda w: _receivers(w, "agent", person=w.cases.person.pk),
    "participation:agent-voter-serve": lambda w: _receivers(w, "agent", person=w.cases.person.pk),
    "participation:agent-voter-assist": lambda w: _receivers(w, "agent", person=w.cases.person.pk),
    "participation:agent-papers": _organisers,
    "participation:agent-paper": _batch,
    "participation:agent-paper-settle": _batch,
    "participation:agent-paper-sheets": _batch,
}
