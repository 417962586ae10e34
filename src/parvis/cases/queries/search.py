"""Finding a case by its reference, a name or a phone number."""

import re
from collections.abc import Iterable
from typing import Any

import phonenumbers
from django.db import connection
from django.db.models import Q

from parvis.cases.models import Case, SearchWord
from parvis.core import references
from parvis.core.slips import near, words_in
from parvis.core.text import fold

FOUND_MOST = 20
MOST_RANKED = 300
_LONGEST = 100
_PHONE = re.compile(r"\+?[\d\s.()-]{6,20}")


def search(*, unit_ids: Iterable[int], text: str) -> list[Case]:
    """Cases of these units, best match first, FOUND_MOST + 1 at most (one more says "and others").

    References are found with slips, names without accents, begun or with typos, phone numbers as
    typed. A unit that sees a part finds by reference only. Four queries, whatever there is; answers
    and computations are not read.
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
        return _listed(_holding(units, [[phone]], phone))
    folded = fold(typed)
    words = words_in(folded)
    if not words:
        return []
    keys = _holding(units, [[word] for word in words], folded)
    if len(keys) <= FOUND_MOST:
        alike = _holding(units, near(SearchWord._meta.db_table, words), folded)
        keys = list(dict.fromkeys([*keys, *alike]))[: FOUND_MOST + 1]
    return _listed(keys)


def _holding(units: list[int], words: list[list[str]], typed: str) -> list[int]:
    """Keys of the cases that hold one of each group of words, those most like `typed` first."""
    held = f" AND {_WORDS} && %s::text[]" * len(words)
    sql = _HOLDING.format(held=held)
    with connection.cursor() as cursor:
        cursor.execute(sql, [units, *words, units, *words, typed])
        return [key for (key,) in cursor.fetchall()]


def _listed(keys: list[int]) -> list[Case]:
    found: dict[int, Any] = {}
    if keys:
        found = Case.objects.defer("answers", "facts", "bindings").in_bulk(keys)
    return [found[key] for key in keys if key in found]


# Slips are sought among the words of names, which are few and stay so; cases are then read by exact
# words, through the index. Of a word borne by thousands, some hundreds are ranked: typing the first
# name too brings the one that is meant. Numbers stand in the text, so that the plan is made once.
_WORDS = "regexp_split_to_array(search_text, '[ ''’-]+')"
_HOLDING = f"""
SELECT id FROM (
(SELECT id, search_text, submitted_at FROM cases_case
    WHERE full_units && %s::int[]{{held}} LIMIT {MOST_RANKED})
UNION
(SELECT id, search_text, submitted_at FROM cases_case
    WHERE filed_by_unit_id = ANY(%s){{held}} LIMIT {MOST_RANKED})
) told
ORDER BY word_similarity(%s, search_text) DESC, submitted_at DESC, id DESC
LIMIT {FOUND_MOST + 1}"""  # noqa: S608  constants of ours


def _e164(typed: str) -> str:
    if not _PHONE.fullmatch(typed):
        return ""
    try:
        number = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
