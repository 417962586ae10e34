"""Draws a map in a process of its own: the worker never holds numpy.

The process reads the published export and answers JSON; here it becomes what is kept: a picture in
cells, since ten thousand points say no more and weigh more, and each person's own place.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parvis.participation.opinions.polis import Vote, write_votes

COLUMNS, ROWS = 40, 28
TIME_OUT = 300  # seconds


class MapFailed(RuntimeError):
    """The process died or answered nothing; the last map stays."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """`places`: number of a person → [x, y, group], from 0 to 1 from the left and the top."""

    content: dict[str, Any]
    places: dict[int, list[float | None]]
    weights: dict[str, float]


def drawn_from(votes: Sequence[Vote], seed: int) -> Drawn:
    """Raises MapFailed."""
    try:
        run = subprocess.run(
            [sys.executable, "-m", "parvis.participation.opinions", "--seed", str(seed)],
            input=write_votes(votes),
            capture_output=True,
            text=True,
            timeout=TIME_OUT,
            check=True,
        )
        told = json.loads(run.stdout)
    except (subprocess.SubprocessError, OSError, ValueError) as error:
        raise MapFailed(str(getattr(error, "stderr", "") or error)[-500:]) from error
    return kept_of(told)


def kept_of(told: dict[str, Any]) -> Drawn:
    """From what `OpinionMap.as_json` gives."""
    points, standings = told.pop("points"), told.pop("standings")
    places = _placed(points, with_groups=bool(told["is_shown"]))
    for one in standings:
        one["number"] = int(one.pop("statement"))
    weights = {str(one["number"]): one.pop("weight") for one in standings}
    for group in told["groups"]:
        for one in group["typical"]:
            one["number"] = int(one.pop("statement"))
    cells = Counter(_cell(place) for place in places.values())
    content = {
        **told,
        "standings": standings,
        "cells": [[*cell, many] for cell, many in sorted(cells.items(), key=str)],
    }
    return Drawn(content, places, weights)


def _placed(
    points: Sequence[dict[str, Any]], *, with_groups: bool
) -> dict[int, list[float | None]]:
    def spread(axis: str) -> tuple[float, float]:
        values = [one[axis] for one in points]
        low, high = (min(values), max(values)) if values else (0.0, 0.0)
        return low, (high - low) or 1.0

    (left, wide), (low, high) = spread("x"), spread("y")
    return {
        int(one["person"]): [
            round((one["x"] - left) / wide, 3),
            round(1 - (one["y"] - low) / high, 3),
            one["group"] if with_groups else None,
        ]
        for one in points
    }


def _cell(place: Sequence[float | None]) -> tuple[int, int, float | None]:
    x, y, group = place[0] or 0.0, place[1] or 0.0, place[2]
    return min(int(x * COLUMNS), COLUMNS - 1), min(int(y * ROWS), ROWS - 1), group
