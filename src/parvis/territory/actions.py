"""The only writer of areas: takes in one vintage of the official geographic code."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, transaction
from django.db.models import Max

from parvis.territory import source
from parvis.territory.models import Area

Progress = Callable[[int, int], None]
# Parents first, so that one statement per level finds the ids it refers to.
LEVELS = ("state", "region", "departement", "epci", "commune", "part")
PARENTS = ("epci", "departement", "region")
PLAIN = tuple(f for f in source.Line._fields if f not in (*PARENTS, "successor"))


class OlderVintage(ValueError):
    """The database already holds a newer geographic code: going back would lose mergers."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did. `ended`: areas the new vintage no longer holds; `unexplained`: codes of
    communes among them whose successor the source does not tell."""

    vintage: int
    source: dict[str, str]
    total: int
    added: int
    changed: int
    ended: int
    unexplained: list[str]


@transaction.atomic
def load(*, vintage: source.Vintage | None = None, progress: Progress | None = None) -> Loaded:
    """Bring the table to `vintage` (the one shipped, by default); all of it or nothing.

    Rows keep their id: renamed and moved areas change in place; a merged commune stays, with its
    last vintage and its successor. Loading the same vintage again changes nothing. `progress` is
    told (lines done, lines in all). Raises OlderVintage, UnreadableVintage.
    """
    vintage = vintage or source.read(source.latest())
    report = progress or (lambda done, total: None)
    with connection.cursor() as cursor:
        # Two loads at once would each insert; readers are not held up.
        cursor.execute("LOCK TABLE territory_area IN SHARE ROW EXCLUSIVE MODE")
        newest = Area.objects.aggregate(year=Max("vintage"))["year"] or 0
        if newest > vintage.year:
            raise OlderVintage(f"{newest} is loaded, {vintage.year} is older")
        _copy(cursor, vintage.lines)
        added = changed = done = 0
        for level in LEVELS:
            cursor.execute(_TAKE_IN, {"level": level, "year": vintage.year})
            inserted, touched = cursor.fetchone()
            added, changed = added + inserted, changed + touched - inserted
            done += sum(line.level == level for line in vintage.lines)
            report(done, len(vintage.lines))
        cursor.execute(_END, {"year": vintage.year})
        ended = cursor.rowcount
        cursor.execute(_SUCCEED)
        cursor.execute("DROP TABLE incoming")
        _settle(cursor)
    orphans = Area.objects.filter(level="commune", is_current=False, successor=None)
    return Loaded(
        vintage.year,
        vintage.source,
        len(vintage.lines),
        added,
        changed,
        ended,
        sorted(orphans.values_list("code", flat=True)),
    )


def _copy(cursor: Any, lines: list[source.Line]) -> None:
    types = dict.fromkeys(source.Line._fields, "text NOT NULL")
    types |= {"postal_codes": "text[]", "former_codes": "text[]"}
    types |= {"population": "integer", "article": "smallint"}
    columns = ", ".join(f"{name} {kind}" for name, kind in types.items())
    cursor.execute(f"CREATE TEMPORARY TABLE incoming ({columns}) ON COMMIT DROP")
    with cursor.copy("COPY incoming FROM STDIN") as copy:
        for line in lines:
            copy.write_row(line)
    cursor.execute("CREATE INDEX ON incoming (level, code)")
    cursor.execute("ANALYZE incoming")


def _settle(cursor: Any) -> None:
    """What autovacuum would do in a minute; until then each search would read the whole table."""
    for index in Area._meta.indexes:
        if isinstance(index, GinIndex):
            cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index.name])
    cursor.execute("ANALYZE territory_area")


_WRITTEN = (*PLAIN, *(f"{p}_id" for p in PARENTS), "successor_id", "vintage", "is_current")
_JOINS = "\n    ".join(
    f"LEFT JOIN territory_area {p} ON {p}.level = '{p}' AND {p}.code = i.{p}" for p in PARENTS
)
_TAKE_IN = f"""
WITH taken AS (
    INSERT INTO territory_area AS old ({", ".join(_WRITTEN)})
    SELECT {", ".join(f"i.{name}" for name in PLAIN)},
           {", ".join(f"{p}.id" for p in PARENTS)}, heir.id, %(year)s, true
    FROM incoming i
    {_JOINS}
    LEFT JOIN territory_area heir ON heir.level = 'commune' AND heir.code = i.successor
    WHERE i.level = %(level)s
    ON CONFLICT (level, code) DO UPDATE
        SET ({", ".join(_WRITTEN)}) = ROW ({", ".join(f"excluded.{name}" for name in _WRITTEN)})
        WHERE ({", ".join(f"old.{name}" for name in _WRITTEN)})
           IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _WRITTEN)})
    -- PostgreSQL's own mark of a row version that replaced none.
    RETURNING (xmax = 0) AS is_new
)
SELECT count(*) FILTER (WHERE is_new), count(*) FROM taken
"""  # noqa: S608 - names from this module only
_END = "UPDATE territory_area SET is_current = false WHERE is_current AND vintage < %(year)s"
# Where both tell, a part's own line knows better than a list of former codes.
_SUCCEED = """
UPDATE territory_area gone SET successor_id = heir.id
FROM (
    SELECT DISTINCT ON (code) code, successor
    FROM (
        SELECT code, successor, 1 FROM incoming WHERE level = 'part'
        UNION ALL
        SELECT unnest(former_codes), code, 2 FROM incoming WHERE level = 'commune'
    ) every (code, successor, rank)
    ORDER BY code, rank
) told
JOIN territory_area heir ON heir.level = 'commune' AND heir.code = told.successor
WHERE gone.level = 'commune' AND gone.code = told.code
  AND NOT gone.is_current AND gone.successor_id IS NULL
"""
