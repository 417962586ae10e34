"""What one may do in a phase, as tiles of its page. Each subject registers one for its acts.

`register(Act.PROPOSE, source)` in `AppConfig.ready()`. A source asks the database one thing at
most: a page shows several.
"""

from collections.abc import Callable
from dataclasses import dataclass

from parvis.accounts.models import Person
from parvis.participation.models import Act, Consultation, Participant, Phase
from parvis.participation.rules import Verdict, may, rules_of


@dataclass(frozen=True, slots=True)
class Tile:
    """`note`: a figure or a word beside the title ("312 ideas"); without `href` nothing to open."""

    title: str
    text: str
    href: str = ""
    icon: str = "info"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """Who looks at a phase: `verdict` says whether they may do the act, and why not."""

    phase: Phase
    act: Act
    participant: Participant | None
    person: Person | None
    verdict: Verdict


Source = Callable[[Asking], Tile | None]
_sources: dict[str, tuple[int, tuple[Act, ...], Source]] = {}


def register(name: str, acts: tuple[Act, ...], source: Source, *, order: int = 50) -> None:
    """Show a tile where one of `acts` is done; registering a name again replaces it. `source` is
    asked once a phase, about the first of `acts` done there; it answers None to show nothing."""
    _sources[name] = (order, acts, source)


def tiles(
    phase: Phase, participant: Participant | None, person: Person | None = None
) -> list[Tile]:
    """What the phase offers, open or over; `phase.consultation` is loaded with its areas."""
    done = rules_of(phase).acts
    found = []
    for _order, acts, source in sorted(_sources.values(), key=lambda one: one[0]):
        act = next((one for one in acts if one in done), None)
        if act is None:
            continue
        who = participant or person
        tile = source(Asking(phase, act, participant, person, may(who, phase, act)))
        if tile is not None:
            found.append(tile)
    if phase.kind == Phase.Kind.DO:
        found += [source(phase) for _order, source in sorted(_follow_ups.values(), key=_first)]
    return found


FollowUp = Callable[[Phase], Tile]
_follow_ups: dict[str, tuple[int, FollowUp]] = {}


def register_follow_up(name: str, source: FollowUp, *, order: int = 50) -> None:
    """Show a tile where what was chosen is done; the source asks the database nothing."""
    _follow_ups[name] = (order, source)


ToolSource = Callable[[Consultation], Tile | None]
_tools: dict[str, tuple[int, ToolSource]] = {}


def register_tool(name: str, source: ToolSource, *, order: int = 50) -> None:
    """Show organisers a tile on the page of their consultation, under the same rules."""
    _tools[name] = (order, source)


def tools(consultation: Consultation) -> list[Tile]:
    """What organisers do in this consultation; its phases are loaded."""
    found = (source(consultation) for _order, source in sorted(_tools.values(), key=_first))
    return [tile for tile in found if tile is not None]


def _first(one: tuple[int, object]) -> int:
    return one[0]
