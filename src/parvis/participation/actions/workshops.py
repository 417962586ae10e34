"""Ideas written on paper in a workshop, entered by whoever received them."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.journal import actions as journal
from parvis.participation.actions.ideas import begin_idea, send_idea
from parvis.participation.actions.taking_part import join, show_name
from parvis.participation.models import Idea, Phase, Way, Workshop
from parvis.territory.models import Area


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper; `name` only where its author asked that it be shown."""

    title: str
    name: str = ""


@transaction.atomic
def enter_workshop(
    *,
    phase: Phase,
    actor: Actor,
    unit: Unit,
    workshop: str,
    sheets: Sequence[Sheet],
    commune: Area | None = None,
    held: Workshop | None = None,
    theme: str = "",
) -> list[Idea]:
    """One idea for each sheet, each of an author of its own, met by the unit. All or none. `held`:
    the workshop of that name, where it is one of the consultation's. Raises NotAllowed where the
    phase takes no idea now."""
    made = []
    for sheet in sheets:
        by = join(
            consultation=phase.consultation,
            token=f"sheet:{secrets.token_urlsafe(16)}",
            way=Way.COUNTER,
            confirmed_by=unit.institution.siren,
        )
        if sheet.name:
            show_name(participant=by, name=sheet.name)
        idea = begin_idea(
            phase=phase,
            author=by,
            title=sheet.title,
            commune=commune,
            entered_for=workshop,
            entered_by=unit,
            workshop=held,
            theme=theme,
        )
        made.append(send_idea(idea=idea, by=by))
    journal.record(
        actor=actor,
        verb="participation.entered",
        about=phase.consultation,
        detail={"title": phase.consultation.title, "what": workshop, "count": len(made)},
    )
    return made
