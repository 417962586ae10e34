"""Who may do what in a phase, and why not: the one answer that buttons and refusals share."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.participation.models import Act, Consultation, Participant, Phase
from parvis.participation.rules.phase_rules import rules_of
from parvis.territory import queries as territory


class Why(models.TextChoices):
    """Why somebody may not, in words for them."""

    FINE = "", ""
    NOT_PUBLISHED = "not_published", _("This consultation is not published.")
    NOT_HERE = "not_here", _("This is not done in this phase.")
    NOT_YET = "not_yet", _("This phase is not open yet.")
    OVER = "over", _("This phase is over.")
    SIGN_IN = "sign_in", _("Sign in, or come to a desk, to do this: it is not open to visitors.")
    CODE = "code", _("This consultation is for those who were invited: type the code you received.")
    ELSEWHERE = "elsewhere", _("This consultation is for those who live there.")
    LEFT = "left", _("You withdrew from this consultation.")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`ok`, or `why` not."""

    ok: bool
    why: Why = Why.FINE

    def __str__(self) -> str:
        return str(self.why.label)


YES = Verdict(True)


def may(
    who: Participant | Person | None, phase: Phase, act: Act, now: datetime | None = None
) -> Verdict:
    """Whether `who` (None: a visitor who did nothing yet) may do `act` in this phase now.

    `phase.consultation` is loaded, and its `areas` prefetched where it is for those who live there.
    How often one may is for whoever counts (`PhaseRules.most`).
    """
    why = _closed(phase, act, now or clock.now()) or _unknown(who, phase, act)
    return Verdict(False, why) if why else YES


def may_join(who: Person | None, consultation: Consultation) -> Why | None:
    """Why somebody may not take part without a code or a desk; None when they may."""
    if consultation.openness == Consultation.Openness.LIST:
        return Why.CODE
    if who is not None and consultation.openness == Consultation.Openness.AREA:
        return None if lives_in(who, consultation) else Why.ELSEWHERE
    return None


def lives_in(person: Person, consultation: Consultation) -> bool:
    """Whether the address of the person lies in one of the consultation's areas."""
    levels = territory.levels_of(person.commune_code)
    return any(
        area.level == area.Level.STATE or levels.get(area.level) == area.code
        for area in consultation.areas.all()
    )


def _closed(phase: Phase, act: Act, now: datetime) -> Why | None:
    if phase.consultation.published_at is None:
        return Why.NOT_PUBLISHED
    if act not in rules_of(phase).acts:
        return Why.NOT_HERE
    if now < phase.opens_at:
        return Why.NOT_YET
    return Why.OVER if now >= phase.closes_at else None


def _unknown(who: Participant | Person | None, phase: Phase, act: Act) -> Why | None:
    visitors = act in rules_of(phase).visitors
    if isinstance(who, Participant):
        if who.consultation_id != phase.consultation_id:
            raise ValueError("a participant of another consultation")
        if who.left_at is not None:
            return Why.LEFT
        return None if who.is_verified or visitors else Why.SIGN_IN
    if why := may_join(who, phase.consultation):
        return why
    return None if who is not None or visitors else Why.SIGN_IN
