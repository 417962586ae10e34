"""Papers people keep: the receipt of a request and the letters of a decision.

The receipt says what art. R112-5 and R112-11-1 of the code des relations entre le public et
l'administration ask: the date of receipt, what silence will mean and from when, the service in
charge with its addresses and telephone, and how to challenge an implicit refusal.
"""

from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from parvis.cases import answers as reading
from parvis.cases.engine import signed
from parvis.cases.engine.effects import applicant_language
from parvis.cases.engine.files import of_no_message
from parvis.cases.engine.live import Effect, Live
from parvis.cases.models import Attachment, Case, WorkItem
from parvis.catalogue.models import Installation
from parvis.core import pdf
from parvis.core.documents import mentions
from parvis.core.documents.prose import blocks_of
from parvis.core.ui.words import plaindate
from parvis.directory.models import Unit

RECEIPT, SIGNATURE = "receipt", "signature"


def receipt_of(live: Live, installation: Installation) -> Effect:
    """The receipt of a request, as it was on the day it was made."""
    case, language = live.case, applicant_language(live)
    words = live.script.package.words(language)
    files = list(Attachment.objects.filter(draft_key=case.draft_key))
    sections = reading.summary(live.script.package, case.answers, language, files=files)
    unit = case.lead_unit
    with override(language):
        data: dict[str, Any] = {
            "sender": sender_of(unit),
            "dated": live.submitted_on.isoformat(),
            "service": words.service.name,
            "reference": case.reference,
            "facts": _facts(live),
            "sections": [
                {
                    "title": title,
                    "rows": [[label, reading.one_line(value)] for label, value, _id in rows],
                }
                for title, rows in sections
            ],
            "files": [file.name for file in files],
            "next_steps": [words.service.after] if words.service.after else [],
            "url": f"{settings.BASE_URL}{path_of(case)}",
        } | _silence(live, installation)
        values = {"reference": case.reference, "service": words.service.name}
        return {
            "do": RECEIPT,
            "language": language,
            "title": _("Receipt of the request %(reference)s") % values,
            "data": data,
            **_told(live, values),
        }


def _told(live: Live, values: dict[str, str]) -> dict[str, str]:
    """The words that go with a receipt: received, to be signed by somebody else, or complete."""
    names = signed.awaited(live.items)
    if names:
        values = values | {"who": ", ".join(names)}
        subject = _("Your request waits for a signature: %(service)s")
        body = _(
            "Your request “%(service)s” has arrived. Its number is %(reference)s: keep it.\n\n"
            "It now waits for the signature of %(who)s. The time we have to answer starts when it "
            "is signed. You can follow your request in your space, send the link again, or correct "
            "the address it goes to.\n\nThe receipt is attached."
        )
        sms = _("Parvis: your request %(reference)s has arrived. It waits for a signature.")
    elif signed.in_force(live.items):
        subject = _("Your request is complete: %(service)s")
        body = _(
            "No signature is awaited any more on your request “%(service)s”, number %(reference)s. "
            "The service can examine it.\n\nThe receipt is attached. It says until when we have "
            "to answer."
        )
        sms = _("Parvis: your request %(reference)s is complete. We can examine it.")
    else:
        subject = _("We have received your request: %(service)s")
        body = _(
            "Your request “%(service)s” has arrived. Its number is %(reference)s: keep it.\n\n"
            "The receipt is attached. You can follow your request in your space at any time."
        )
        sms = _("Parvis: your request %(reference)s has arrived. Keep this number.")
    return {"subject": subject % values, "body": body % values, "sms": sms % values}


def signature_receipt(live: Live, item: WorkItem) -> Effect:
    """What somebody signed, as they read it, with its fingerprint: kept with the file, and given to
    them."""
    case, language = live.case, applicant_language(live)
    words, kind = live.script.package.words(language), live.script.package.process.items[item.kind]
    files = [
        file
        for file in of_no_message(case).order_by("pk")
        if file.field.split(".")[0] in kind.shares
    ]
    sections = reading.summary(
        live.script.package, case.answers, language, files=files, only=frozenset(kind.shares)
    )
    with override(language):
        who = {"who": item.asked["expert"], "reference": case.reference}
        return {
            "do": SIGNATURE,
            "kind": signature_kind(item),
            "language": language,
            "title": _("Signature of %(who)s, request %(reference)s") % who,
            "data": {
                "sender": sender_of(case.lead_unit),
                "dated": live.today.isoformat(),
                "service": words.service.name,
                "reference": case.reference,
                "facts": [
                    [_("Applicant"), case.applicant_name],
                    [_("Also signed by"), signed.given([item])[0]],
                    [_("Fingerprint of what is signed (SHA-256)"), item.asked["sha256"]],
                ],
                "sections": [
                    {
                        "title": title,
                        "rows": [[label, reading.one_line(value)] for label, value, _id in rows],
                    }
                    for title, rows in sections
                ],
                "files": [file.name for file in files],
                "next_steps": [],
                "url": f"{settings.BASE_URL}{path_of(case)}",
            },
        }


def signature_kind(item: WorkItem) -> str:
    """The kind of document that its receipt is."""
    return f"{SIGNATURE}-{item.ordinal}-{item.kind}"[:40]


def _facts(live: Live) -> list[list[str]]:
    facts = [
        [_("Applicant"), live.case.applicant_name],
        [_("Received on"), plaindate(live.submitted_on)],
    ]
    if live.case.filed_by_label:
        facts.append([_("Filed by"), live.case.filed_by_label])
    facts += [[_("Signature awaited"), name] for name in signed.awaited(live.items)]
    facts += [[_("Also signed by"), said] for said in signed.given(live.items)]
    return facts


def _silence(live: Live, installation: Installation) -> dict[str, Any]:
    """What no answer will mean, from the legal clock that says so."""
    rules = live.script.package.process.deadlines
    for deadline in live.deadlines:
        means = rules[deadline.rule].silence
        if means == "nothing":
            continue
        found: dict[str, Any] = {
            "silence": {"means": means, "on": deadline.due_on.isoformat()},
        }
        if means == "refused":
            found["remedies"] = mentions.remedies(
                institution=installation.institution.name, court=_("administrative court")
            )
        return found
    return {}


def sender_of(unit: Unit) -> dict[str, Any]:
    institution = unit.institution
    return {
        "name": institution.name,
        "unit": unit.name,
        "lines": [line.strip() for line in institution.address.split("\n") if line.strip()],
        "phone": unit.phone or institution.phone,
        "email": unit.email or institution.email,
        "website": institution.website,
    }


def path_of(case: Case, *, for_agents: bool = False) -> str:
    """The page of the case, for its applicant or for agents."""
    try:
        name = "cases:agent-detail" if for_agents else "cases:detail"
        return reverse(name, args=[case.reference])
    except NoReverseMatch:
        return (
            f"/agent/dossiers/{case.reference}" if for_agents else f"/mes-demandes/{case.reference}"
        )


def receipt_pdf(effect: Effect) -> bytes:
    return pdf.render("receipt", effect["data"], title=effect["title"], lang=effect["language"])


def letter_pdf(
    effect: Effect, case: Case, unit: Unit, dated: str, *, is_draft: bool = False
) -> bytes:
    """A decision or another letter. Notified through a teleservice, it names its unit and needs no
    signature (CRPA, art. L212-2)."""
    language = effect["language"]
    with override(language):
        data: dict[str, Any] = {
            "sender": sender_of(unit),
            "dated": dated,
            "recipient": recipient_of(case),
            "facts": [
                [_("Case number"), case.reference],
                *([_("Also signed by"), one] for one in effect.get("signed", ())),
                *_draft(is_draft),
            ],
            "subject": effect["title"],
            "body": blocks_of(effect["body"]),
            "remedies": blocks_of(effect["appeal"]),
            "signature": {
                "name": effect["author"] or unit.name,
                "role": unit.name,
                "unit": f"{unit.name}, {unit.institution.name}",
                "by_teleservice": True,
            },
        }
    return pdf.render("letter", data, title=effect["title"], lang=language)


def _draft(is_draft: bool) -> list[list[str]]:
    return [[_("Draft letter"), _("not validated, not sent")]] if is_draft else []


def recipient_of(case: Case) -> list[str]:
    person = case.person
    town = f"{person.postal_code} {person.commune_name}".strip()
    lines = [case.applicant_name, person.address_line, person.address_extra, town]
    return [line for line in lines if line]
