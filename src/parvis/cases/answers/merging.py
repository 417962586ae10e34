"""Two people answered the same questions without knowing of each other."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Merged:
    """`values`: what nobody disputes. `disputed`: questions that both answered, differently."""

    values: dict[str, Any] = field(default_factory=dict)
    disputed: tuple[str, ...] = ()


def merge(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], base: Mapping[str, Any] | None = None
) -> Merged:
    """What only one of them changed since `base` is theirs to say; an empty answer is none."""
    before = base or {}
    values: dict[str, Any] = {}
    disputed: list[str] = []
    for name in {**before, **theirs, **mine}:
        old, one, other = (_said(some, name) for some in (before, mine, theirs))
        if one in (other, old):
            kept = other
        elif other == old:
            kept = one
        else:
            disputed.append(name)
            continue
        if kept is not None:
            values[name] = kept
    return Merged(values, tuple(disputed))


def settled(
    merged: Merged,
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    kept_mine: frozenset[str],
) -> dict[str, Any]:
    """With each dispute settled: mine where the agent said so, theirs elsewhere."""
    chosen = {name: _said(mine if name in kept_mine else theirs, name) for name in merged.disputed}
    return {**merged.values, **{name: said for name, said in chosen.items() if said is not None}}


def _said(answers: Mapping[str, Any], name: str) -> Any:
    value = answers.get(name)
    return None if value in EMPTY else value
