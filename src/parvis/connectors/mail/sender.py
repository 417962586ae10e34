"""Handing a mail to Django's backend, and telling a refusal for good from a bad moment."""

import smtplib

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.message import BadHeaderError
from django.utils.translation import gettext as _

from parvis.core.health import Health
from parvis.notifications import actions
from parvis.notifications.ports import Letter, Mail, Refused, Unreachable

PERMANENT = range(500, 600)  # RFC 5321, section 4.2.1


class DjangoMail:
    """Sends through `settings.EMAIL_BACKEND`."""

    def send(self, message: Mail) -> None:
        """Raises Refused on a permanent SMTP answer, Unreachable otherwise."""
        if not settings.MAIL_IS_CONFIGURED:
            raise Unreachable("PARVIS_SMTP_URL is not set")
        try:
            _as_email(message).send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _reason in error.recipients.values()]
            kind = Refused if all(code in PERMANENT for code in codes) else Unreachable
            raise kind(str(error.recipients)) from error
        except smtplib.SMTPResponseException as error:
            kind = Refused if error.smtp_code in PERMANENT else Unreachable
            # A wrong password is ours to mend: the mail itself is not refused.
            kind = Unreachable if isinstance(error, smtplib.SMTPAuthenticationError) else kind
            raise kind(f"{error.smtp_code} {error.smtp_error!r}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Unreachable(f"{type(error).__name__}: {error}") from error
        except BadHeaderError as error:
            raise Refused(str(error)) from error


def _as_email(message: Mail) -> EmailMultiAlternatives:
    headers = {"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"}
    if message.unsubscribe:
        headers["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers=headers,
    )
    email.attach_alternative(message.html, "text/html")
    for file in message.files:
        email.attach(file.name, file.content, file.media_type)
    return email


class DemoPost:
    """The postman of the demonstration: keeps a copy of each letter."""

    def send(self, message: Letter) -> None:
        actions.keep_demo_copy(
            channel="letter", address=message.to, subject=message.subject, raw=message.pdf
        )


def check() -> Health:
    """Does the mail server take our greeting?"""
    if settings.DEMO:
        return Health("good", _("Mails are shown on the demonstration page."))
    if not settings.MAIL_IS_CONFIGURED:
        return Health(
            "warning", _("No mail can be sent."), _("Set PARVIS_SMTP_URL to your mail server.")
        )
    with get_connection(timeout=5):
        return Health("good", _("The mail server answers."))
