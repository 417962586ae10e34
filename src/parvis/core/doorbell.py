"""The ear of the worker: it queues the tasks that committed transactions asked for (`jobs.wake`).

One worker listens, whoever holds the lock; another takes over when it goes. Whoever begins to
listen queues every such task once, since nobody may have heard what was rung before. Each task also
runs every minute by itself: a bell that was not heard costs a minute, never a fact.
"""

import asyncio
import logging

from procrastinate import App
from procrastinate.contrib.django.utils import connector_params
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from psycopg import AsyncConnection, Error

from parvis.core import jobs

log = logging.getLogger(__name__)

_ONE_EAR = 0x5041_5256_4953  # "PARVIS": the key of PostgreSQL's advisory lock
_TRY_AGAIN = 2  # seconds


async def listen(app: App) -> None:
    """Until cancelled; a database that goes away is called again."""
    while True:
        try:
            async with await AsyncConnection.connect(**connector_params(), autocommit=True) as ear:
                await _alone(ear)
                await ear.execute(f"LISTEN {jobs.BELL}")
                await _queue(app, ear, jobs.RUNG)
                while True:
                    heard = {bell.payload async for bell in ear.notifies(stop_after=1)}
                    await _queue(app, ear, heard & jobs.RUNG)
        except (Error, OSError, ConnectorException) as error:
            log.info("doorbell: %s; listening again", error)
        await asyncio.sleep(_TRY_AGAIN)


async def _alone(ear: AsyncConnection) -> None:
    """Returns once no other worker listens."""
    while True:
        answer = await ear.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_EAR])
        if await answer.fetchone() == (True,):
            return
        await asyncio.sleep(_TRY_AGAIN)


async def _queue(app: App, ear: AsyncConnection, names: set[str]) -> None:
    """One run of each; none where one already waits, which will see what this bell is about."""
    for name in sorted(names):
        waiting = await ear.execute(
            "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo'", [name]
        )
        if await waiting.fetchone():
            continue
        try:
            await app.configure_task(name, queueing_lock=name).defer_async()
        except AlreadyEnqueued:
            log.debug("doorbell: %s was queued by somebody else", name)
