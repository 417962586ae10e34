"""Kept connections are checked before each request, without asking the server.

A server that stopped, was killed or ended the session has closed the socket or written its reason
to it: there is something to read where nothing was asked. Then, and after any error, Django's own
question is put to the server. It costs a round trip, which pages would pay each time.
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg.pq import ConnStatus, TransactionStatus


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.errors_occurred or self.connection is None or not _is_quiet(self.connection.pgconn):
            return bool(super().is_usable())
        return True


def _is_quiet(line: Any) -> bool:
    """Nothing came on this connection of libpq since its last answer was read, and it is in no
    transaction, which may have failed."""
    if line.status != ConnStatus.OK or line.transaction_status != TransactionStatus.IDLE:
        return False
    watched = select.poll()
    watched.register(line.socket, select.POLLIN)
    return not watched.poll(0)
