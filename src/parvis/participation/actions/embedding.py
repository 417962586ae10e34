"""What comes from frames on other sites, and which sites may show them."""

from collections.abc import Sequence
from typing import Unpack

from django.db import transaction

from parvis.core.actor import Actor
from parvis.journal import actions as journal
from parvis.participation.actions.ideas import Written, begin_idea, send_idea
from parvis.participation.actions.taking_part import joined_to
from parvis.participation.models import Act, Consultation, Embedding, Idea, Phase
from parvis.participation.rules.ideas import Signal


@transaction.atomic
def send_from_a_frame(*, phase: Phase, token: str, **written: Unpack[Written]) -> Idea:
    """An idea of a visitor whom nothing is known of: read before it shows. `token`: that of the
    form; sent twice, it is one idea. Raises NotAllowed."""
    by = joined_to(phase=phase, act=Act.PROPOSE, token=token)
    known = Idea.objects.filter(author=by).first()
    if known is not None:
        return known
    idea = begin_idea(phase=phase, author=by, **written)
    return send_idea(idea=idea, by=by, also=[Signal.FRAME])


@transaction.atomic
def allow_sites(*, actor: Actor, consultation: Consultation, origins: Sequence[str]) -> None:
    """Let only these sites show it in a frame (`rules.embedding.origins_of`); without any, all."""
    Embedding.objects.filter(consultation=consultation).delete()
    if origins:
        Embedding.objects.create(consultation=consultation, origins=list(origins))
    journal.record(
        actor=actor,
        verb="participation.sites_allowed",
        about=consultation,
        detail={"title": consultation.title, "what": ", ".join(origins) or "*"},
    )
