"""Keys: made, revoked, shown."""

import secrets
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Case, F, Value, When

from parvis.core import clock
from parvis.core.actor import Actor
from parvis.directory.models import Unit
from parvis.eligibility.ports import Caller
from parvis.journal import actions as journal
from parvis.partners import rules
from parvis.partners.models import Key, Scope

_MARK = "parvis_"


class TooMany(Exception):
    """More requests in one minute than `rules.PER_MINUTE`."""


@transaction.atomic
def make_key(
    *, actor: Actor, unit: Unit, name: str, scopes: Iterable[str], expires_on: date
) -> tuple[Key, str]:
    """A new key and its token, which nobody can read again."""
    token = _MARK + secrets.token_urlsafe(32)
    key = Key.objects.create(
        unit=unit,
        name=name,
        token_hash=rules.hash_of(token),
        hint=token[:12],
        scopes=sorted(set(scopes)),
        made_by=actor.label[:200],
        made_at=clock.now(),
        expires_on=expires_on,
    )
    _note(actor, "partners.key_made", key)
    return key, token


@transaction.atomic
def revoke_key(*, actor: Actor, key: Key) -> None:
    """It opens nothing from now on. Revoking twice changes nothing."""
    if Key.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=clock.now()):
        _note(actor, "partners.key_revoked", key)


def _note(actor: Actor, verb: str, key: Key) -> None:
    journal.record(
        actor=actor,
        verb=verb,
        about=key,
        detail={"name": key.name, "unit": key.unit.name, "scopes": key.scopes},
    )


def admit(*, token: str) -> Key | None:
    """The live key of that token, its request counted; None when it opens nothing. Two queries.

    Raises TooMany.
    """
    now = clock.now()
    minute = int(now.timestamp()) // 60
    mine = Key.objects.filter(token_hash=rules.hash_of(token))
    counted = mine.filter(revoked_at=None, expires_on__gte=clock.today()).update(
        requests=Case(When(minute=minute, then=F("requests") + 1), default=Value(1)),
        minute=minute,
    )
    if not counted:
        return None
    key = mine.select_related("unit__institution").get()
    if key.requests > rules.PER_MINUTE:
        raise TooMany
    return key


def reads_rights(token: str) -> Caller | None:
    """Whose token it is, for the API of rights, which counts by itself; None when it opens nothing.
    One query."""
    live = Key.objects.filter(
        token_hash=rules.hash_of(token), revoked_at=None, expires_on__gte=clock.today()
    )
    key = live.only("scopes").first()
    return Caller(str(key.pk), Scope.RIGHTS in key.scopes) if key is not None else None
