"""Figures that say how far a consultation is. A subject adds its own in `AppConfig.ready()`:
`register("commitments", source, order=50)`; a source asks the database one thing at most."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.participation.models import Act, Commitment, Consultation, Idea, Participant, Workshop
from parvis.participation.rules import rules_of
from parvis.participation.rules.small_cells import shown


@dataclass(frozen=True, slots=True)
class Figure:
    """ "Idées": 312. `value`: a number or a few words."""

    label: str
    value: int | str


Source = Callable[[Consultation], Iterable[Figure]]
_sources: dict[str, tuple[int, Source]] = {}


def register(name: str, source: Source, *, order: int = 50) -> None:
    _sources[name] = (order, source)


def figures_of(consultation: Consultation) -> list[Figure]:
    """Its phases are loaded."""
    ordered = sorted(_sources.values(), key=lambda one: one[0])
    return [figure for _order, source in ordered for figure in source(consultation)]


def _people(consultation: Consultation) -> Iterable[Figure]:
    many = shown(Participant.objects.filter(consultation=consultation, left_at=None).count())
    yield Figure(_("Participants"), _("fewer than five") if many is None else many)


def _ideas(consultation: Consultation) -> Iterable[Figure]:
    if any(Act.PROPOSE in rules_of(phase).acts for phase in consultation.phases.all()):
        found = Idea.objects.filter(consultation=consultation)
        states = [Idea.State.SHOWN, Idea.State.GATHERED]
        yield Figure(_("Ideas"), found.filter(state__in=states).count())


def _commitments(consultation: Consultation) -> Iterable[Figure]:
    states = list(Commitment.objects.filter(consultation=consultation).values_list("state"))
    if states:
        done = states.count((Commitment.State.DELIVERED,))
        yield Figure(
            _("Commitments kept"), _("%(done)d of %(all)d") % {"done": done, "all": len(states)}
        )


def _workshops(consultation: Consultation) -> Iterable[Figure]:
    held = Workshop.objects.filter(consultation=consultation, state=Workshop.State.HELD).count()
    if held:
        yield Figure(_("Workshops held"), held)


def register_own() -> None:
    register("people", _people, order=10)
    register("ideas", _ideas, order=20)
    register("commitments", _commitments, order=40)
    register("workshops", _workshops, order=50)
