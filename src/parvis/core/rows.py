"""Rows of several tables written by one statement (decision 0110).

Django writes an INSERT or an UPDATE a table, its SQL anew at each call; that costs several times
what PostgreSQL then does. Where an act must be quick, one `Batch` writes all its rows. Everywhere
else the ORM is right. Queries have `core.prepared`.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import AutoField, Field, Model
from django.utils.functional import Promise


class Batch:
    """Rows of several tables written by one statement, whatever their number.

    Each table's rows travel as one JSON parameter, which PostgreSQL reads with the table's own
    types. The parts run together and see nothing of each other, but for the keys of new rows
    (`number`, `key_of`, `keys_of`).
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._values: list[Any] = []
        self._keyed: list[tuple[int, Sequence[Model]]] = []
        self._calls: list[str] = []
        self._given_to_calls: list[Any] = []

    def insert(
        self, rows: Sequence[Model], *, conflict: str = "", put: Mapping[str, str] | None = None
    ) -> None:
        """New rows of one table, which know their keys once `run`. `conflict`: what follows ON
        CONFLICT; the rows then stay without keys. `put`: what is written in a column instead of
        what the row holds, as SQL (`key_of`, `keys_of`)."""
        if not rows:
            return
        table, columns, names = _inserting(type(rows[0]))
        taken = ", ".join((put or {}).get(column, f'given."{column}"') for column in names.values())
        into = f"INSERT INTO {table} ({columns}) SELECT {taken} FROM {_given(table)}"  # noqa: S608
        if conflict:
            self.add(f"{into} ON CONFLICT {conflict} RETURNING 1", _as_json(rows, names))
        else:
            self._keyed.append((len(self._parts), rows))
            self.add(f"{into} RETURNING {_key(rows)}", _as_json(rows, names))

    def key_of(self, rows: Sequence[Model], column: str) -> str:
        """The key of one of these new rows, inserted before, where `column` holds its `number`;
        else what `column` holds."""
        held = f'given."{column}"'
        if not rows:
            return held
        return f"CASE WHEN {held} < 0 THEN ({self._keys(rows)})[-{held}::int] ELSE {held} END"

    def keys_of(self, rows: Sequence[Model], column: str, name: str) -> str:
        """The document that `column` holds, with the keys of these new rows, inserted before, under
        `name`."""
        if not rows:
            return f'given."{column}"'
        return f"given.\"{column}\" || jsonb_build_object('{name}', {self._keys(rows)})"

    def _keys(self, rows: Sequence[Model]) -> str:
        place = next(place for place, kept in self._keyed if kept is rows)
        return f"(SELECT array_agg({_key(rows)}) FROM part{place})"  # noqa: S608

    def call(self, sql: str, *values: Any) -> None:
        """A function of PostgreSQL, called along with the rest; what it answers is lost."""
        self._calls.append(sql)
        self._given_to_calls += values

    def update(self, rows: Sequence[Model], names: Iterable[str]) -> None:
        """These fields of rows of one table, found by their keys."""
        wanted = set(names)
        if not rows or not wanted:
            return
        fields = [field for field in _fields(type(rows[0])) if field.attname in wanted]
        table, key = type(rows[0])._meta.db_table, _key(rows)
        sets = ", ".join(f'"{field.column}" = given."{field.column}"' for field in fields)
        given = f"{_given(table)} WHERE {table}.{key} = given.{key}"
        written = {field.attname: str(field.column) for field in fields} | {"pk": key}
        self.add(
            f"UPDATE {table} SET {sets} FROM {given} RETURNING 1",  # noqa: S608
            _as_json(rows, written),
        )

    def add(self, sql: str, *values: Any) -> None:
        """Any other statement that changes rows; it ends with RETURNING."""
        self._parts.append(sql)
        self._values += values

    def run(self) -> None:
        """Write. Nothing is sent when there is nothing to write."""
        if not self._parts and not self._calls:
            return
        parts = ", ".join(f"part{place} AS ({sql})" for place, sql in enumerate(self._parts))
        before = f"WITH {parts} " if parts else ""
        answers = [*(self._keys(rows) for _place, rows in self._keyed), *self._calls]
        with connection.cursor() as cursor:
            cursor.execute(
                f"{before}SELECT {', '.join(answers) or 1}", self._values + self._given_to_calls
            )
            found = cursor.fetchone()
        for (_place, rows), written in zip(self._keyed, found, strict=False):
            for row, key in zip(rows, written, strict=True):
                row.pk, row._state.adding, row._state.db = key, False, DEFAULT_DB_ALIAS


def number(rows: Iterable[Model]) -> None:
    """Let new rows stand for their keys until a batch has inserted them (`Batch.key_of`)."""
    for place, row in enumerate(rows, 1):
        row.pk = -place


def insert(*rows: Model) -> None:
    """New rows of one table, now, by one statement."""
    batch = Batch()
    batch.insert(rows)
    batch.run()


def _fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return list(model._meta.concrete_fields)


def _key(rows: Sequence[Model]) -> str:
    return str(type(rows[0])._meta.pk.column)


def _given(table: str) -> str:
    return f"json_populate_recordset(NULL::{table}, %s::json) given"


@lru_cache(maxsize=256)
def _inserting(model: type[Model]) -> tuple[str, str, dict[str, str]]:
    """Table, its columns but the key PostgreSQL draws, and each attribute's column."""
    names = {
        field.attname: str(field.column)
        for field in _fields(model)
        if not isinstance(field, AutoField)
    }
    return model._meta.db_table, ", ".join(f'"{column}"' for column in names.values()), names


def _as_json(rows: Iterable[Model], names: dict[str, str]) -> str:
    return json.dumps(
        [{column: getattr(row, name) for name, column in names.items()} for row in rows],
        ensure_ascii=False,
        default=_plain,
    )


def _plain(value: object) -> str:
    if isinstance(value, date):  # an instant too
        return value.isoformat()
    if isinstance(value, (UUID, Promise)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be written: {value!r}")
