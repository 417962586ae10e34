"""After the transaction of a move: its letters are written, then its messages are told.

Each fact is delivered in a transaction of its own, once (`core.outbox`); a letter has one row an
event, a message one key an event and recipient. What is told was frozen when it was decided.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage, Storage, default_storage

from parvis.accounts.models import Person
from parvis.cases.engine import papers
from parvis.cases.engine.clock import LocalTime
from parvis.cases.engine.live import Effect
from parvis.cases.events import CaseMoved, CaseReminded, CaseSubmitted, MessageWritten
from parvis.cases.models import Case, CaseEvent, IssuedDocument
from parvis.catalogue.definition.process import APPLICANT, MANAGERS
from parvis.core import clock
from parvis.directory import queries as directory
from parvis.directory.models import Unit
from parvis.notifications import actions as notifications
from parvis.trust.actions import tell_for
from parvis.trust.queries import receivers

Fact = CaseSubmitted | CaseMoved | CaseReminded | MessageWritten
PDF = "application/pdf"

_storage: ContextVar[Storage | None] = ContextVar("storage", default=None)


@contextmanager
def kept_in_memory() -> Iterator[None]:
    """Within the block letters go nowhere: for scenarios, which leave nothing behind."""
    token = _storage.set(InMemoryStorage())
    try:
        yield
    finally:
        _storage.reset(token)


def carry_out(fact: Fact) -> None:
    """Write and tell all that follows from one fact. Repeating it changes nothing."""
    if not fact.effects:
        return
    case = (
        Case.objects.select_related("person", "area", "installation")
        .filter(pk=fact.case_id)
        .first()
    )
    if case is None:
        return
    papers_made: dict[str, IssuedDocument] = {}
    effects = [_after_event(fact, effect) for effect in fact.effects]
    for effect in effects:
        if effect["do"] in {"document", papers.RECEIPT, papers.SIGNATURE}:
            document = _written(case, effect)
            papers_made[document.kind] = document
    for effect in effects:
        if effect["do"] in {"tell", papers.RECEIPT}:
            _tell(case, effect, papers_made)


def _after_event(fact: Fact, effect: Effect) -> Effect:
    """With the key of the event it follows, as `event`."""
    if isinstance(fact, MessageWritten) or "nth" not in effect:
        return effect
    return effect | {"event": fact.event_ids[effect["nth"]]}


def _written(case: Case, effect: Effect) -> IssuedDocument:
    kind = effect.get("kind", papers.RECEIPT)
    existing = IssuedDocument.objects.filter(event_id=effect["event"], kind=kind).first()
    if existing is not None:
        return existing
    content = _rendered(case, effect)
    name = f"cases/{case.reference}/{effect['event']}-{kind}.pdf"
    storage = _storage.get() or default_storage
    # A file of that name is what an attempt cut short left behind.
    storage.delete(name)
    return IssuedDocument.objects.create(
        case=case,
        event_id=effect["event"],
        kind=kind,
        title=effect["title"][:200],
        storage_name=storage.save(name, ContentFile(content)),
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        made_at=clock.now(),
    )


def _rendered(case: Case, effect: Effect) -> bytes:
    if effect["do"] in {papers.RECEIPT, papers.SIGNATURE}:
        return papers.receipt_pdf(effect)
    unit = _unit(effect["unit"] or case.lead_unit_id)
    decided_at = CaseEvent.objects.values_list("at", flat=True).get(pk=effect["event"])
    dated = LocalTime(case.area).day_of(decided_at)
    return papers.letter_pdf(effect, case, unit, dated.isoformat())


def _unit(unit_id: int) -> Unit:
    return Unit.objects.select_related("institution").get(pk=unit_id)


def _tell(case: Case, effect: Effect, made: dict[str, IssuedDocument]) -> None:
    who = effect.get("who", APPLICANT)
    message = effect.get("message", papers.RECEIPT)
    key = f"case:{case.reference}:{effect['event']}:{who}:{message}"
    about = ("cases.case", str(case.pk))
    if effect.get("unit") is not None:
        unit = _unit(effect["unit"])
        notifications.tell_unit(
            unit_key=str(unit.pk),
            emails=_addresses(effect, unit),
            key=key,
            subject=effect["subject"],
            text=effect["body"],
            link=papers.path_of(case, for_agents=True),
            about=about,
            language=effect["language"],
        )
        return
    person = case.person
    if "person" in effect:
        # Who asked reads the case no more: no link, no letter, no helper.
        person = Person.objects.get(pk=effect["person"])
    else:
        _tell_helpers(case, effect, key)
    attached = [papers.RECEIPT] if effect["do"] == papers.RECEIPT else effect["attaches"]
    notifications.tell(
        person=person,
        key=key,
        subject=effect["subject"],
        text=effect["body"],
        sms=effect["sms"],
        link="" if "person" in effect else papers.path_of(case),
        attachments=[
            notifications.Attachment(f"{document.title}.pdf", document.storage_name, PDF)
            for document in _attached(case, attached, made)
        ],
        about=about,
        unit_key=str(case.lead_unit_id),
        language=effect["language"],
    )


def _addresses(effect: Effect, unit: Unit) -> list[str]:
    """Of those who answer for the unit when they are meant; else, and if none is known, its own."""
    if effect["who"] == MANAGERS:
        managers = [one.email for one in directory.managers_of(unit) if one.email]
        if managers:
            return managers
    return [unit.email or unit.institution.email]


def _tell_helpers(case: Case, effect: Effect, key: str) -> None:
    """Those whose mandate says that they receive messages are told too, and what for."""
    service = case.installation
    for mandate in receivers(case.person, service.slug, service.institution_id):
        tell_for(
            mandate,
            key=key,
            subject=effect["subject"],
            text=effect["body"],
            path=papers.path_of(case),
            about=("cases.case", str(case.pk)),
        )


def _attached(
    case: Case, kinds: list[str], made: dict[str, IssuedDocument]
) -> list[IssuedDocument]:
    """Those just made, else the last of each kind made before."""
    missing = [kind for kind in kinds if kind not in made]
    before = {
        document.kind: document
        for document in IssuedDocument.objects.filter(case=case, kind__in=missing).order_by(
            "made_at"
        )
    }
    found = {**before, **made}
    return [found[kind] for kind in kinds if kind in found]
