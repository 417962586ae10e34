"""Finding a case by its reference, a name or a phone number."""

import re
from collections.abc import Iterable

import phonenumbers
from django.contrib.postgres.search import TrigramWordSimilarity
from django.db import connection, transaction
from django.db.models import Q, QuerySet

from parvis.cases.models import Case
from parvis.core import references
from parvis.core.text import fold

FOUND_MOST = 20
LIKENESS = 0.5
_LONGEST = 100
_PHONE = re.compile(r"\+?[\d\s.()-]{6,20}")


def search(*, unit_ids: Iterable[int], text: str) -> list[Case]:
    """Cases of these units, best match first, FOUND_MOST + 1 at most (one more says "and others").

    References are found with slips, names without accents and with typos, phone numbers as typed.
    A unit that sees a part finds by reference only.
    """
    units = list(unit_ids)
    typed = text.replace("\x00", "").strip()[:_LONGEST]
    if not units or not typed:
        return []
    reference = references.normalise(typed)
    if reference is not None:
        named = _ready(
            Case.objects.filter(
                Q(full_units__overlap=units)
                | Q(part_units__overlap=units)
                | Q(filed_by_unit__in=units),
                reference=reference,
            )
        )
        if found := list(named):
            return found
    readable = Case.objects.filter(Q(full_units__overlap=units) | Q(filed_by_unit__in=units))
    phone = _e164(typed)
    if phone:
        by_phone = readable.filter(search_text__contains=phone).order_by("-submitted_at", "-pk")
        return list(_ready(by_phone)[: FOUND_MOST + 1])
    folded = fold(typed)
    if len(folded) < 2:
        return []
    by_name = (
        readable.filter(search_text__trigram_word_similar=folded)
        .annotate(likeness=TrigramWordSimilarity(folded, "search_text"))
        .order_by("-likeness", "-submitted_at", "-pk")
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # The index serves the operator, whose bound is a setting; its default refuses "bordnave".
        cursor.execute(
            "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)", [str(LIKENESS)]
        )
        return list(_ready(by_name)[: FOUND_MOST + 1])


def _ready(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.select_related("installation", "area", "lead_unit__institution")


def _e164(typed: str) -> str:
    if not _PHONE.fullmatch(typed):
        return ""
    try:
        number = phonenumbers.parse(typed, "FR")
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
