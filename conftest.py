"""What every test needs, wherever it stands."""

from collections.abc import Iterable
from typing import Any

from django.db.backends.postgresql.operations import DatabaseOperations

_execute_sql_flush = DatabaseOperations.execute_sql_flush


def _flush_the_journal_too(self: DatabaseOperations, statements: Iterable[str]) -> Any:
    """Emptying the tables between transactional tests is the one TRUNCATE the journal bears."""
    return _execute_sql_flush(
        self,
        [
            "ALTER TABLE journal_entry DISABLE TRIGGER USER",
            *statements,
            "ALTER TABLE journal_entry ENABLE TRIGGER USER",
        ],
    )


DatabaseOperations.execute_sql_flush = _flush_the_journal_too
