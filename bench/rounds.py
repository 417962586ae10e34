"""The yardstick and the pages in turn, round after round, each in its own process.

What else the machine does then weighs on both; ratios are taken within a round.
"""

import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from bench.minimal.site import LIST, POST
from bench.probe import Round

ROUNDS = 8
# Pages that write are measured against the minimal POST.
WRITING = ("one transition", "one submission")
Report = Callable[[int, int], None]


@dataclass
class Page:
    """What a page cost in each round."""

    name: str
    rounds: list[Round] = field(default_factory=list)

    @property
    def cpu(self) -> float:
        return statistics.median(one.python + one.postgres for one in self.rounds)

    @property
    def python(self) -> float:
        return statistics.median(one.python for one in self.rounds)

    @property
    def postgres(self) -> float:
        return statistics.median(one.postgres for one in self.rounds)

    @property
    def queries(self) -> int:
        return max(one.queries for one in self.rounds)

    @property
    def kilobytes(self) -> float:
        return self.rounds[-1].kilobytes

    def wall(self, share: float) -> float:
        walls = sorted(wall for one in self.rounds for wall in one.walls)
        return walls[min(int(len(walls) * share), len(walls) - 1)]

    def ratio_to(self, yardstick: "Page") -> float:
        """CPU beside that of the yardstick, the median of the rounds."""
        return statistics.median(
            (mine.python + mine.postgres) / (its.python + its.postgres)
            for mine, its in zip(self.rounds, yardstick.rounds, strict=True)
        )


class Worker:
    """A process that measures when asked (`bench.worker`)."""

    def __init__(self, site: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.worker", site],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.site = site
        self.pages: list[str] = self._answer()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=30)

    def measure(self, page: str, times: int) -> Round:
        assert self._process.stdin is not None
        print(json.dumps({"page": page, "times": times}), file=self._process.stdin, flush=True)
        return Round(**self._answer())

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the {self.site} site ended: see above why")
        return json.loads(line)


def play(times: int, report: Report) -> dict[str, Page]:
    """Every page, `times` times in all."""
    rounds = min(ROUNDS, times)
    with Worker("minimal") as minimal, Worker("site") as site:
        order = [(worker, page) for worker in (minimal, site) for page in worker.pages]
        found = {page: Page(page) for _worker, page in order}
        for number in range(rounds):
            for place, (worker, page) in enumerate(order):
                found[page].rounds.append(worker.measure(page, -(-times // rounds)))
                report(number * len(order) + place + 1, rounds * len(order))
    return found


def requests_needed(times: int) -> int:
    """How often each page is called in `play`, warming up included."""
    rounds = min(ROUNDS, times)
    return rounds * (-(-times // rounds) + 4)


def yardstick_of(name: str) -> str:
    return POST if name in WRITING else LIST
