"""Organisers sort ideas: tags, criteria, what becomes of each and why."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.core.refusals import Refused
from parvis.directory.models import Unit
from parvis.participation.actions.noting import note
from parvis.participation.actions.outcomes import note_idea
from parvis.participation.models import (
    Assessment,
    Consultation,
    Criterion,
    Decision,
    Idea,
    Progress,
)

Stage = Idea.Stage
MOST_TAGS = 12
_KINDS = {
    Stage.STUDIED: Progress.Kind.STUDIED,
    Stage.RETAINED: Progress.Kind.RETAINED,
    Stage.DECLINED: Progress.Kind.DECLINED,
}
_DECIDED = {Stage.RETAINED, Stage.DECLINED}


class NoCriterion(Refused):
    message = gettext_lazy(
        "An idea is declined by stated criteria only: note first which one it does not meet."
    )


class NoReason(Refused):
    message = gettext_lazy("Say why, in words for its authors.")


@transaction.atomic
def state_criterion(
    *, actor: Actor, consultation: Consultation, name: str, text: str = ""
) -> Criterion:
    """Everybody reads it from now on; stated again under its name, its words change."""
    made, _new = Criterion.objects.update_or_create(
        consultation=consultation,
        name=name,
        defaults={"text": text},
        create_defaults={"text": text, "stated_at": clock.now()},
    )
    note(actor, consultation, "criterion", what=name)
    return made


@transaction.atomic
def assess(
    *, idea: Idea, criterion: Criterion, unit: Unit, value: str, note: str = ""
) -> Assessment:
    """What a unit found; noted again, it is replaced."""
    if criterion.consultation_id != idea.consultation_id:
        raise ValueError("a criterion of another consultation")
    found, _new = Assessment.objects.update_or_create(
        idea=idea,
        criterion=criterion,
        defaults={
            "value": Assessment.Value(value),
            "note": note[:300],
            "by": unit,
            "at": clock.now(),
        },
    )
    return found


@transaction.atomic
def tag(*, idea: Idea, tags: Sequence[str]) -> None:
    """Words by which organisers sort; never shown to others."""
    clean = list(dict.fromkeys(" ".join(one.split())[:40] for one in tags if one.strip()))
    Idea.objects.filter(pk=idea.pk).update(tags=clean[:MOST_TAGS])


@transaction.atomic
def move_on(*, idea: Idea, actor: Actor, stage: str, text: str, unit: Unit | None = None) -> Idea:
    """Say what becomes of an idea, and why; its authors hear it. Retained or declined, it is a
    decision of `unit`, else of the lead, kept with its reasons.

    Raises NoReason, NoCriterion: declined, it does not meet one of the criteria stated.
    """
    found = Idea.objects.select_for_update(of=("self",)).select_related("consultation__lead")
    one = found.get(pk=idea.pk)
    if not text.strip():
        raise NoReason
    unmet = Assessment.objects.filter(idea=one).exclude(value=Assessment.Value.YES)
    names = list(unmet.order_by("criterion__pk").values_list("criterion__name", flat=True))
    if stage == Stage.DECLINED:
        if not names:
            raise NoCriterion
        text = _("Criteria not met: %(names)s.") % {"names": ", ".join(names)} + f"\n\n{text}"
    one.stage, one.stage_text = Stage(stage), text
    one.save(update_fields=["stage", "stage_text"])
    note(actor, one.consultation, "moved_on", what=one.title, stage=stage)
    if stage in _KINDS:
        key = f"stage.{stage}.{clock.now():%Y%m%d%H%M%S}"
        note_idea(one, kind=_KINDS[Stage(stage)], text=text, key=key)
    if stage in _DECIDED:
        Decision.objects.create(
            consultation=one.consultation,
            unit=unit or one.consultation.lead,
            what=f"{one.title} – {one.get_stage_display()}"[:200],
            reasons=text,
            decided_on=clock.today(),
            idea=one,
            at=clock.now(),
        )
    return one
