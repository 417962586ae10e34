"""Reads for partners' programs and for those who give them keys."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parvis.accounts.models import Account
from parvis.cases import queries as cases
from parvis.cases.models import Attachment, Case
from parvis.cases.queries import Party
from parvis.catalogue import queries as catalogue
from parvis.catalogue.definition import Field, FieldTexts
from parvis.catalogue.models import Installation
from parvis.core import clock, references
from parvis.core.health import Health
from parvis.directory.models import Membership, Unit
from parvis.partners import rules
from parvis.partners.models import Delivery, Event, Key, Subscription

PAGE = 50
CHANNEL = "partner"
OPENED = {Attachment.Scan.CLEAN, Attachment.Scan.NOT_CONFIGURED}


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of a list; `next` is the cursor to give as `after`, empty on the last one."""

    items: list[dict[str, Any]] = field(default_factory=list)
    next: str = ""


def work_items(party: Party, after: str = "") -> Listed:
    """What the unit can act on, by date. One query."""
    cursor = cases.Cursor.read(after) if after else None
    page = cases.inbox(unit_ids=party.unit_ids, after=cursor, size=PAGE)
    return Listed(
        [
            {
                "work_item": row.item_id,
                "case": row.reference,
                "service": row.service,
                "what": row.what,
                "due_on": row.due_on,
                "overdue": row.overdue,
            }
            for row in page.rows
        ],
        str(page.next) if page.next else "",
    )


def cases_listed(party: Party, after: str = "") -> Listed:
    """Every case that involves the unit, oldest first, without anything about people. Two
    queries."""
    last, known = 0, references.normalise(after) if after else None
    if known:
        named = cases.visible_to(party).filter(reference=known)
        last = named.values_list("pk", flat=True).first() or 0
    rows = list(
        cases.handled_after(party, last, PAGE + 1).values(
            "reference", "installation__slug", "state", "legal_state", "submitted_at", "changed_at"
        )
    )
    items: list[dict[str, Any]] = [
        {
            "reference": row["reference"],
            "service": row["installation__slug"],
            "state": row["state"],
            "legal_state": row["legal_state"],
            "submitted_at": row["submitted_at"],
            "changed_at": row["changed_at"],
        }
        for row in rows[:PAGE]
    ]
    return Listed(items, items[-1]["reference"] if len(rows) > PAGE else "")


def case_read(party: Party, reference: str) -> dict[str, Any]:
    """One case as far as the unit may see it; the reading is journalled. Raises NotFound."""
    case = cases.open_case(party, reference)
    view = cases.view_of(case, party)
    return {
        "reference": case.reference,
        "service": case.installation.slug,
        "state": case.state,
        "legal_state": case.legal_state,
        "outcome": case.outcome,
        "channel": case.channel,
        "revision": case.revision,
        "submitted_at": case.submitted_at,
        "changed_at": case.changed_at,
        "due_on": case.due_on,
        "applicant": case.applicant_name if view.sees_applicant else None,
        "answers": {key: value for key, value in case.answers.items() if view.shows(key)},
        "work_items": [_item(item, party) for item in view.items],
        "transitions": [_move(move) for move in cases.moves_of(case, party)],
        "attachments": [_file(one) for one in view.attachments if one.scan in OPENED],
        "messages": [
            {"at": note.at, "author": note.author_label, "text": note.text} for note in view.notes
        ],
    }


def attachment(party: Party, reference: str, attachment_id: UUID) -> Attachment | None:
    """A file of a case, if it is shared and was found clean. Raises NotFound for the case."""
    case = cases.open_case(party, reference)
    shared = cases.view_of(case, party).attachments
    return shared.filter(pk=attachment_id, scan__in=OPENED).first()


def case_of_item(party: Party, item_id: int) -> Case | None:
    """The case of a work item of the unit."""
    return Case.objects.filter(items=item_id, items__unit__in=party.unit_ids).first()


def _item(item: Any, party: Party) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "unit": item.unit.name,
        "opened_at": item.opened_at,
        "due_on": item.due_on,
        "done_at": item.done_at,
        "result": item.result,
        "results": [_move(move) for move in cases.item_moves(item, party)],
    }


def _move(move: Any) -> dict[str, Any]:
    return {
        "id": move.transition,
        "label": move.label,
        "fields": [_field(one, move.field_texts) for one in move.fields],
    }


def _field(one: Field, texts: Any) -> dict[str, Any]:
    words: FieldTexts | None = texts.get(one.id)
    return {"id": one.id, "type": one.type, "label": words.label if words else one.id}


def _file(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "field": one.field,
        "name": one.name,
        "type": one.mime,
        "size": one.size,
        "sha256": one.sha256,
    }


def services() -> list[dict[str, Any]]:
    """Services that partners may file for, with their questions. One query."""
    return [_service(one) for one in _open_to_partners()]


def service(slug: str) -> Installation | None:
    return next((one for one in _open_to_partners() if one.slug == slug), None)


def _open_to_partners() -> list[Installation]:
    return [
        one
        for one in catalogue.offered()
        if CHANNEL in (told := catalogue.package_of(one.version_id).service).channels
        and "agent" in told.opened_by
    ]


def _service(one: Installation) -> dict[str, Any]:
    package = catalogue.package_of(one.version_id)
    texts = package.words(get_language() or "fr").fields
    return {
        "service": one.slug,
        "name": one.name,
        "fields": [_field(asked, texts) for asked in package.form.all_fields()],
    }


def events(party: Party, after: int) -> Listed:
    """What the unit was told since, in order, as CloudEvents. One query."""
    found = list(
        Event.objects.filter(unit__in=party.unit_ids, pk__gt=after).order_by("pk")[: PAGE + 1]
    )
    page = found[:PAGE]
    return Listed(
        [rules.cloud_event(one) for one in page], str(page[-1].pk) if len(found) > PAGE else ""
    )


# For those who give keys ---------------------------------------------------------------------


def administered_units(account: Account, memberships: Iterable[Membership]) -> list[Unit]:
    """Units whose programs this account looks after, by institution and name."""
    if account.is_administrator:
        units = list(Unit.objects.select_related("institution"))
    else:
        mine = list(memberships)
        units = list(
            {m.unit_id: m.unit for m in mine if rules.may_administer(False, mine, m.unit)}.values()
        )
    return sorted(units, key=lambda unit: (unit.institution.name, unit.name, unit.pk))


def keys_of(units: Iterable[Unit]) -> QuerySet[Key]:
    """Live keys first, then those that open nothing any more."""
    return (
        Key.objects.filter(unit__in=list(units))
        .select_related("unit__institution")
        .order_by("-revoked_at", "-pk")
    )


def is_live(key: Key) -> bool:
    return key.revoked_at is None and key.expires_on >= clock.today()


def webhooks_of(units: Iterable[Unit]) -> QuerySet[Subscription]:
    """With `waiting`, `given_up` and `last` (when one last arrived)."""
    late = Q(deliveries__delivered_at=None)
    given_up = late & Q(deliveries__attempts__gte=rules.MOST_ATTEMPTS)
    return (
        Subscription.objects.filter(unit__in=list(units))
        .select_related("unit__institution")
        .annotate(
            waiting=Count("deliveries", filter=late),
            given_up=Count("deliveries", filter=given_up),
            last=Max("deliveries__delivered_at"),
        )
        .order_by("-ended_at", "-pk")
    )


def deliveries_of(subscription: Subscription) -> QuerySet[Delivery]:
    """Latest first."""
    return (
        Delivery.objects.filter(subscription=subscription)
        .select_related("event")
        .order_by("-event_id")
    )


def silent_addresses() -> QuerySet[Subscription]:
    """Those that take nothing of what is sent to them."""
    given_up = Delivery.objects.filter(delivered_at=None, attempts__gte=rules.MOST_ATTEMPTS)
    return Subscription.objects.filter(ended_at=None, pk__in=given_up.values("subscription"))


def health(count: int) -> Health:
    """Whether every address takes what is sent to it: `count` do not. Shown to administrators."""
    if not count:
        return Health("good", _("Partners’ programs take the events sent to them."))
    said = ngettext(
        "%(count)d partner’s program does not take the events sent to it.",
        "%(count)d partners’ programs do not take the events sent to them.",
        count,
    )
    return Health(
        "bad", said % {"count": count}, _("See “Partners’ programs”, then send again what failed.")
    )
