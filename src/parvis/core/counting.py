"""Several counts by one question to the database."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet


def counts(**rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows each query has, by the name it was given. One statement."""
    asked, values = [], []
    for each in rows.values():
        sql, given = each.order_by().values("pk").query.get_compiler(each.db).as_sql()
        asked.append(f"(SELECT count(*) FROM ({sql}) counted)")  # noqa: S608  Django's own
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(asked)}", values)
        return dict(zip(rows, cursor.fetchone(), strict=True))
