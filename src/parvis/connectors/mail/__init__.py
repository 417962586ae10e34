"""Mail through SMTP (PARVIS_SMTP_URL); in a demonstration, shown on a page instead."""

from django.conf import settings
from django.utils.translation import gettext_noop

from parvis.connectors.mail.sender import DemoPost, DjangoMail, check
from parvis.core import health
from parvis.notifications import ports


def register() -> None:
    """Called when the program starts."""
    ports.register_mail(DjangoMail())
    health.register(gettext_noop("E-mail"), check)
    if settings.DEMO:
        ports.register_letter(DemoPost())
