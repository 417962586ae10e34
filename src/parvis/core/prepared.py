"""Queries whose SQL Django writes once (decision 0100).

Writing the SQL of a query costs Django more than PostgreSQL needs to answer it. What every page
asks is written once in a process, with places for its values, and run with those of each request.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.base import ModelState
from django.db.models.signals import post_init, pre_init

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
        annotated, whole = compiler.annotation_col_map, _maker(select, info)

        def make(row: Any) -> M:
            if converters:
                row = next(iter(compiler.apply_converters([row], converters)))
            found: M = whole(row)
            for name, place in annotated.items():
                setattr(found, name, row[place])
            return found

        return sql, tuple(places), make


class Together:
    """Rows of several tables, by one statement: each query's rows come as a document.

    For tables of numbers, texts, documents, dates and keys; no select_related(), no annotation."""

    def __init__(self, *queries: Callable[[], QuerySet[Any]]) -> None:
        self._queries = queries

    def all(self, **values: Any) -> list[list[Any]]:
        """The rows of each query, in their order."""
        sql, places, makers = self._plan
        given = [values[one.name] if isinstance(one, Given) else one for one in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, given)
            found = cursor.fetchone()
        return [[make(row) for row in rows or ()] for make, rows in zip(makers, found, strict=True)]

    @cached_property
    def _plan(self) -> tuple[str, list[Any], list[Callable[[Any], Any]]]:
        parts, places, makers = [], [], []
        for query in (build() for build in self._queries):
            compiler = query.query.get_compiler(using=DEFAULT_DB_ALIAS)
            sql, its = compiler.as_sql()
            parts.append(f"(SELECT json_agg(told) FROM ({sql}) told)")  # noqa: S608
            places += its
            makers.append(_told(query.model))
        return f"SELECT {', '.join(parts)}", places, makers


_READ: dict[str, Callable[[Any], Any]] = {
    "DateField": date.fromisoformat,
    "DateTimeField": datetime.fromisoformat,
    "UUIDField": UUID,
}
_AS_TOLD = {"JSONField", "BooleanField", "CharField", "TextField", "IntegerField", "BigAutoField"}
_AS_TOLD |= {"SmallIntegerField", "BigIntegerField"}


def _told(model: type[Model]) -> Callable[[Any], Any]:
    """What makes a row of the model of the document that PostgreSQL tells it in."""
    make, columns, readers = _plain_maker(model), [], []
    for field in model._meta.concrete_fields:
        kind = getattr(field, "target_field", field).get_internal_type()
        assert kind in _READ or kind in _AS_TOLD, f"{field} cannot be read so"
        columns.append(str(field.column))
        if kind in _READ:
            readers.append((str(field.column), _READ[kind]))

    def read(row: dict[str, Any]) -> Any:
        for column, reader in readers:
            if row[column] is not None:
                row[column] = reader(row[column])
        return make([row[column] for column in columns])

    return read


def _maker(select: Any, info: Any) -> Callable[[Any], Any]:
    """What makes a row of the model, and those it refers to, of what the query answers; None where
    there is none."""
    model, first, last = info["model"], info["select_fields"][0], info["select_fields"][-1] + 1
    names = [column.target.attname for column, _sql, _alias in select[first:last]]
    key = first + names.index(model._meta.pk.attname)
    plain = _plain_maker(model, names)
    related = [
        (_maker(select, one), one["local_setter"], one["remote_setter"])
        for one in info.get("related_klass_infos", ())
    ]

    def make(row: Any) -> Any:
        if row[key] is None:
            return None
        found = plain(row[first:last])
        for other, to_other, to_found in related:
            made = other(row)
            to_other(found, made)
            if made is not None:
                to_found(made, found)
        return found

    return make


def _plain_maker(
    model: type[M], names: Sequence[str] | None = None
) -> Callable[[Sequence[Any]], M]:
    """What makes a row of the values of these fields, all of them by default, as `Model.from_db`
    does but without signals: they cost the better part of a small query."""
    assert not any(one.has_listeners(model) for one in (pre_init, post_init)), model
    fields = names or [field.attname for field in model._meta.concrete_fields]

    def make(values: Sequence[Any]) -> M:
        found = model.__new__(model)
        found._state = ModelState()
        found._state.db, found._state.adding = DEFAULT_DB_ALIAS, False
        found.__dict__.update(zip(fields, values, strict=True))
        return found

    return make


def gather(parent: Model, name: str, rows: list[Any]) -> None:
    """Put rows where prefetch_related(`name`) would: `parent.<name>.all()` sends no query."""
    manager = getattr(parent, name)
    found = manager.get_queryset()
    found._result_cache, found._prefetch_done = rows, True
    for row in rows:
        manager.field.set_cached_value(row, parent)
    parent.__dict__.setdefault("_prefetched_objects_cache", {})[name] = found
