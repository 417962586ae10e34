"""Words found in spite of slips: what was typed is compared with a table that holds each word of a
column once (a few tens of thousands), never with every row. Decisions 0101 and 0230."""

import re

from django.db import connection

BETWEEN_WORDS = re.compile("[ '’-]+")  # as the indexes cut texts
MOST_WORDS = 6
_SHORT = 6
_MOST_NEAR = 20
_MOST_BEGUN = 60


def words_in(folded: str) -> list[str]:
    """The words of a folded text that are worth looking for, a few at most."""
    return [word for word in BETWEEN_WORDS.split(folded) if len(word) > 1][:MOST_WORDS]


def near(table: str, words: list[str]) -> list[list[str]]:
    """For each word, itself and those of `table` (its column `word`) that begin with it, look like
    it, or differ by two letters exchanged or, for a short one, by one letter. One query."""
    found = [[word] for word in words]
    patterns = [(place, one) for place, word in enumerate(words) for one in _patterns(word)]
    with connection.cursor() as cursor:
        places, likes = zip(*patterns, strict=True)
        cursor.execute(_NEAR.format(table=table), [words, list(places), list(likes)])
        for place, word in cursor.fetchall():
            found[place].append(word)
    return [list(dict.fromkeys(one)) for one in found]


def _patterns(word: str) -> list[str]:
    """For LIKE: what begins so, two neighbours exchanged, one letter another of a short word."""
    # A letter exchanged is outside what trigrams see in names of six letters and less.
    swapped = [word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(len(word) - 1)]
    exact = [_escaped(one) for one in swapped]
    another = (
        [_escaped(word[:i]) + "_" + _escaped(word[i + 1 :]) for i in range(len(word))]
        if 3 < len(word) <= _SHORT
        else []
    )
    return [_escaped(word) + "%", *exact, *another]


def _escaped(text: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", text)


_NEAR = f"""
SELECT typed.place - 1, near.word
FROM unnest(%s::text[]) WITH ORDINALITY AS typed(word, place)
CROSS JOIN LATERAL (
    SELECT known.word FROM {{table}} known WHERE known.word %% typed.word
    ORDER BY similarity(known.word, typed.word) DESC, known.word LIMIT {_MOST_NEAR}
) near
UNION
SELECT asked.place, near.word
FROM unnest(%s::int[], %s::text[]) AS asked(place, pattern)
CROSS JOIN LATERAL (
    SELECT known.word FROM {{table}} known WHERE known.word LIKE asked.pattern
    ORDER BY known.word LIMIT {_MOST_BEGUN}
) near"""  # noqa: S608  the table is named by our own code
