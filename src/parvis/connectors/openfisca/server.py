"""The law process: loads the law once, forks workers from what is warm, and shares out the work.

One process listens and computes nothing. It joins requests for the same rights and month that
arrive close together, or while the last ones are computed, into one batch (decision 0373). One
worker is kept for what is quick; one, which gives way to all others, for the OpenFisca web API
(`web`) and reforms. A worker that dies or takes too long is replaced by a fork of the same warm
process, and what it held is tried again, one by one; a request of these is not.
"""

import asyncio
import contextlib
import gc
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from parvis.connectors.openfisca import wire
from parvis.connectors.openfisca.outputs import CHAINED, PACKAGE, SINCE

_JOINED_WITHIN: Final = 0.004  # seconds that a request waits for others
_MOST_JOINED: Final = 2_000  # households
_PATIENCE: Final = 0.5  # seconds that a request waits for the end of a batch that it missed
_ENOUGH: Final = 12  # requests that waited so long enough to be a batch beside it
_TRIES: Final = 5  # workers lost over one request: when all die at once, each may be met dying
_LONGEST: Final = 120.0  # seconds of one batch
_WITHIN: Final = 20.0
_MOST_GUESTS: Final = 8  # requests that wait for the worker of OpenFisca's own web API
_DONE_BY_WORKERS: Final = frozenset({"amounts", "explain", "web", "parameters", "reform"})
_FORKED_AGAIN: Final = 1.0  # seconds
_GUESTS_GIVE_WAY: Final = 10  # niceness of that worker
_GUESTS_MEMORY: Final = 4 << 30  # bytes of address space


@dataclass(eq=False)
class Job:
    """One request. `lane`: what may be joined is in the same one."""

    what: str
    given: dict[str, Any]
    until: float
    answer: "asyncio.Future[Any]"
    arrived: float = field(default_factory=time.monotonic)
    tries: int = 0

    @property
    def lane(self) -> tuple[Any, ...] | None:
        if self.what != "amounts" or self.tries:
            return None
        return self.given["month"], tuple(self.given["benefits"])

    @property
    def is_quick(self) -> bool:
        if self.what == "amounts":
            return not CHAINED & set(self.given["benefits"])
        return self.what == "parameters"

    @property
    def is_guest(self) -> bool:
        return self.what in {"web", "reform"}

    def tell(self, answer: Any) -> None:
        if not self.answer.done():
            self.answer.set_result(answer)


@dataclass(eq=False)
class Worker:
    """A forked process and our end of what we talk through."""

    process: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    takes: str
    is_busy: bool = False
    lane: tuple[Any, ...] | None = None  # of what it computes

    def may_take(self, job: Job) -> bool:
        """`takes`: "quick", "all" but guests, or "guests" only."""
        if self.takes == "guests" or job.is_guest:
            return self.takes == "guests" and job.is_guest
        return job.is_quick or self.takes == "all"


class Server:
    """`work`: what a worker does with a message, in the fork; `loaded` is called once, before the
    first fork, and makes the process warm."""

    def __init__(self, load: Callable[[], Callable[[Any], Any]], processes: int) -> None:
        self.load, self.processes = load, processes
        self.work: Callable[[Any], Any] | None = None
        self.workers: list[Worker] = []
        self.queue: list[Job] = []
        self.batches = 0

    async def run(self, address: str, stop: asyncio.Event) -> None:
        """Until `stop`. Answers "state" at once, the rest when the law is loaded."""
        listener = await _listen(self._answer, address)
        loading = asyncio.create_task(self._start())
        try:
            waiting = asyncio.create_task(stop.wait())
            await asyncio.wait({loading, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if loading.done():
                loading.result()
                await waiting
            waiting.cancel()
        finally:
            loading.cancel()
            listener.close()
            for worker in self.workers:
                _end(worker)
            if not _is_port(address):
                Path(address).unlink(missing_ok=True)

    async def _start(self) -> None:
        # In the loop itself, so that no thread is alive when the workers are forked.
        await asyncio.sleep(0)
        self.work = self.load()
        gc.collect()
        gc.freeze()
        for takes in ("quick", *["all"] * self.processes, "guests"):
            await self._fork(takes)
        self._share_out()

    async def _fork(self, takes: str) -> None:
        ours, theirs = socket.socketpair()
        process = os.fork()
        if process == 0:
            if takes == "guests":
                _give_way()
            _live_as_worker(theirs, self.work)
        theirs.close()
        reader, writer = await asyncio.open_connection(sock=ours, limit=wire.MOST)
        self.workers.append(Worker(process, reader, writer, takes))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, request after request."""
        try:
            while True:
                head = await reader.readexactly(4)
                message = wire.unpacked(await reader.readexactly(wire.length(head)))
                writer.write(wire.packed(await self._told(message)))
                await writer.drain()
        except (asyncio.IncompleteReadError, wire.Broken, ConnectionError):
            pass
        finally:
            writer.close()

    async def _told(self, message: Any) -> Any:
        what = message.get("do") if isinstance(message, dict) else None
        if what == "state":
            return {"ok": self._state()}
        if what == "versions":
            return {"ok": [{"package": PACKAGE, "version": _version(), "since": SINCE.isoformat()}]}
        if what not in _DONE_BY_WORKERS or not _is_whole(message):
            return {"failed": "unknown request"}
        if what in {"web", "reform"} and sum(job.is_guest for job in self.queue) >= _MOST_GUESTS:
            return {"failed": "too many requests wait"}
        within = min(message.get("within") or _WITHIN, _LONGEST)
        answer = asyncio.get_running_loop().create_future()
        job = Job(what, message, time.monotonic() + within, answer)
        self.queue.append(job)
        for later in (_JOINED_WITHIN, _PATIENCE):
            asyncio.get_running_loop().call_later(later, self._share_out)
        try:
            return await asyncio.wait_for(answer, within)
        except TimeoutError:
            return {"failed": "too late"}
        finally:
            if job in self.queue:
                self.queue.remove(job)

    def _state(self) -> dict[str, Any]:
        return {
            "ready": any(worker.takes == "all" for worker in self.workers),
            "package": PACKAGE,
            "version": _version(),
            "workers": [worker.process for worker in self.workers],
            "waiting": len(self.queue),
            "batches": self.batches,
        }

    def _share_out(self) -> None:
        for worker in [*self.workers]:
            if not worker.is_busy and _is_gone(worker):
                worker.is_busy = True
                _keep(asyncio.create_task(self._replace(worker, [], is_late=False)))
            elif not worker.is_busy:
                jobs = self._next(worker)
                if jobs:
                    worker.is_busy, worker.lane = True, jobs[0].lane
                    _keep(asyncio.create_task(self._give(worker, jobs)))

    def _next(self, worker: Worker) -> list[Job]:
        first = next(
            (job for job in self.queue if worker.may_take(job) and not self._is_patient(job)), None
        )
        if first is None:
            return []
        found, rows = [first], len(first.given.get("rows", ()))
        for job in self.queue if first.lane is not None else ():
            if job is not first and job.lane == first.lane and rows < _MOST_JOINED:
                found.append(job)
                rows += len(job.given["rows"])
        for job in found:
            self.queue.remove(job)
        return found

    def _is_patient(self, job: Job) -> bool:
        """Better in the next batch than in one beside that which is computed."""
        if job.lane is None or time.monotonic() - job.arrived >= _PATIENCE:
            return False
        if not any(each.is_busy and each.lane == job.lane for each in self.workers):
            return False
        return sum(each.lane == job.lane for each in self.queue) < _ENOUGH

    async def _give(self, worker: Worker, jobs: list[Job]) -> None:
        self.batches += 1
        limit = max(job.until for job in jobs) - time.monotonic()
        joined = {**jobs[0].given}
        if jobs[0].what == "amounts":
            joined["rows"] = [row for job in jobs for row in job.given["rows"]]
        try:
            worker.writer.write(wire.packed(joined))
            await worker.writer.drain()
            async with asyncio.timeout(max(limit, 0.1)):
                head = await worker.reader.readexactly(4)
                told = wire.unpacked(await worker.reader.readexactly(wire.length(head)))
        except (TimeoutError, asyncio.IncompleteReadError, ConnectionError, wire.Broken) as error:
            await self._replace(worker, jobs, is_late=isinstance(error, TimeoutError))
            return
        worker.is_busy = False
        _share(told, jobs)
        self._share_out()

    async def _replace(self, worker: Worker, jobs: list[Job], *, is_late: bool) -> None:
        self.workers.remove(worker)
        _end(worker)
        for job in jobs:
            job.tries += 1
            if is_late or job.is_guest or job.tries >= _TRIES:
                job.tell({"failed": "the worker was lost" if not is_late else "too late"})
            else:
                self.queue.append(job)
        while True:
            try:
                await self._fork(worker.takes)
                break
            except OSError:  # no room for a process now: often why the last one died
                await asyncio.sleep(_FORKED_AGAIN)
        self._share_out()


_OF_A_GUEST: Final = ("method", "path", "root", "type", "body")


def _is_whole(message: dict[str, Any]) -> bool:
    """Is there all that sharing out reads? What cannot be shared out would keep others waiting."""
    if not isinstance(message.get("within", 0), int | float | None):
        return False
    if message["do"] == "web":
        return all(isinstance(message.get(each), str) for each in _OF_A_GUEST)
    if message["do"] != "amounts":
        return True
    rows, benefits = message.get("rows"), message.get("benefits")
    return (
        isinstance(rows, list)
        and isinstance(benefits, list)
        and all(isinstance(each, str) for each in benefits)
        and isinstance(message.get("month"), str)
    )


def _share(told: Any, jobs: list[Job]) -> None:
    if "ok" not in told or jobs[0].what != "amounts":
        for job in jobs:
            job.tell(told)
        return
    at = 0
    for job in jobs:
        found = told["ok"][at : at + len(job.given["rows"])]
        at += len(found)
        bad = next((place for place, one in enumerate(found) if isinstance(one, str)), None)
        job.tell({"ok": found} if bad is None else {"refused": [bad, found[bad]]})


def _give_way() -> None:
    """Pages go first, and nobody's request takes the memory of all."""
    os.nice(_GUESTS_GIVE_WAY)
    resource.setrlimit(resource.RLIMIT_AS, (_GUESTS_MEMORY, _GUESTS_MEMORY))


def _live_as_worker(mine: socket.socket, work: Callable[[Any], Any] | None) -> None:
    """Never returns. Holds no socket but its own: others must see it when theirs is closed.
    Garbage is looked for between two batches, not during one."""
    assert work is not None
    code = 0
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.closerange(3, mine.fileno())
        os.closerange(mine.fileno() + 1, os.sysconf("SC_OPEN_MAX"))
        gc.disable()
        while True:
            _reply(mine, work(wire.receive(mine)))
            gc.collect()
    except (OSError, wire.Broken):
        pass
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    finally:
        os._exit(code)


def _reply(mine: socket.socket, told: Any) -> None:
    try:
        mine.sendall(wire.packed(told))
    except (TypeError, ValueError) as error:
        wire.send(mine, {"failed": f"{type(error).__name__}: {error}"})


def _is_gone(worker: Worker) -> bool:
    try:
        return os.waitpid(worker.process, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _end(worker: Worker) -> None:
    worker.writer.close()
    with contextlib.suppress(ProcessLookupError):
        os.kill(worker.process, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(worker.process, 0)


_tasks: set[Any] = set()


def _keep(task: "asyncio.Task[None]") -> None:
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def _is_port(address: str) -> bool:
    _host, colon, port = address.rpartition(":")
    return bool(colon) and port.isdecimal()


async def _listen(answer: Any, address: str) -> asyncio.Server:
    """Raises OSError: somebody listens there."""
    if _is_port(address):
        host, _colon, port = address.rpartition(":")
        return await asyncio.start_server(answer, host, int(port), limit=wire.MOST)
    path = Path(address)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists():
        with socket.socket(socket.AF_UNIX) as probe, contextlib.suppress(OSError):
            probe.connect(address)
            raise FileExistsError(f"A law process listens at {address}.")
        path.unlink(missing_ok=True)
    server = await asyncio.start_unix_server(answer, address, limit=wire.MOST)
    path.chmod(0o600)
    return server


def _version() -> str:
    from importlib.metadata import version

    return version(PACKAGE)


def serve(address: str, *, processes: int, kept: Path | None, fast: bool, month: date) -> None:
    """Until SIGTERM or SIGINT. `kept`: folder of what makes the next start quicker; `month`: the
    one that the process is made warm for. Raises OSError."""

    def load() -> Callable[[Any], Any]:
        from parvis.connectors.openfisca.loaded import ready

        return ready(kept, fast=fast, month=month)

    asyncio.run(_serve(Server(load, processes), address))


async def _serve(server: Server, address: str) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await server.run(address, stop)
