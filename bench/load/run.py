"""The site served as in a town, with its worker; the rate kept, then raised until it breaks."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from bench.load.client import Crowd, Told
from bench.load.mix import SHARES, Mix

RATE = 12.0
MOST_P95 = 100.0
RAISED_BY = 1.5
BROKEN_P95 = 2_000.0
MOST_STEPS = 8
PROCESSES = 2
Say = Callable[[str], None]


@dataclass
class Step:
    """Some time at one rate. `cpu`: cores used by each part, all others included."""

    rate: float
    told: list[Told]
    cpu: dict[str, float] = field(default_factory=dict)

    @property
    def faults(self) -> Counter[str]:
        return Counter(one.fault for one in self.told if one.fault)

    def wall(self, share: float, kind: str = "") -> float:
        walls = sorted(one.milliseconds for one in self.told if kind in ("", one.kind))
        return walls[min(int(len(walls) * share), len(walls) - 1)] if walls else 0.0

    @property
    def is_broken(self) -> bool:
        return bool(self.faults) or self.wall(0.95) > BROKEN_P95


def run(seconds: float, say: Say) -> list[Step]:
    """`seconds` at RATE, then steps of a third of it, ever faster, until one is broken."""
    rates = [RATE * RAISED_BY**step for step in range(MOST_STEPS)]
    each = [seconds, *[seconds / 3] * (MOST_STEPS - 1)]
    warm = int(RATE * 10)
    needed = warm + sum(int(rate * length) for rate, length in zip(rates, each, strict=True))
    mix, steps = Mix(needed), list[Step]()
    with _served() as (port, parts):
        crowd = Crowd(port)
        crowd.send(mix.draw(warm), RATE)
        for rate, length in zip(rates, each, strict=True):
            requests = mix.draw(int(rate * length))
            before, began = _cpu(parts()), time.monotonic()
            told = crowd.send(requests, rate)
            lasted = time.monotonic() - began
            used = {name: cpu - before[name] for name, cpu in _cpu(parts()).items()}
            cores = {name: max(0.0, cpu / lasted) for name, cpu in used.items()}
            steps.append(Step(rate, told, cores))
            say(_line(steps[-1]))
            if steps[-1].is_broken:
                break
    return steps


def report(steps: list[Step]) -> list[str]:
    """Lines of Markdown."""
    kinds = list(SHARES)
    heads = ["requests/s", "sent", "p50 ms", "p95 ms", "p99 ms", *(f"{kind} p95" for kind in kinds)]
    heads += ["errors", "cores used"]
    lines = ["| " + " | ".join(heads) + " |", "|" + " ---: |" * len(heads)]
    for step in steps:
        cells = [f"{step.rate:.0f}", str(len(step.told))]
        cells += [f"{step.wall(share):.0f}" for share in (0.5, 0.95, 0.99)]
        cells += [f"{step.wall(0.95, kind):.0f}" for kind in kinds]
        cells += [_faults(step), _cores(step)]
        lines.append("| " + " | ".join(cells) + " |")
    return [*lines, "", *missed(steps), *_broke(steps)]


def missed(steps: list[Step]) -> list[str]:
    first = steps[0]
    if not first.faults and first.wall(0.95) <= MOST_P95:
        return [f"At {first.rate:.0f} requests/s: p95 {first.wall(0.95):.0f} ms and no error."]
    return [
        f"- Missed: at {first.rate:.0f} requests/s, p95 {first.wall(0.95):.0f} ms "
        f"({MOST_P95:.0f}), errors: {_faults(first)}."
    ]


def _broke(steps: list[Step]) -> list[str]:
    last = steps[-1]
    if not last.is_broken:
        return [f"Nothing broke up to {last.rate:.0f} requests/s."]
    full = " The cores were all used." if sum(last.cpu.values()) > 1.85 else ""
    return [
        f"It broke at {last.rate:.0f} requests/s: p95 {last.wall(0.95):.0f} ms, errors: "
        f"{_faults(last)}; cores used: {_cores(last)}.{full}"
    ]


def _faults(step: Step) -> str:
    return ", ".join(f"{many} × {fault}" for fault, many in step.faults.most_common(3)) or "none"


def _cores(step: Step) -> str:
    return ", ".join(f"{name} {used:.2f}" for name, used in step.cpu.items())


def _line(step: Step) -> str:
    return (
        f"{step.rate:.0f}/s: p50 {step.wall(0.5):.0f} ms, p95 {step.wall(0.95):.0f} ms, "
        f"errors: {_faults(step)}; cores: {_cores(step)}"
    )


Parts = Callable[[], dict[str, set[int]]]


@contextmanager
def _served() -> Iterator[tuple[int, Parts]]:
    """`parvis serve` and `parvis worker` on the database of the bench."""
    from tests.running import free_port

    port = free_port()
    command = [sys.executable, "-m", "parvis.config.cli"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--processes", str(PROCESSES)]
    )
    worker = subprocess.Popen([*command, "worker"])
    try:
        _wait(port)
        yield port, lambda: _parts(server.pid, worker.pid)
    finally:
        for process in (server, worker):
            process.terminate()
        for process in (server, worker):
            process.wait(timeout=60)


def _wait(port: int) -> None:
    give_up = time.monotonic() + 120
    while time.monotonic() < give_up:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/", timeout=20).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    raise RuntimeError("the site does not answer")


def _parts(server: int, worker: int) -> dict[str, set[int]]:
    """Processes of each part, by what started them; PostgreSQL by its name."""
    parents, names = {}, {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            text = (folder / "stat").read_text()
        except OSError:
            continue
        name, _, fields = text.partition("(")[2].rpartition(")")
        parents[int(folder.name)], names[int(folder.name)] = int(fields.split()[1]), name
    web = {server} | {pid for pid, parent in parents.items() if parent == server}
    web |= {pid for pid, parent in parents.items() if parent in web}
    return {
        "web": web,
        "worker": {worker},
        "PostgreSQL": {pid for pid, name in names.items() if name.startswith("postgres")},
        "client": {os.getpid()},
    }


def _cpu(parts: dict[str, set[int]]) -> dict[str, float]:
    return {name: sum(map(_seconds_of, pids)) for name, pids in parts.items()}


def _seconds_of(pid: int) -> float:
    """CPU of all threads of a process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
