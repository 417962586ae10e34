"""The only writer. A situation is kept with consent only, and erased at once when asked."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parvis.accounts.models import Person
from parvis.core import clock
from parvis.core.actor import SYSTEM, Actor
from parvis.eligibility import precision, sharing
from parvis.eligibility.interview import Interview
from parvis.eligibility.models import KeptSituation, OpenRight, SharedInterview
from parvis.eligibility.noting import note
from parvis.eligibility.results import Line
from parvis.notifications.actions import tell

SHARED_FOR: Final = timedelta(days=7)
KEPT_FOR: Final = timedelta(days=730)
MOST_SHARED: Final = 100_000


class TooManyLinks(Exception):
    """No more links are given until some expire."""


@transaction.atomic
def keep_situation(*, person: Person, interview: Interview, actor: Actor) -> KeptSituation:
    """Keep what was answered, by the consent just given; replaces what was kept before."""
    now = clock.now()
    kept, is_new = KeptSituation.objects.get_or_create(
        person=person,
        defaults={
            "interview": interview.to_json(),
            "kept_at": now,
            "changed_at": now,
            "seen_at": now,
        },
    )
    if not is_new:
        kept.interview, kept.changed_at, kept.seen_at = interview.to_json(), now, now
        kept.save(update_fields=["interview", "changed_at", "seen_at"])
    note("situation_kept" if is_new else "situation_changed", kept, actor)
    return kept


@transaction.atomic
def erase_situation(*, kept: KeptSituation, actor: Actor) -> None:
    """Everything goes at once, what was noticed of their rights too. Twice changes nothing."""
    if KeptSituation.objects.select_for_update().filter(pk=kept.pk).exists():
        note("situation_erased", kept, actor)
        KeptSituation.objects.filter(pk=kept.pk).delete()


@transaction.atomic
def agree_to_be_told(*, kept: KeptSituation, certainty: str, actor: Actor) -> None:
    """Watch over them from tonight on. What they are entitled to today is not news."""
    kept.tells, kept.certainty = True, KeptSituation.Certainty(certainty)
    kept.tells_since = kept.tells_since or clock.now()
    kept.checked, kept.checked_on = "", None
    kept.save(update_fields=["tells", "certainty", "tells_since", "checked", "checked_on"])
    OpenRight.objects.filter(situation=kept).delete()
    note("telling_agreed", kept, actor, certainty=certainty)


@transaction.atomic
def stop_telling(*, kept: KeptSituation, actor: Actor) -> None:
    kept.tells, kept.tells_since, kept.checked, kept.checked_on = False, None, "", None
    kept.save(update_fields=["tells", "tells_since", "checked", "checked_on"])
    OpenRight.objects.filter(situation=kept).delete()
    note("telling_stopped", kept, actor)


def note_seen(*, kept: KeptSituation) -> None:
    """Its person opened it: it is not forgotten for another while."""
    KeptSituation.objects.filter(pk=kept.pk).update(seen_at=clock.now())


@transaction.atomic
def note_reading(*, kept: KeptSituation, actor: Actor) -> None:
    """An agent opens it with the person; the person sees that in their journal."""
    note("situation_read", kept, actor)


@transaction.atomic
def share(*, interview: Interview) -> str:
    """The code of a link that brings the interview back for a week. Raises TooManyLinks."""
    if SharedInterview.objects.count() >= MOST_SHARED:
        raise TooManyLinks
    code = sharing.new_code()
    SharedInterview.objects.create(
        digest=sharing.digest(code),
        sealed=sharing.seal(code, interview.to_json()),
        expires_at=clock.now() + SHARED_FOR,
    )
    return code


@transaction.atomic
def notice(
    *, kept: KeptSituation, lines: Iterable[Line], signature: str, on: date, since: datetime
) -> list[Line]:
    """Write down what a night's look found, and tell what opened since the last one; answers what
    was told. Nothing when the person changed or erased something meanwhile (`since`: `changed_at`
    as it was looked at).

    The message and the rows stand or fall together: killed at any point, a run tells each opening
    once. The first look after consent tells nothing: it is what the person saw.
    """
    locked = KeptSituation.objects.select_for_update(of=("self",)).filter(
        pk=kept.pk, tells=True, changed_at=since
    )
    found: KeptSituation | None = locked.select_related("person").first()
    if found is None or found.checked_on == on:
        return []
    known = {(row.benefit, row.whom): row for row in found.rights.all()}
    opened = [line for line in lines if _opens(found, line, known, on)]
    is_first = not found.checked
    found.checked, found.checked_on = signature, on
    found.save(update_fields=["checked", "checked_on"])
    if is_first or not opened:
        return []
    _tell(found, opened, known)
    return opened


def _opens(
    kept: KeptSituation, line: Line, known: dict[tuple[str, str], OpenRight], on: date
) -> bool:
    """Whether it was not open before; its row is brought up to date."""
    row = known.get((line.benefit, line.whom))
    if line.sure == "closed" and row is not None and row.is_open:
        row.is_open, row.since = False, on
        row.save(update_fields=["is_open", "since"])
    if not is_announced(kept, line) or (row is not None and row.is_open):
        return False
    if row is None:
        row = OpenRight(situation=kept, benefit=line.benefit, whom=line.whom, opening=0)
    row.is_open, row.opening, row.since = True, row.opening + 1, on
    row.save()
    known[(line.benefit, line.whom)] = row
    return True


def is_announced(kept: KeptSituation, line: Line) -> bool:
    """As certain as the person wants it and as its tests support, and worth telling: a price to
    pay is no news."""
    if line.is_price or (line.is_example and not settings.DEMO):
        return False
    if not precision.is_announced(line.benefit):
        return False
    return line.sure == "sure" or (
        line.sure == "likely" and kept.certainty == KeptSituation.Certainty.LIKELY
    )


def _tell(kept: KeptSituation, opened: list[Line], known: dict[tuple[str, str], OpenRight]) -> None:
    key = ".".join(
        f"{row.pk}-{row.opening}" for line in opened for row in [known[(line.benefit, line.whom)]]
    )
    with translation.override(kept.person.language or "fr"):
        subject = ngettext(
            "A right may have opened for you",
            "Rights may have opened for you",
            len(opened),
        )
        tell(
            person=kept.person,
            key=f"eligibility.opened.{key}"[:150],
            subject=subject,
            text=_message(opened),
            sms=subject,
            link=reverse("eligibility:kept"),
            about=("eligibility.keptsituation", str(kept.pk)),
        )
    note("right_told", kept, SYSTEM, benefits=[line.benefit for line in opened])


def _message(opened: list[Line]) -> str:
    """Never a promise: what it rests on, and that somebody will verify it."""
    said = [
        _("From what you keep in your space, you may now ask for:"),
        "\n".join(f"- {_named(line)}" for line in opened),
        _(
            "This is an estimate: the institution that pays verifies your situation. Open your "
            "space to see why, and to ask."
        ),
        _("You may stop these messages, or erase your situation, at any time."),
    ]
    return "\n\n".join(said)


def _named(line: Line) -> str:
    name = f"{line.name} {line.for_whom}".strip()
    values = {"name": name, "amount": line.amount}
    if line.amount and line.sure == "sure":
        return _("%(name)s: %(amount)s") % values
    return _("%(name)s: about %(amount)s, to be verified") % values if line.amount else name


@transaction.atomic
def erase_old() -> int:
    """Links that expired, and situations that nobody opened for two years; how many of these."""
    now = clock.now()
    SharedInterview.objects.filter(expires_at__lte=now).delete()
    old = list(KeptSituation.objects.filter(seen_at__lt=now - KEPT_FOR))
    for kept in old:
        note("situation_expired", kept, SYSTEM)
        kept.delete()
    return len(old)
