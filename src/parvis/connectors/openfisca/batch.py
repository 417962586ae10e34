"""National rights of a whole population: chunk by chunk, over processes forked from a warm one."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import numpy as np

from parvis.connectors.openfisca.columns import Column, Households
from parvis.connectors.openfisca.compute import compute
from parvis.connectors.openfisca.outputs import OUTPUTS
from parvis.connectors.openfisca.system import Law

CHUNK: Final = 5_000
"""Households at once: more costs memory and gains nothing."""

Part = Callable[[int], Households]


@dataclass(frozen=True, slots=True)
class Done:
    """Of chunk `number`: euro cents by right, and the households left out, with the reason: theirs
    are -1."""

    number: int
    cents: Mapping[str, Column]
    left_out: Mapping[int, str] = field(default_factory=dict)


_given: dict[str, Any] = {}


def run(
    law: Law, part: Part, chunks: Sequence[int], codes: Sequence[str], month: date, processes: int
) -> Iterator[Done]:
    """`part(number)` makes the chunk of each number of `chunks`, where it is computed. The law must
    be warm: it is forked. Chunks come as they are done; a process that dies ends the run with an
    error."""
    _given.update(law=law, part=part, codes=list(codes), month=month)
    gc.collect()
    gc.freeze()
    try:
        with multiprocessing.get_context("fork").Pool(processes, gc.disable) as pool:
            yield from pool.imap_unordered(_chunk, chunks)
    finally:
        _given.clear()
        gc.unfreeze()


def _chunk(number: int) -> Done:
    found = done(_given["law"], _given["part"](number), number, _given["codes"], _given["month"])
    gc.collect()
    return found


def done(law: Law, households: Households, number: int, codes: Sequence[str], month: date) -> Done:
    """One chunk, wherever it is computed. Never raises for a household."""
    left_out: dict[int, str] = {}
    asked = _Asked(law, codes, month, left_out)
    return Done(number, _bisected(asked, households, np.arange(households.count)), left_out)


@dataclass(frozen=True, slots=True)
class _Asked:
    law: Law
    codes: Sequence[str]
    month: date
    left_out: dict[int, str]


def _bisected(asked: _Asked, households: Households, places: Column) -> Mapping[str, Column]:
    """Halves what fails until the guilty households stand alone; their persons count as -1."""
    try:
        found = compute(asked.law, households, asked.codes, asked.month)
    except Exception as error:
        if households.count == 1:
            asked.left_out[int(places[0])] = f"{type(error).__name__}: {error}"
            return {code: np.full(_length(code, households), -1) for code in asked.codes}
        first = np.arange(households.count) < households.count // 2
        halves = [
            _bisected(asked, households.among(half), places[half]) for half in (first, ~first)
        ]
        return {code: np.concatenate([half[code] for half in halves]) for code in halves[0]}
    return {code: np.round(values * 100).astype("i8") for code, values in found.items()}


def _length(code: str, households: Households) -> int:
    output = OUTPUTS.get(code)
    own = output is not None and output.whose == "individu"
    return len(households.home) if own else households.count
