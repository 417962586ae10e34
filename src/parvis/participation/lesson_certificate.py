"""The certificate of a lesson, as a PDF."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parvis.core import pdf, site
from parvis.core.ui.words import plaindate
from parvis.participation.lessons.definition import LessonFile
from parvis.participation.models import Certificate


def grouped(code: str) -> str:
    """ABCD-EFGH-JKLM, as it is printed."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def certificate_pdf(certificate: Certificate, lesson: LessonFile | None) -> bytes:
    """In the language of the page. `lesson`: None when the library holds it no more."""
    path = reverse("participation:certificate-check", args=[certificate.code])
    url = settings.BASE_URL.rstrip("/") + path
    data = {
        "sender": {"name": site.current().name},
        "dated": certificate.issued_at.date().isoformat(),
        "heading": _("Certificate"),
        "intro": _("This certifies that"),
        "who": certificate.name,
        "subject": _("went through the lesson “%(title)s”") % {"title": certificate.title},
        "facts": [
            (_("On"), plaindate(certificate.issued_at)),
            (_("Version"), certificate.version),
        ],
        "gained_title": _("Skills of this lesson"),
        "gained": [str(one) for one in lesson.skills] if lesson else [],
        "code": grouped(certificate.code),
        "check": _("Anybody may check this certificate with its code at %(address)s")
        % {"address": url},
        "url": url,
    }
    return pdf.render("certificate", data, title=certificate.title, lang=get_language() or "fr")
