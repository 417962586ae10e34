"""Which requests the law process computes together: no process is started here."""

import asyncio
import time
from typing import Any

import pytest

from parvis.connectors.openfisca import server as law_server
from parvis.connectors.openfisca.server import Job, Server, Worker

BUSY, IDLE = 0, 1


def asked(benefits: str = "rsa", month: str = "2026-11-01", waited: float = 0.0) -> Job:
    given: dict[str, Any] = {"month": month, "benefits": [benefits], "rows": [{}]}
    now = time.monotonic()
    loop = asyncio.new_event_loop()
    job = Job("amounts", given, now + 20, loop.create_future(), now - waited)
    loop.close()
    return job


@pytest.fixture
def server() -> Server:
    """Two workers, the first of which computes the RSA of November."""
    found = Server(lambda: lambda _message: None, 2)
    found.workers = [Worker(0, None, None, "all") for _ in range(2)]  # type: ignore[arg-type]
    found.workers[BUSY].is_busy, found.workers[BUSY].lane = True, asked().lane
    return found


def taken(server: Server, *jobs: Job) -> list[Job]:
    server.queue = list(jobs)
    return server._next(server.workers[IDLE])


def test_a_request_waits_for_the_end_of_the_batch_it_missed(server: Server) -> None:
    assert taken(server, asked(), asked()) == []
    server.workers[BUSY].is_busy = False
    assert len(taken(server, asked(), asked())) == 2


@pytest.mark.parametrize(
    "other",
    [
        pytest.param({"benefits": "aah"}, id="other rights"),
        pytest.param({"month": "2026-10-01"}, id="another month"),
        pytest.param({"waited": law_server._PATIENCE}, id="waited long enough"),
    ],
)
def test_what_gains_nothing_by_waiting_does_not(server: Server, other: dict[str, Any]) -> None:
    job = asked(**other)
    assert job in taken(server, asked(), job)


def test_enough_of_them_are_a_batch_beside_it(server: Server) -> None:
    assert taken(server, *(asked() for _ in range(law_server._ENOUGH - 1))) == []
    jobs = [asked() for _ in range(law_server._ENOUGH)]
    assert taken(server, *jobs) == jobs


def test_what_was_tried_before_goes_alone(server: Server) -> None:
    job = asked()
    job.tries = 1
    assert taken(server, job, asked()) == [job]


def test_a_worker_is_replaced_once_the_machine_has_room(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = iter([False, False, True])
    made: list[str] = []

    async def fork(takes: str) -> None:
        if not next(room):
            raise BlockingIOError
        made.append(takes)

    monkeypatch.setattr(server, "_fork", fork)
    monkeypatch.setattr(law_server, "_end", lambda _worker: None)
    monkeypatch.setattr(law_server, "_FORKED_AGAIN", 0)
    dead = server.workers[IDLE]
    server.workers = [dead]
    asyncio.run(server._replace(dead, [], is_late=False))
    assert made == ["all"]
