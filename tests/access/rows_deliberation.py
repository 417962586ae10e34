"""The same as `rows`, of statements and opinion maps."""

from collections.abc import Callable
from typing import Any

from parvis.core.actor import SYSTEM
from parvis.participation import actions
from parvis.participation.models import Phase, Reaction, Statement
from parvis.participation.tests import consulting
from tests.access.kinds import Row
from tests.access.rows_participation import of_the_consultation
from tests.access.world import World


def _phase(world: World) -> Phase:
    """Where statements are answered; one waits for answers."""
    held = world.consultation()
    found = held.phases.filter(kind="deliberate").first() or consulting.phase(held, "deliberate")
    found.consultation = held
    return found


def _statement(world: World) -> Statement:
    phase = _phase(world)
    actions.add_statements(actor=SYSTEM, phase=phase, texts=["Il faut jeter moins."])
    return phase.statements.earliest("pk")


def _public(world: World, **more: Any) -> Row:
    return of_the_consultation(world, phase=_phase(world).pk, **more)


def _agents(world: World, **more: Any) -> Row:
    return of_the_consultation(world, "agent", phase=_phase(world).pk, **more)


def _published(world: World) -> Row:
    """Twenty people answered: the file is there."""
    statement = _statement(world)
    for n in range(20):
        token = f"{n:020}"
        who = actions.join(consultation=world.consultation(), token=token, way="letter")
        Reaction.objects.get_or_create(
            phase=statement.phase,
            statement=statement,
            participant=who,
            defaults={"value": 1, "reacted_at": statement.said_at},
        )
    return _public(world, name="avis")


OPINIONS: dict[str, Callable[[World], Row]] = {
    "participation:answering": _public,
    "participation:my-answers": _public,
    "participation:saying": _public,
    "participation:opinion-map": _public,
    "participation:opinion-export": _published,
    "participation:agent-statements": _agents,
    "participation:agent-beginning": _agents,
    "participation:agent-refusing": lambda w: _agents(w, statement=_statement(w).pk),
}
