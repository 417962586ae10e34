"""Queries whose SQL Django writes once (decision 0100).

Writing the SQL of a query costs Django more than PostgreSQL needs to answer it. What every page
asks is written once in a process, with places for its values, and run with those of each request.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Given(Expression):
    """The place of a value that is given when the query runs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


class Prepared(Generic[M]):
    """`build` answers the query, with a Given for each value; it is called at the first use.

    Values come as the database takes them (a key, not its row). select_related() is followed;
    prefetch_related() (see `gather`) is not. Annotations are attributes of the row.
    """

    def __init__(self, build: Callable[[], QuerySet[M]]) -> None:
        self._build = build

    def all(self, **values: Any) -> list[M]:
        """The rows, in one query."""
        sql, places, make = self._plan
        given = [values[one.name] if isinstance(one, Given) else one for one in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            return [make(row) for row in cursor.fetchall()]

    def first(self, **values: Any) -> M | None:
        """The only row, or the first one, or None."""
        return next(iter(self.all(**values)), None)

    @cached_property
    def _plan(self) -> tuple[str, tuple[Any, ...], Callable[[Any], M]]:
        """The SQL, its values and places for values, and what makes a row of the model."""
        query = self._build()
        compiler = query.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, places = compiler.as_sql()
        select, info = compiler.select, compiler.klass_info
        converters = compiler.get_converters([column for column, _sql, _alias in select])
        related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _sql, _alias in select[first:last]]

        annotated = compiler.annotation_col_map

        def make(row: Any) -> M:
            if converters:
                row = next(iter(compiler.apply_converters([row], converters)))
            found = query.model.from_db(DEFAULT_DB_ALIAS, names, row[first:last])
            for name, place in annotated.items():
                setattr(found, name, row[place])
            for one in related:
                one.populate(row, found)
            return found

        return sql, tuple(places), make


def gather(parent: Model, name: str, rows: list[Any]) -> None:
    """Put rows where prefetch_related(`name`) would: `parent.<name>.all()` sends no query."""
    manager = getattr(parent, name)
    found = manager.get_queryset()
    found._result_cache, found._prefetch_done = rows, True
    for row in rows:
        manager.field.set_cached_value(row, parent)
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
