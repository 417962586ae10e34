"""Memory of a process and of all that it forked: what they share counts once."""

import os
import threading
from pathlib import Path

_EVERY = 0.25  # seconds


class Watched:
    """`most`: the most bytes held at once, looked at four times a second while it is open."""

    def __init__(self, process: int | None = None) -> None:
        self.process, self.most = process or os.getpid(), 0
        self._over = threading.Event()
        self._looking = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watched":
        self._looking.start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self._over.set()
        self._looking.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            self.most = max(self.most, held(self.process))


def held(process: int) -> int:
    """Bytes, now; 0 once it is gone."""
    return sum(_of_one(each) for each in family(process))


def family(process: int) -> list[int]:
    """It and those it started."""
    found, waiting = [], [process]
    while waiting:
        one = waiting.pop()
        found.append(one)
        waiting += _children(one)
    return found


def _children(process: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{process}/task").iterdir())
        texts = [(task / "children").read_text() for task in tasks]
    except OSError:
        return []
    return [int(one) for text in texts for one in text.split()]


def _of_one(process: int) -> int:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0
    line = next((line for line in text.splitlines() if line.startswith("Pss:")), "Pss: 0 kB")
    return int(line.split()[1]) * 1024
