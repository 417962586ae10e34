"""Figures that say how far a consultation is. A subject adds its own in `AppConfig.ready()`:
`register("commitments", source, order=50)`; a source asks the database one thing at most."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from parvis.participation.models import Act, Consultation, Idea, Participant
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


def register_own() -> None:
    register("people", _people, order=10)
    register("ideas", _ideas, order=20)
