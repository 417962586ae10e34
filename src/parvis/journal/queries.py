"""Reading the journal: newest first, paged by key, in words ready for the screen."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from parvis.core.prepared import Given, Prepared
from parvis.journal import verbs
from parvis.journal.models import Entry

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words, in the active language."""

    id: int
    at: datetime
    sentence: str
    actor: str
    actor_kind: str
    institution: str
    role: str
    verb: str
    reason: str
    about_type: str
    about_key: str
    is_reading: bool


@dataclass(frozen=True, slots=True)
class Page:
    """Up to PAGE lines; `before` is the key of the next page, None on the last."""

    lines: list[Line]
    before: int | None


def about(type_: str, key: str, *, before: int | None = None, limit: int = PAGE) -> Page:
    """What happened to one row, e.g. about("cases.case", str(case.pk))."""
    if before is None and limit == PAGE:
        return _in_words(_newest_about.all(type=type_, key=key), limit)
    return _page(Entry.objects.filter(about_type=type_, about_key=key), before, limit)


_newest_about = Prepared(
    lambda: Entry.objects.filter(about_type=Given("type"), about_key=Given("key")).order_by("-id")[
        : PAGE + 1
    ]
)


def readings_by_day(lines: Iterable[Line]) -> list[Line]:
    """The last time of each day on which the same person read the same thing: who goes back and
    forth between two pages is one line here. Every trace has its own page."""
    kept: dict[tuple[object, ...], Line] = {}
    for line in lines:
        if line.is_reading:
            kept.setdefault((timezone.localdate(line.at), line.sentence, line.role), line)
    return list(kept.values())


def of_person(
    person_keys: Iterable[str],
    *,
    readings_only: bool = False,
    before: int | None = None,
    limit: int = PAGE,
) -> Page:
    """What happened to somebody's data, under every key they have had (merged persons).

    `readings_only` answers "who consulted my file".
    """
    entries = Entry.objects.filter(person_key__in=[str(key) for key in person_keys])
    if readings_only:
        entries = entries.filter(verb__in=verbs.reading_verbs())
    return _page(entries, before, limit)


def _page(entries: QuerySet[Entry], before: int | None, limit: int) -> Page:
    if before is not None:
        entries = entries.filter(id__lt=before)
    return _in_words(list(entries.order_by("-id")[: limit + 1]), limit)


def _in_words(found: list[Entry], limit: int) -> Page:
    lines = [in_words(entry) for entry in found[:limit]]
    return Page(lines, lines[-1].id if len(found) > limit else None)


def in_words(entry: Entry) -> Line:
    """One entry as a line of text."""
    values = entry.detail | {
        "actor": entry.actor_label,
        "institution": entry.institution,
        "role": entry.role,
        "reason": entry.reason,
    }
    return Line(
        id=entry.pk,
        at=entry.at,
        sentence=verbs.sentence(entry.verb, values),
        actor=entry.actor_label,
        actor_kind=entry.actor_kind,
        institution=entry.institution,
        role=entry.role,
        verb=entry.verb,
        reason=entry.reason,
        about_type=entry.about_type,
        about_key=entry.about_key,
        is_reading=entry.verb in verbs.reading_verbs(),
    )
