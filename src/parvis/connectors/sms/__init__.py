"""Text messages through an HTTP gateway (PARVIS_SMS_URL); in a demonstration, a twin answers."""

from django.conf import settings
from django.utils.translation import gettext_noop

from parvis.connectors.sms.sender import HttpSms, check
from parvis.connectors.sms.twin import DemoSms
from parvis.core import health
from parvis.notifications import ports


def register() -> None:
    """Called when the program starts. Without a gateway, text messages fail visibly."""
    if settings.DEMO:
        ports.register_sms(DemoSms())
    else:
        ports.register_sms(HttpSms(settings.SMS_URL, settings.SMS_TOKEN))
    health.register(gettext_noop("Text messages"), check)
