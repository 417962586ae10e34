"""What a transactional test leaves is taken away: from the tables that hold rows, no others.

Django empties all of them, 170 here, and makes its permissions again: half a second each time.
"""

from django.db import connection

# As migrations left them.
_KEPT = ("django_migrations", "django_content_type", "auth_permission")
_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace
    AND c.relname <> ALL (%s)
"""


def empty_what_holds_rows() -> None:
    """The journal and the events of cases refuse to lose rows: the owner of the tables lifts every
    refusal for that moment, and only here."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [list(_KEPT)])
        tables = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            " UNION ALL ".join(f"SELECT '{t}' WHERE EXISTS (SELECT FROM {t})" for t in tables)
        )
        filled = [name for (name,) in cursor.fetchall()]
        if not filled:
            return
        switch = "; ".join(f"ALTER TABLE {t} {{0}} TRIGGER USER" for t in filled)
        cursor.execute(switch.format("DISABLE"))
        # One statement: whether a key still points somewhere is looked at when all are empty.
        deletions = ", ".join(f"_{n} AS (DELETE FROM {t})" for n, t in enumerate(filled))
        cursor.execute(f"WITH {deletions} SELECT")
        cursor.execute(switch.format("ENABLE"))
