"""Several answers by one question to the database."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet

Asked = QuerySet[Any] | str
"""A query, to be counted, or a SELECT of one value."""


def counts(**rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each query has, by the name it was given. One statement."""
    return answers(**rows)


def answers(**asked: Asked) -> dict[str, Any]:
    """Each count or value, by the name it was asked under. One statement."""
    parts, values = [], []
    for one in asked.values():
        if isinstance(one, str):
            parts.append(f"({one})")
            continue
        sql, given = one.order_by().values("pk").query.get_compiler(one.db).as_sql()
        parts.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  Django's own
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return dict(zip(asked, cursor.fetchone(), strict=True))
