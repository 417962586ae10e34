"""The mail server of the demonstration: every mail, whoever sends it, goes to a page."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from parvis.notifications import actions


class DemoBackend(BaseEmailBackend):
    """Keeps the very bytes that would have left."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for email in email_messages:
            actions.keep_demo_copy(
                channel="mail",
                address=", ".join(email.recipients()),
                subject=str(email.subject),
                raw=email.message().as_bytes(),
            )
        return len(email_messages)
