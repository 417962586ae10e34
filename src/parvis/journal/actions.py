"""The only writer of the journal: one call, one row, in the caller's transaction."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from parvis.core import clock, rows
from parvis.core.actor import Actor
from parvis.journal import verbs
from parvis.journal.models import Entry


def record(
    *,
    actor: Actor,
    verb: str,
    about: Model | tuple[str, str],
    person: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """Write down who did or read what. Stands or falls with the transaction around it.

    The arguments and what they raise are those of `entry`.
    """
    written = entry(
        actor=actor, verb=verb, about=about, person=person, reason=reason, detail=detail
    )
    rows.insert(written)
    return written


def entry(
    *,
    actor: Actor,
    verb: str,
    about: Model | tuple[str, str],
    person: str = "",
    reason: str = "",
    detail: dict[str, Any] | None = None,
) -> Entry:
    """An entry for the caller to write with its own rows (`core.rows.Batch`).

    `about` is a row, or (type, key) as `key_of` gives it; `person` is the key of the person whose
    data it is; `detail` holds JSON values only. Raises UnknownVerb when no domain gave the verb
    words (`journal.verbs.register`).
    """
    verbs.known(verb)
    about_type, about_key = key_of(about)
    return Entry(
        at=clock.now(),
        actor_kind=actor.kind,
        actor_key=actor.key,
        actor_label=actor.label[:200],
        institution=actor.institution,
        role=actor.role[:60],
        verb=verb,
        about_type=about_type,
        about_key=about_key,
        person_key=str(person),
        reason=reason[:200],
        detail=detail or {},
    )


def record_each(
    *,
    actor: Actor,
    verb: str,
    about: Iterable[tuple[Model, str, dict[str, Any]]],
    reason: str = "",
) -> None:
    """The same of many rows at once: (row, key of the person, detail) each. One insert.

    Raises UnknownVerb.
    """
    Entry.objects.bulk_create(
        entry(actor=actor, verb=verb, about=row, person=person, reason=reason, detail=detail)
        for row, person, detail in about
    )


def key_of(about: Model | tuple[str, str]) -> tuple[str, str]:
    """("cases.case", "12") for a row; a pair is passed through."""
    if isinstance(about, Model):
        return about._meta.label_lower, str(about.pk)
    return about
