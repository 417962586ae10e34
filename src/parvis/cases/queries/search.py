"""Finding a case by its reference, a name or a phone number."""

import re
from collections.abc import Iterable

import phonenumbers
from django.db import connection
from django.db.models import Q

from parvis.cases.models import Case, SearchWord
from parvis.core import references
from parvis.core.prepared import Given, Prepared
from parvis.core.slips import near, words_in
from parvis.core.text import fold

FOUND_MOST = 20
MOST_RANKED = 300
MOST_EXACT = 100
LOOKED_AT = 2_000
_LONGEST = 100
_PHONE = re.compile(r"\+?[\d\s.()-]{6,20}")


def search(*, unit_ids: Iterable[int], text: str) -> list[Case]:
    """Cases of these units, best match first, FOUND_MOST + 1 at most (one more says "and others").

    References are found with slips, names without accents, begun or with typos, phone numbers as
    typed. A unit that sees a part finds by reference only. Five queries at most, whatever there is;
    what a list does not show is not read.
    """
    units = list(unit_ids)
    typed = text.replace("\x00", "").strip()[:_LONGEST]
    if not units or not typed:
        return []
    reference = references.normalise(typed)
    if reference is not None:
        named = Case.objects.filter(
            Q(full_units__overlap=units)
            | Q(part_units__overlap=units)
            | Q(filed_by_unit__in=units),
            reference=reference,
        )
        if found := list(named):
            return found
    phone = _e164(typed)
    if phone:
        return _listed(_exact(units, [phone]))
    folded = fold(typed)
    words = words_in(folded)
    if not words:
        return []
    keys = _exact(units, words)
    if len(keys) <= FOUND_MOST:
        alike = _alike(units, near(SearchWord._meta.db_table, words), folded)
        keys = list(dict.fromkeys([*keys, *alike]))[: FOUND_MOST + 1]
    return _listed(keys)


def _exact(units: list[int], words: list[str]) -> list[int]:
    """Keys of cases that hold all these words, those that hold them side by side first. May miss
    some that `_alike` finds, where few of very many are of these units."""
    sql = _EXACT.format(held=_held(len(words)))
    straight, reverse = " ".join(words), " ".join(reversed(words))
    with connection.cursor() as cursor:
        cursor.execute(sql, [*([word] for word in words), units, units, straight, reverse])
        return [key for (key,) in cursor.fetchall()]


def _alike(units: list[int], groups: list[list[str]], typed: str) -> list[int]:
    """Keys of the cases that hold a word of each group, those most like `typed` first."""
    held = _held(len(groups))
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE.format(held=held), [*groups, units, units, typed])
        keys, looked_at = cursor.fetchone()
        if looked_at == LOOKED_AT:
            cursor.execute(
                _ALIKE_OF_UNITS.format(held=held), [units, *groups, units, *groups, typed]
            )
            keys = [key for (key,) in cursor.fetchall()]
    return list(keys)


def _held(many: int) -> str:
    return " AND ".join([f"{_WORDS} && %s::text[]"] * many)


def _listed(keys: list[int]) -> list[Case]:
    found = {case.pk: case for case in _KEYED.all(keys=keys)} if keys else {}
    return [found[key] for key in keys if key in found]


_LISTED = [
    *("reference", "version", "person", "title", "applicant_name", "channel"),
    *("state", "hand", "legal_state", "outcome", "submitted_at"),
]
_KEYED = Prepared(
    lambda: Case.objects.only(*_LISTED).extra(
        where=["cases_case.id = ANY(%s)"], params=[Given("keys")]
    )
)
# Slips are sought among the words of names, which are few and stay so; cases are then read by exact
# words, through the index. Of a name borne by thousands, a hundred are ranked: typing the first
# name too brings the one that is meant. Words are sought before units (decision 0293): the index
# would read all that a unit with most cases of a town has. What stands behind a LIMIT is not looked
# into by PostgreSQL. Numbers stand in the text, so that the plan is made once.
_WORDS = "regexp_split_to_array(search_text, '[ ''’-]+')"
_SEEN = f"""
SELECT id, search_text, submitted_at, full_units, filed_by_unit_id FROM cases_case
WHERE {{held}} LIMIT {LOOKED_AT}"""  # noqa: S608  constants of ours
_OWN = "full_units && %s::int[] OR filed_by_unit_id = ANY(%s)"
_EXACT = f"""
SELECT id FROM (
SELECT id, search_text, submitted_at FROM ({_SEEN}) seen WHERE {_OWN} LIMIT {MOST_EXACT}
) told
ORDER BY strpos(search_text, %s) > 0 OR strpos(search_text, %s) > 0 DESC, submitted_at DESC, id DESC
LIMIT {FOUND_MOST + 1}"""  # noqa: S608
_MOST_ALIKE = f"""
ORDER BY word_similarity(%s, search_text) DESC, submitted_at DESC, id DESC
LIMIT {FOUND_MOST + 1}"""
_ALIKE = f"""
WITH seen AS MATERIALIZED ({_SEEN})
SELECT ARRAY(
    SELECT id FROM (SELECT * FROM seen WHERE {_OWN} LIMIT {MOST_RANKED}) told{_MOST_ALIKE}
), (SELECT count(*) FROM seen)"""  # noqa: S608
_ALIKE_OF_UNITS = f"""
SELECT id FROM (
(SELECT id, search_text, submitted_at FROM cases_case
    WHERE full_units && %s::int[] AND {{held}} LIMIT {MOST_RANKED})
UNION
(SELECT id, search_text, submitted_at FROM cases_case
    WHERE filed_by_unit_id = ANY(%s) AND {{held}} LIMIT {MOST_RANKED})
) told{_MOST_ALIKE}"""  # noqa: S608


def _e164(typed: str) -> str:
    if not _PHONE.fullmatch(typed):
        return ""
    try:
        number = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
