"""From one text, what leaves by each channel."""

import io
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from pypdf import PdfWriter

from parvis.accounts.models import Person
from parvis.accounts.ports import CODE_MARK
from parvis.core import pdf
from parvis.core import site as sites
from parvis.core.documents.prose import blocks_of
from parvis.core.ui import colours
from parvis.notifications import sms
from parvis.notifications.models import Notification
from parvis.notifications.ports import File, Letter, Mail, Sms

PDF = "application/pdf"
# What may not stand in a header; no-break spaces may: a line must not begin with a colon.
_LINES = re.compile(r"[ \t\r\n]+")


def mail_of(told: Notification) -> Mail:
    """Text and HTML from the same blocks; attached files are read from storage."""
    site = sites.current()
    with translation.override(told.language):
        context = {
            "lang": told.language,
            "subject": told.subject,
            "blocks": blocks_of(told.text),
            "url": _absolute(told.link),
            "link_label": told.link_label,
            "code": told.code,
            "code_mark": CODE_MARK,
            "is_unit": told.person_id is None,
            "unsubscribe_url": _absolute(told.unsubscribe),
            "preferences_url": _absolute("/mes-messages/preferences/"),
            "site": site,
            "color": colours.readable(
                site.theme.get("primary") or colours.DEFAULTS["primary"], colours.WHITE
            ),
        }
        text = render_to_string("notifications/mail/mail.txt", context)
        html = render_to_string("notifications/mail/mail.html", context)
    return Mail(
        message_id=_message_id(told),
        to=told.address,
        subject=_LINES.sub(" ", told.subject).strip(),
        text=text.strip() + "\n",
        html=html,
        files=tuple(_file(each) for each in told.attachments),
        unsubscribe=_absolute(told.unsubscribe),
    )


def sms_of(told: Notification) -> Sms:
    text = told.text.replace(CODE_MARK, told.code) if told.code else told.text
    return Sms(_message_id(told), told.address, sms.fitted(text, _absolute(told.link)))


def letter_of(told: Notification) -> Letter:
    """The letter and what is enclosed, in one file to print."""
    site = sites.current()
    with translation.override(told.language):
        data = {
            "sender": site.letterhead()
            | {
                "color": colours.readable(
                    site.theme.get("primary") or colours.DEFAULTS["primary"], colours.WHITE
                ),
            },
            "dated": told.created_at.date().isoformat(),
            "recipient": told.address.split("\n")[:7],
            "subject": told.subject,
            "body": blocks_of(told.text),
            "enclosures": [each["name"].removesuffix(".pdf") for each in told.attachments],
            "footer": [site.name],
        }
        made = pdf.render("letter", data, title=told.subject or _("Letter"), lang=told.language)
    return Letter(_message_id(told), told.address, told.subject, bound([made, *_papers(told)]))


def _papers(told: Notification) -> list[bytes]:
    """What is enclosed, as far as it can be printed with the letter."""
    return [_file(each).content for each in told.attachments if each["type"] == PDF]


def bound(papers: list[bytes]) -> bytes:
    """One PDF of several, in their order; there is at least one."""
    if len(papers) == 1:
        return papers[0]
    writer = PdfWriter()
    for paper in papers:
        writer.append(io.BytesIO(paper))
    bound = io.BytesIO()
    writer.write(bound)
    return bound.getvalue()


def postal_address(person: Person) -> str:
    """As on an envelope, one line each."""
    lines = [
        f"{person.given_names.split(' ')[0]} {person.usual_name or person.family_name}",
        person.address_extra,
        person.address_line,
        f"{person.postal_code} {person.commune_name}".upper(),
    ]
    return "\n".join(line.strip() for line in lines if line.strip())


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path if path.startswith("/") else path


def _message_id(told: Notification) -> str:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<notification-{told.pk}-{told.created_at:%Y%m%d%H%M%S}@{host}>"


def _file(attachment: dict[str, str]) -> File:
    with default_storage.open(attachment["storage"]) as stored:
        return File(attachment["name"], attachment["type"], stored.read())
