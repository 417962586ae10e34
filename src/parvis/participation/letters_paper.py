"""Letters as they are printed: the address where a window envelope shows it, a code, a page."""

import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from pypdf import PdfReader

from parvis.core import clock, pdf
from parvis.core.documents.prose import blocks_of
from parvis.participation.models import Mailing


@dataclass(frozen=True, slots=True)
class Drawn:
    content: bytes
    pages: int


def letters_pdf(mailing: Mailing) -> Drawn:
    """Every letter of a batch, in French, in the order in which they were decided."""
    with override("fr"):
        title = f"{mailing.label} – {mailing.subject}"
        content = pdf.render("letters", _data(mailing), title=title)
    return Drawn(content, len(PdfReader(io.BytesIO(content)).pages))


def _data(mailing: Mailing) -> dict[str, Any]:
    consultation = mailing.consultation
    unit = consultation.lead
    institution = unit.institution
    page = _page(mailing)
    asked = {"panel": mailing.panel_id} if mailing.panel_id else {}
    is_invitation = mailing.kind == Mailing.Kind.INVITE
    return {
        "sender": {
            "name": institution.name,
            "unit": unit.name,
            "lines": [one.strip() for one in institution.address.split("\n") if one.strip()],
            "phone": unit.phone or institution.phone,
            "email": unit.email or institution.email,
        },
        "dated": clock.today().isoformat(),
        "subject": mailing.subject,
        "salutation": _("Dear Sir or Madam,"),
        "body": blocks_of(mailing.text),
        "code_label": _("Your personal code, which serves once")
        if is_invitation
        else _("Your pseudonym in the draw, which alone is published"),
        "how": _("Read this square with a telephone, or type this address:"),
        "shown_url": page.partition("://")[2],
        "small_print": [
            _(
                "Without internet: come to a desk, or telephone us. You answer freely: nothing"
                " follows from not answering. Your address serves for this letter only and is not"
                " kept."
            )
            if is_invitation
            else _("Without internet: come to a desk, or telephone us.")
        ],
        "letters": [
            {
                "recipient": lines,
                "code": code,
                "url": f"{page}?{urlencode(asked | {'code': code})}" if is_invitation else page,
            }
            for lines, code in mailing.letters.order_by("pk").values_list("lines", "code")
        ],
    }


def _page(mailing: Mailing) -> str:
    slug = mailing.consultation.slug
    if mailing.kind == Mailing.Kind.INVITE:
        path = reverse("participation:taking-part", args=[slug])
    elif mailing.panel is None:
        raise ValueError("letters to volunteers are those of a panel")
    else:
        path = reverse("participation:panel-me", args=[slug, mailing.panel.pk])
    return f"{settings.BASE_URL}{path}"
