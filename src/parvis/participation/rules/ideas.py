"""Which phase an act belongs to, what makes a text wait for a reader, and where two ideas are."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from parvis.core.maps import Point, distance
from parvis.participation.models import Act, Consultation, Idea, Participant, Phase
from parvis.participation.rules.phase_rules import rules_of

SHORT_WHILE = timedelta(minutes=10)
MOST_IN_A_WHILE = 5
NEAR_METRES = 400
FAR_METRES = 1500
_LINK = re.compile(r"https?://|www\.", re.I)
_PERSONAL = re.compile(r"\b0[1-9](?:[ .-]?\d\d){4}\b|[\w.+-]+@[\w-]+\.\w+")


def phase_for(consultation: Consultation, act: Act) -> Phase | None:
    """The phase in which `act` is done now, else the next one in which it will be, else the last in
    which it was; None where it never is. Phases are prefetched."""
    phases = [one for one in consultation.phases.all() if act in rules_of(one).acts]
    open_ones = [one for one in phases if one.is_open]
    coming = [one for one in phases if not one.has_opened]
    return next(iter(open_ones or coming or phases[-1:]), None)


class Signal(models.TextChoices):
    """Why the machine has a text read first. Never how long somebody has been here."""

    FAST = "fast", _("several within ten minutes")
    LINKS = "links", _("several links")
    SAME = "same", _("the same text was just sent")
    PERSONAL = "personal", _("a telephone number or an e-mail address")
    HIDDEN = "hidden", _("what was written there before was hidden")
    BEFORE = "before", _("everything is read before it shows, in this phase")
    FRAME = "frame", _("sent from another site")


def signals(text: str, *, sent_lately: int, said_lately: Collection[str]) -> list[Signal]:
    """What in a text, or in how it came, asks for a reader: it is held, and its author told."""
    found = {
        Signal.FAST: sent_lately >= MOST_IN_A_WHILE,
        Signal.LINKS: len(_LINK.findall(text)) >= 2,
        Signal.SAME: text in said_lately,
        Signal.PERSONAL: bool(_PERSONAL.search(text)),
    }
    return [signal for signal, holds in found.items() if holds]


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an idea is: commune, proper names, position; each may be missing."""

    commune_id: int | None
    names: frozenset[str]
    position: tuple[float, float] | None


def is_here(one: Whereabouts, other: Whereabouts) -> bool:
    """Whether two ideas may be about one place. Positions decide, else names, else communes; what
    is not said anywhere may be here."""
    if one.position and other.position:
        metres = distance(Point(*one.position), *other.position)
        if metres <= NEAR_METRES:
            return True
        if metres >= FAR_METRES:
            return False
    if one.commune_id and other.commune_id and one.commune_id != other.commune_id:
        return False
    if one.names and other.names:
        return bool(one.names & other.names)
    return True


def may_write(participant: Participant | None, idea: Idea, authors: Collection[int]) -> bool:
    """Authors change their idea until it is brought into another, withdrawn or hidden."""
    changeable = {Idea.State.DRAFT, Idea.State.HELD, Idea.State.SHOWN}
    return (
        participant is not None
        and participant.pk in authors
        and participant.left_at is None
        and idea.state in changeable
    )
